"""Areas under supervision, in every state; what the rules propose, confirmed and declined (R-338, R-346, R-347)."""

from datetime import timedelta

from rectification import areas, consequences
from rectification.models import AreaSupervision, Prompt, RectificationItem
from rectification.prompting import confirm, decline
from registers.models import Region

from .stage import BRIGADE, CHENGGUAN, QUALITY, XINAN, Stage, Story, Telling

_DEMAND = {"demand": "逐户排查，建立清单，每周报送进展。", "conditions": "隐患全部销号。\n回头看没有复发。"}


def _proposed(story: Story, town: str, way: str, ground: str, why: str) -> Telling:
    yield story.at("09:40")
    region = Region.objects.get(code__startswith="490621", name=town)
    record = areas.propose(by=story.person("head"), region=region, way=way, ground=ground, why=why, token=story.token())
    story.stage.clock.tick(120)
    return AreaSupervision.objects.get(pk=record.pk)


def _approved(story: Story, record, days: int = 30) -> Telling:
    yield story.later(1, "15:20")
    return story.do(record, "approve", "deputy", due_on=story.day + timedelta(days=days), **_DEMAND)


def new_area(stage: Stage) -> Telling:
    """Proposed: a leader is awaited."""
    story = Story(stage, XINAN, "new_area", 1)
    yield from _proposed(story, "辛安镇", "TALK", "MANY_PROBLEMS", "近两个月电动自行车改装反复出现，属地巡查没有跟上。")


def town_listed(stage: Stage) -> Telling:
    """In force, with progress."""
    story = Story(stage, XINAN, "town_listed", 16)
    why = "危险化学品包装物和燃气具企业集中，未销号重大隐患2项，1家拒不整改。"
    record = yield from _proposed(story, "辛安镇", "LISTED", "HAZARD_CONCENTRATED", why)
    record = yield from _approved(story, record)
    yield story.later(6, "10:30")
    story.do(record, "report_progress", "head", reason="镇政府成立专班，已排查生产企业23家，新发现隐患5项。")


def town_asks(stage: Stage) -> Telling:
    """The unit says that the conditions are met."""
    story = Story(stage, BRIGADE, "town_asks", 40)
    record = yield from _proposed(
        story, "文峰街道", "BULLETIN", "SENSITIVE_OPINION", "建材市场人造板气味投诉集中，媒体关注。"
    )
    record = yield from _approved(story, record, 25)
    yield story.until(2, "10:10")
    story.do(record, "request_lift", "head", met="市场内31户全部检查完毕，6项隐患销号，近一个月无新投诉。")


def town_lifted(stage: Stage) -> Telling:
    story = Story(stage, QUALITY, "town_lifted", 90)
    record = yield from _proposed(
        story, "清水街道", "LISTED", "MANY_PROBLEMS", "农资市场化肥抽查不合格率高，发现隐患12项。"
    )
    record = yield from _approved(story, record)
    yield story.later(18, "09:50")
    record = story.do(record, "request_lift", "head", met="12项隐患全部销号，复查抽样8批次合格。")
    yield story.later(1, "16:10")
    story.do(record, "lift", "deputy", reason="经核实条件达到，同意摘牌。")


def town_declined(stage: Stage) -> Telling:
    story = Story(stage, CHENGGUAN, "town_declined", 60)
    record = yield from _proposed(story, "城关镇", "LISTED", "MANY_PROBLEMS", "校园周边文具店问题较多。")
    yield story.later(1, "11:00")
    story.do(record, "decline", "deputy", reason="问题集中在2家店，按企业处理即可。")


def tier_prompts(stage: Stage) -> Telling:
    """One proposal confirmed, one declined; the rest stay open."""
    story = Story(stage, QUALITY, "tier_prompts", 2)
    yield story.at("11:10")
    for place, prompt in enumerate(Prompt.objects.filter(state="OPEN", rule="KEY").order_by("raised_at", "pk")[:2]):
        head = _head(stage, prompt)
        if place:
            decline(prompt, by=head, reason="企业已停产，复产时再定。")
        else:
            confirm(prompt, by=head, reason="列入重点监管，每季度检查一次。")
        stage.clock.tick(90)


def _head(stage: Stage, prompt):
    teams = {"质量监督股": "chenxiao", "食品相关产品股": "tanzhiming", "城关市场监管所": "xulei",
             "辛安市场监管所": "pengfei", "综合行政执法大队": "guoqiang"}  # fmt: skip
    return stage.people[teams[prompt.department.name]]


def follow_ups(stage: Stage) -> Telling:
    """Credit publicity waits for approval, a licence proposal has gone up."""
    story = Story(stage, XINAN, "follow_ups", 4)
    yield story.at("15:10")
    item = RectificationItem.objects.filter(case__title__startswith="红太阳燃气具").get()
    consequences.propose(item.case, "CREDIT", by=story.person("staff"), facts="出厂检验弄虚作假，整改后复发，拟公示。")
    stage.clock.tick(200)
    record = consequences.propose(
        item.case, "REVOKE", by=story.person("staff"), facts="出厂检验弄虚作假，建议撤销生产许可证书。"
    )
    yield story.later(1, "10:20")
    record = story.do(record, "approve", "director")
    yield story.later(1, "15:40")
    story.do(record, "send_up", "staff", sent_on=story.day, sent_reference=f"清市监发〔{story.day.year}〕请示1号")


STORIES = (
    new_area, town_listed, town_asks, town_lifted, town_declined, tier_prompts, follow_ups,
)  # fmt: skip
