"""What a 报送表 tells of each information: which ones, and the columns (R-025, R-143; documents §4.4)."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from casefile.models import CaseFile, Measure

from .models import MonthlyReturn, RiskInfo
from .states import InfoState, ReturnState

#: Heading and key of each column of the form, as the spreadsheet has them.
COLUMNS = (
    ("信息编号", "number"), ("是否重点信息", "key"), ("产品名称", "product"), ("规格型号/批次", "batch"),
    ("商标", "brand"), ("生产企业名称", "enterprise"), ("统一社会信用代码", "uscc"), ("生产企业地址", "address"),
    ("原料供应企业", "suppliers"), ("销售者", "sellers"), ("信息来源", "source"), ("发现时间", "found_on"),
    ("风险描述（不合格项目）", "description"), ("危害对象与程度", "harm"), ("涉及区域", "region"),
    ("原因（已知或可能）", "cause"), ("检验情况", "tests"), ("评估级别", "level"), ("已采取措施", "measures"),
    ("处置建议", "advice"),
)  # fmt: skip
#: The same on paper: heading, keys that share the column, points that it has at least (a number, half a code fit).
PAPER_COLUMNS = (
    ("信息编号、是否重点信息", ("number",), 66),
    ("产品名称、规格型号/批次、商标", ("product", "batch", "brand"), 42),
    ("生产企业（名称、统一社会信用代码、地址）", ("enterprise", "uscc", "address"), 60),
    ("原料供应企业、销售者", ("suppliers_said", "sellers_said"), 40),
    ("信息来源、发现时间", ("source", "found_on"), 60),
    ("风险描述（不合格项目）", ("description",), 42),
    ("危害对象与程度、涉及区域", ("harm", "region"), 40),
    ("原因（已知或可能）", ("cause",), 40),
    ("检验情况、评估级别", ("tests", "level"), 42),
    ("已采取措施、处置建议", ("measures", "advice_said"), 42),
)


def month_before(day: date) -> date:
    """Return the first day of the month before that of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def rows_of(record: MonthlyReturn) -> list[dict]:
    """Return the rows of `record` as they stand now.

    Counted are the unit's informations submitted in the month, those of the month before
    that came in after that month's return had been compiled, and those the unit added by
    hand; not those it left out. So none is lost and none told twice.
    """
    neighbours = list(_neighbours(record))
    before = month_before(record.first_day)
    previous = next((row for row in neighbours if (row.year, row.month) == (before.year, before.month)), None)
    start = before if previous is not None and previous.state != ReturnState.OPEN else record.first_day
    settled = {row["id"] for other in neighbours for row in (*other.rows, *other.left_out)}
    settled |= {row["id"] for row in record.left_out}
    submitted = Q(
        submitted_at__gte=midnight(start), submitted_at__lt=midnight(record.last_day + timedelta(days=1))
    ) & ~Q(pk__in=settled)
    informations = (
        RiskInfo.objects.filter(submitted | Q(pk__in=[row["id"] for row in record.added]))
        .filter(case__department=record.unit_id, case__is_drill=False)
        .exclude(state=InfoState.DRAFT)
        .select_related("case__enterprise", "case__product_type", "source", "region")
        .prefetch_related("tests__agency", "products__product_type", "other_regions")
        .order_by("submitted_at", "pk")
    )
    informations = list(informations)
    measures = _measures([info.pk for info in informations])
    return [row_of(info, record, measures.get(info.pk, "")) for info in informations]


