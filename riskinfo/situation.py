"""产品质量安全形势: the figures of a month, a quarter or a year, counted once and kept (R-107, R-113)."""

from datetime import date, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Min, Q
from django.utils import timezone

from casefile.models import CaseLink, TransitionRecord

from .models import RiskInfo
from .returnrows import midnight
from .states import Level, Outcome, Period

TOP = 10
UNKNOWN = "未写明"
#: Informations named one by one in the report: the key ones, and those of level 1.
NAMED = 50
_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


# --- periods ---------------------------------------------------------------------------
def first_day(period: str, day: date) -> date:
    """Return the first day of the period in which `day` lies."""
    length = _MONTHS[Period(period)]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def end_of(period: str, start: date) -> date:
    """Return the last day of the period that begins on `start`."""
    months = start.year * 12 + start.month - 1 + _MONTHS[Period(period)]
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def before(period: str, start: date) -> date:
    """Return the first day of the period before."""
    return first_day(period, start - timedelta(days=1))


def name_of(period: str, start: date) -> str:
    """Return 2026年9月, 2026年第三季度 or 2026年."""
    if period == Period.MONTH:
        return f"{start.year}年{start.month}月"
    if period == Period.QUARTER:
        return f"{start.year}年第{'一二三四'[start.month // 3]}季度"
    return f"{start.year}年"


# --- counting --------------------------------------------------------------------------
def count(bureau_ids: list[int], period: str, start: date) -> dict:
    """Return the figures of the informations that these bureaus' units submitted in the period.

    JSON values only: {"period", "start", "end", "total", "previous", "last_year", "keys",
    "key_list", "times", "tables": {name: [[label, count, count in the period before]]},
    "months": [[label, count]]}. "times" are [[label, number of cases, mean days, longest]].
    """
    end = end_of(period, start)
    rows = _submitted(bureau_ids, start, end)
    earlier_start = before(period, start)
    earlier = _submitted(bureau_ids, earlier_start, start - timedelta(days=1))
    year_ago = start.replace(year=start.year - 1)
    last_year = _submitted(bureau_ids, year_ago, end_of(period, year_ago))
    return {
        "period": period, "start": start.isoformat(), "end": end.isoformat(),
        "total": rows.count(), "previous": earlier.count(), "last_year": last_year.count(),
        "keys": rows.filter(is_key=True).count(), "excluded": rows.filter(state="EXCLUDED").count(),
        "tables": _tables(rows, earlier), "months": _months(rows, start, end), "times": _times(rows),
        "key_list": _key_list(rows),
    }  # fmt: skip


def _submitted(bureau_ids, start: date, end: date):
    return RiskInfo.objects.filter(
        case__bureau__in=bureau_ids, case__is_drill=False, submitted_at__gte=midnight(start),
        submitted_at__lt=midnight(end + timedelta(days=1)),
    ).order_by()  # fmt: skip


def _tables(rows, earlier) -> dict[str, list]:
    """Every table is [label, count, count in the period before], the largest first."""
    columns = {
        "source": ("source__name", {}), "product": ("case__product_type__name", {}), "region": ("region__name", {}),
        "level": ("level", dict(Level.choices)), "outcome": ("outcome", dict(Outcome.choices)),
        "unit": ("case__department__name", {}),
    }  # fmt: skip
    found = {}
    for name, (column, labels) in columns.items():
        empty = {"level": "未定级", "outcome": "未评估"}.get(name, UNKNOWN)
        found[name] = _table(rows, earlier, column, labels, empty)
    found["enterprise"] = _enterprises(rows, earlier)
    return found


def _table(rows, earlier, column: str, labels: dict, empty: str) -> list:
    now = dict(rows.values_list(column).annotate(total=Count("pk")))
    then = dict(earlier.values_list(column).annotate(total=Count("pk")))
    merged: dict[str, list[int]] = {}
    for at, counted in enumerate((now, then)):
        for value, total in counted.items():
            merged.setdefault(labels.get(value, value) or empty, [0, 0])[at] += total
    return _cut([[label, *totals] for label, totals in merged.items() if totals[0]])


