"""One open deadline for each unit that has open measures: that of the measure due first.

One a unit, not one a measure: ten measures would mean thirty reminders.
"""

from casefile import deadlines
from casefile.models import CaseFile, Measure

_RULE = "measures-"


def follow(case: CaseFile) -> None:
    """Bring the deadlines in line with the measures; call after some were created, closed or opened again."""
    first: dict[int, Measure] = {}
    rows = case.measures.filter(status=Measure.Status.OPEN).exclude(due_on=None)
    for measure in rows.select_related("department", "owner").order_by("due_on", "order", "pk"):
        first.setdefault(measure.department_id, measure)
    rules = {f"{_RULE}{unit}" for unit in first}
    for deadline in case.deadlines.open().filter(rule__startswith=_RULE):
        if deadline.rule not in rules:
            deadlines.meet(case, deadline.rule)
    for unit, measure in first.items():
        _set(case, f"{_RULE}{unit}", measure)


def measure_changed(measure: Measure) -> None:
    follow(measure.case)


def _set(case: CaseFile, rule: str, measure: Measure) -> None:
    label = f"处置措施：{measure.label}"[:60]
    due = deadlines.at_end_of(measure.due_on)
    if case.deadlines.open().filter(rule=rule, label=label, due_at=due).exists():
        return
    deadline = deadlines.set_deadline(
        case, deadlines.DeadlineRule(rule, label), method="roll", start=measure.due_on, user=measure.owner,
        department=measure.department,
    )  # fmt: skip
    deadline.explanation = measure.due_explanation
    deadline.save(update_fields=["explanation"])
    deadlines.refresh_case(case)
