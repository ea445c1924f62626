"""Signals of a rise: weekly counts of each product type × region × source against their own history (R-113).

A week is that of the day of finding, or of submission where none was said; weeks begin on Monday. Drills, drafts and
doubles are not counted; a village counts with its town, an information of several products or regions with the
first. `riskinfo.aberration` judges, by what the bureau settled (`signalrules`). Of a bureau are the informations of
its units and of the bureaus below.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from accounts.models import Bureau, Department, User
from accounts.roles import LEADERS, Role
from casefile.models import CaseFile
from casefile.notify import notify
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from registers.models import InfoSource, ProductType, Region

from . import aberration, permissions, signalrules
from .models import RiskInfo, Signal, SignalMark
from .models.signal import UNKNOWN_PRODUCT, UNKNOWN_REGION
from .returnrows import midnight
from .signalrules import Rule, rule_of
from .states import ExclusionReason

#: Weeks looked at each night, the running one included: what is registered late still gives its signal.
WATCHED = 4
#: Weeks of a chart.
DRAWN = 26
SHOWN = 5
_WEEK = timedelta(days=7)

#: (product type, region, source), ids; None where it was not said.
Key = tuple[int | None, int | None, int]


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def in_scope(bureau) -> list[int]:
    """Return the ids of the bureau and of those below it."""
    return [bureau.pk, *bureau.subordinate_ids()]


# --- counting -----------------------------------------------------------------------------
def counted(bureau_ids: list[int], first: date):
    """Return the informations that count, from the Monday `first` on, with their `day`."""
    rows = RiskInfo.objects.filter(
        case__bureau__in=bureau_ids, case__is_drill=False, submitted_at__gte=midnight(first)
    ).exclude(exclusion_reason=ExclusionReason.DUPLICATE)
    return rows.annotate(day=Coalesce("found_on", TruncDate("submitted_at"))).filter(day__gte=first).order_by()


_KEY = ("case__product_type", "region", "source")


def weekly_counts(bureau_ids: list[int], first: date, last: date) -> dict[Key, list[int]]:
    """Return the counts of each series, one number a week from that of `first` to that of `last` (both Mondays)."""
    weeks = (last - first).days // 7 + 1
    rows = list(counted(bureau_ids, first).values_list(*_KEY, "day").annotate(total=Count("pk")))
    towns = _towns({row[1] for row in rows})
    found: dict[Key, list[int]] = defaultdict(lambda: [0] * weeks)
    for product, region, source, day, total in rows:
        at = (day - first).days // 7
        if at < weeks:
            found[product, towns.get(region, region), source][at] += total
    return dict(found)


def _towns(regions: set) -> dict[int, int]:
    """Return {village: its town} of those regions that are villages."""
    villages = Region.objects.filter(pk__in=regions - {None}, level=Region.Level.VILLAGE, parent__isnull=False)
    return dict(villages.values_list("pk", "parent"))


def first_whole_week(bureau_ids: list[int]) -> date | None:
    """Return the Monday of the first whole week in which anything could be counted; None while nothing was."""
    rows = RiskInfo.objects.filter(case__bureau__in=bureau_ids, case__is_drill=False)
    began = rows.aggregate(first=Min("submitted_at"))["first"]
    if began is None:
        return None
    day = timezone.localdate(began)
    return monday(day) if day.weekday() == 0 else monday(day) + _WEEK


# --- what the timetable does ----------------------------------------------------------------
def watch(today: date | None = None) -> int:
    """Look at the watched weeks of every bureau, keep and tell what rises; return how many signals are new."""
    today = today or timezone.localdate()
    return sum(_watch_bureau(bureau, today) for bureau in Bureau.objects.order_by("pk"))


def _watch_bureau(bureau, today: date) -> int:
    with transaction.atomic():
        Bureau.objects.select_for_update().get(pk=bureau.pk)  # two nights at once would find the same
        ids = in_scope(bureau)
        last = monday(today)
        watched = last - (WATCHED - 1) * _WEEK
        rule = signalrules.in_force(bureau.pk)
        rises = find(ids, last, rule)
        members = _members(ids, watched, rises)
        new = _keep(bureau, watched, rises, members, rule)
    people = _analysts(bureau) if new else []
    for signal in new:
        text = f"异常信号：{signal.series}，{signal.why}"
        notify(people, text, key=f"signal:{signal.pk}", url=signal.get_absolute_url())
    return len(new)


def find(bureau_ids: list[int], last: date, rule: Rule) -> dict[tuple[Key, date], tuple[aberration.Judged, list]]:
    """Return the rises of the watched weeks up to that of Monday `last`: {(series, Monday): (why, history)}.

    Where the bureau has not counted for long enough there are none: at the beginning everything is a rise.
    """
    began = first_whole_week(bureau_ids)
    first = last - (WATCHED - 1 + DRAWN) * _WEEK
    if began is None or began > last:
        return {}
    first, found = max(first, began), {}
    for key, counts in weekly_counts(bureau_ids, first, last).items():
        if key[2] in rule.left_out:
            continue
        for at in range(max(len(counts) - WATCHED, 0), len(counts)):
            judged = aberration.rise(counts, at, minimum=rule.minimum, terms=rule.terms)
            if judged:
                history = [[(first + week * _WEEK).isoformat(), counts[week]] for week in range(at + 1)][-DRAWN:]
                found[key, first + at * _WEEK] = judged, history
    return found


def _members(bureau_ids, watched: date, rises) -> dict[tuple[Key, date], set[int]]:
    """Return the informations that each rise counts."""
    found = defaultdict(set)
    if rises:
        rows = list(counted(bureau_ids, watched).values_list("pk", *_KEY, "day"))
        towns = _towns({row[2] for row in rows})
        for pk, product, region, source, day in rows:
            found[(product, towns.get(region, region), source), monday(day)].add(pk)
    return found


def _keep(bureau, watched: date, rises, members, rule) -> list[Signal]:
    """Write down what is new, bring up to date what is known; return the new ones."""
    now, new = timezone.now(), []
    known = {
        ((row.product_type_id, row.region_id, row.source_id), row.week): row
        for row in Signal.objects.filter(bureau=bureau, week__gte=watched).select_related(*_NAMED)
    }
    for at, (judged, history) in rises.items():
        (product, region, source), week = at
        row = known.get(at)
        if row is None:
            row = Signal(
                bureau=bureau, product_type_id=product, region_id=region, source_id=source, week=week, found_at=now
            )
            new.append(row)
        row.method, row.count, row.history = judged.method, judged.count, history
        row.expected, row.limit, row.counted_at, row.lapsed_at = judged.expected, judged.limit, now, None
        row.rule_id = rule.pk
    for at, row in known.items():
        if at not in rises and row.lapsed_at is None:
            row.lapsed_at = now
    Signal.objects.bulk_create(new)
    fields = ["method", "count", "history", "expected", "limit", "counted_at", "lapsed_at", "rule"]
    Signal.objects.bulk_update(known.values(), fields, batch_size=100)
    _keep_members(new + [row for at, row in known.items() if at in rises], members)
    fresh = Signal.objects.filter(pk__in=[row.pk for row in new]).select_related(*_NAMED)
    return list(fresh.order_by("pk"))


_NAMED = ("bureau", "product_type", "region", "source")


def _keep_members(signals: list[Signal], members) -> None:
    through = Signal.informations.through
    wanted = {
        (row.pk, pk) for row in signals for pk in members[(row.product_type_id, row.region_id, row.source_id), row.week]
    }
    kept = {
        (row.signal_id, row.riskinfo_id): row.pk
        for row in through.objects.filter(signal__in=[row.pk for row in signals])
    }
    through.objects.filter(pk__in=[pk for pair, pk in kept.items() if pair not in wanted]).delete()
    missing = sorted(wanted - kept.keys())
    through.objects.bulk_create([through(signal_id=signal, riskinfo_id=info) for signal, info in missing])


def _analysts(bureau):
    """Return the heads of the bureau's sections and its leaders."""
    heads = Q(role_assignments__role=Role.UNIT_HEAD, department__kind=Department.Kind.SECTION)
    rows = User.objects.active().filter(heads | Q(role_assignments__role__in=LEADERS), department__bureau=bureau)
    return rows.distinct()


