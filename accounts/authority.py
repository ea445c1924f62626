"""Who may act, and in which role: the shared half of every permission predicate."""

from django.utils import timezone

from .absences import Absence
from .roles import BUREAU_WIDE, ROLE_PERMISSIONS, Role


class ActingRole(str):
    """The role of somebody absent, held by who stands in: equal to the `Role` wherever it is compared.

    The trail keeps `absent` beside the role, so that an act reads 局长（代 周卫东）.
    """

    def __new__(cls, role: Role, absent):
        made = super().__new__(cls, role.value)
        made.absent = absent
        return made

    @property
    def label(self) -> str:
        return f"{Role(self).label}（代 {self.absent}）"


def authority(user, permission: str, *, department, besides=()) -> Role | ActingRole | None:
    """Return the lowest role in which `user` may do `permission` for `department`'s case.

    Roles of one unit act for that unit only; a deputy acts for the units that he
    or she supervises (a unit without a supervisor is open to every deputy); the
    office and the director act for the whole bureau (rules §3, general guards).
    What no own role allows may be done by who stands in today for a person whose
    role allows it (`Absence`): the answer is an `ActingRole` then.
    `besides` are ids of people who must not act in the matter, neither themselves
    nor through who stands in for them. Returns None when no role allows it.
    """
    if not user.is_active or user.department_id is None or user.pk in besides:
        return None
    if role := _own(user, permission, department):
        return role
    for absence in user.absences_covered():
        absent = absence.absent
        if absent.pk in besides or not absence.covers(permission):
            continue
        if role := _own(absent, permission, department):
            return ActingRole(role, absent)
    return None


def with_stand_ins(people, permission: str) -> list:
    """Return `people` and those who stand in for them today in the business of `permission`, each once."""
    found = {person.pk: person for person in people}
    rows = Absence.objects.on(timezone.localdate()).filter(absent__in=list(found), deputy__is_active=True)
    rows = rows.select_related("deputy__department__bureau").prefetch_related("deputy__role_assignments")
    for absence in rows:
        if absence.covers(permission):
            found.setdefault(absence.deputy_id, absence.deputy)
    return list(found.values())


def _own(user, permission: str, department) -> Role | None:
    if user.department_id is None:
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
