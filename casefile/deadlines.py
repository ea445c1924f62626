"""Every statutory or agreed date: set, met, reminded of, recomputed. The one sweeper."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from registers import workdays

from .lights import Light, light
from .models import CaseFile, Deadline
from .notify import notify
from .trail import record_act

ALERT_TIME = time(8, 30)
END_OF_DAY = time(23, 59, 59)
#: After the due day: the first working day, then every fifth, so that nobody is flooded.
OVERDUE_EVERY = 5


@dataclass(frozen=True)
class DeadlineRule:
    """A kind of deadline: its name and how long before it people are reminded.

    remind_before: working days, reminded of at ALERT_TIME.
    remind_days: calendar days before it, at ALERT_TIME, for terms that a statute counts so.
    remind_minutes: minutes before the exact moment, for deadlines of hours; 0 is the moment itself.
    A case with several things under one rule names each, "RULE:12", by `rule.of(12, label)`.
    """

    code: str
    label: str
    remind_before: tuple[int, ...] = (3, 1, 0)
    remind_minutes: tuple[int, ...] = ()
    remind_days: tuple[int, ...] = ()

    def of(self, thing, label: str) -> "DeadlineRule":
        return replace(self, code=f"{self.code}:{thing}", label=label)


@dataclass(frozen=True)
class Due:
    """The moment a deadline falls on, why, and whether a year without a notice took part (暂估)."""

    at: datetime
    explanation: str
    estimated: bool


@dataclass(frozen=True)
class Performer:
    """Who is to do what a deadline binds a unit to, without belonging to it: an agency.

    They see nothing of the case, so they are told in words of their own and led to a page of their own.
    """

    people: list[User]
    text: str
    url: str


_RULES: dict[str, DeadlineRule] = {}
_PERFORMERS: dict[str, Callable[[Deadline], Performer | None]] = {}


def register(rule: DeadlineRule) -> DeadlineRule:
    _RULES[rule.code] = rule
    return rule


def performed_by(rule: DeadlineRule, find: Callable[[Deadline], Performer | None]) -> None:
    """Have whom `find` names reminded whenever the unit is; None where the unit does it itself."""
    _PERFORMERS[rule.code] = find


def compute(computation: dict) -> workdays.ComputedDate:
    """Return the date that `computation` ({"method", "start", "days"}) says, with its explanation.

    Methods: "roll" (start, rolled to a working day), "workdays" (days working days
    after start), "calendar" (days calendar days after start, not rolled), "stated"
    (start itself, as a document says it).
    """
    start = date.fromisoformat(computation["start"])
    if computation["method"] == "roll":
        return workdays.roll_explained(start)
    if computation["method"] == "workdays":
        return workdays.add_workdays_explained(start, computation["days"])
    if computation["method"] == "calendar":
        return workdays.add_days_explained(start, computation["days"])
    if computation["method"] == "stated":
        return workdays.stated_explained(start)
    raise ValueError(f"unknown deadline method {computation['method']!r}")


def compute_due(computation: dict) -> Due:
    """Return the moment that `computation` says: the end of the day of `compute`, or an exact one.

    Method "hours" ({"method", "start": ISO datetime with zone, "hours"}) counts by
    the clock, rest days included: a reporting clock does not stop at night.
    """
    if computation["method"] == "hours":
        start = timezone.localtime(datetime.fromisoformat(computation["start"]))
        due = start + timedelta(hours=computation["hours"])
        return Due(due, f"自 {start:%Y-%m-%d %H:%M} 起 {computation['hours']} 小时", False)
    computed = compute(computation)
    return Due(at_end_of(computed.date), computed.explanation, computed.estimated)


def light_of(deadline: Deadline) -> Light:
    """Return the light of an open deadline, in calendar days where the statute counts so."""
    rule = _RULES.get(deadline.rule.partition(":")[0])
    if rule is None or not rule.remind_days:
        return light(deadline.due_at, deadline.explanation)
    left = (timezone.localdate(deadline.due_at) - timezone.localdate()).days
    if left < 0:
        return Light("red", f"到期 {-left} 天", deadline.explanation)
    colour = "yellow" if left <= max(rule.remind_days) else "green"
    return Light(colour if left else "red", f"还剩 {left} 天" if left else "今日到期", deadline.explanation)


def at_end_of(day: date) -> datetime:
    """Return the last second of `day` in the local time zone."""
    return timezone.make_aware(datetime.combine(day, END_OF_DAY))


def set_deadline(case: CaseFile, rule: DeadlineRule, *, method: str, start: date | datetime, days: int = 0,
                 hours: int = 0, user=None, department=None) -> Deadline:  # fmt: skip
    """Set the open deadline of `rule` on `case`, replacing an earlier open one of the same rule.

    `start` is a date counted in `days`; for method "hours" an aware datetime counted in `hours`.
    """
    length = {"hours": hours} if method == "hours" else {"days": days}
    computation = {"method": method, "start": start.isoformat(), **length}
    computed = compute_due(computation)
    cancel(case, rule.code)
    deadline = Deadline(
        case=case, rule=rule.code, label=rule.label, due_at=computed.at, explanation=computed.explanation,
        computation=computation, estimated=computed.estimated, responsible_user=user,
        responsible_department=department or case.department,
    )  # fmt: skip
    deadline.next_alert_at = next_alert(deadline, timezone.now())
    deadline.save()
    refresh_case(case)
    return deadline


def meet(case: CaseFile, rule_code: str) -> None:
    """Mark the open deadline of this rule as met now, if there is one."""
    Deadline.objects.open().filter(case=case, rule=rule_code).update(met_at=timezone.now(), next_alert_at=None)
    refresh_case(case)


def cancel(case: CaseFile, rule_code: str | None = None) -> None:
    """Cancel the open deadline of this rule, or all open ones."""
    rows = Deadline.objects.open().filter(case=case)
    if rule_code is not None:
        rows = rows.filter(rule=rule_code)
    rows.update(cancelled_at=timezone.now(), next_alert_at=None)
    refresh_case(case)


def refresh_case(case: CaseFile) -> None:
    """Copy the nearest open deadline to the case row, where lists read it."""
    nearest = Deadline.objects.open().filter(case=case).order_by("due_at", "pk").first()
    case.due_at = nearest.due_at if nearest else None
    case.due_explanation = f"{nearest.label}：{nearest.explanation}" if nearest else ""
    if nearest and nearest.estimated:
        case.due_explanation = f"（暂估）{case.due_explanation}"
    case.due_explanation = case.due_explanation[:200]
    case.save(update_fields=["due_at", "due_explanation", "updated_at"])


def alert_moments(deadline: Deadline) -> list[datetime]:
    """Return when people are reminded before the due moment, earliest first."""
    rule = _RULES.get(deadline.rule.partition(":")[0]) or DeadlineRule(deadline.rule, deadline.label)
    due = timezone.localtime(deadline.due_at).date()
    days = {workdays.add_workdays(due, -n) if n else due for n in rule.remind_before}
    days |= {due - timedelta(days=n) for n in rule.remind_days}
    moments = {timezone.make_aware(datetime.combine(day, ALERT_TIME)) for day in days}
    return sorted(moments | {deadline.due_at - timedelta(minutes=n) for n in rule.remind_minutes})


def next_alert(deadline: Deadline, after: datetime) -> datetime | None:
    """Return the first alert later than `after`: the rule's reminders, then the overdue ones, without end."""
    for moment in alert_moments(deadline):
        if moment > after:
            return moment
    due = timezone.localtime(deadline.due_at).date()
    day = workdays.next_workday(due)
    while True:
        moment = timezone.make_aware(datetime.combine(day, ALERT_TIME))
        if moment > after:
            return moment
        day = workdays.add_workdays(day, OVERDUE_EVERY)