# --- what is done about one -----------------------------------------------------------------
def mark(signal: Signal, state: str, *, by, note: str = "") -> None:
    """Note that a signal was seen, or what was done about it. Raises NotAllowed, WrongState, GuardRefused."""
    note = note.strip()
    with transaction.atomic():
        fresh = Signal.objects.select_for_update().get(pk=signal.pk)
        role = permissions.may_mark_signal(fresh, by)
        if role is None:
            raise NotAllowed("异常信号由统计它的局的股室经办人、股室负责人和局领导标记。")
        if state not in (Signal.State.SEEN, Signal.State.HANDLED):
            raise GuardRefused(["请点“标为已处置”或“标为已阅”"])
        if state not in next_states(fresh):
            raise WrongState(f"这个信号已经标为“{fresh.get_state_display()}”。")
        if state == Signal.State.HANDLED and not note:
            raise GuardRefused(["请写明怎样处置的"])
        fresh.state = state
        fresh.save(update_fields=["state"])
        SignalMark.objects.create(
            signal=fresh, state=state, note=note, by=by, at=timezone.now(),
            role=role.label,
        )  # fmt: skip
    signal.state = state


def next_states(signal: Signal) -> list[str]:
    """Return the marks that may follow; what was done may be added to later."""
    states = Signal.State
    return [states.SEEN, states.HANDLED] if signal.state == states.NEW else [states.HANDLED]


def awaiting(user):
    """Return the standing signals of the user's bureau that nobody has looked at and that he or she may mark."""
    rows = Signal.objects.none()
    if user.department_id is not None and permissions.may_see_signals(user):
        mine = Signal(bureau_id=user.department.bureau_id)
        if permissions.may_mark_signal(mine, user):
            rows = Signal.objects.standing().filter(bureau=mine.bureau_id, state=Signal.State.NEW)
    return rows.select_related(*_NAMED)


