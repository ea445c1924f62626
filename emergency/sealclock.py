"""The statutory clock of a seal: calendar days, never working days (行政强制法 arts. 19, 25).

Pure arithmetic on dates; nothing here reads a calendar of holidays or a database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: A seal without prior approval must be approved within this time (art. 19).
APPROVAL_HOURS = 24
#: Calendar days, the day of sealing not counted; one extension of at most as many (art. 25).
TERM_DAYS = 30
EXTENSION_DAYS = 30
#: Calendar days before the last day on which people are reminded.
ALARM_DAYS = (7, 3, 1)

_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Pause:
    """Days of a test, both ends included, told to the party: they do not count (art. 25, third paragraph)."""

    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError("a pause ends before it begins")

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def approval_due(executed_at: datetime) -> datetime:
    """Return until when a seal that was put on first must be approved."""
    return executed_at + timedelta(hours=APPROVAL_HOURS)


def expires_on(executed_on: date, *, extension: int = 0, pauses: Iterable[Pause] = ()) -> date:
    """Return the last day of the seal: the day on which the last counted day falls.

    `extension` in calendar days, 0–30. A day in several pauses is left out once; a
    pause that begins after the term has run out changes nothing. Raises ValueError.
    """
    if not 0 <= extension <= EXTENSION_DAYS:
        raise ValueError(f"an extension has 0 to {EXTENSION_DAYS} days")
    pauses = tuple(pauses)
    day, left = executed_on, TERM_DAYS + extension
    while left:
        day += _DAY
        left -= not any(pause.covers(day) for pause in pauses)
    return day


def days_left(last_day: date, today: date) -> int:
    """Return the calendar days left after today; 0 on the last day, negative when the term is over."""
    return (last_day - today).days
