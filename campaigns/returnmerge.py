"""The returns of the counties put together by the bureau above (R-348, R-349)."""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from django.db.models import Q

from casefile.models import CaseFile
from registers.xlsx import Workbook

from .models import Campaign, CampaignReturn
from .resultlist import BY_CODE, COLUMNS, TOTAL, number, with_hand
from .states import ReturnState


@dataclass(frozen=True)
class Standing:
    """How one county stands with one return. kind: on_time, nil, late, open, again, overdue, none."""

    kind: str
    text: str
    record: CampaignReturn | None = None


@dataclass(frozen=True)
class Merged:
    """`counties`: (campaign of the county, standing); `rows`: as those of one return, summed over what was sent."""

    code: str
    counties: list[tuple[Campaign, Standing]]
    rows: list[dict]

    @property
    def sent(self) -> list[CampaignReturn]:
        return [row.record for _, row in self.counties if row.record and row.record.state == ReturnState.SUBMITTED]

    @property
    def text(self) -> str:
        nil, late = sum(row.nil for row in self.sent), sum(row.late for row in self.sent)
        missing = len(self.counties) - len(self.sent)
        return f"应报 {len(self.counties)} 个局，已报 {len(self.sent)}（零报告 {nil}，迟报 {late}），未报 {missing}"


def local_campaigns(record: Campaign):
    """Return the campaigns of the bureaus below that carry `record` out: named so, or of the same plan and year."""
    below = record.case.bureau.subordinate_ids()
    same = Q(superior=None, template=record.template, year=record.year) & ~Q(template="")
    rows = Campaign.objects.filter(Q(superior=record) | same, case__bureau__in=below, case__is_drill=False)
    return rows.exclude(state="PLANNED").select_related("case__bureau").order_by("case__bureau__region_code", "pk")


def codes(record: Campaign) -> list[tuple[str, str]]:
    """Return (code, name) of the returns that the campaigns below owe, by their day."""
    rows = CampaignReturn.objects.filter(campaign__in=local_campaigns(record)).order_by("due_on", "code")
    return list(dict(rows.values_list("code", "name")).items())


def merge(record: Campaign, code: str, user) -> Merged:
    """Return the return `code` of every county, as it was signed; what is not submitted tells nothing."""
    visible = CaseFile.objects.visible_to(user)
    counties = [row for row in local_campaigns(record) if visible.filter(pk=row.pk).exists()]
    rows = CampaignReturn.objects.filter(campaign__in=counties, code=code).select_related("case__bureau")
    found = {row.campaign_id: row for row in rows}
    pairs = [(row, standing_of(found.get(row.pk))) for row in counties]
    sent = [row for row in found.values() if row.state == ReturnState.SUBMITTED]
    return Merged(code, pairs, summed(sent))


def summed(sent: list[CampaignReturn]) -> list[dict]:
    """Return the rows of all returns added up by product name, what was written in by hand in the total."""
    sums: dict[str, dict] = {}
    for record in sent:
        for row in record.figures.get("rows", []):
            cells = with_hand(row["cells"], record.by_hand) if row["label"] == TOTAL else row["cells"]
            into = sums.setdefault(row["label"], {code: Decimal(0) for code in BY_CODE})
            for code, value in cells.items():
                into[code] += Decimal(str(value))
    ordered = [label for label in sums if label != TOTAL] + ([TOTAL] if TOTAL in sums else [])
    return [{"label": label, "cells": {c: number(v) for c, v in sums[label].items()}} for label in ordered]


def standing_of(record: CampaignReturn | None) -> Standing:
    if record is None:
        return Standing("none", "没有开启")
    if record.state == ReturnState.SUBMITTED:
        nil = "零报告" if record.nil else ""
        if record.late:
            return Standing("late", f"迟报{'·' + nil if nil else ''}", record)
        return Standing("nil", nil, record) if nil else Standing("on_time", "按时", record)
    if record.late:
        return Standing("overdue", "逾期未报", record)
    if record.was_sent_back:
        return Standing("again", "退回重报", record)
    return Standing("open", record.get_state_display(), record)


def spreadsheet(record: Campaign, merged: Merged) -> bytes:
    """Return the merged list as .xlsx; a second sheet says who has reported, a third each county's total."""
    heads = ["产品类别", *(column.heading for column in COLUMNS)]
    lines = [[row["label"], *(str(row["cells"][column.code]) for column in COLUMNS)] for row in merged.rows]
    states = [[row.case.bureau.name, standing.text] for row, standing in merged.counties]
    totals = [
        [sent.case.bureau.name, *(str(total(sent)[column.code]) for column in COLUMNS)]
        for sent in merged.sent
        if sent.figures
    ]
    file = BytesIO()
    with Workbook(file) as book:
        widths = [24, *(11 for _ in COLUMNS)]
        title = f"{record.case.title}行动成果汇总表"
        book.sheet("汇总", [[title], heads, *lines], widths=widths, head=2, wrap=True)
        book.sheet("各局合计", [["报送局", *heads[1:]], *totals], widths=widths, wrap=True)
        book.sheet("报送情况", [["报送局", "情况"], *states], widths=[30, 16])
    return file.getvalue()


def total(record: CampaignReturn) -> dict:
    """Return the cells of the last row, with what was written in by hand."""
    return with_hand(record.figures["rows"][-1]["cells"], record.by_hand)
