"""Warnings whose level changes, leaders who are away, and what the bureau settled about approvals."""

from datetime import timedelta

from django.utils import timezone

from accounts.absences import AREAS
from accounts.records import enter_absence
from casefile.perform import as_form_data
from riskwarnings.forms import MatrixForm, RouteForm
from riskwarnings.models import ApprovalRoute, Warning
from riskwarnings.permissions import may_assess
from riskwarnings.routes import DEFAULT
from riskwarnings.worksheets import keep_sheet

from .info_acts import News
from .stage import QUALITY, QUALITY_2, Stage, Story, Telling
from .warning_acts import (
    Findings,
    Notice,
    assess,
    confirmed,
    handling,
    info_of,
    measures_done,
    number_and_seal,
    reviewed,
)

GLASS = News(
    "晶盾防火玻璃耐火完整性不合格", "glass", "FIRE_GLASS", "单片防火玻璃 DFB-C1.00-6", "{made:60}批，420平方米",
    "市级监督抽查发现，该批防火玻璃耐火完整性试验48 min破裂，达不到明示的60 min。",
    source_level="PREFECTURE", brand="晶盾", standard="GB 15763.1-2009", cause="钢化工艺温度控制不稳。",
    suppliers="外省某浮法玻璃厂（原片）", area="本县在建商业综合体", harm_degree="SERIOUS",
)  # fmt: skip


def glass(stage: Stage) -> Telling:
    """Level 2 raised to 1 while the director was away: a deputy stood in; the new notice is out."""
    story = Story(stage, QUALITY, "glass", 16)
    found = Findings(safety="NO", produced="420", sold="180", unit="平方米", recall="VOLUNTARY")
    info = yield from confirmed(story, GLASS, None, found)
    warning = yield from handling(story, info, Notice(others=("清源县住房和城乡建设局", "清源县消防救援大队")))
    yield from measures_done(story, warning, besides=("RECTIFY_UNTIL_PASS", "TRAINING", "QUALITY_MEETING"))
    yield story.later(1, "09:00")
    _away(story, "director", "lijianguo", days=4, reason="赴省局参加培训")
    yield story.soon(30)
    graver = Findings(
        safety="YES", produced="420", sold="180", unit="平方米", recall="PARTIAL", major_harm="POSSIBLE",
        harm_analysis="耐火完整性属防火玻璃的安全指标，已安装的46平方米无法按时更换，火灾时可能提前失效。",
    )  # fmt: skip
    assess(story, info_of(warning), graver, replaces=info.assessments.current().get())
    yield story.soon(60)
    reason = "经专家会商，耐火完整性属安全指标，且部分产品已安装。"
    warning = story.do(warning, "propose_level", "head", level="LEVEL_1", reason=reason)
    yield story.later(1, "10:30")
    warning = story.do(warning, "approve_level", "lijianguo", reason="同意提级，抓紧更换。")
    yield story.soon(60)
    number_and_seal(story, warning.unissued_change.notice)
    yield story.soon(15)
    story.do(warning, "issue_level_notice", "office")


TRANSFORMER = News(
    "东堃配电变压器空载损耗超标", "transformer", "POWER_EQUIPMENT_TRANSFORMER", "油浸式配电变压器 S13-M-100/10",
    "{made:80}批，36台",
    "县级监督抽查发现，该批变压器空载损耗实测值超过标准限值12%，能效等级与标识不符。",
    source_level="COUNTY", brand="东堃", standard="GB 20052-2020", harm=("PROPERTY",), harm_degree="GENERAL",
    cause="硅钢片以次充好。", suppliers="外省某硅钢贸易公司", area="本县及邻县乡镇",
)  # fmt: skip


