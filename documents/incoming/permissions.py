"""Who may do what with an incoming document. Each returns the role in which the person acts, or None."""

from accounts.authority import ActingRole, authority
from accounts.roles import Role


def may_register(record, user) -> Role | None:
    return authority(user, "incoming.register", department=record.case.department)


def may_instruct(record, user) -> Role | None:
    """The leader whom the office named, or the director, or who stands in for them."""
    role = _leading(record, user)
    if role is not None:
        return role
    for absence in user.absences_covered():
        if absence.covers("incoming.instruct") and (role := _leading(record, absence.absent)):
            return ActingRole(role, absence.absent)
    return None


def _leading(record, person) -> Role | None:
    if person.department_id is None or person.department.bureau_id != record.case.bureau_id:
        return None
    if record.leader_id != person.pk and Role.DIRECTOR not in person.roles:
        return None
    return next((role for role in person.roles if role in (Role.DEPUTY, Role.DIRECTOR)), None)


def may_handle(record, user) -> Role | None:
    """The people of the unit that handles it."""
    if user.department_id != record.case.department_id:
        return None
    return authority(user, "incoming.handle", department=record.case.department)
