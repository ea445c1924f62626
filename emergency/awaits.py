"""Whom an emergency waits for, so that it is always on somebody's desk."""

from accounts.models import Department, User
from accounts.roles import Role
from casefile.stage import Awaits

from .states import EmergencyState
from .steps import brigade_of


def next_actor(record) -> Awaits:
    """Return who acts next: permissions.py lets them."""
    case = record.case
    match record.state:
        case EmergencyState.VERIFYING if record.is_determined:
            return _leader(case, Role.DIRECTOR, Role.DEPUTY, other_than=record.findings_by_id)
        case EmergencyState.FOLLOW_UP if record.has_final_report:
            return _leader(case, Role.DIRECTOR, Role.DEPUTY, other_than=record.final_report_by_id)
        case EmergencyState.TERMINATED:
            return _unit(case, case.department)
        case EmergencyState.SUMMARISED if not record.has_result_reports:
            return Awaits(role=Role.OFFICE)
        case EmergencyState.SUMMARISED if not all(lesson.is_settled for lesson in case.lessons.all()):
            return _unit(case, case.department)
        case EmergencyState.SUMMARISED:
            return _leader(case, Role.DEPUTY, Role.DIRECTOR, other_than=record.summarised_by_id)
        case EmergencyState.CLOSED | EmergencyState.FALSE_ALARM:
            return Awaits()
    return _unit(case, brigade_of(case))


def _unit(case, department) -> Awaits:
    """The brigade's people, or the head of another unit."""
    if department.kind == Department.Kind.BRIGADE:
        return Awaits(role=Role.BRIGADE, department=department)
    return Awaits(role=Role.UNIT_HEAD, department=department)


def _leader(case, first: Role, second: Role, *, other_than) -> Awaits:
    others = User.objects.with_role(first, bureau=case.bureau).exclude(pk=other_than)
    return Awaits(role=first if others.exists() else second)
