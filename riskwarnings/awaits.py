"""Whom a warning waits for, so that it is always on somebody's desk."""

from django.db.models import Q

from accounts.models import Department, User
from accounts.roles import Role
from casefile.stage import Awaits

from . import routes
from .states import WarningState


def next_actor(warning) -> Awaits:
    """Return who acts next: the acts of the state and their predicates in permissions.py agree with it."""
    file = warning.case
    drafters = [warning.author_id, file.created_by_id]
    match warning.state:
        case WarningState.DRAFT | WarningState.RETURNED:
            return Awaits(user=file.handler)
        case WarningState.IN_REVIEW if not warning.is_reviewed:
            return _head(file, other_than=drafters)
        case WarningState.IN_REVIEW:
            return _leader(warning, other_than=[*drafters, warning.assessment.assessor_id])
        case WarningState.APPROVED:
            return Awaits(role=Role.OFFICE)
        case WarningState.ISSUED:
            return Awaits(role=Role.BRIGADE, department=brigade_of(file.bureau))
        case WarningState.LEVEL_REVIEW if (change := warning.open_change) is not None:
            barred = [change.proposed_by_id, change.assessment.assessor_id]
            return _leader(warning, other_than=barred, level=change.strictest_level)
        case WarningState.HANDLING if warning.unissued_change is not None:
            return Awaits(role=Role.OFFICE)
        case WarningState.HANDLING:
            return _head(file, other_than=[file.handler_id])
        case WarningState.LIFT_REVIEW:
            return _leader(warning, other_than=[warning.lift_requested_by_id, file.handler_id])
        case WarningState.LIFTED if warning.lift_notice_issued_at is None:
            return Awaits(role=Role.OFFICE)
    return Awaits()


def brigade_of(bureau) -> Department | None:
    """Return the 综合行政执法大队 of `bureau`, to which every warning goes (R-031, R-036)."""
    return Department.objects.filter(bureau=bureau, kind=Department.Kind.BRIGADE, active=True).first()


def _head(case, *, other_than) -> Awaits:
    """The heads of the unit; where the only head must not, the leader who acts for the unit."""
    heads = User.objects.with_role(Role.UNIT_HEAD, bureau=case.bureau).filter(department=case.department)
    if heads.exclude(pk__in=other_than).exists():
        return Awaits(role=Role.UNIT_HEAD, department=case.department)
    return Awaits(role=_deputy_or_director(case, other_than))


def _leader(warning, *, other_than, level="") -> Awaits:
    if routes.in_force(warning.case.bureau_id).approver(level or warning.stricter_level) == routes.Approver.DIRECTOR:
        return Awaits(role=Role.DIRECTOR)
    return Awaits(role=_deputy_or_director(warning.case, other_than))


def _deputy_or_director(case, other_than) -> Role:
    deputies = User.objects.with_role(Role.DEPUTY, bureau=case.bureau).exclude(pk__in=other_than)
    supervisor = case.department.supervisor_id
    in_line = deputies.filter(Q(pk=supervisor)) if supervisor else deputies
    return Role.DEPUTY if in_line.exists() else Role.DIRECTOR