def sweep(now: datetime | None = None) -> int:
    """Remind of everything that is due to be reminded of; return how many deadlines were.

    Each row is claimed by a conditional update in its own transaction, so that two
    sweepers, a rerun or a missed night neither lose nor repeat a reminder: after
    several missed moments one reminder is sent, with the time left as it is now.
    """
    now = now or timezone.now()
    due = Deadline.objects.open().filter(next_alert_at__lte=now).order_by("next_alert_at", "pk")
    return sum(_alert(deadline, now) for deadline in due.select_related("case", "responsible_department"))


def _alert(deadline: Deadline, now: datetime) -> bool:
    with transaction.atomic():
        claimed = (
            Deadline.objects.open()
            .filter(pk=deadline.pk, next_alert_at=deadline.next_alert_at)
            .update(next_alert_at=next_alert(deadline, now))
        )
        if not claimed:
            return False
        _remind(deadline, now)
    return True


def _remind(deadline: Deadline, now: datetime) -> None:
    overdue, left = now > deadline.due_at, light(deadline.due_at, now=now).text
    key = f"deadline:{deadline.pk}:{deadline.next_alert_at.isoformat()}"
    text = f"{deadline.case.number or ''} {deadline.case.title}：{deadline.label}{left}".strip()
    notify(recipients(deadline, overdue), text, key=key, case=deadline.case, urgent=overdue)
    find = _PERFORMERS.get(deadline.rule.partition(":")[0])
    if performer := find(deadline) if find else None:
        notify(performer.people, f"{performer.text}：{left}", key=key, url=performer.url, urgent=overdue)


