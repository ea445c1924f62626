"""Whom an item waits for, so that it is always on somebody's desk."""

from accounts.models import User
from accounts.roles import Role
from casefile.stage import Awaits

from .states import CLOSED, ItemState, Severity


def next_actor(record) -> Awaits:
    """Return who acts next: permissions.py lets them."""
    case = record.case
    put = record.supervision()
    if put is not None and put.asked_at is not None:
        return _leader(case, [put.asked_by_id])
    match record.state:
        case ItemState.ORDERED if asked := record.pending_extension():
            return _head(case, [asked.asked_by_id])
        case ItemState.ORDERED | ItemState.REPORTED_DONE:
            return Awaits(user=case.handler)
        case ItemState.RECHECK:
            return Awaits(user=record.first_officer)
        case ItemState.ENFORCEMENT if record.enforcement_outcome:
            return Awaits(user=case.handler)
        case ItemState.PASSED if put is not None:
            return _head(case, [])
        case ItemState.PASSED if record.severity == Severity.MAJOR:
            return _leader(case, record.rechecker_ids())
        case ItemState.PASSED:
            return _head(case, record.rechecker_ids())
    return Awaits() if record.state in CLOSED else _head(case, [])


def _head(case, other_than) -> Awaits:
    """The heads of the unit; where none may, the leader who acts for the unit."""
    heads = User.objects.with_role(Role.UNIT_HEAD, bureau=case.bureau).filter(department=case.department)
    if heads.exclude(pk__in=other_than).exists():
        return Awaits(role=Role.UNIT_HEAD, department=case.department)
    return _leader(case, other_than)


def _leader(case, other_than) -> Awaits:
    deputies = User.objects.with_role(Role.DEPUTY, bureau=case.bureau).exclude(pk__in=other_than)
    if supervisor := case.department.supervisor_id:
        deputies = deputies.filter(pk=supervisor)
    return Awaits(role=Role.DEPUTY if deputies.exists() else Role.DIRECTOR)
