"""Changes to accounts and units, each written down as an AccountEvent."""

from django.db import transaction
from django.utils import timezone

from .absences import Absence
from .lockout import unlock
from .models import AccountEvent, RoleAssignment, User
from .passwords import temporary_password
from .roles import BUREAU_WIDE, Role

What = AccountEvent.What
#: Roles whose acts nobody else does.
_NEEDED = frozenset({Role.DIRECTOR, Role.DEPUTY, Role.OFFICE, Role.UNIT_HEAD, Role.BRIGADE})


@transaction.atomic
def create_user(form, *, by) -> tuple[User, str]:
    """Save a new account; return it and the temporary password, which is stored nowhere."""
    user = form.save(commit=False)
    password = _give_password(user)
    _set_roles(user, form.cleaned_data["roles"])
    changes = [[label, "", value] for label, value in _facts(user).items() if value]
    AccountEvent.objects.create(actor=by, target=user, what=What.CREATED, detail={"changes": changes})
    return user, password


@transaction.atomic
def change_user(form, *, by) -> list[list[str]]:
    """Save an edited account; return the changes as [label, before, after]."""
    before = _facts(User.objects.get(pk=form.instance.pk))
    user = form.save()
    _set_roles(user, form.cleaned_data["roles"])
    after = _facts(User.objects.get(pk=user.pk))
    changes = _differences(before, after)
    if changes:
        stopped = [before["状态"], after["状态"]]
        what = {("在用", "停用"): What.DEACTIVATED, ("停用", "在用"): What.ACTIVATED}.get(tuple(stopped), What.CHANGED)
        AccountEvent.objects.create(actor=by, target=user, what=what, detail={"changes": changes})
    return changes


def duties_of(user: User) -> list[tuple]:
    """Return (role, unit) of each duty of an active `user` without which cases come to a stop."""
    if not user.is_active or user.department_id is None:
        return []
    return [(role, user.department) for role in user.roles if role in _NEEDED]


def vacant(duties) -> str:
    """Return in words those of `duties` that nobody active holds now; empty when all are held."""
    without = []
    for role, unit in duties:
        holders = User.objects.with_role(role, bureau=unit.bureau)
        if role not in BUREAU_WIDE:
            holders = holders.filter(department=unit)
        if not holders.exists():
            without.append(f"“{'' if role in BUREAU_WIDE else unit}{role.label}”")
    return "、".join(without)


@transaction.atomic
def reset_password(user: User, *, by) -> str:
    """Give `user` a temporary password and lift a lock; return the password, which is stored nowhere."""
    password = _give_password(user)
    unlock(user.username)
    AccountEvent.objects.create(actor=by, target=user, what=What.PASSWORD_RESET)
    return password


@transaction.atomic
def unlock_user(user: User, *, by) -> None:
    unlock(user.username)
    AccountEvent.objects.create(actor=by, target=user, what=What.UNLOCKED)


@transaction.atomic
def enter_absence(*, absent, deputy, starts, ends, areas, reason, by) -> Absence:
    """Write down that `deputy` stands in for `absent`; what is not allowed is `forms.AbsenceForm`'s to refuse."""
    absence = Absence(
        absent=absent, deputy=deputy, starts=starts, ends=ends, areas=areas, reason=reason, created_by=by
    )  # fmt: skip
    absence.full_clean()
    absence.save()
    _tell_of(absence, What.ABSENCE_SET, by)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by) -> bool:
    """End an absence before its day; say whether it was still to be ended."""
    ended = Absence.objects.filter(pk=absence.pk, ended_at=None, ends__gte=timezone.localdate())
    if not ended.update(ended_at=timezone.now(), ended_by=by):
        return False
    _tell_of(absence, What.ABSENCE_ENDED, by)
    return True


def _tell_of(absence, what, by) -> None:
    absence.deputy.__dict__.pop("_covered", None)
    changes = [
        ["代理人", "", str(absence.deputy)], ["起止", "", f"{absence.starts} 至 {absence.ends}"],
        ["代理事项", "", absence.areas_text], ["事由", "", absence.reason],
    ]  # fmt: skip
    AccountEvent.objects.create(actor=by, target=absence.absent, what=what, detail={"changes": changes})


@transaction.atomic
def own_password_changed(form) -> None:
    """Save the password that a person chose for himself or herself."""
    user = form.user
    user.must_change_password = False
    form.save()
    AccountEvent.objects.create(actor=user, target=user, what=What.PASSWORD_CHANGED)


@transaction.atomic
def save_unit(form, *, by):
    """Save a unit, new or edited; return it."""
    new = form.instance.pk is None
    before = {} if new else _unit_facts(type(form.instance).objects.get(pk=form.instance.pk))
    unit = form.save()
    changes = _differences(before, _unit_facts(unit))
    if changes:
        what = What.UNIT_CREATED if new else What.UNIT_CHANGED
        AccountEvent.objects.create(actor=by, department=unit, what=what, detail={"changes": changes})
    return unit


def _give_password(user) -> str:
    password = temporary_password()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    return password


def _set_roles(user, roles) -> None:
    user.role_assignments.exclude(role__in=roles).delete()
    held = set(user.role_assignments.values_list("role", flat=True))
    RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=role) for role in roles if role not in held)
    user.__dict__.pop("roles", None)
    user.__dict__.pop("permissions", None)


def _facts(user) -> dict[str, str]:
    return {
        "姓名": user.name,
        "所在机构": str(user.department or ""),
        "职务": user.title,
        "电话": user.phone,
        "状态": "在用" if user.is_active else "停用",
        "角色": "、".join(role.label for role in user.roles),
    }


def _unit_facts(unit) -> dict[str, str]:
    return {
        "名称": unit.name,
        "类别": unit.get_kind_display(),
        "分管领导": str(unit.supervisor or ""),
        "按月报送": "是" if unit.reports_monthly else "否",
        "排序": str(unit.order),
        "状态": "在用" if unit.active else "停用",
    }


def _differences(before, after) -> list[list[str]]:
    return [[label, before.get(label, ""), value] for label, value in after.items() if before.get(label, "") != value]
