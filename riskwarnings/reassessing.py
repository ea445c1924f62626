"""Assessing again while a warning is in force (rules §2.3 G6, G9; R-211)."""

from dataclasses import replace

from django.utils import timezone

from accounts.authority import with_stand_ins
from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.notify import notify
from casefile.trail import record_act

from . import grading, routes
from .facts_text import FACT_LABELS, Outcome, RecallStatus, SaleExtent

#: An unfinished recall is assessed again after so many days, or when there is news of it.
REASSESS = deadlines.register(deadlines.DeadlineRule("warning_reassess", "追回有变化或未完成，重新评估", (1, 0)))
_VALUES = {"recall_status": RecallStatus, "sale_extent": SaleExtent}


def ask_again(warning) -> None:
    """Set the day on which the handler assesses again (the bureau's setting, G6)."""
    days = routes.in_force(warning.case.bureau_id).reassess_days
    deadlines.set_deadline(
        warning.case, REASSESS, method="calendar", start=timezone.localdate(), days=days, user=warning.case.handler
    )


def try_again(warning, changes: dict, key: str) -> None:
    """Grade the facts anew with what is known now (`changes`: fact → value), keep the outcome, ask where it matters.

    A person assesses; the system only says that the level may no longer be right (rules §2.3 G6).
    """
    assessment = warning.assessment
    try:
        found = grading.grade(replace(assessment.known, **changes), assessment.policy)
    except ValueError as contradiction:  # e.g. assessed as unsold, now recalled: the facts themselves are to be mended
        text = f"与第{assessment.version}版评估矛盾：{contradiction}"
        changed, unfinished = True, True
    else:
        text = f"按新情况试算建议{found.outcome.label}（第{assessment.version}版为{assessment.get_outcome_display()}）"
        changed = found.outcome != assessment.outcome or grading.Prompt.RAISE in found.prompts
        unfinished = grading.Prompt.REASSESS in found.prompts
    now = "，".join(f"{FACT_LABELS[name]}变为“{_VALUES[name](value).label}”" for name, value in changes.items())
    record_act(
        warning.case, "reassess_prompt", "试算：请重新评估" if changed else "试算：级别不变", by=None,
        reason=f"{now}。{text}。",
    )  # fmt: skip
    if changed or unfinished:
        ask_again(warning)
    else:
        deadlines.meet(warning.case, REASSESS.code)
    notify(
        [warning.case.handler, *heads_of(warning.case)], f"{warning.case.number} {warning.case.title}：{now}，{text}",
        key=f"warning:{warning.pk}:{key}", case=warning.case, urgent=changed,
    )  # fmt: skip


def shown_by(figures, warning) -> dict:
    """Return what the figures of a recall say that was assessed or reported otherwise, as changes for `try_again`.

    What an enterprise does of itself, refuses or cannot do is a matter of words: figures never undo these,
    except that what was recovered speaks against a refusal.
    """
    assessment = warning.assessment
    try:
        extent = grading.sale_extent(figures.produced, figures.sold, assessment.most_sold_threshold)
    except ValueError:  # does not add up, which the page says beside the figures
        return {}
    status = RecallStatus(warning.recall_status or assessment.facts["recall_status"])
    if extent == SaleExtent.NONE:
        status = RecallStatus.NOT_APPLICABLE
    elif status not in (RecallStatus.VOLUNTARY, RecallStatus.IMPOSSIBLE) and figures.recovered > 0:
        all_back = figures.recovered >= figures.sold and status != RecallStatus.REFUSED
        status = RecallStatus.VOLUNTARY if all_back else RecallStatus.PARTIAL
    elif status == RecallStatus.NOT_APPLICABLE:
        status = RecallStatus.NOT_STARTED
    found = {"sale_extent": extent, "recall_status": status}
    return {name: str(value) for name, value in found.items() if assessment.facts[name] != value}


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
