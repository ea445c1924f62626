"""Who is named for what, the plan on file, the station's products, what the media told (R-108, R-140, R-145)."""

from datetime import timedelta

from django.utils import timezone

from monitoring import publicity
from riskinfo import duties, stations

from .evidence import report
from .stage import QUALITY, Stage, Story, Telling

_DAYS = 40
#: unit, who names, and who is named to collect, to report, to build the station; two units have not named all.
_NAMED = (
    ("质量监督股", "chenxiao", ("zhaomin", "zhaomin", "sunli")),
    ("食品相关产品股", "tanzhiming", ("gaoyuan", "gaoyuan", "gaoyuan")),
    ("城关市场监管所", "xulei", ("yangfan", "yangfan", "")),
    ("综合行政执法大队", "guoqiang", ("wanglei", "wanglei", "")),
)  # fmt: skip
_TOLD = (
    (30, "PAPER", "《清源日报》", "风险监测站走进社区，教您看懂电热毯标识", "", "四版报道，配图两张。"),
    (
        12, "SOCIAL", "清源市场监管公众号", "移动电源消费提示：认准强制性产品认证标志", "https://example.org/powerbank",
        "阅读 1860 次，转发 42 次。",
    ),
    (5, "EVENT", "城关镇文化广场", "“质量安全月”现场宣传咨询", "", "发放资料 600 份，接受咨询 83 人次。"),
)  # fmt: skip


def named(stage: Stage) -> Telling:
    """The plan is put on file, people are named, the station's page is filled in; the media tell of it since."""
    story = Story(stage, QUALITY, "stations", _DAYS)
    yield story.at("10:10")
    head = story.person("head")
    lines = ["一、工作目标", "二、责任分工", "三、报送要求"]
    plan = report("风险监控工作实施方案", "实施方案", lines, issuer=head.bureau.name)
    duties.keep_plan(
        head.bureau, plan, by=head, title=f"{story.day.year}年产品质量安全风险监控工作实施方案",
        reference=f"清市监〔{story.day.year}〕41号", issued_on=story.day - timedelta(days=3),
        follows="市局关于开展产品质量安全风险监控工作的通知",
    )  # fmt: skip
    for unit, by, logins in _NAMED:
        chosen = [story.person(login) if login else None for login in logins]
        people = dict(zip(duties.Duty.values, chosen, strict=True))
        duties.name_people(head.bureau.departments.get(name=unit), people, by=story.person(by))
    station = stations.profile_of(story.person("wuxia").department)
    kept = {
        "host": "清源县质量检验所", "contact": "吴霞", "phone": "0399-7123456", "address": "清源县城关镇滨河路18号",
        "ability": "检验人员 6 人，能检竹木餐具、移动电源、小家电的主要安全项目；今年添置热失控试验箱。",
        "products": [stage.types[code] for code in ("FOOD_CONTACT_WOOD", "POWER_BANK", "NOISE_CANCELLING_EARPHONE")],
    }  # fmt: skip
    stations.keep(station, kept, by=head, lines=["建立监测站资料"])
    for left, way, media, title, link, summary in _TOLD:
        yield story.until(left, "16:40")
        told = {"way": way, "media": media, "title": title, "link": link, "summary": summary}
        publicity.record(by=story.person("staff"), on=timezone.localdate(), **told)


STORIES = (named,)