def transformer(stage: Stage) -> Telling:
    """The brigade found that the recall is refused; raising the level waits for the director."""
    story = Story(stage, QUALITY_2, "transformer", 13)
    found = Findings(safety="NO", produced="36", sold="29", unit="台", recall="NOT_STARTED")
    info = yield from confirmed(story, TRANSFORMER, None, found)
    warning = yield from handling(story, info, Notice(others=("清源县工业和信息化局",)))
    yield story.later(2, "15:10")
    evidence = "现场检查笔录：企业拒绝制定召回计划"
    warning = story.do(warning, "report_recall", "brigade", recall_status="REFUSED", evidence=evidence)
    yield story.later(1, "09:40")
    refused = Findings(
        safety="NO", produced="36", sold="29", unit="台", recall="REFUSED", recall_shown=evidence,
        harm_analysis="损耗超标增加用户电费，长期过热有烧毁风险。",
    )  # fmt: skip
    assess(story, info_of(warning), refused, replaces=info.assessments.current().get())
    yield story.soon(50)
    story.do(warning, "propose_level", "head", level="LEVEL_1", reason="产品大部已售，企业拒不追回。")


def _small(title, enterprise, product_type, product, batch, description, standard) -> News:
    return News(
        title, enterprise, product_type, product, batch, description, source_level="COUNTY", standard=standard,
        harm=("PROPERTY",), harm_degree="SLIGHT", cause="标签沿用旧版，出厂检验未核对。",
    )  # fmt: skip


MARKING = _small(
    "金石桥线缆RVV护套标志不合格", "cable3", "WIRE_CABLE", "聚氯乙烯护套软线 RVV 2×1.0", "{made:20}批，600卷",
    "县级监督抽查发现，该批软线护套印字间距过大，标志不连续，其余项目合格；产品均在成品库。", "GB/T 5023.5-2008",
)  # fmt: skip
FITNESS = _small(
    "健力室外漫步机标志不合格", "fitness", "FITNESS_EQUIPMENT", "室外健身器材 双人漫步机", "{made:18}批，40台",
    "县级监督抽查发现，该批漫步机缺少安全警示标志，承载等性能合格；产品尚未交货。", "GB 19272-2024",
)  # fmt: skip


def small(news: News):
    """Return the story of a level 3 on the deputy's desk, one of those approved together."""

    def telling(stage: Stage) -> Telling:
        story = Story(stage, QUALITY, news.enterprise, 7)
        found = Findings(safety="NO", produced="40", sold="0", unit="件", recall="NOT_APPLICABLE")
        info = yield from confirmed(story, news, None, found)
        yield from reviewed(story, info, Notice(units=("综合行政执法大队",)))

    return telling


def settings(stage: Stage) -> Telling:
    """The bureau settles who decides; a deputy is away from today on."""
    story = Story(stage, QUALITY, "settings", 200)
    yield story.at("10:00")
    admin = story.person("admin")
    given = {name: getattr(DEFAULT, name) for name in DEFAULT.__dataclass_fields__}
    given |= {"reassess_days": 5, "reason": "局党组会议纪要第9号：追回未完成的5日内复评"}
    form = RouteForm(as_form_data(given), now=DEFAULT)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    ApprovalRoute.objects.create(bureau=admin.bureau, version=1, set_by=admin, **form.route_fields())
    yield story.until(0, "17:00")
    _away(story, "matao", "lijianguo", days=5, reason="赴南湾乡驻村督导")


def worksheet(stage: Stage) -> Telling:
    """A matrix sheet beside an information of a product under warning."""
    story = Story(stage, QUALITY, "worksheet", 3)
    yield story.at("11:20")
    warning = Warning.objects.filter(case__title=TRANSFORMER.title).select_related("info__case").first()
    if warning is None:
        return
    given = {
        "hazard": "铁芯过热，绕组绝缘老化起火", "user_group": "农村用电户", "severity": 3,
        "scenario": "损耗超标使铁芯长期过热，绝缘老化后匝间短路起火。",
        "steps": "长期满负荷运行 1/5\n绝缘老化短路 1/200\n引燃附近可燃物 1/20\n人员受伤 1/10",
    }  # fmt: skip
    form = MatrixForm(as_form_data(given))
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    person = story.person("staff")
    keep_sheet(warning.info, by=person, role=may_assess(warning.info, person), **form.sheet_fields())


def _away(story: Story, absent: str, deputy: str, *, days: int, reason: str) -> None:
    today = timezone.localdate()
    enter_absence(
        absent=story.person(absent), deputy=story.person(deputy), starts=today, ends=today + timedelta(days=days),
        areas=list(AREAS), reason=reason, by=story.person("office"),
    )  # fmt: skip


STORIES = (settings, glass, transformer, small(MARKING), small(FITNESS), worksheet)
