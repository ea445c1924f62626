"""Who may do what with a risk information, its tests and the monthly return (rules §3.1, §3.8).

Each predicate takes the record and the user and returns the role in which the
user may act, or None. "Nobody approves what he or she assessed or compiled."
"""

from accounts.authority import authority
from accounts.roles import ROLE_PERMISSIONS, Role

#: Held by those who decide about a unit's information: its head, and the leaders in their line.
_HEADS = "info.confirm"
#: "own case" in the permission matrix: these roles reach the row only as author or handler.
_OWN_CASE = frozenset({Role.STAFF, Role.BRIGADE, Role.STATION})


def holding(permission: str):
    """Return the predicate: somebody who holds `permission` for the unit of the case."""

    def predicate(record, user) -> Role | None:
        return authority(user, permission, department=record.case.department)

    predicate.__name__ = f"holds_{permission.replace('.', '_')}"
    return predicate


is_head = holding(_HEADS)


def is_own(record, user) -> bool:
    return user.pk in (record.case.created_by_id, record.case.handler_id)


def may_file(user) -> Role | None:
    """Anybody whose work brings information in; the unit that handles it may be another."""
    if not user.is_active or user.department_id is None:
        return None
    return next((role for role in user.roles if "info.create" in ROLE_PERMISSIONS[role]), None)


def may_write(record, user) -> Role | None:
    """The author or the handler, who submits it; a 监测站 files information for another unit."""
    return may_file(user) if is_own(record, user) else None


def may_supplement(record, user) -> Role | None:
    """The handler, or those who decide about it."""
    if record.case.handler_id == user.pk:
        return may_write(record, user)
    return is_head(record, user)


def may_screen(record, user) -> Role | None:
    """The unit's head, or the member of staff to whom it is assigned (R-112)."""
    role = authority(user, "info.screen", department=record.case.department)
    if role == Role.STAFF and record.case.handler_id != user.pk:
        return is_head(record, user)
    return role


def may_confirm(record, user) -> Role | None:
    return None if record.assessor_id == user.pk else is_head(record, user)


def may_exclude_assessed(record, user) -> Role | None:
    """A leader who did not assess it (R-026)."""
    return None if record.assessor_id == user.pk else holding("info.exclude")(record, user)


def may_resolve(record, user) -> Role | None:
    """A leader who did not request it."""
    return None if record.resolve_requested_by_id == user.pk else holding("info.close")(record, user)


def may_see_reporter(record, user) -> Role | None:
    """Row “reporter identity” of the matrix: staff and brigade of their own case, heads of their unit's (R-015)."""
    role = authority(user, "info.reporter", department=record.case.department)
    if role in _OWN_CASE and not is_own(record, user):
        return _other_role(record, user)
    return role


def may_refuse_resolve(record, user) -> Role | None:
    """The leader before whom the request lies."""
    return may_resolve(record, user) if record.resolve_requested_at else None


def _other_role(record, user) -> Role | None:
    """The same question for a person whose lowest role reaches own cases only."""
    role = is_head(record, user)
    return role if role and "info.reporter" in ROLE_PERMISSIONS[role] else None


def may_report_test(task, user) -> Role | None:
    """The people of the agency to which the task was given (R-045)."""
    if not user.is_active or user.department_id != task.agency_id:
        return None
    return Role.AGENCY if user.can("test.result") else None


def may_approve_return(record, user) -> Role | None:
    if record.compiled_by_id == user.pk:
        return None
    return authority(user, "return.approve", department=record.case.department)
