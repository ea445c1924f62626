"""整改台账: the rows of the list beside what every list shows, and its figures."""

from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.utils import timezone

from casefile.lights import Light, light
from casefile.lists import CasePage
from casefile.models import CaseFile

from .models import RectificationItem
from .states import ItemState


@dataclass(frozen=True)
class LedgerRow:
    case: CaseFile
    item: RectificationItem
    light: Light


def with_items(page: CasePage) -> CasePage:
    """Return `page` with the item beside each case, fetched in one query."""
    items = RectificationItem.objects.in_bulk([row.case.pk for row in page.rows])
    rows = [LedgerRow(row.case, items[row.case.pk], _light(row, items[row.case.pk])) for row in page.rows]
    return replace(page, rows=rows)


def _light(row, item) -> Light:
    """A written-off major item still has a date: that of the look-back."""
    if item.state == ItemState.WRITTEN_OFF and row.case.due_at is not None:
        due = light(row.case.due_at, row.case.due_explanation)
        return replace(due, text=f"回头看 {timezone.localtime(row.case.due_at):%m月%d日}")
    if item.state == ItemState.PASSED:
        return Light("grey", "待销号", "复查合格，等待批准销号")
    return row.light


def figures(user) -> str:
    """Return the line above the ledger for everything that `user` may see, whatever the filter."""
    visible = CaseFile.objects.real().filter(kind="RECTIFICATION").visible_to(user)
    found = visible.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(closed_at=None)),
        overdue=Count("pk", filter=Q(closed_at=None, due_at__lt=timezone.now())),
        supervised=Count("pk", filter=Q(rectificationitem__supervised=True)),
        written_off=Count("pk", filter=Q(state=ItemState.WRITTEN_OFF)),
    )
    return (
        f"隐患 {found['all']} 项，整改中 {found['open']}，逾期 {found['overdue']}，"
        f"挂牌督办 {found['supervised']}，已销号 {found['written_off']}"
    )
