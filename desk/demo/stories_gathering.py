"""The sources are gathered in their rhythm (R-110): recorded day by day, one left for the visitor, one late."""

from django.utils import timezone

from registers.models import InfoSource
from riskinfo import gathering
from riskinfo.models import GatherPlan, RiskInfo

from .stage import QUALITY, Stage, Story, Telling

#: source, rhythm, unit, login of who does it (or ""), where.
_PLANS = (
    ("COMPLAINT_REPORT", "DAILY", "质量监督股", "zhaomin", "全国12315平台工单导出"),
    ("ONLINE_OPINION", "WEEKLY", "质量监督股", "sunli", "网信办舆情周报、短视频平台检索"),
    ("DEFECT_RECALL", "WEEKLY", "质量监督股", "", "国家缺陷产品召回技术中心网站"),
    ("PENALTY", "WEEKLY", "综合行政执法大队", "hanbing", "行政处罚案件系统"),
    ("REGISTRATION", "MONTHLY", "城关市场监管所", "yangfan", "登记注册系统"),
    ("STANDARDS", "QUARTERLY", "质量监督股", "", "标准信息公共服务平台"),
)
_WEEKS = 3


def gathered(stage: Stage) -> Telling:
    """The head says who gathers what; people record what the days brought, until a few days ago."""
    story = Story(stage, QUALITY, "gathering", 5 * _WEEKS)
    yield story.at("09:30")
    head = story.person("head")
    for code, rhythm, unit, login, where in _PLANS:
        plan = GatherPlan(
            bureau=head.bureau, source=InfoSource.objects.get(code=code), rhythm=rhythm, where=where, since=story.day,
            department=head.bureau.departments.get(name=unit), person=story.person(login) if login else None,
        )  # fmt: skip
        gathering.keep_plan(plan, by=head, lines=[f"安排归集：{plan.get_rhythm_display()}，{unit}"])
    for left in range(5 * _WEEKS - 1, -1, -1):
        yield story.until(left, "16:20")
        gathering.open_due()
        for row in gathering.Gathering.objects.open().filter(due_on__lte=timezone.localdate()).order_by("pk"):
            if _is_left(row, left):
                continue
            by = row.plan.person or story.person("staff")
            brought = _brought(row)
            note = "已逐条登记。" if brought else "没有涉及产品质量安全的。"
            gathering.record(row, by=by, items=brought, note=note)


def _brought(row) -> int:
    """Return how many informations of the source were really filed in these days."""
    filed = RiskInfo.objects.filter(source=row.plan.source, case__bureau=row.plan.bureau)
    return filed.filter(case__opened_at__date__range=(row.first, row.last)).count()


def _is_left(row, left: int) -> bool:
    """The brigade is late with the last week; today's complaints wait for the visitor."""
    if row.plan.source.code == "PENALTY":
        return left < 5
    return row.plan.source.code == "COMPLAINT_REPORT" and left == 0


STORIES = (gathered,)
