"""The monthly return: opening it, counting it, and the table unit × month (R-143, R-144)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department, User
from accounts.roles import Role
from casefile.models import CaseFile
from casefile.opening import open_case

from . import deadlines
from .models import MonthlyReturn, RiskInfo
from .states import ReturnState

#: How many months back a missed run is made good, and how many the table shows.
MONTHS = 12
_TOKENS = uuid.UUID("6d0f4f1e-6a0e-4f5b-9a57-3f0c5b7d2a10")


# --- months ------------------------------------------------------------------------------
def month_before(day: date) -> date:
    """Return the first day of the month before that of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def last_months(count: int, today: date) -> list[date]:
    """Return the first days of the last `count` months, the present one last."""
    months = [today.replace(day=1)]
    while len(months) < count:
        months.insert(0, month_before(months[0]))
    return months


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


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
    """The first who may fill in the return: staff or brigade before the head."""
    people = User.objects.active().filter(department=unit).order_by("pk")
    for role in (Role.STAFF, Role.BRIGADE, Role.UNIT_HEAD):
        person = people.filter(role_assignments__role=role).first()
        if person is not None:
            return person
    return None


# --- counting ------------------------------------------------------------------------------
def rows_of(record: MonthlyReturn) -> list[dict]:
    """Return the rows of `record` as they stand now (see MonthlyReturn).

    Counted are the unit's informations submitted in the month, and those of the
    month before that came in after that month's return had been compiled, so that
    none is left out and none told twice.
    """
    before = month_before(record.first_day)
    previous = MonthlyReturn.objects.filter(unit=record.unit_id, year=before.year, month=before.month).first()
    start = before if previous is not None and previous.state != ReturnState.OPEN else record.first_day
    told = {row["id"] for other in _neighbours(record) for row in other.rows}
    informations = (
        RiskInfo.objects.filter(
            case__department=record.unit_id,
            submitted_at__gte=_midnight(start),
            submitted_at__lt=_midnight(record.last_day + timedelta(days=1)),
        )
        .exclude(pk__in=told)
        .select_related("case__enterprise", "case__product_type", "source")
        .order_by("submitted_at", "pk")
    )
    return [_row(info, record) for info in informations]


def _neighbours(record):
    """The returns of the months before and after: the only ones that may hold the same information."""
    before, after = month_before(record.first_day), record.last_day + timedelta(days=1)
    around = Q(year=before.year, month=before.month) | Q(year=after.year, month=after.month)
    return MonthlyReturn.objects.filter(around, unit=record.unit_id).order_by("pk")


def _row(info: RiskInfo, record: MonthlyReturn) -> dict:
    submitted = timezone.localtime(info.submitted_at).date()
    return {
        "id": info.pk,
        "number": info.case.number,
        "title": info.case.title,
        "source": str(info.source),
        "product": info.product_name or str(info.case.product_type or ""),
        "batch": info.batch,
        "enterprise": info.enterprise_name,
        "found_on": info.found_on.isoformat() if info.found_on else "",
        "submitted_on": submitted.isoformat(),
        "is_key": info.is_key,
        "harm_degree": info.get_harm_degree_display(),
        "level": info.get_level_display(),
        "state": info.get_state_display(),
        "carried_over": submitted < record.first_day,
    }


# --- the table -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Cell:
    """One unit and month. kind: on_time, nil, late, open, overdue, none (no return was asked for)."""

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
        for record in records.select_related("case").defer("rows", "note")
    }
    units = Department.objects.filter(pk__in={unit for unit, _ in found}).select_related("bureau")
    return months, [(unit, [_cell(found.get((unit.pk, month))) for month in months]) for unit in units]


def _cell(record: MonthlyReturn | None) -> Cell:
    if record is None:
        return Cell("none", "—")
    if record.state == ReturnState.SUBMITTED:
        nil = "零报告" if record.nil else ""
        if record.late:
            return Cell("late", f"迟报{'·' + nil if nil else ''}", record)
        return Cell("nil", nil, record) if nil else Cell("on_time", "按时", record)
    if record.case.due_at and record.case.due_at < timezone.now():
        return Cell("overdue", "逾期未报", record)
    return Cell("open", record.get_state_display(), record)
