"""督促检查 of a unit: written by a leader, answered by the unit, accepted by a leader (R-052)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import BUREAU_WIDE, Role
from casefile.deadlines import at_end_of
from casefile.lights import Light, light
from casefile.notify import notify
from casefile.refusals import NotAllowed, WrongState

from .accountability import may_record
from .duties import manageable
from .models import Supervision


def visible(user):
    """Leaders, office and inspectors see those of the whole bureau, everybody else those of the own unit."""
    if user.department_id is None:
        return Supervision.objects.none()
    rows = Supervision.objects.filter(bureau=user.department.bureau_id)
    if BUREAU_WIDE & set(user.roles):
        return rows
    return rows.filter(Q(department=user.department_id) | Q(by=user))


def may_answer(row, user) -> bool:
    """The unit's head, while no leader has accepted the answer."""
    own = row.department_id == user.department_id and manageable(user).filter(pk=row.department_id).exists()
    return bool(row.required) and row.settled_at is None and own


def may_settle(row, user) -> bool:
    return bool(row.answer) and row.settled_at is None and bool(may_record(user)) and row.answered_by_id != user.pk


def record(*, by, cases=(), token=None, **given) -> Supervision:
    """Keep what a leader found, and tell the unit's heads. The same token twice returns the first.

    Raises NotAllowed, ValidationError.
    """
    if not may_record(by):
        raise NotAllowed("督促检查由局领导登记。")
    with transaction.atomic():
        if token is not None and (made := Supervision.objects.filter(token=token).first()):
            return made
        row = Supervision(bureau=by.department.bureau, by=by, at=timezone.now(), token=token, **given)
        row.full_clean()
        row.save()
        row.cases.set(cases)
        heads = User.objects.with_role(Role.UNIT_HEAD, bureau=row.bureau).filter(department=row.department)
        ask = f"，请于 {row.due_on:%m月%d日} 前反馈" if row.required else ""
        _tell(heads, f"督促检查：{row.matter}{ask}", row, "found")
    return row


def answer(row: Supervision, *, by, text: str) -> None:
    """Say what the unit did about it. Raises NotAllowed, WrongState (accepted meanwhile)."""
    with transaction.atomic():
        fresh = Supervision.objects.select_for_update().get(pk=row.pk)
        if fresh.settled_at is not None:
            raise WrongState(f"已由{fresh.settled_by}认可。")
        if not may_answer(fresh, by):
            raise NotAllowed(f"由{fresh.department}负责人反馈。")
        fresh.answer, fresh.answered_by, fresh.answered_at = text, by, timezone.now()
        fresh.full_clean()
        fresh.save()
        _tell(
            [fresh.by],
            f"{fresh.department}已反馈督促检查：{fresh.matter}",
            fresh,
            f"answer:{fresh.answered_at.isoformat()}",
        )


def settle(row: Supervision, *, by) -> None:
    """Accept the answer. Raises NotAllowed, WrongState."""
    with transaction.atomic():
        fresh = Supervision.objects.select_for_update().get(pk=row.pk)
        if fresh.settled_at is not None:
            raise WrongState(f"先前已由{fresh.settled_by}认可。")
        if not may_settle(fresh, by):
            raise NotAllowed("单位反馈以后，由局领导认可。")
        fresh.settled_by, fresh.settled_at = by, timezone.now()
        fresh.full_clean()
        fresh.save()


def light_of(row: Supervision) -> Light:
    if row.status == "已办结":
        return Light("green", row.status, "")
    if row.answer:
        return Light("yellow", "待认可", f"{row.answered_by}已反馈")
    return light(at_end_of(row.due_on), "督查人要求的反馈日期")


def _tell(people, text: str, row, event: str) -> None:
    notify(people, text, key=f"supervision:{row.pk}:{event}", url=row.get_absolute_url())
