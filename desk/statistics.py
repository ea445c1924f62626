"""Figures about the bureau's cases, as tables and as ECharts options made from the same tables."""

from datetime import date

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from casefile import kinds
from casefile.models import CaseFile
from riskinfo.models import RiskInfo

MONTHS = 12
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
    counted = (
        RiskInfo.objects.filter(case__in=CaseFile.objects.real().visible_to(user), case__number__isnull=False)
        .filter(case__opened_at__date__gte=months[0])
        .annotate(month=TruncMonth("case__opened_at"))
        .order_by()
        .values("source__name", "month")
        .annotate(total=Count("pk"))
    )
    table: dict[str, dict[date, int]] = {}
    for row in counted:
        month = timezone.localtime(row["month"]).date()
        table.setdefault(row["source__name"], {})[month] = row["total"]
    rows = sorted(table.items(), key=lambda item: -sum(item[1].values()))
    top, rest = rows[:6], rows[6:]
    if rest:
        other = {month: sum(counts.get(month, 0) for _, counts in rest) for month in months}
        top.append(("其他来源", other))
    return {
        "months": [f"{month:%Y-%m}" for month in months],
        "rows": [(name, [counts.get(month, 0) for month in months]) for name, counts in top],
    }


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
    counted = CaseFile.objects.real().visible_to(user).order_by().values("kind", "state").annotate(total=Count("pk"))
    totals = {(row["kind"], row["state"]): row["total"] for row in counted}
    return [
        {
            "kind": kind,
            "states": [
                {"code": code, "label": label, "total": totals.get((kind.code, code), 0)}
                for code, label in kind.states.choices
            ],
            "total": sum(total for (code, _), total in totals.items() if code == kind.code),
        }
        for kind in kinds.all_kinds()
        if user.can(kind.view_permission)
    ]


def by_unit(user) -> list[dict]:
    """Return open, overdue and this year's closed cases of each unit (R-052)."""
    now = timezone.now()
    year_start = timezone.localtime(now).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return list(
        CaseFile.objects.real()
        .visible_to(user)
        .order_by()
        .values("department__bureau__short_name", "department__name")
        .annotate(
            open=Count("pk", filter=Q(closed_at=None)),
            overdue=Count("pk", filter=Q(closed_at=None, due_at__lt=now)),
            closed=Count("pk", filter=Q(closed_at__gte=year_start)),
        )
        .order_by("-overdue", "-open", "department__name")
    )


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
    now = timezone.now()
    return (
        CaseFile.objects.real()
        .visible_to(user)
        .aggregate(
            level_one=Count("pk", filter=Q(kind="WARNING", level="LEVEL_1", closed_at=None)),
            overdue=Count("pk", filter=Q(closed_at=None, due_at__lt=now)),
            open=Count("pk", filter=Q(closed_at=None)),
        )
    )
