"""The figures of desk and statistics as one would count them row by row: what the running totals must equal."""

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from casefile.models import CaseFile
from desk.statistics import last_months
from riskinfo.models import RiskInfo


def by_source(user) -> dict[tuple[str, str], int]:
    """Return {(source, month): number} of the last twelve months."""
    months = last_months(timezone.localdate())
    rows = RiskInfo.objects.filter(case__in=CaseFile.objects.real().visible_to(user), case__number__isnull=False)
    rows = rows.filter(case__opened_at__date__gte=months[0]).annotate(month=TruncMonth("case__opened_at")).order_by()
    counted = rows.values_list("source__name", "month").annotate(total=Count("pk"))
    return {(name, f"{timezone.localtime(month):%Y-%m}"): total for name, month, total in counted}


def by_state(user) -> dict[tuple[str, str], int]:
    counted = CaseFile.objects.real().visible_to(user).order_by().values_list("kind", "state")
    return {(kind, state): total for kind, state, total in counted.annotate(total=Count("pk"))}


def by_unit(user) -> list[dict]:
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


def headline(user) -> dict:
    return (
        CaseFile.objects.real()
        .visible_to(user)
        .aggregate(
            level_one=Count("pk", filter=Q(kind="WARNING", level="LEVEL_1", closed_at=None)),
            overdue=Count("pk", filter=Q(closed_at=None, due_at__lt=timezone.now())),
            open=Count("pk", filter=Q(closed_at=None)),
        )
    )


def differing(user) -> list[str]:
    """Return which figures of the product differ from these."""
    from desk import statistics

    months = [f"{month:%Y-%m}" for month in last_months(timezone.localdate())]
    told = statistics.informations_by_source(user)
    raw, sources = by_source(user), {}
    for (name, month), total in raw.items():
        sources.setdefault(name, dict.fromkeys(months, 0))[month] = total
    shown = {name: dict(zip(told["months"], counts, strict=True)) for name, counts in told["rows"]}
    rest = [counts for name, counts in sources.items() if name not in shown]
    if rest:
        shown_rest = shown.pop("其他来源")
        others = {month: sum(counts[month] for counts in rest) for month in months}
    else:
        shown_rest = others = {}
    states = {
        (row["kind"].code, state["code"]): state["total"]
        for row in statistics.by_state(user)
        for state in row["states"]
    }
    kept = {key: total for key, total in states.items() if total}
    seen = {row["kind"].code for row in statistics.by_state(user)}
    differences = {
        "source": shown != {name: sources[name] for name in shown} or shown_rest != others,
        "state": kept != {key: total for key, total in by_state(user).items() if key[0] in seen},
        "unit": _sorted(statistics.by_unit(user)) != _sorted(by_unit(user)),
        "headline": statistics.headline(user) != headline(user),
    }
    return [name for name, differs in differences.items() if differs]


def _sorted(rows: list[dict]) -> list[list]:
    return sorted(sorted(row.items()) for row in rows)
