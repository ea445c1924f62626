"""The list of inspections: what stands beside each case, and the line above."""

from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.utils import timezone

from casefile.lights import Light
from casefile.lists import CasePage
from casefile.models import CaseFile

from .models import Inspection
from .states import InspectionState, Outcome


@dataclass(frozen=True)
class Row:
    case: CaseFile
    inspection: Inspection
    light: Light


def with_inspections(page: CasePage) -> CasePage:
    """Return `page` with the inspection beside each case, fetched in one query."""
    wanted = [row.case.pk for row in page.rows]
    found = Inspection.objects.select_related("first_officer", "second_officer").in_bulk(wanted)
    return replace(page, rows=[Row(row.case, found[row.case.pk], row.light) for row in page.rows])


def figures(user) -> str:
    """Return the line above the list for everything that `user` may see, whatever the filter."""
    visible = CaseFile.objects.real().filter(kind="INSPECTION").visible_to(user)
    now = timezone.now()
    found = visible.aggregate(
        all=Count("pk", filter=~Q(state=InspectionState.CANCELLED)),
        planned=Count("pk", filter=Q(state__in=[InspectionState.PLANNED, InspectionState.ASSIGNED])),
        overdue=Count("pk", filter=Q(closed_at=None, due_at__lt=now)),
        problems=Count("pk", filter=Q(level=Outcome.PROBLEMS)),
        closed=Count("pk", filter=Q(state=InspectionState.CLOSED)),
    )
    return (
        f"检查 {found['all']} 家次，待检查 {found['planned']}，逾期 {found['overdue']}，"
        f"发现问题 {found['problems']}，已办结 {found['closed']}"
    )


def of_officer(user):
    """Return the inspections whose sheet `user` is to fill in, the nearest day first."""
    open_ones = Inspection.objects.filter(state__in=[InspectionState.ASSIGNED, InspectionState.ON_SITE])
    return (
        open_ones.filter(Q(first_officer=user) | Q(second_officer=user))
        .select_related("case__enterprise", "first_officer", "second_officer")
        .order_by("due_on", "pk")
    )