def informations_of(signal: Signal, user):
    """Return the informations that the signal counts and `user` may see; the others are counted only."""
    rows = signal.informations.filter(case__in=CaseFile.objects.visible_to(user))
    return rows.select_related("case__department").order_by("-submitted_at", "-pk")


# --- lists and charts -------------------------------------------------------------------------
def listed(user, query):
    """Return the signals that the user may see, narrowed by what stands behind the question mark.

    Without `bureau` those of the own one, without `when` those of the watched weeks.
    """
    rows = Signal.objects.visible_to(user).select_related(*_NAMED)
    for name, column in (("product", "product_type"), ("region", "region"), ("source", "source"), ("bureau", "bureau")):
        value = query.get(name, "")
        if value == "0":
            rows = rows.filter(**{f"{column}__isnull": True})
        elif value.isascii() and value.isdigit() and len(value) < 10:
            rows = rows.filter(**{column: int(value)})
        elif name == "bureau":
            rows = rows.filter(bureau=user.bureau)
    if query.get("state") in Signal.State.values:
        rows = rows.filter(state=query["state"])
    if query.get("when") != "all":
        rows = rows.filter(week__gte=monday(timezone.localdate()) - (WATCHED - 1) * _WEEK)
    return rows.order_by("-week", "lapsed_at", "-pk")


@dataclass(frozen=True)
class Week:
    """A week of a chart; `expected` and `limit` are None where history is too short."""

    start: date
    count: int
    expected: float | None
    limit: float | None
    rises: bool


class Explorer:
    """The counts of half a year and what can be chosen from them."""

    def __init__(self, bureau, today: date):
        ids, self.last, self.rule = in_scope(bureau), monday(today), signalrules.in_force(bureau.pk)
        began = first_whole_week(ids)
        earlier = aberration.needed("C3", self.rule.terms)
        self.first = max(self.last - (DRAWN - 1 + earlier) * _WEEK, min(began or self.last, self.last))
        self.counts = weekly_counts(ids, self.first, self.last)

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Return what occurs, by name: {product, region, source: [(id as text, label)]}; 0 is what was not said."""
        found = {}
        for at, (name, model, unknown) in enumerate(
            (("product", ProductType, UNKNOWN_PRODUCT), ("region", Region, UNKNOWN_REGION), ("source", InfoSource, ""))
        ):
            held = {key[at] for key in self.counts}
            rows = model.objects.filter(pk__in=held - {None}).values_list("pk", "name")
            found[name] = sorted(((str(pk), label) for pk, label in rows), key=lambda row: row[1])
            if None in held:
                found[name].append(("0", unknown))
        return found

    def weeks(self, product="", region="", source="") -> list[Week]:
        """Return the weeks of what was chosen, all together where nothing was, the oldest first."""
        wanted = [value and (int(value) or None) for value in (product, region, source)]
        total = [0] * ((self.last - self.first).days // 7 + 1)
        for key, counts in self.counts.items():
            if all(want in ("", held) for want, held in zip(wanted, key, strict=True)):
                total = [a + b for a, b in zip(total, counts, strict=True)]
        return weeks_of(self.first, total, self.rule)[-DRAWN:]


def weeks_of(first: date, counts: list[int], rule: Rule) -> list[Week]:
    found = []
    for at, count in enumerate(counts):
        judged = aberration.c2(counts, at, as_poisson=True, terms=rule.terms)
        expected, limit = (judged.expected, judged.limit) if judged else (None, None)
        rises = aberration.rise(counts, at, minimum=rule.minimum, terms=rule.terms) is not None
        found.append(Week(first + at * _WEEK, count, expected, limit, rises))
    return found


def kept_weeks(signal: Signal) -> list[Week]:
    """Return the weeks that the signal rests on, its own last one with what was judged then."""
    first = date.fromisoformat(signal.history[0][0])
    weeks = weeks_of(first, [count for _, count in signal.history], rule_of(signal.rule))
    return [*weeks[:-1], Week(signal.week, signal.count, signal.expected, signal.limit, True)]


def chart(weeks: list[Week]) -> dict:
    """Return the ECharts option: counts as columns, rises in another colour, expected and limit as lines."""
    names = [f"{week.start:%m-%d}" for week in weeks]
    columns = [{"value": week.count, "itemStyle": {"color": "#b35600" if week.rises else "#5b8fd4"}} for week in weeks]
    lines = [
        {"name": name, "type": "line", "data": values, "color": colour, "symbol": "none", "connectNulls": False,
         "lineStyle": {"type": style}}
        for name, colour, style, values in (
            ("预期", "#66758a", "solid", [_short(week.expected) for week in weeks]),
            ("界限", "#b3261e", "dashed", [_short(week.limit) for week in weeks]),
        )
    ]  # fmt: skip
    return {
        "tooltip": {"trigger": "axis", "renderMode": "richText"}, "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "bottom": 8, "top": 36, "containLabel": True},
        "xAxis": {"type": "category", "data": names}, "yAxis": {"type": "value"},
        "series": [
            {"name": "条数", "type": "bar", "data": columns, "color": "#5b8fd4", "barMaxWidth": 22}, *lines,
        ],
    }  # fmt: skip


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
