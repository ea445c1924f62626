"""Assessing again while a warning is in force (rules §2.3 G6, G9; R-211)."""

from django.utils import timezone

from accounts.authority import with_stand_ins
from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.notify import notify
from casefile.trail import record_act

from . import routes
from .facts_text import Outcome

#: An unfinished recall is assessed again after so many days, or when there is news of it.
REASSESS = deadlines.register(deadlines.DeadlineRule("warning_reassess", "追回有变化或未完成，重新评估", (1, 0)))


def ask_again(warning) -> None:
    """Set the day on which the handler assesses again (the bureau's setting, G6)."""
    days = routes.in_force(warning.case.bureau_id).reassess_days
    deadlines.set_deadline(
        warning.case, REASSESS, method="calendar", start=timezone.localdate(), days=days, user=warning.case.handler
    )


def reassessed(warning, assessment, role) -> None:
    """A new version was recorded while the warning is in force: the prompt is met, the head hears of it."""
    deadlines.meet(warning.case, REASSESS.code)
    said = Outcome(assessment.result).label
    differs = assessment.decided_level and assessment.decided_level != warning.level
    text = f"第{assessment.version}版评估为{said}，现行{warning.get_level_display()}"
    record_act(
        warning.case, "assess_again", "处置中重新评估", by=assessment.assessor, role=role, reason=text,
        data={"version": assessment.version},
    )  # fmt: skip
    notify(
        heads_of(warning.case), f"{warning.case.number} {warning.case.title}：{text}"
        + ("，请决定是否提请调级" if differs else ""),
        key=f"warning:{warning.pk}:assessed:{assessment.version}", case=warning.case, urgent=bool(differs),
    )  # fmt: skip


def heads_of(case) -> list[User]:
    heads = User.objects.with_role(Role.UNIT_HEAD, bureau=case.bureau).filter(department=case.department)
    return with_stand_ins(heads, "warning.review")
