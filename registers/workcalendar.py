"""Working-day arithmetic over the data of some years; knows no database.

A rest day is a Saturday or Sunday that is not a 调休 working day, or a day that
the State Council's notice names (reference: holiday notices of each year).
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from django.core.exceptions import ValidationError

from .statutory import FIRST_YEAR, LAST_YEAR, estimated_rest_days

WEEKDAYS = "一二三四五六日"


class CalendarUnknown(ValidationError):
    """The year is outside what can even be estimated; a form shows this as its error."""

    def __init__(self, year: int):
        super().__init__(
            f"没有{year}年的工作日历，无法推算（可推算{FIRST_YEAR}至{LAST_YEAR}年）。"
            "请核对日期的年份；确需使用的，请管理员先导入该年放假通知。",
            code="calendar_unknown",
        )


class Day(NamedTuple):
    """A day that differs from the plain week."""

    rest: bool
    name: str


def weekday_name(day: date) -> str:
    return f"周{WEEKDAYS[day.weekday()]}"


class WorkCalendar:
    """Rest days and working days of every year from `FIRST_YEAR` to `LAST_YEAR` and the published ones.

    `published`: years whose notice is on file; all others are estimated.
    `days`: the days that the notices name, of any year.
    """

    def __init__(self, published: Iterable[int] = (), days: Mapping[date, Day] | None = None):
        self.published = frozenset(published)
        self._named = dict(days or {})
        self._years: dict[int, list[int]] = {}

    def special(self, day: date) -> Day | None:
        """Return what a notice or, in an estimated year, the statute says of `day`."""
        if day in self._named or day.year in self.published:
            return self._named.get(day)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise CalendarUnknown(day.year)
        name = estimated_rest_days(day.year).get(day)
        return Day(True, name) if name else None

    def is_estimated(self, *days: date) -> bool:
        """Say whether a year between the first and the last of `days` has no notice on file."""
        return any(year not in self.published for year in range(min(days).year, max(days).year + 1))

    def is_workday(self, day: date) -> bool:
        marks = self._marks(day.year)
        place = day.timetuple().tm_yday
        return marks[place] > marks[place - 1]

    def next_workday(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.add_workdays(day, 1)

    def previous_workday(self, day: date) -> date:
        """Return the last working day before `day`."""
        return self.add_workdays(day, -1)

    def roll(self, day: date) -> date:
        """Return `day` when it is a working day, otherwise the next one."""
        return day if self.is_workday(day) else self.next_workday(day)

    def add_workdays(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (before it when negative); `day` itself for 0.

        `day` is never counted, as in the computing of legal periods (开始当日不计).
        """
        if count == 0:
            return day
        # Rank of a working day in its year, 1-based; the rank wanted may lie in another year.
        year, marks = day.year, self._marks(day.year)
        place = day.timetuple().tm_yday
        rank = marks[place] + count if count > 0 else marks[place - 1] + count + 1
        while rank > marks[-1]:
            rank -= marks[-1]
            year += 1
            marks = self._marks(year)
        while rank < 1:
            year -= 1
            marks = self._marks(year)
            rank += marks[-1]
        return date(year, 1, 1) + timedelta(days=bisect_left(marks, rank) - 1)

    def workdays_between(self, start: date, end: date) -> int:
        """Return the number of working days in (start, end]; negative, of (end, start], when end < start.

        So today → today is 0, today → the next working day is 1, and
        workdays_between(d, add_workdays(d, n)) == n for n ≥ 0.
        """
        if end < start:
            return -self.workdays_between(end, start)
        whole = sum(self._marks(year)[-1] for year in range(start.year, end.year))
        return whole + self._until(end) - self._until(start)

    def _until(self, day: date) -> int:
        """Return the number of working days of the year up to and including `day`."""
        return self._marks(day.year)[day.timetuple().tm_yday]

    def _marks(self, year: int) -> list[int]:
        """Return the running count of working days: element n is that of the first n days of `year`."""
        marks = self._years.get(year)
        if marks is None:
            first = date(year, 1, 1)
            length = (date(year + 1, 1, 1) - first).days if year < 9999 else 365
            works = [self._works(first + timedelta(days=offset)) for offset in range(length)]
            marks = self._years[year] = list(accumulate(works, initial=0))
        return marks

    def _works(self, day: date) -> bool:
        special = self.special(day)
        return not special.rest if special else day.weekday() < 5
