"""What confirmed sheets say of an enterprise's own duties, for the rule DUTY (R-122, R-123)."""

from django.utils import timezone

from casefile.models import CaseFile
from rectification.prompting import Source, evaluate
from rectification.triggers import Evidence, Finding

from .models import SheetItem
from .states import Answer, InspectionState

_CONFIRMED = (InspectionState.CONFIRMED, InspectionState.CLOSED)


def _failed():
    """Duties found wanting on sheets that both officers stand by; what became an item is told by the ledger."""
    return SheetItem.objects.filter(
        duty=True, answer=Answer.FAIL, item=None, inspection__state__in=_CONFIRMED, inspection__case__is_drill=False,
    )  # fmt: skip


def findings(enterprise) -> list[Finding]:
    """Return one finding for each visit at which a duty was wanting."""
    rows = _failed().filter(inspection__case__enterprise=enterprise).order_by("inspection", "order")
    visits: dict[int, list[SheetItem]] = {}
    for row in rows.select_related("inspection__case"):
        visits.setdefault(row.inspection_id, []).append(row)
    return [_finding(lines) for lines in visits.values()]


def _finding(lines: list[SheetItem]) -> Finding:
    visit = lines[0].inspection
    text = f"{visit.case.number} 现场检查 {lines[0].text}" + (f"等 {len(lines)} 项" if len(lines) > 1 else "")
    return Finding(
        timezone.localdate(visit.started_at), "", False, visit.case.campaign_id is not None, True,
        Evidence("case", visit.pk, text),
    )  # fmt: skip


def enterprises():
    cases = CaseFile.objects.filter(pk__in=_failed().values("inspection"))
    return cases.order_by().values("enterprise")


SOURCE = Source(findings, enterprises)


def ask_rules(act) -> None:
    """The two officers stand by the sheet, or no longer do, or a failed duty became an item."""
    case = act.record.case
    if case.enterprise is not None and not case.is_drill:
        evaluate(case.enterprise)
