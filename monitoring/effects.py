"""What else happens with an act on a plan or a project, in the same transaction."""

from casefile import deadlines
from casefile.attachments import attach

from . import terms


def keep_files(act) -> None:
    for upload in act.data.get("files") or []:
        attach(act.record.case, upload, by=act.by, role=act.role, note=act.entry.action_label)


def start_plan(act) -> None:
    """Each unit answers for its lines, the handler for the whole."""
    case = act.record.case
    deadlines.set_deadline(case, terms.PLAN, method="roll", start=act.record.ends_on, user=case.handler)
    for item in act.record.items.select_related("product_type", "region", "department"):
        case.add_participant(item.department)
        rule = terms.ITEM.of(item.pk, f"监测{item}"[:60])
        deadlines.set_deadline(case, rule, method="roll", start=item.ends_on, department=item.department)


def start_project(act) -> None:
    case = act.record.case
    deadlines.set_deadline(case, terms.PROJECT, method="roll", start=act.record.ends_on, user=case.handler)


def end_plan(act) -> None:
    deadlines.meet(act.record.case, terms.PLAN.code)


def end_project(act) -> None:
    deadlines.meet(act.record.case, terms.PROJECT.code)


def end_deadlines(act) -> None:
    deadlines.cancel(act.record.case)
