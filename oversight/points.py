"""The register of 风险点: entering, looking after, ending (R-212)."""

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from casefile.deadlines import at_end_of
from casefile.lights import Light, light
from casefile.refusals import NotAllowed, WrongState

from .duties import manageable
from .models import PointCheck, RiskPoint


def visible(user):
    """Return the points of the reader's own bureau."""
    if user.department_id is None:
        return RiskPoint.objects.none()
    return RiskPoint.objects.filter(bureau=user.department.bureau_id)


def may_check(point, user) -> bool:
    """The people of the unit that answers for it."""
    return point.ended_on is None and user.department_id == point.department_id


def may_manage(point, user) -> bool:
    return point.ended_on is None and manageable(user).filter(pk=point.department_id).exists()


def add(point: RiskPoint, *, by) -> RiskPoint:
    """Enter a point of a unit whose duties `by` writes down. Raises NotAllowed, ValidationError."""
    if not manageable(by).filter(pk=point.department_id).exists():
        raise NotAllowed("风险点由责任单位的负责人或局领导登记。")
    point.bureau, point.by, point.at = point.department.bureau, by, timezone.now()
    point.full_clean()
    point.save()
    return point


def check(point: RiskPoint, *, by, on, found: str, token=None) -> PointCheck:
    """Write down that somebody looked. The same token twice returns the first. Raises NotAllowed, WrongState."""
    with transaction.atomic():
        fresh = RiskPoint.objects.select_for_update().get(pk=point.pk)
        if token is not None and (made := PointCheck.objects.filter(token=token).first()):
            return made
        if fresh.ended_on is not None:
            raise WrongState("风险点已销号。")
        if not may_check(fresh, by):
            raise NotAllowed(f"由{fresh.department}查看登记。")
        row = PointCheck(point=fresh, on=on, found=found, by=by, at=timezone.now(), token=token)
        row.full_clean()
        row.save()
        fresh.checked_on = max(filter(None, (fresh.checked_on, on)))
        fresh.save(update_fields=["checked_on"])
    return row


def end(point: RiskPoint, *, by, reason: str) -> None:
    """Take a point off the list with a reason. Raises NotAllowed, WrongState."""
    with transaction.atomic():
        fresh = RiskPoint.objects.select_for_update().get(pk=point.pk)
        if fresh.ended_on is not None:
            raise WrongState("风险点先前已经销号。")
        if not may_manage(fresh, by):
            raise NotAllowed("风险点由责任单位的负责人或局领导销号。")
        fresh.ended_on, fresh.ended_reason = timezone.localdate(), reason
        fresh.full_clean()
        fresh.save()


def light_of(point: RiskPoint) -> Light:
    if point.ended_on is not None:
        return Light("grey", f"{point.ended_on:%Y-%m-%d} 销号", point.ended_reason)
    last = f"最近查看 {point.checked_on:%Y-%m-%d}" if point.checked_on else f"{point.since:%Y-%m-%d} 列入，还没有查看过"
    return light(at_end_of(point.due_on), f"{last}，每 {point.every_days} 天查看一次")


def by_region(bureau) -> dict[int, int]:
    """Return how many points each region has now."""
    rows = RiskPoint.objects.filter(bureau=bureau, ended_on=None).order_by()
    return dict(rows.values_list("region").annotate(total=Count("pk")))
