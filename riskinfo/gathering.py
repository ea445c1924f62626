"""Gathering the sources regularly (R-110): which days are due, whose desk they lie on, what was recorded.

The timetable opens one `Gathering` a period of each plan, without a gap: days that a stopped machine
has missed are opened afterwards, so that what was not gathered can be seen.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.authority import authority, with_stand_ins
from accounts.roles import ROLE_PERMISSIONS, Role
from casefile.deadlines import ALERT_TIME, OVERDUE_EVERY, at_end_of, recipients
from casefile.lights import Light, light
from casefile.models import CaseFile
from casefile.notify import notify
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from registers import workdays
from registers.models import InfoSource

from . import duties
from .models import Gathering, GatherPlan, RiskInfo

Rhythm, Outcome = GatherPlan.Rhythm, Gathering.Outcome
SHOWN = 15
#: How often a source is worth looking at, until the bureau says otherwise; the rest once a month.
SUGGESTED = {"COMPLAINT_REPORT": Rhythm.DAILY, "ONLINE_OPINION": Rhythm.DAILY, "MEDIA": Rhythm.WEEKLY,
             "RISK_MONITORING": Rhythm.WEEKLY, "MONITORING_STATION": Rhythm.WEEKLY, "DEFECT_RECALL": Rhythm.WEEKLY,
             "RECALL_ALERT": Rhythm.WEEKLY, "STANDARDS": Rhythm.QUARTERLY,
             "METROLOGY": Rhythm.QUARTERLY}  # fmt: skip
#: The channels that R-110 names; the others come by themselves.
CHANNELS = ("REGISTRATION", "SPOT_CHECK", "RISK_MONITORING", "DEFECT_RECALL", "PENALTY", "COMPLAINT_REPORT",
            "ONLINE_OPINION", "METROLOGY", "STANDARDS", "TEST_AGENCY", "CERTIFICATION", "INJURY",
            "MONITORING_STATION")  # fmt: skip


# --- periods --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Period:
    """`first` to `last` are gathered by `due`, on or after `opens`."""

    first: date
    last: date
    opens: date
    due: date
    explanation: str


def period_of(rhythm: str, first: date) -> Period:
    """Return the period that begins on `first`, which may lie inside a week, month or quarter.

    A day's period ends on the next working day (Saturday to Monday are one); the others are due on
    their last working day, or on the next one when they have none.
    """
    if rhythm == Rhythm.DAILY:
        rolled = workdays.roll_explained(first)
        return Period(first, rolled.date, rolled.date, rolled.date, f"当日归集：{rolled.explanation}")
    last = _end(rhythm, first)
    due = last if workdays.is_workday(last) else workdays.previous_workday(last)
    text = f"{Rhythm(rhythm).label}归集：{first} 至 {last}，最后一个工作日为 {due}"
    if due < first:
        due = workdays.roll(last)
        text = f"{Rhythm(rhythm).label}归集：{first} 至 {last} 没有工作日，顺延至 {due}"
    return Period(first, last, first, due, text + ("（暂估）" if workdays.is_estimated(due) else ""))


def _end(rhythm: str, day: date) -> date:
    if rhythm == Rhythm.WEEKLY:
        return day + timedelta(days=6 - day.weekday())
    month = day.month if rhythm == Rhythm.MONTHLY else (day.month - 1) // 3 * 3 + 3
    return date(day.year, month, monthrange(day.year, month)[1])


# --- what the timetable does ----------------------------------------------------------------
def open_due() -> int:
    """Open what is due by today in every plan, remind of what is open; return how many were opened."""
    today, opened = timezone.localdate(), 0
    plans = GatherPlan.objects.filter(active=True, source__active=True).select_related("source", "department")
    for plan in plans.order_by("pk"):
        opened += _open_of(plan, today)
    _follow_calendar(today)
    remind(timezone.now())
    return opened


def _open_of(plan: GatherPlan, today: date) -> int:
    with transaction.atomic():
        GatherPlan.objects.select_for_update().get(pk=plan.pk)
        newest = plan.gatherings.order_by("-last").values_list("last", flat=True).first()
        first = max(plan.since, newest + timedelta(days=1)) if newest else plan.since
        rows = []
        while (period := period_of(plan.rhythm, first)).opens <= today:
            rows.append(
                Gathering(
                    plan=plan, first=period.first, last=period.last, due_on=period.due, explanation=period.explanation
                )
            )
            first = period.last + timedelta(days=1)
        Gathering.objects.bulk_create(rows)
    return len(rows)


def _follow_calendar(today: date) -> None:
    """A notice may move the last working day of what is open; a day that has passed stays."""
    for row in Gathering.objects.open().filter(due_on__gte=today).select_related("plan"):
        period = period_of(row.plan.rhythm, row.first)
        if period.last == row.last and period.due >= today and period.due != row.due_on:
            row.due_on, row.explanation = period.due, period.explanation
            row.save(update_fields=["due_on", "explanation"])


def remind(now: datetime) -> int:
    """Tell who gathers: when it opens, on the last day, and when late as with any deadline; each once."""
    told = 0
    if timezone.localtime(now).time() < ALERT_TIME or not workdays.is_workday(timezone.localdate(now)):
        return told
    rows = Gathering.objects.open().filter(plan__active=True)
    for row in rows.select_related("plan__source", "plan__person", "plan__department__supervisor", "plan__bureau"):
        told += notify(_people(row, now), _reminder(row), key=_stage(row, now), url=row.get_absolute_url(),
                       urgent=row.due_on < timezone.localdate(now))  # fmt: skip
    return told


def _stage(row: Gathering, now: datetime) -> str:
    late = workdays.workdays_between(row.due_on, timezone.localdate(now))
    if late > 0:
        return f"gather:{row.pk}:late:{(late - 1) // OVERDUE_EVERY}"
    return f"gather:{row.pk}:{'last' if late == 0 else 'open'}"


def _people(row: Gathering, now: datetime) -> list:
    people = recipients(row.plan, overdue=row.due_on < timezone.localdate(now))
    return with_stand_ins(people, "info.create")


def _reminder(row: Gathering) -> str:
    return f"信息归集：{row.plan.source}（{row.days}），{light_of(row).text}。请归集后登记结果，没有发现也要登记。"


def light_of(row: Gathering) -> Light:
    """Return the light of an open gathering; a recorded one says whether it was late."""
    if row.is_open:
        return light(at_end_of(row.due_on), row.explanation)
    if row.outcome == Outcome.STOPPED:
        return Light("grey", "已停止", row.explanation)
    return Light("grey", "迟登记" if row.was_late else "已登记", f"期限 {row.due_on}")


# --- the desk -------------------------------------------------------------------------------
def awaiting(user):
    """Return the open gatherings that `user` is to do, the most pressing first."""
    if user.department_id is None or not user.can("info.create"):
        return Gathering.objects.none()
    mine = Q(plan__person=user) | Q(plan__department=user.department_id) & (
        Q(plan__person=None) | Q(plan__person__is_active=False)
    )
    for absence in user.absences_covered():
        mine |= Q(plan__person=absence.absent)
    rows = Gathering.objects.open().filter(mine).select_related("plan__source", "plan__department", "plan__person")
    return rows.order_by("due_on", "pk")


def awaiting_rows(user) -> list[dict]:
    """Return {gathering, light} for the desk."""
    return [{"gathering": row, "light": light_of(row)} for row in awaiting(user)[:SHOWN]]


# --- who ------------------------------------------------------------------------------------
def may_plan(plan_bureau, user) -> bool:
    """The heads and the administrator of the bureau say who gathers what and how often."""
    return user.can("info.gather") and user.bureau is not None and plan_bureau.pk == user.bureau.pk


def may_record(row: Gathering, user) -> Role | None:
    """The person named, anybody of the unit who files informations, and who stands in for them."""
    plan = row.plan
    if user.is_active and plan.person_id == user.pk:
        return next((role for role in user.roles if "info.create" in ROLE_PERMISSIONS[role]), None)
    return authority(user, "info.create", department=plan.department)


# --- recording ------------------------------------------------------------------------------
def record(row: Gathering, *, by, items: int, note: str = "", with_earlier: bool = False) -> None:
    """Write down that the days were gathered and how many informations that brought, 0 for none.

    A second record is a correction: `note` says why, the log keeps what stood there. `with_earlier` closes
    the plan's earlier open ones too. Raises NotAllowed, WrongState, GuardRefused.
    """
    with transaction.atomic():
        fresh = Gathering.objects.select_for_update(of=("self",)).select_related("plan__department").get(pk=row.pk)
        role = may_record(fresh, by)
        if role is None:
            raise NotAllowed(f"归集结果由{fresh.plan.whose}登记。")
        if fresh.outcome == Outcome.STOPPED:
            raise WrongState("这个来源已经停止归集，不再登记。")
        listed = fresh.gathered.count()
        if items < listed:
            raise GuardRefused([f"本期已经导入 {listed} 条，条数不能少于它"])
        if fresh.outcome and not note.strip():
            raise GuardRefused(["更正已登记的结果，请在说明中写明理由"])
        before = fresh.result_text
        corrected = bool(fresh.outcome)
        _set(fresh, by, role, items, note)
        if corrected:
            _log(fresh, by, f"更正：{before} → {fresh.result_text}；{note.strip()}")
        if with_earlier:
            for earlier in fresh.plan.gatherings.open().filter(last__lt=fresh.first).select_for_update():
                earlier.together = fresh
                _set(earlier, by, role, 0, f"与 {fresh.days} 一并归集")
    row.__dict__.update(fresh.__dict__)


def _set(row: Gathering, by, role, items: int, note: str) -> None:
    row.outcome, row.items = (Outcome.FOUND, items) if items else (Outcome.NOTHING, 0)
    row.note, row.done_by, row.role, row.done_at = note.strip()[:300], by, Role(role), timezone.now()
    row.save()


def came_in(row: Gathering, *, by, role) -> None:
    """Count what a list brought: an open gathering is recorded with it, a recorded one grows."""
    fresh = Gathering.objects.select_for_update(of=("self",)).select_related("plan").get(pk=row.pk)
    listed = fresh.gathered.count()
    if listed and fresh.items < listed and fresh.outcome != Outcome.STOPPED:
        if fresh.outcome:
            _log(fresh, by, f"导入后：{fresh.result_text} → 归集 {listed} 条")
        _set(fresh, by, role, listed, fresh.note or "按导入的名单登记")


def by_hand(row: Gathering, user):
    """Return the informations of the source that were filed in these days, whoever filed them."""
    days = (row.first, row.last)
    rows = RiskInfo.objects.filter(
        source=row.plan.source, case__bureau=row.plan.bureau, case__opened_at__date__range=days
    )
    return rows.filter(case__in=CaseFile.objects.real().visible_to(user)).exclude(gathered__gathering=row)


# --- plans ----------------------------------------------------------------------------------
def keep_plan(plan: GatherPlan, *, by, lines: list[str]) -> None:
    """Save the plan with what was changed; one that is stopped leaves nothing open. Raises NotAllowed."""
    if not may_plan(plan.bureau, by):
        raise NotAllowed("归集安排由股室负责人、局领导或管理员设定。")
    with transaction.atomic():
        plan.full_clean()
        plan.save()
        if not plan.active:
            plan.gatherings.open().update(
                outcome=Outcome.STOPPED, done_by=by, done_at=timezone.now(), note="停止归集这个来源"
            )
        if lines:
            _log(plan, by, "；".join(lines))
    if plan.active:
        _open_of(plan, timezone.localdate())


def suggest_plans(bureau, department, *, by) -> int:
    """Plan every channel of R-110 that nobody gathers yet, in the suggested rhythm; return how many."""
    held = GatherPlan.objects.filter(bureau=bureau, active=True).values("source")
    rows = InfoSource.objects.filter(code__in=CHANNELS, active=True).exclude(pk__in=held).order_by("order", "code")
    with transaction.atomic():
        for source in rows:
            plan = GatherPlan.objects.filter(bureau=bureau, source=source, department=department).first()
            plan = plan or GatherPlan(bureau=bureau, source=source, department=department)
            plan.rhythm, plan.active = SUGGESTED.get(source.code, Rhythm.MONTHLY), True
            plan.since = timezone.localdate()
            plan.person = plan.person or duties.person_for(department, duties.Duty.COLLECT)
            keep_plan(plan, by=by, lines=[f"按建议安排：{plan.get_rhythm_display()}"])
    return len(rows)


def _log(row, by, line: str) -> None:
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, line[:1000], single_object=True)
