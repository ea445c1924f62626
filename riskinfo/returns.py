"""The monthly return: opening it, marking it late, and the table unit × month (R-143, R-144)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department, User
from accounts.roles import BUREAU_WIDE, Role
from casefile.models import CaseFile
from casefile.opening import open_case
from casefile.trail import record_act

from . import deadlines, duties
from .models import MonthlyReturn
from .returnrows import month_before
from .states import ReturnState

#: How many months back a missed run is made good, and how many the table shows.
MONTHS = 12
#: Who fills a return in, the first before the others.
_FILLERS = (Role.STAFF, Role.BRIGADE, Role.UNIT_HEAD)
_TOKENS = uuid.UUID("6d0f4f1e-6a0e-4f5b-9a57-3f0c5b7d2a10")


# --- months ------------------------------------------------------------------------------
def last_months(count: int, today: date) -> list[date]:
    """Return the first days of the last `count` months, the present one last."""
    months = [today.replace(day=1)]
    while len(months) < count:
        months.insert(0, month_before(months[0]))
    return months


# --- opening -------------------------------------------------------------------------------
def open_due_returns(today: date | None = None) -> int:
    """Open every return that should exist by `today`; return how many are new.

    For each unit that reports monthly: the present month, and the months since its
    latest return that a missed run has left out. Safe to run at any time, twice,
    or by two workers at once.
    """
    today = today or timezone.localdate()
    months = last_months(MONTHS, today)
    opened = 0
    for unit in Department.objects.filter(reports_monthly=True, active=True).select_related("bureau"):
        existing = {
            date(year, month, 1) for year, month in MonthlyReturn.objects.filter(unit=unit).values_list("year", "month")
        }
        since = max(existing, default=months[-1])
        for month in months:
            if month not in existing and month >= since:
                opened += open_return(unit, month) is not None
    return opened


def open_return(unit: Department, month: date) -> MonthlyReturn | None:
    """Open the return of `unit` for `month` (its first day) with its deadline, or give the one that exists.

    None when nobody works in the unit: somebody must be there to fill it in.
    """
    person = _responsible(unit)
    if person is None:
        return None
    token = uuid.uuid5(_TOKENS, f"{unit.pk}:{month:%Y-%m}")
    with transaction.atomic():
        Department.objects.select_for_update().get(pk=unit.pk)
        existing = MonthlyReturn.objects.filter(unit=unit, year=month.year, month=month.month).first()
        if existing is not None:
            return existing
        record = open_case(
            MonthlyReturn, by=None, handler=person, department=unit, numbered=True, token=token,
            title=f"{month.year}年{month.month}月产品质量安全风险信息报送表", label="开启填报",
            unit=unit, year=month.year, month=month.month,
        )  # fmt: skip
        deadlines.start_return(record)
    return record


def _responsible(unit: Department) -> User | None:
    """Who is named to report (R-140), else the first who may fill in the return: staff or brigade before the head."""
    named = duties.person_for(unit, duties.Duty.REPORT)
    if named is not None and named.can("return.fill"):
        return named
    people = User.objects.active().filter(department=unit).order_by("pk")
    for role in _FILLERS:
        person = people.filter(role_assignments__role=role).first()
        if person is not None:
            return person
    return None


# --- late ---------------------------------------------------------------------------------
def mark_late(now: datetime | None = None) -> int:
    """Mark every return that is past its day and not submitted as late, for good; return how many are new."""
    now = now or timezone.now()
    rows = MonthlyReturn.objects.exclude(state=ReturnState.SUBMITTED).filter(late=False, case__due_at__lt=now)
    return sum(_mark(pk, now) for pk in rows.order_by("pk").values_list("pk", flat=True))


def _mark(case_id: int, now: datetime) -> bool:
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=case_id)
        overdue = MonthlyReturn.objects.exclude(state=ReturnState.SUBMITTED).filter(pk=case_id, late=False)
        record = overdue.first()
        # One that came back early may be overdue to be sent again before the month's own day has come.
        if record is None or case.due_at is None or record.due_at >= now:
            return False
        overdue.update(late=True)
        record_act(case, "mark_late", "逾期未报，记为迟报", by=None)
    return True


# --- the table -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Cell:
    """One unit and month.

    kind: on_time, nil, late, open, again (sent back), overdue, none (not asked for), unmanned (nobody to fill it in).
    """

    kind: str
    text: str
    record: MonthlyReturn | None = None


def table(user, today: date | None = None) -> tuple[list[date], list[tuple[Department, list[Cell]]]]:
    """Return the months, the present one first, and the cells of each unit whose returns `user` may see."""
    months = last_months(MONTHS, today or timezone.localdate())[::-1]
    visible = CaseFile.objects.filter(kind="RETURN").visible_to(user)
    records = MonthlyReturn.objects.filter(case__in=visible, year__gte=months[-1].year)
    found = {
        (record.unit_id, date(record.year, record.month, 1)): record
        for record in records.select_related("case").defer("rows", "left_out", "added", "note")
    }
    units = Department.objects.filter(Q(pk__in={unit for unit, _ in found}) | _asked(user)).select_related("bureau")
    units = units.order_by("bureau__region_code", "order", "pk")
    rows = [(unit, [cell_of(found.get((unit.pk, month))) for month in months]) for unit in units]
    manned = set(
        User.objects.active()
        .filter(department__in=units, role_assignments__role__in=_FILLERS)
        .values_list("department", flat=True)
    )
    for unit, cells in rows:
        if cells[0].record is None and unit.reports_monthly and unit.active and unit.pk not in manned:
            cells[0] = Cell("unmanned", "无人填报")
    return months, rows


def _asked(user) -> Q:
    """The units that are to report, also those in which nobody can: for who looks after the whole bureau."""
    if user.department_id is None or not BUREAU_WIDE & set(user.roles):
        return Q(pk__in=[])
    return Q(reports_monthly=True, active=True, bureau__in=[user.department.bureau_id, *user.bureaus_below()])


def cell_of(record: MonthlyReturn | None) -> Cell:
    """Return what the table says of a return, or of none."""
    if record is None:
        return Cell("none", "—")
    if record.state == ReturnState.SUBMITTED:
        nil = "零报告" if record.nil else ""
        if record.late:
            return Cell("late", f"迟报{'·' + nil if nil else ''}", record)
        return Cell("nil", nil, record) if nil else Cell("on_time", "按时", record)
    if record.case.due_at and record.case.due_at < timezone.now():
        return Cell("overdue", "逾期未报", record)
    if record.was_sent_back:
        return Cell("again", "退回重报", record)
    return Cell("open", record.get_state_display(), record)
