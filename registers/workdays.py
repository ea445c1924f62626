"""Working days, for every deadline of the house: what counts, and why, in words.

The functions read the calendar that is on file (CalendarYear, CalendarDay); a
year without a notice is estimated and every date computed over it says 暂估.
They ask the database at most once in half a minute a process, so calling them
for each row of a list costs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .currentcalendar import current, forget, using
from .workcalendar import CalendarUnknown, WorkCalendar, weekday_name

__all__ = [
    "CalendarUnknown",
    "ComputedDate",
    "add_days_explained",
    "add_workdays",
    "add_workdays_explained",
    "current",
    "explain",
    "forget",
    "is_estimated",
    "is_workday",
    "next_workday",
    "on_year_published",
    "previous_workday",
    "roll",
    "roll_explained",
    "using",
    "workdays_between",
    "year_to_remind",
]

#: Called with a year in the transaction that puts its notice on file, while the
#: new calendar is already in force: recompute open future deadlines, or queue that.
on_year_published: list[Callable[[int], None]] = []


@dataclass(frozen=True)
class ComputedDate:
    """A date, why it is that date, and whether a year without a notice took part (暂估)."""

    date: date
    explanation: str
    estimated: bool

    def __str__(self):
        return self.explanation


# --- the arithmetic --------------------------------------------------------------


def is_workday(day: date) -> bool:
    """Say whether `day` is a working day, 调休 taken into account."""
    return current().is_workday(day)


def roll(day: date) -> date:
    """Return `day` when it is a working day, otherwise the next one (R-144: 遇节假日顺延)."""
    return current().roll(day)


def next_workday(day: date) -> date:
    """Return the first working day after `day`."""
    return current().next_workday(day)


def previous_workday(day: date) -> date:
    """Return the last working day before `day`."""
    return current().previous_workday(day)


def add_workdays(day: date, count: int) -> date:
    """Return the `count`-th working day after `day`, before it when negative; `day` itself is not counted."""
    return current().add_workdays(day, count)


def workdays_between(start: date, end: date) -> int:
    """Return the working days in (start, end]: 0 for the same day, negative when `end` is earlier."""
    return current().workdays_between(start, end)


def is_estimated(day: date) -> bool:
    """Say whether the notice of `day`'s year is not on file."""
    return current().is_estimated(day)


# --- the same, with the reason -------------------------------------------------------


def roll_explained(day: date) -> ComputedDate:
    """Roll `day`; e.g. “2026-02-20 为春节假期，顺延至 2026-02-24（周二）”."""
    calendar = current()
    rolled = calendar.roll(day)
    if rolled == day:
        text = f"{_named(day)}为{_reason(calendar, day)}，不顺延"
    else:
        text = f"{day} 为{_reason(calendar, day)}，顺延至 {_named(rolled)}"
    return _computed(calendar, rolled, text, day, rolled)


def add_workdays_explained(day: date, count: int) -> ComputedDate:
    """Add working days; e.g. “2026-02-12 后第5个工作日为 2026-02-25（周三），其间春节假期不计…”."""
    calendar = current()
    result = calendar.add_workdays(day, count)
    if count == 0:
        return _computed(calendar, day, f"当日即 {_named(day)}", day)
    side = "后" if count > 0 else "前"
    text = f"{day} {side}第{abs(count)}个工作日为 {_named(result)}{_passed(calendar, day, result)}"
    return _computed(calendar, result, text, day, result)


def add_days_explained(day: date, count: int, *, rolled: bool = False) -> ComputedDate:
    """Add calendar days, none for a day that somebody has set; not rolled unless a bureau sets so."""
    end = day + timedelta(days=count)
    text = f"自 {day} 起{count}日（自然日），至 {_named(end)}" if count else f"定于 {_named(end)}"
    if not rolled:
        return ComputedDate(end, text, estimated=False)
    calendar = current()
    result = calendar.roll(end)
    if result != end:
        text += f"；{end} 为{_reason(calendar, end)}，顺延至 {_named(result)}"
    return _computed(calendar, result, text, end, result)


def stated_explained(day: date) -> ComputedDate:
    """Keep a date that a document states; on a rest day name the last working day before it.

    E.g. “按文件要求 2024-10-20（周日），不顺延；最后一个工作日为 2024-10-18（周五）”.
    """
    calendar = current()
    text, last = f"按文件要求 {_named(day)}，不顺延", day
    if not calendar.is_workday(day):
        last = calendar.add_workdays(day, -1)
        text += f"；最后一个工作日为 {_named(last)}"
    return _computed(calendar, day, text, last, day)


def explain(day: date) -> str:
    """Say what `day` is, e.g. “2026-09-20（周日）为国庆节调休上班日”."""
    calendar = current()
    text = f"{_named(day)}为{_reason(calendar, day)}"
    return text + _doubt(calendar, day)


def year_to_remind(today: date) -> int | None:
    """Return next year when its notice should be out by now (from 1 November) and is not on file."""
    return today.year + 1 if today.month >= 11 and is_estimated(date(today.year + 1, 1, 1)) else None


def _named(day: date) -> str:
    return f"{day}（{weekday_name(day)}）"


def _reason(calendar: WorkCalendar, day: date) -> str:
    special = calendar.special(day)
    if special:
        return f"{special.name}假期" if special.rest else f"{special.name}调休上班日"
    return "工作日" if day.weekday() < 5 else weekday_name(day)


def _passed(calendar: WorkCalendar, start: date, end: date) -> str:
    """Name the holidays and 调休 days strictly between, for the officer who counts on fingers."""
    low, high = sorted((start, end))
    between = [low + timedelta(days=offset) for offset in range(1, (high - low).days)]
    special = [(day, found) for day in between if (found := calendar.special(day))]
    holidays = dict.fromkeys(f"{found.name}假期" for _, found in special if found.rest)
    worked = [f"{day.month}月{day.day}日" for day, found in special if not found.rest]
    text = f"，其间{'、'.join(holidays)}不计" if holidays else ""
    return text + (f"，{'、'.join(worked)}调休上班计入" if worked else "")


def _doubt(calendar: WorkCalendar, *days: date) -> str:
    years = range(min(days).year, max(days).year + 1)
    unknown = [f"{year}年" for year in years if calendar.is_estimated(date(year, 1, 1))]
    return f"（暂估：{'、'.join(unknown)}放假通知尚未录入）" if unknown else ""


def _computed(calendar: WorkCalendar, result: date, text: str, *days: date) -> ComputedDate:
    return ComputedDate(result, text + _doubt(calendar, *days), calendar.is_estimated(*days))