def midnight(day: date) -> datetime:
    """Return the first moment of `day` in the local time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _neighbours(record):
    """The returns of the months before and after: the only ones that may hold the same information."""
    before, after = month_before(record.first_day), record.last_day + timedelta(days=1)
    around = Q(year=before.year, month=before.month) | Q(year=after.year, month=after.month)
    return MonthlyReturn.objects.filter(around, unit=record.unit_id).order_by("pk")


def told_in(info_id: int, record: MonthlyReturn) -> MonthlyReturn | None:
    """Return another return of the unit that already tells of this information."""
    others = MonthlyReturn.objects.filter(unit=record.unit_id).exclude(pk=record.pk).select_related("case")
    return next((row for row in others if any(told["id"] == info_id for told in row.rows)), None)


def row_of(info: RiskInfo, record: MonthlyReturn, measures: str) -> dict:
    """Return what the form tells of one information: texts, besides id, is_key and carried_over."""
    enterprise = info.case.enterprise
    submitted = timezone.localtime(info.submitted_at).date()
    harm = "，".join(filter(None, (info.harm_objects_text, info.get_harm_degree_display())))
    return {
        "id": info.pk,
        "number": info.case.number,
        "title": info.case.title,
        "is_key": info.is_key,
        "key": "是" if info.is_key else "否",
        "product": info.products_text,
        "batch": info.batch,
        "brand": info.brand,
        "enterprise": info.producers_text,
        "uscc": (enterprise.uscc or "") if enterprise else "",
        "address": enterprise.address if enterprise else "",
        "suppliers": info.material_suppliers,
        "sellers": info.sellers,
        "source": f"{info.source}{f'（{info.get_source_level_display()}）' if info.source_level else ''}",
        "found_on": info.found_on.isoformat() if info.found_on else "",
        "submitted_on": submitted.isoformat(),
        "description": info.description,
        "harm": harm,
        "harm_degree": info.get_harm_degree_display(),
        "region": info.regions_text,
        "cause": info.cause,
        "tests": _tests(info),
        "level": _level(info),
        "measures": measures,
        "advice": info.handling_advice,
        "state": info.get_state_display(),
        "carried_over": submitted < record.first_day,
    }


def _level(info: RiskInfo) -> str:
    """What was judged; one that was excluded or handed on must not look like a risk at large."""
    if info.state == InfoState.EXCLUDED:
        return f"已排除（{info.get_exclusion_reason_display()}）"
    if info.state == InfoState.TRANSFERRED:
        return f"已移送{info.transferred_to}"
    return info.get_level_display() or info.get_outcome_display()


def _tests(info: RiskInfo) -> str:
    said = []
    for task in info.tests.all():
        if not task.reported_at:
            said.append(f"{task.agency}检验中")
            continue
        failed = f"：{task.failed_items}" if task.failed_items else ""
        said.append(f"{task.get_result_display()}{failed}（{task.agency}，{timezone.localdate(task.reported_at)}）")
    if not said and info.test_waiver_reason:
        said.append(f"无需检验：{info.test_waiver_reason}")
    return _together(said)


def _together(texts) -> str:
    """Return the texts in one line, whatever stop each of them ends with."""
    *first, last = list(filter(None, texts)) or [""]
    return "；".join([*(text.rstrip("。；") for text in first), last])


def _measures(info_ids: list[int]) -> dict[int, str]:
    """Return for each information the cases that came out of it and the measures done, in two queries."""
    derived = CaseFile.objects.filter(origin_links__origin__in=info_ids).order_by("opened_at", "pk")
    cases = list(derived.values_list("origin_links__origin", "pk", "number", "kind", "state_label"))
    belongs = {pk: [pk] for pk in info_ids}
    said: dict[int, list[str]] = {pk: [] for pk in info_ids}
    labels = {kind: CaseFile(kind=kind).kind_info.label for kind in {row[3] for row in cases}}
    for origin, pk, number, kind, state in cases:
        if origin in said:
            belongs.setdefault(pk, []).append(origin)
            said[origin].append(f"{labels[kind]}{number or ''}（{state}）")
    done = Measure.objects.filter(case__in=list(belongs), status=Measure.Status.DONE).order_by("closed_at", "pk")
    for case, label in done.values_list("case", "label"):
        for origin in belongs[case]:
            if label not in said[origin]:
                said[origin].append(label)
    return {pk: "；".join(texts) for pk, texts in said.items()}


def cells(row: dict) -> list[str]:
    """Return a row as the spreadsheet has it; what an older row did not keep is left empty."""
    return [row.get(key, "") for _, key in COLUMNS]


def paper_cells(row: dict) -> list[str]:
    """Return a row as the paper has it: what shares a column is told apart in words."""
    said = dict(row)
    said["number"] += "（重点）" if row["is_key"] else ""
    for key, label in (("suppliers", "原料："), ("sellers", "销售："), ("advice", "建议：")):
        said[f"{key}_said"] = f"{label}{row[key]}" if row.get(key) else ""
    return [_together(said.get(key, "") for key in keys) or "/" for _, keys, _ in PAPER_COLUMNS]
