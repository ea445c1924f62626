"""岗位责任: adding and ending the rows of the duty table (R-049)."""

from django.utils import timezone

from accounts.models import Department
from accounts.roles import BUREAU_WIDE

from .models import Duty


def manageable(user):
    """Return the units whose duties `user` writes down: a head the own unit, leaders the whole bureau."""
    if not user.can("duty.manage") or user.department_id is None:
        return Department.objects.none()
    units = Department.objects.filter(bureau=user.department.bureau_id, active=True).order_by("order", "pk")
    return units if BUREAU_WIDE & set(user.roles) else units.filter(pk=user.department_id)


def add(duty: Duty, *, by) -> Duty:
    duty.bureau, duty.by, duty.at = duty.department.bureau, by, timezone.now()
    duty.full_clean()
    duty.save()
    return duty


def end(duty: Duty) -> bool:
    """End a duty today; return whether it was still running."""
    return bool(Duty.objects.filter(pk=duty.pk, ended_on=None).update(ended_on=timezone.localdate()))
