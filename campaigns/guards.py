"""What is missing before an act on a campaign, in words an officer can act on (rules §3.6)."""

from django.utils import timezone

from casefile.models import Measure

from . import failed, points
from .states import CampaignState


def before_handing_in(record) -> list[str]:
    """The plan is whole: file, phases, products, leading group (R-201, R-235, R-341–R-343)."""
    missing = []
    if not record.case.attachments.exists() and not record.case.origin_links.filter(origin__kind="INCOMING").exists():
        missing.append("还没有上传方案文件，也没有从收文转入")
    if not record.phases.exists():
        missing.append("还没有划分阶段")
    if not record.products.exists():
        missing.append("还没有列出重点产品")
    if not record.members.exists():
        missing.append("还没有成立领导小组")
    if not record.tasks.exists():
        missing.append("还没有分解任务")
    return missing


def before_deploying(record) -> list[str]:
    return before_handing_in(record)


def before(state: str):
    """Return the guard of moving on to `state`: its phase has begun by the plan."""

    def guard(record) -> list[str]:
        phase = record.phase_of(state)
        if phase is not None and timezone.localdate() < phase.starts_on:
            return [f"“{phase.name}”阶段从 {phase.starts_on:%Y-%m-%d} 开始，还没有到"]
        return []

    return guard


def before_final_check(record) -> list[str]:
    """By its phase; in a plan without one (that of 2024) when its last phase ends, or nothing is open any more."""
    phase = record.phase_without_final_check()
    if phase is None:
        return before(CampaignState.FINAL_CHECK)(record)
    if timezone.localdate() >= phase.ends_on:
        return []
    count = open_cases(record).count()
    if not count:
        return []
    return [
        f"方案没有单列验收阶段：“{phase.name}”到 {phase.ends_on:%Y-%m-%d} 为止，或者案卷全部办结以后转入，"
        f"现在还有 {count} 件没有办结"
    ]


def before_going_on_site(record) -> list[str]:
    missing = before(CampaignState.ON_SITE)(record)
    if not record.targets.filter(struck_at=None).exists():
        missing.append("还没有选定检查对象")
    return missing


def open_tasks(record, *, but=()) -> list[str]:
    rows = record.case.measures.filter(status=Measure.Status.OPEN).exclude(code__in=but)
    return [f"任务“{row.label}”还没有登记结果" for row in rows]


#: Kinds of case under a campaign that do not keep it from ending: its own returns.
_OWN = ("CAMPAIGN_RETURN",)


def open_cases(record):
    """Return the cases opened under the campaign that are still open (R-207: 件件整改到位)."""
    return record.case.campaign_cases.filter(closed_at=None).exclude(kind__in=_OWN)


def before_going_on_reporting(record) -> list[str]:
    """Only what is open after the end goes on being reported (R-351)."""
    missing = []
    if timezone.localdate() <= record.ends_on:
        missing.append(f"完成期限 {record.ends_on:%Y-%m-%d} 还没有过")
    if not open_cases(record).exists():
        missing.append("没有未办结的案卷，请直接确认完成")
    return missing


def before_completing(record) -> list[str]:
    """Every case closed, every failed enterprise handled (R-207), the tasks reported, the returns sent."""
    missing = []
    still = open_cases(record)
    if count := still.count():
        names = "、".join(str(case.number) for case in still.order_by("pk")[:5])
        missing.append(f"还有 {count} 件案卷没有办结：{names}{'等' if count > 5 else ''}")
    unhandled = failed.without_handling(record)
    if unhandled:
        names = "、".join(str(enterprise) for enterprise in unhandled[:5])
        missing.append(f"{len(unhandled)} 家抽查不合格企业没有后处理记录：{names}{'等' if len(unhandled) > 5 else ''}")
    return missing + points.open_points(record) + open_tasks(record)


def before_filing(record) -> list[str]:
    """A return that is still to be sent keeps the campaign open."""
    waiting = record.case.campaign_cases.filter(kind__in=_OWN, closed_at=None)
    return [f"{case.number} {case.title} 还没有报送" for case in waiting]
