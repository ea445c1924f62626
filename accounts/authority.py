"""Who may act, and in which role: the shared half of every permission predicate."""

from .roles import BUREAU_WIDE, ROLE_PERMISSIONS, Role


def authority(user, permission: str, *, department) -> Role | None:
    """Return the lowest role in which `user` may do `permission` for `department`'s case.

    Roles of one unit act for that unit only; a deputy acts for the units that he
    or she supervises (a unit without a supervisor is open to every deputy); the
    office and the director act for the whole bureau (rules §3, general guards).
    Returns None when no role allows it.
    """
    if not user.is_active or user.department_id is None:
        return None
    for role in user.roles:
        if permission in ROLE_PERMISSIONS[role] and _reaches(user, role, department):
            return role
    return None


def _reaches(user, role: Role, department) -> bool:
    if role not in BUREAU_WIDE:
        return user.department_id == department.pk
    if user.department.bureau_id != department.bureau_id:
        return False
    if role == Role.DEPUTY:
        return department.supervisor_id in (None, user.pk)
    return True
