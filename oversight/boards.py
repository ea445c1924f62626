"""The boards of 风险预警: by level and state, what waits for whom, how long each stage takes (R-052, R-107)."""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from casefile import kinds
from casefile.models import CaseFile, TransitionRecord
from registers import workdays
from riskinfo.models import RiskInfo
from riskwarnings.facts_text import WarningLevel
from riskwarnings.models import RiskAssessment, Warning

SHOWN = 40
#: Acts after which a case waits for somebody else although its state is the same.
_HANDED_ON = ("review", "assign", "issue_lift_notice")


def _warnings(user):
    return CaseFile.objects.real().visible_to(user).filter(kind="WARNING")


def matrix(user) -> dict:
    """Return the warnings by level and state: {levels: [(code, label)], rows: [{code, label, counts, total}]}."""
    found = {
        (row["state"], row["level"]): row["total"]
        for row in _warnings(user).order_by().values("state", "level").annotate(total=Count("pk"))
    }
    levels = WarningLevel.choices
    rows = []
    for code, label in kinds.get("WARNING").states.choices:
        counts = [(level, found.get((code, level), 0)) for level, _ in levels]
        rows.append({"code": code, "label": label, "counts": counts, "total": sum(count for _, count in counts)})
    totals = [sum(row["counts"][i][1] for row in rows) for i in range(len(levels))]
    return {"levels": levels, "rows": rows, "totals": totals, "total": sum(totals)}


@dataclass(frozen=True)
class Waiting:
    case: CaseFile
    who: str
    since: datetime
    days: int  #: working days since it came to whoever it waits for


def waiting(user) -> tuple[list[dict], list[Waiting], int]:
    """Return (who waits with how many and how long, the oldest cases, how many there are)."""
    moved = TransitionRecord.objects.filter(case=OuterRef("pk"), subject="").filter(
        ~Q(from_state=F("to_state")) | Q(action__in=_HANDED_ON)
    )
    rows = (
        _warnings(user).filter(closed_at=None)
        .annotate(since=Subquery(moved.order_by("-seq").values("at")[:1]))
        .select_related("department", "awaiting_user", "awaiting_department")
        .order_by("since", "pk")
    )  # fmt: skip
    today = timezone.localdate()
    found = []
    for case in rows:
        if not (who := case.awaiting_text):
            continue
        since = case.since or case.opened_at
        found.append(Waiting(case, who, since, workdays.workdays_between(timezone.localdate(since), today)))
    groups: dict[str, list[int]] = defaultdict(list)
    for row in found:
        groups[row.who].append(row.days)
    people = [{"who": who, "count": len(days), "longest": max(days)} for who, days in groups.items()]
    people.sort(key=lambda row: (-row["longest"], -row["count"], row["who"]))
    return people, found[:SHOWN], len(found)


# --- how long each stage takes --------------------------------------------------------

STAGES = (
    ("found", "assessed", "发现到评估"),
    ("assessed", "issued", "评估到发布预警"),
    ("issued", "acknowledged", "发布到签收处置"),
    ("acknowledged", "lifted", "处置到解除"),
    ("found", "issued", "发现到发布预警"),
)
PERIODS = (("year", "本年", None), ("365", "近 12 个月", 365), ("90", "近 90 天", 90))


def period_start(code: str) -> date:
    """Return the first day of a period of PERIODS; an unknown code is the first of them."""
    today = timezone.localdate()
    days = next((days for key, _, days in PERIODS if key == code), None)
    return today - timedelta(days=days) if days else date(today.year, 1, 1)


def quantile(values: list[float], part: float) -> float | None:
    """Return the nearest-rank quantile (part in (0, 1]) of sorted values, None without any."""
    return values[max(0, math.ceil(part * len(values)) - 1)] if values else None


def moments(user, *, since: date, level: str = "", unit=None) -> list[dict]:
    """Return, for each warning drafted since that day, when it was found, assessed, issued, acknowledged, lifted."""
    rows = Warning.objects.filter(case__in=_warnings(user), case__opened_at__date__gte=since)
    if level:
        rows = rows.filter(case__level=level)
    if unit is not None:
        rows = rows.filter(case__department=unit)
    first = RiskAssessment.objects.filter(info=OuterRef("info")).order_by("version").values("created_at")[:1]
    values = rows.annotate(assessed=Subquery(first)).values(
        "case__level", "case__department__name", "case__opened_at", "info__found_on", "info__submitted_at",
        "assessed", "issued_at", "acknowledged_at", "lifted_at",
    )  # fmt: skip
    return [
        {
            "level": row["case__level"], "unit": row["case__department__name"], "opened": row["case__opened_at"],
            "found": _start_of(row["info__found_on"]) or row["info__submitted_at"], "assessed": row["assessed"],
            "issued": row["issued_at"], "acknowledged": row["acknowledged_at"], "lifted": row["lifted_at"],
        }
        for row in values
    ]  # fmt: skip


def _start_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def durations(rows: list[dict]) -> list[dict]:
    """Return the stages with how many cases passed them and the median and 90 % of their calendar days."""
    found = []
    for start, end, label in STAGES:
        days = sorted(
            max(0.0, (row[end] - row[start]).total_seconds() / 86400) for row in rows if row[start] and row[end]
        )
        median, most = quantile(days, 0.5), quantile(days, 0.9)
        found.append({"label": label, "count": len(days), "median": _rounded(median), "most": _rounded(most)})
    return found


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def durations_by(rows: list[dict], key: str) -> list[dict]:
    """Return the durations of each unit, level or month ("unit", "level", "month"), for the wide table."""
    groups: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        name = f"{timezone.localtime(row['opened']):%Y-%m}" if key == "month" else row[key]
        groups[name].append(row)
    labels = dict(WarningLevel.choices)
    return [
        {"name": labels.get(name, name), "total": len(groups[name]), "stages": durations(groups[name])}
        for name in sorted(groups)
    ]


def chart(stages: list[dict]) -> dict:
    """Return the ECharts option of the stages: median and 90 % side by side."""
    return {
        "color": ["#1b5aa6", "#b35600"],
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "bottom": 8, "top": 40, "containLabel": True},
        "xAxis": {"type": "value", "name": "天", "nameLocation": "end"},
        "yAxis": {"type": "category", "inverse": True, "data": [row["label"] for row in stages]},
        "series": [
            {"name": "中位数", "type": "bar", "data": [row["median"] or 0 for row in stages], "barMaxWidth": 16},
            {"name": "90% 在此以内", "type": "bar", "data": [row["most"] or 0 for row in stages], "barMaxWidth": 16},
        ],
    }


def informations_by_region(user, since: date) -> dict[int, int]:
    """Return how many informations of each region have come in since that day."""
    rows = RiskInfo.objects.filter(
        case__in=CaseFile.objects.real().visible_to(user), case__opened_at__date__gte=since, region__isnull=False
    )
    return dict(rows.order_by().values_list("region").annotate(total=Count("pk")))


def open_warnings_by_region(user) -> dict[int, int]:
    """Return how many warnings in force or under way there are in each region."""
    rows = Warning.objects.filter(case__in=_warnings(user).filter(closed_at=None), info__region__isnull=False)
    return dict(rows.order_by().values_list("info__region").annotate(total=Count("pk")))