def recipients(deadline: Deadline, overdue: bool) -> list[User]:
    """Return who is reminded: the responsible person or unit; when overdue its head and leader too."""
    unit = deadline.responsible_department
    people = User.objects.active().filter(department=unit)
    if deadline.responsible_user_id and deadline.responsible_user.is_active:
        named = people.filter(pk=deadline.responsible_user_id) | User.objects.filter(pk=deadline.responsible_user_id)
        if not overdue:
            return list(named.distinct())
        heads = people.filter(role_assignments__role=Role.UNIT_HEAD)
        chosen = [*named.distinct(), *heads]
    else:
        chosen = list(people)
    if overdue:
        chosen += _leaders(unit)
    return chosen


def _leaders(unit) -> list[User]:
    """Return the leader in whose line the unit stands; a unit in nobody's line is every deputy's."""
    return [unit.supervisor] if unit.supervisor_id else list(User.objects.with_role(Role.DEPUTY, bureau=unit.bureau_id))


def recompute_year(year: int) -> int:
    """Compute open future deadlines again after a year's calendar was published; return how many moved.

    A deadline that has passed is never changed; each change enters the trail (reference §5).
    """
    moved = 0
    open_rows = Deadline.objects.open().filter(due_at__gt=timezone.now(), computation__has_key="method")
    for deadline in open_rows.select_related("case").order_by("pk"):
        computed = compute_due(deadline.computation)
        if year not in (timezone.localtime(computed.at).year, timezone.localtime(deadline.due_at).year):
            continue
        moved += _move(deadline, computed)
    return moved


def _move(deadline: Deadline, computed: Due) -> bool:
    old, new = timezone.localtime(deadline.due_at), computed.at
    changed = old != new
    with transaction.atomic():
        if changed:
            record_act(
                deadline.case, "deadline_moved", "期限重算", by=None, subject=deadline.label,
                data={"from": f"{old:%Y-%m-%d}", "to": f"{new:%Y-%m-%d}", "explanation": computed.explanation},
            )  # fmt: skip
        deadline.due_at, deadline.explanation, deadline.estimated = new, computed.explanation, computed.estimated
        deadline.next_alert_at = next_alert(deadline, timezone.now())
        deadline.save()
        refresh_case(deadline.case)
    return changed
