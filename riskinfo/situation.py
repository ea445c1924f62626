"""产品质量安全形势: the figures of a month, a quarter or a year, counted once and kept (R-107, R-113)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Min, Q
from django.utils import timezone

from accounts.models import Department
from casefile.models import CaseFile, CaseLink, TransitionRecord
from registers.models import Enterprise, InfoSource, ProductType, Region

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

    JSON values only: {"period", "start", "end", "until", "total", "previous", "last_year", "keys",
    "key_list", "times", "tables": {name: [[label, count, count in the period before]]},
    "months": [[label, count]]}. "times" are [[label, number of cases, mean days, longest]];
    "until" is the last day that could be counted: before "end" where the period is not over.
    """
    end = end_of(period, start)
    asked = _Asked(bureau_ids, start, end)
    rows, now = asked.rows, asked.columns()
    then = _Asked(bureau_ids, before(period, start), start - timedelta(days=1)).columns()
    year_ago = start.replace(year=start.year - 1)
    last_year = _Asked(bureau_ids, year_ago, end_of(period, year_ago)).rows
    sums = _sums(rows, start, end)
    return {
        "period": period, "start": start.isoformat(), "end": end.isoformat(),
        "until": min(end, timezone.localdate()).isoformat(),
        "total": len(now["unit"]), "previous": len(then["unit"]), "last_year": last_year.count(),
        "keys": sums["keys"], "excluded": sums["excluded"], "tables": _tables(now, then),
        "months": [[f"{month.month}月", sums[f"month_{month.month}"]] for month in _months_of(start, end)],
        "times": _times(rows, sums), "key_list": _key_list(rows),
    }  # fmt: skip


def counted_until(data: dict) -> date | None:
    """Return the day on which a period that was not over was counted; None for a whole one."""
    until = data.get("until", data["end"])  # what was counted earlier did not say
    return date.fromisoformat(until) if until < data["end"] else None


@dataclass(frozen=True)
class _Asked:
    """The informations that these bureaus' units submitted from `start` to `end`."""

    bureau_ids: list[int]
    start: date
    end: date

    @cached_property
    def _within(self) -> dict:
        return {"submitted_at__gte": midnight(self.start), "submitted_at__lt": midnight(self.end + timedelta(days=1))}

    @cached_property
    def cases(self):
        """Their cases. Said of keys too: else a database reads through all cases for those of a month."""
        key = F("pk") + 0  # the smallest of the key itself is sought by walking all keys from the first on
        ends = RiskInfo.objects.filter(**self._within).aggregate(first=Min(key), last=Max(key))
        if ends["first"] is None:
            return CaseFile.objects.none()
        rows = CaseFile.objects.filter(bureau__in=self.bureau_ids, is_drill=False)
        return rows.filter(pk__range=(ends["first"], ends["last"])).order_by()

    @cached_property
    def rows(self):
        return RiskInfo.objects.filter(case__in=self.cases, **self._within).order_by()

    def columns(self) -> dict[str, tuple]:
        """Return what is counted by, column by column: read once, as each GROUP BY would read all rows again."""
        names = (*(column for column, _, _ in _COUNTED.values()), "enterprise_id", "riskinfo__enterprise_text")
        within = {f"riskinfo__{name}": moment for name, moment in self._within.items()}
        lines = self.cases.filter(**within).values_list(*names)
        *counted, firms, texts = list(zip(*lines, strict=True)) or [()] * len(names)
        return dict(zip(_COUNTED, counted, strict=True)) | {"enterprise": tuple(zip(firms, texts, strict=True))}


#: Table: (column of the case or of its information, labels of its values or whose names they are, word for none).
_COUNTED = {
    "source": ("riskinfo__source_id", InfoSource, UNKNOWN), "product": ("product_type_id", ProductType, UNKNOWN),
    "region": ("riskinfo__region_id", Region, UNKNOWN), "level": ("riskinfo__level", dict(Level.choices), "未定级"),
    "outcome": ("riskinfo__outcome", dict(Outcome.choices), "未评估"), "unit": ("department_id", Department, UNKNOWN),
}  # fmt: skip


def _tables(now: dict, then: dict) -> dict[str, list]:
    """Every table is [label, count, count in the period before], the largest first."""
    found = {}
    for name, (_, labels, empty) in _COUNTED.items():
        counts = Counter(now[name]), Counter(then[name])
        if not isinstance(labels, dict):
            labels = dict(labels.objects.filter(pk__in=counts[0].keys() | counts[1].keys()).values_list("pk", "name"))
        found[name] = _table(counts, lambda value, labels=labels, empty=empty: labels.get(value) or empty)
    found["enterprise"] = _enterprises(now["enterprise"], then["enterprise"])
    return found


def _table(counts, label_of) -> list:
    merged: dict[str, list[int]] = {}
    for at, counted in enumerate(counts):
        for value, total in counted.items():
            merged.setdefault(label_of(value), [0, 0])[at] += total
    return _cut([[label, *totals] for label, totals in merged.items() if totals[0]])


def _enterprises(now: tuple, then: tuple) -> list:
    """By the enterprise on file, else by the name as it was written."""
    counts = Counter(now), Counter(then)
    keys = {pk for pk, _ in counts[0].keys() | counts[1].keys()} - {None}
    names = dict(Enterprise.objects.filter(pk__in=keys).values_list("pk", "name"))
    return _table(counts, lambda value: names.get(value[0]) or value[1] or UNKNOWN)


def _cut(table: list) -> list:
    """The ten largest, the others together; what is not known last."""
    known = sorted((row for row in table if row[0] != UNKNOWN), key=lambda row: (-row[1], row[0]))
    rest = known[TOP:]
    if rest:
        known = [*known[:TOP], ["其他", sum(row[1] for row in rest), sum(row[2] for row in rest)]]
    return known + [row for row in table if row[0] == UNKNOWN]


def _months_of(start: date, end: date) -> list[date]:
    found, month = [], start
    while month <= end:
        found.append(month)
        month = end_of(Period.MONTH, month) + timedelta(days=1)
    return found


#: What is done with an information, and the moment it was.
_STEPS = (("鉴别", "screened_at"), ("评估", "outcome_at"), ("确认", "confirmed_at"), ("办结", "resolved_at"))


def _sums(rows, start: date, end: date) -> dict:
    """Return what is counted without a table, all in one reading."""
    asked = {"keys": Count("pk", filter=Q(is_key=True)), "excluded": Count("pk", filter=Q(state="EXCLUDED"))}
    for month in _months_of(start, end):
        upto = end_of(Period.MONTH, month) + timedelta(days=1)
        within = Q(submitted_at__gte=midnight(month), submitted_at__lt=midnight(upto))
        asked[f"month_{month.month}"] = Count("pk", filter=within)
    for _, stamp in _STEPS:
        spent = ExpressionWrapper(F(stamp) - F("submitted_at"), output_field=DurationField())
        asked |= {f"{stamp}_n": Count(stamp), f"{stamp}_mean": Avg(spent), f"{stamp}_most": Max(spent)}
    return rows.aggregate(**asked)


def _times(rows, sums: dict) -> list:
    """[label, cases that came so far, mean days, longest days] from submission on."""
    said = [
        [f"提交到{label}", sums[f"{stamp}_n"], _days(sums[f"{stamp}_mean"]), _days(sums[f"{stamp}_most"])]
        for label, stamp in _STEPS
    ]
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
