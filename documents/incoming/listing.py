"""收文登记簿: the columns, and the rows of a page of the list."""

from dataclasses import dataclass, replace

from django.utils import timezone

from casefile import kinds
from casefile.lights import Light
from casefile.lists import CaseFilter, CasePage
from casefile.models import CaseFile

from .record import Incoming

#: heading, width in characters, getter of an Incoming
COLUMNS = (
    ("收文编号", 15, lambda row: row.case.number),
    ("收文日期", 12, lambda row: f"{row.received_on:%Y-%m-%d}"),
    ("来文单位", 28, lambda row: row.sender),
    ("来文字号", 24, lambda row: row.sender_number),
    ("标题", 50, lambda row: row.case.title),
    ("文种", 10, lambda row: row.get_kind_display()),
    ("缓急", 8, lambda row: row.get_urgency_display()),
    ("拟办", 30, lambda row: row.proposal),
    ("批示", 30, lambda row: row.instruction),
    ("承办单位", 18, lambda row: row.case.department.name if row.instructed_at else ""),
    ("办结期限", 12, lambda row: f"{row.due_on:%Y-%m-%d}" if row.due_on else ""),
    ("环节", 10, lambda row: row.get_state_display()),
    ("办理结果", 40, lambda row: row.result),
    ("办结日期", 12, lambda row: f"{timezone.localtime(row.finished_at):%Y-%m-%d}" if row.finished_at else ""),
    ("复文", 24, lambda row: row.answer.number if row.answer else ""),
)


@dataclass(frozen=True)
class IncomingRow:
    case: CaseFile
    light: Light
    incoming: Incoming


def with_records(page: CasePage) -> CasePage:
    """Return the page with each row's record beside its case, in one query."""
    records = Incoming.objects.in_bulk([row.case.pk for row in page.rows])
    return replace(page, rows=[IncomingRow(row.case, row.light, records[row.case.pk]) for row in page.rows])


def found(request):
    """Return the records that the filters leave, by receipt number."""
    cases = CaseFilter(request.GET, kind=kinds.get("INCOMING"), user=request.user).apply(
        CaseFile.objects.filter(kind="INCOMING").visible_to(request.user)
    )
    rows = Incoming.objects.filter(case__in=cases).select_related("case__department", "answer")
    return rows.order_by("case__opened_at", "pk")
