"""The calendar in force: what the tables say, kept in memory and checked now and then."""

import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Count, Sum

from .models import CalendarDay, CalendarYear
from .shipped import rows
from .workcalendar import Day, WorkCalendar

#: How long a process may go on with the calendar of before another process's import.
CHECK_SECONDS = 30


@dataclass(frozen=True)
class _Held:
    calendar: WorkCalendar
    version: tuple
    checked: float


_held: _Held | None = None
_epoch = 0  # moved by forget(), so that a load begun before it is not kept after it
_lock = threading.Lock()
_override: ContextVar[WorkCalendar | None] = ContextVar("calendar", default=None)


def current() -> WorkCalendar:
    """Return the calendar in force; no query unless CHECK_SECONDS have passed, then one."""
    override = _override.get()
    if override is not None:
        return override
    held, now = _held, time.monotonic()
    if held and now - held.checked < CHECK_SECONDS:
        return held.calendar
    epoch, version = _epoch, _version()
    calendar = held.calendar if held and held.version == version else load()
    _keep(_Held(calendar, version, now), epoch)
    return calendar


def forget() -> None:
    """Read the tables again at the next use: after an import, and between tests."""
    global _held, _epoch
    with _lock:
        _held, _epoch = None, _epoch + 1


@contextmanager
def using(calendar: WorkCalendar):
    """Put `calendar` in force for what runs inside, in this thread or task only."""
    token = _override.set(calendar)
    try:
        yield calendar
    finally:
        _override.reset(token)


def load() -> WorkCalendar:
    """Return the calendar of the tables; a year they do not have comes as it was shipped."""
    statuses, days = _shipped()
    on_file = dict(CalendarYear.objects.values_list("year", "status"))
    days = {day: named for day, (year, named) in days.items() if year not in on_file}
    for day, kind, name in CalendarDay.objects.values_list("date", "kind", "name"):
        days[day] = Day(kind == CalendarDay.Kind.HOLIDAY, name)
    published = {year for year, status in {**statuses, **on_file}.items() if status == CalendarYear.Status.PUBLISHED}
    return WorkCalendar(published, days)


@cache
def _shipped() -> tuple[dict[int, str], dict[date, tuple[int, Day]]]:
    statuses = {int(row["year"]): row["status"] for row in rows("calendar_years")}
    days = {
        date.fromisoformat(row["date"]): (int(row["year"]), Day(row["kind"] == "HOLIDAY", row["name"]))
        for row in rows("calendar_days")
    }
    return statuses, days


def _version() -> tuple:
    """Return what differs after any change of a notice: every change moves its year's revision."""
    return tuple(CalendarYear.objects.aggregate(Count("pk"), Sum("revision")).values())


def _keep(held: _Held, epoch: int) -> None:
    global _held
    with _lock:
        if epoch == _epoch:
            _held = held
