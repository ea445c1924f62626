"""The returns of a month put together: for the bureau itself, and for the one above its counties (R-143, R-144)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from casefile.models import CaseFile
from registers.xlsx import Workbook

from .models import MonthlyReturn
from .returnrows import COLUMNS, cells
from .returns import Cell, cell_of
from .states import ReturnState


@dataclass(frozen=True)
class Merged:
    """`sent`: (return, cell) of the submitted ones; `missing`: of the others; `rows`: (return, row) of all sent."""

    month: date
    sent: list[tuple[MonthlyReturn, Cell]]
    missing: list[tuple[MonthlyReturn, Cell]]
    rows: list[tuple[MonthlyReturn, dict]]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(cell.kind for _, cell in self.sent)
        return {
            "units": len(self.sent) + len(self.missing), "sent": len(self.sent), "late": found["late"],
            "nil": sum(record.nil for record, _ in self.sent), "missing": len(self.missing),
            "rows": len(self.rows), "keys": sum(row["is_key"] for _, row in self.rows),
        }  # fmt: skip


def merge(user, month: date) -> Merged:
    """Return the month's returns that `user` may see, as they were signed; what is not submitted tells nothing."""
    visible = CaseFile.objects.filter(kind="RETURN").visible_to(user)
    found = (
        MonthlyReturn.objects.filter(case__in=visible, year=month.year, month=month.month)
        .select_related("case__bureau", "unit")
        .order_by("case__bureau__region_code", "unit__order", "unit")
    )
    pairs = [(record, cell_of(record)) for record in found]
    sent = [pair for pair in pairs if pair[0].state == ReturnState.SUBMITTED]
    missing = [pair for pair in pairs if pair[0].state != ReturnState.SUBMITTED]
    return Merged(month, sent, missing, [(record, row) for record, _ in sent for row in record.rows])


def spreadsheet(merged: Merged) -> bytes:
    """Return the merged form as .xlsx; a second sheet says who has reported and who has not."""
    heads = ["序号", "报送局", "填报单位", *(heading for heading, _ in COLUMNS)]
    lines = [
        [str(at), record.case.bureau.name, record.unit.name, *cells(row)]
        for at, (record, row) in enumerate(merged.rows, start=1)
    ]
    states = [
        [record.case.bureau.name, record.unit.name, cell.text, str(len(record.rows)) if is_sent else ""]
        for is_sent, pairs in ((True, merged.sent), (False, merged.missing))
        for record, cell in pairs
    ]
    title = f"产品质量安全风险信息报送汇总表（{merged.month.year}年{merged.month.month}月）"
    file = BytesIO()
    with Workbook(file) as book:
        widths = [6, 24, 18, *(34 if key in ("description", "tests", "measures") else 16 for _, key in COLUMNS)]
        book.sheet("汇总", [[title], heads, *lines], widths=widths, head=2, wrap=True)
        book.sheet("报送情况", [["报送局", "填报单位", "情况", "信息数"], *states], widths=[24, 18, 14, 10])
    return file.getvalue()
