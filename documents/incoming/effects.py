"""What follows from an act on an incoming document, in the same transaction."""

from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.attachments import attach

RULE = deadlines.register(deadlines.DeadlineRule("incoming", "收文办结"))


def set_due(record) -> None:
    """Bind the unit that has it now to the day the paper or the leader set; none is set without a day."""
    if record.due_on is not None:
        deadlines.set_deadline(
            record.case, RULE, method="calendar", start=record.due_on, department=record.case.department
        )


def hand_over(act) -> None:
    """The unit's head becomes the handler, who may pass it on within the unit; others named look on."""
    record, unit = act.record, act.data["unit"]
    case = record.case
    case.add_participant(case.department)
    case.department, case.handler = unit, handler_of(unit)
    case.save(update_fields=["department", "handler", "updated_at"])
    for other in act.data.get("helpers") or ():
        case.add_participant(other)
    set_due(record)


def take_back(act) -> None:
    """Back at the office and its leader; the unit still sees what it handed back."""
    case, office = act.record.case, act.record.proposed_by
    case.add_participant(case.department)
    case.department, case.handler = office.department, office
    case.save(update_fields=["department", "handler", "updated_at"])
    set_due(act.record)


def settle(act) -> None:
    """Keep the proof and meet the deadline."""
    for upload in act.data.get("files") or ():
        attach(act.record.case, upload, by=act.by, role=act.role, note="收文办理材料")
    deadlines.meet(act.record.case, RULE.code)


def drop(act) -> None:
    deadlines.cancel(act.record.case)


def handler_of(unit) -> User | None:
    """Return the unit's head, or without one the first of its people who handles incoming documents."""
    people = list(User.objects.active().filter(department=unit).prefetch_related("role_assignments").order_by("pk"))
    able = [person for person in people if person.can("incoming.handle")]
    heads = [person for person in able if Role.UNIT_HEAD in person.roles]
    return next(iter(heads or able), None)