def _enterprises(rows, earlier) -> list:
    """By the enterprise on file, else by the name as it was written."""
    found = []
    for queryset in (rows, earlier):
        counted = queryset.values_list("case__enterprise__name", "enterprise_text").annotate(total=Count("pk"))
        totals: dict[str, int] = {}
        for name, text, total in counted:
            label = name or text or UNKNOWN
            totals[label] = totals.get(label, 0) + total
        found.append(totals)
    now, then = found
    return _cut([[label, total, then.get(label, 0)] for label, total in now.items()])


def _cut(table: list) -> list:
    """The ten largest, the others together; what is not known last."""
    known = sorted((row for row in table if row[0] != UNKNOWN), key=lambda row: (-row[1], row[0]))
    rest = known[TOP:]
    if rest:
        known = [*known[:TOP], ["其他", sum(row[1] for row in rest), sum(row[2] for row in rest)]]
    return known + [row for row in table if row[0] == UNKNOWN]


def _months(rows, start: date, end: date) -> list:
    found, month = [], start
    while month <= end:
        last = end_of(Period.MONTH, month)
        total = rows.filter(submitted_at__gte=midnight(month), submitted_at__lt=midnight(last + timedelta(days=1)))
        found.append([f"{month.month}月", total.count()])
        month = last + timedelta(days=1)
    return found


def _times(rows) -> list:
    """[label, cases that came so far, mean days, longest days] from submission on."""
    said = []
    for label, stamp in (("鉴别", "screened_at"), ("评估", "outcome_at"), ("确认", "confirmed_at"),
                         ("办结", "resolved_at")):  # fmt: skip
        spent = ExpressionWrapper(F(stamp) - F("submitted_at"), output_field=DurationField())
        found = rows.filter(**{f"{stamp}__isnull": False}).aggregate(n=Count("pk"), mean=Avg(spent), most=Max(spent))
        said.append([f"提交到{label}", found["n"], _days(found["mean"]), _days(found["most"])])
    said.insert(3, _until_warned(rows))
    return said


def _until_warned(rows) -> list:
    """From submission to the first issued warning, read from the trails: the warnings are a later app's."""
    linked = CaseLink.objects.filter(origin__in=rows.values("pk"), derived__kind="WARNING")
    issued = dict(
        TransitionRecord.objects.filter(case__in=linked.values("derived"), action="issue", subject="")
        .values_list("case")
        .annotate(first=Min("at"))
    )
    first: dict[int, object] = {}
    for origin, derived in linked.values_list("origin", "derived"):
        if derived in issued:
            first[origin] = min(first.get(origin, issued[derived]), issued[derived])
    submitted = dict(rows.filter(pk__in=first).values_list("pk", "submitted_at"))
    spent = [moment - submitted[pk] for pk, moment in first.items()]
    mean = sum(spent, timedelta()) / len(spent) if spent else None
    return ["提交到发布预警", len(spent), _days(mean), _days(max(spent, default=None))]


def _days(spent) -> float | None:
    return round(spent.total_seconds() / 86400, 1) if spent is not None else None


def _key_list(rows) -> list[dict]:
    named = rows.filter(Q(is_key=True) | Q(level=Level.LEVEL_1)).exclude(state="EXCLUDED")
    named = named.select_related("case__enterprise", "case__product_type", "source").order_by("submitted_at", "pk")
    return [
        {
            "number": info.case.number, "title": info.case.title, "is_key": info.is_key,
            "product": info.product_name or str(info.case.product_type or ""), "enterprise": info.enterprise_name,
            "level": info.get_level_display() or "未定级", "state": info.get_state_display(),
            "submitted_on": timezone.localtime(info.submitted_at).date().isoformat(),
        }
        for info in named[:NAMED]
    ]  # fmt: skip
