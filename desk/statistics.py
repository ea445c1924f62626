"""Figures about the bureau's cases, as tables and as ECharts options made from the same tables."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Avg, CharField, Count, DurationField, ExpressionWrapper, F, Q, Sum, Value
from django.db.models.functions import Cast, Coalesce, ExtractYear, TruncMonth
from django.utils import timezone

from casefile import kinds
from casefile.models import CaseFile, CaseTally
from casefile.models.case import scope_of
from riskinfo.models import InfoTally

from .context import MENU

MONTHS = 12
#: The kinds in the order of the menu.
_ORDER = [code for _, entries in MENU for *_, code in entries if code]
#: Chart colours with a contrast of at least 3 against white and against each other's neighbours.
COLOURS = ["#1b5aa6", "#5b8fd4", "#a9c6ec", "#b35600", "#1a7a43", "#7d6300", "#66758a"]


def last_months(today: date, count: int = MONTHS) -> list[date]:
    """Return the first days of the last `count` months, this one last."""
    months, year, month = [], today.year, today.month
    for _ in range(count):
        months.append(date(year, month, 1))
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return months[::-1]


def informations_by_source(user) -> dict:
    """Return informations submitted in each of the last 12 months by source: {months, rows: [(source, counts)]}."""
    months = last_months(timezone.localdate())
    table: dict[str, dict[date, int]] = {}
    for name, month, total in _by_source(user, f"{months[0]:%Y-%m}"):
        counts = table.setdefault(name, {})
        day = date.fromisoformat(f"{month}-01")
        counts[day] = counts.get(day, 0) + total
    rows = sorted(table.items(), key=lambda item: -sum(item[1].values()))
    top, rest = rows[:6], rows[6:]
    if rest:
        other = {month: sum(counts.get(month, 0) for _, counts in rest) for month in months}
        top.append(("其他来源", other))
    return {
        "months": [f"{month:%Y-%m}" for month in months],
        "rows": [(name, [counts.get(month, 0) for month in months]) for name, counts in top],
    }


def _by_source(user, first: str):
    """Yield (source, month, number) of the informations that `user` may see, opened from the month `first` on.

    What the running totals do not say, of cases of other units that his own takes part in, is counted.
    """
    scope = scope_of(user)
    for part in scope.counted:
        told = InfoTally.objects.annotate(kind=Value("INFO"), state=Value("")).filter(part)
        told = told.filter(is_drill=False, month__gte=first).values_list("source__name", "month")
        yield from told.annotate(total=Sum("number")).exclude(total=0)
    for part in scope.others:
        cases = CaseFile.objects.real().filter(part, kind="INFO", number__isnull=False)
        since = timezone.make_aware(datetime.fromisoformat(f"{first}-01"))
        counted = cases.filter(opened_at__gte=since).annotate(month=TruncMonth("opened_at")).order_by()
        for name, month, total in counted.values_list("riskinfo__source__name", "month").annotate(total=Count("pk")):
            yield name, f"{timezone.localtime(month):%Y-%m}", total


def stacked_bars(table: dict) -> dict:
    """Return the ECharts option for a {months, rows} table."""
    return {
        "color": COLOURS,
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "legend": {"top": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 8, "bottom": 8, "top": 40, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{int(month[5:])}月" for month in table["months"]]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"name": name, "type": "bar", "stack": "total", "data": counts, "barMaxWidth": 28}
            for name, counts in table["rows"]
        ],
    }


def by_state(user) -> list[dict]:
    """Return, for each kind that `user` may see, the number of cases in each state, in the machine's order."""
    totals: Counter[tuple[str, str]] = Counter()
    for *sort, total in _counted(user, ("kind", "state")):
        totals[tuple(sort)] += total
    return [
        {
            "kind": kind,
            "states": [
                {"code": code, "label": label, "total": totals.get((kind.code, code), 0)}
                for code, label in kind.states.choices
            ],
            "total": sum(total for (code, _), total in totals.items() if code == kind.code),
        }
        for kind in sorted(kinds.all_kinds(), key=_place)
        if user.can(kind.view_permission)
    ]


def _place(kind) -> int:
    """Return where the kind stands in the chain from first news to report: as in the menu, the others behind."""
    return _ORDER.index(kind.code) if kind.code in _ORDER else len(_ORDER)


def _counted(user, names: tuple[str, ...], conditions: Q = Q()) -> Iterable[tuple]:  # noqa: B008 — never changed
    """Yield (what `names` say …, number) of the real cases that `user` may see, from the running totals as far as
    they reach; `names` and `conditions` are those of CaseTally and CaseFile alike. The same may come twice."""
    scope = scope_of(user)
    for part in scope.counted:
        rows = CaseTally.objects.filter(part, conditions, is_drill=False).values_list(*names)
        yield from rows.annotate(total=Sum("number")).exclude(total=0)
    for part in scope.others:
        rows = CaseFile.objects.real().filter(part).annotate(closed_in=_CLOSED_IN).filter(conditions)
        yield from rows.order_by().values_list(*names).annotate(total=Count("pk"))


_CLOSED_IN = Coalesce(Cast(ExtractYear("closed_at"), CharField()), Value(""))
_UNIT = ("department__bureau__short_name", "department__name")


def by_unit(user) -> list[dict]:
    """Return open, overdue and this year's closed cases of each unit (R-052)."""
    now = timezone.now()
    found: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for *unit, total in _counted(user, _UNIT):
        found[tuple(unit)]["all"] += total
    for name, conditions in (("open", Q(closed_in="")), ("closed", Q(closed_in=str(timezone.localtime(now).year)))):
        for *unit, total in _counted(user, _UNIT, conditions):
            found[tuple(unit)][name] += total
    for *unit, total in _open_cases(user, due_at__lt=now).values_list(*_UNIT).annotate(total=Count("pk")):
        found[tuple(unit)]["overdue"] += total
    rows = [
        dict(zip(_UNIT, unit, strict=True)) | {name: counts[name] for name in ("open", "overdue", "closed")}
        for unit, counts in found.items()
        if counts["all"]
    ]
    return sorted(rows, key=lambda row: (-row["overdue"], -row["open"], row["department__name"]))


def _open_cases(user, **conditions):
    """Few of many are open, and an index knows them."""
    return CaseFile.objects.real().filter(closed_at=None, **conditions).visible_to(user).order_by()


def warnings_by_level(user) -> list[dict]:
    """Return open and closed warnings of each level with the mean days from opening to lifting."""
    spent = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    rows = (
        CaseFile.objects.real()
        .visible_to(user)
        .filter(kind="WARNING")
        .order_by("level")
        .values("level")
        .annotate(open=Count("pk", filter=Q(closed_at=None)), closed=Count("closed_at"), mean=Avg(spent))
    )
    kind = kinds.get("WARNING")
    return [
        {"level": row["level"], "label": kind.level_label(row["level"]), "open": row["open"], "closed": row["closed"],
         "days": round(row["mean"].total_seconds() / 86400, 1) if row["mean"] else None}
        for row in rows
    ]  # fmt: skip


def headline(user) -> dict:
    """Return the counts at the top of the desk: open level-1 warnings, overdue cases, open cases."""
    return _open_cases(user).aggregate(
        level_one=Count("pk", filter=Q(kind="WARNING", level="LEVEL_1")),
        overdue=Count("pk", filter=Q(due_at__lt=timezone.now())),
        open=Count("pk"),
    )
