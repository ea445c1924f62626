"""The clock of the demo: acts of the last twelve months are done at their own time.

The stories are told through the same doors as real work (`open_case`, `perform`,
`close_measure` …), and those stamp everything with `timezone.now()`. So that the
trail of a story shows believable times, that function is replaced while the demo
is loaded, here and nowhere else. It works because no module of ours imports `now`
by name (tests/desk/test_demo.py holds that).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.utils import timezone

from registers import workdays


class Clock:
    """The time in the story; moved by hand, never backwards, never past the real now."""

    def __init__(self, start: datetime, end: datetime):
        self.moment, self.end = start, end

    def __call__(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        """Raises ValueError for a moment before the present one or after the end."""
        if not self.moment <= moment <= self.end:
            raise ValueError(f"the clock stands at {self.moment} and cannot be set to {moment}")
        self.moment = moment

    def tick(self, seconds: int) -> None:
        self.moment = min(self.moment + timedelta(seconds=seconds), self.end)


@contextmanager
def telling_time(clock: Clock) -> Iterator[Clock]:
    """Let `timezone.now()` say what `clock` says, also for model fields that keep it as their default."""
    real = timezone.now
    fields = [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.default is real
    ]
    timezone.now = clock
    _set_default(fields, clock)
    try:
        yield clock
    finally:
        timezone.now = real
        _set_default(fields, real)


def _set_default(fields, default) -> None:
    for field in fields:
        field.default = default
        field.__dict__.pop("_get_default", None)  # Django remembers it there


def office_time(day: date, hhmm: str) -> datetime:
    """Return `hhmm` (e.g. "09:20") on `day` in local time."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(hhmm)))


def last_full_workday(now: datetime) -> date:
    """Return the last working day that is over: everything told by then has happened."""
    return workdays.previous_workday(timezone.localtime(now).date())
