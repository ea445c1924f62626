"""Whom an inspection waits for."""

from accounts.models import User
from accounts.roles import Role
from casefile.stage import Awaits

from .states import CLOSED, InspectionState


def next_actor(record) -> Awaits:
    """Return who acts next: permissions.py lets them."""
    if record.state in (InspectionState.ASSIGNED, InspectionState.ON_SITE):
        return Awaits(user=record.first_officer)
    if record.state == InspectionState.FILLED:
        other = record.second_officer if record.finished_by_id == record.first_officer_id else record.first_officer
        return Awaits(user=other)
    if record.state == InspectionState.CONFIRMED and record.unfollowed_items.exists():
        return Awaits(user=record.first_officer)
    return Awaits() if record.state in CLOSED else _head(record.case)


def _head(case) -> Awaits:
    heads = User.objects.with_role(Role.UNIT_HEAD, bureau=case.bureau).filter(department=case.department)
    if heads.exists():
        return Awaits(role=Role.UNIT_HEAD, department=case.department)
    deputies = User.objects.with_role(Role.DEPUTY, bureau=case.bureau)
    if supervisor := case.department.supervisor_id:
        deputies = deputies.filter(pk=supervisor)
    return Awaits(role=Role.DEPUTY if deputies.exists() else Role.DIRECTOR)
