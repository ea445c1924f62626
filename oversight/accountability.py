"""Commendations and sanctions: kept by leaders, seen by leaders, never changed (R-050, R-051, R-053)."""

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from casefile.refusals import NotAllowed, WrongState

from .models import AccountabilityRecord


def may_record(user):
    """A leader of the bureau."""
    return user.department_id and authority(user, "accountability.record", department=user.department)


def visible_records(user):
    """Return the records of the reader's own bureau for its leaders, nothing for anybody else."""
    if not user.can("accountability.view") or user.department_id is None:
        return AccountabilityRecord.objects.none()
    return AccountabilityRecord.objects.filter(bureau=user.department.bureau_id)


def record(*, by, cases=(), deadlines=(), token=None, **given) -> AccountabilityRecord:
    """Keep a record. The same token twice returns the first. Raises NotAllowed, ValidationError."""
    if not may_record(by):
        raise NotAllowed("表扬与追责由局领导登记。")
    target = given.get("person") or given.get("unit")
    if target == by:
        raise NotAllowed("不能给自己登记表扬或追责。")
    with transaction.atomic():
        if token is not None and (made := AccountabilityRecord.objects.filter(token=token).first()):
            return made
        row = AccountabilityRecord(bureau=by.department.bureau, by=by, at=timezone.now(), token=token, **given)
        row.full_clean()
        row.save()
        row.cases.set(cases)
        row.deadlines.set(deadlines)
    return row


def revoke(row: AccountabilityRecord, *, by, reason: str) -> None:
    """Mark a wrong record; it stays readable. Raises NotAllowed, WrongState."""
    if not may_record(by) or not visible_records(by).filter(pk=row.pk).exists():
        raise NotAllowed("表扬与追责由局领导撤销。")
    with transaction.atomic():
        fresh = AccountabilityRecord.objects.select_for_update().get(pk=row.pk)
        if fresh.revoked_at is not None:
            raise WrongState(f"已由{fresh.revoked_by}撤销。")
        fresh.revoked_by, fresh.revoked_at, fresh.revoked_reason = by, timezone.now(), reason
        fresh.full_clean()
        fresh.save()
