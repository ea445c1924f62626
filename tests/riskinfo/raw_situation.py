"""The figures of a situation analysis as one would count them, a GROUP BY a table: what the product's must equal."""

from datetime import date, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max
from django.utils import timezone

from riskinfo import situation
from riskinfo.models import RiskInfo
from riskinfo.returnrows import midnight
from riskinfo.situation import UNKNOWN, _cut, before, end_of
from riskinfo.states import Level, Outcome, Period


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
        "until": min(end, timezone.localdate()).isoformat(),
        "total": rows.count(), "previous": earlier.count(), "last_year": last_year.count(),
        "keys": rows.filter(is_key=True).count(), "excluded": rows.filter(state="EXCLUDED").count(),
        "tables": _tables(rows, earlier), "months": _months(rows, start, end), "times": _times(rows),
        "key_list": situation._key_list(rows),
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
    said.insert(3, situation._until_warned(rows))
    return said


def _days(spent) -> float | None:
    return round(spent.total_seconds() / 86400, 1) if spent is not None else None
