"""Three years day by day, nights missed and runs doubled: every return gets exactly its reminders (R-144)."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from casefile.deadlines import OVERDUE_EVERY, meet, sweep
from casefile.models import Notification
from registers import workdays
from riskinfo import deadlines, returns
from riskinfo.models import MonthlyReturn

pytestmark = pytest.mark.once
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
SEED = 20240220


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 30, tzinfo=SHANGHAI)


def due_day(year: int, month: int) -> date:
    return workdays.roll(date(year, month, 20))


def moments(due: date, until: date) -> list[datetime]:
    """The mornings on which somebody is to be told, written down without the sweeper: 5, 3, 1, 0 working
    days before; past due the next working day and every fifth after it, until the return is in."""
    days = [workdays.add_workdays(due, -n) for n in (5, 3, 1)] + [due]
    late = workdays.next_workday(due)
    while late <= until:
        days.append(late)
        late = workdays.add_workdays(late, OVERDUE_EVERY)
    return [morning(day) for day in days]


def expected(due: date, opened: datetime, met: datetime, runs: list[datetime]) -> int:
    """One reminder a run that finds moments gone by since the run before, while the return is open."""
    asked = [moment for moment in moments(due, met.date()) if moment > opened]
    told, since = 0, opened
    for run in runs:
        if opened < run < met:
            told += any(since < moment <= run for moment in asked)
            since = run
    return told


def test_every_return_gets_exactly_its_reminders(county):
    luck = random.Random(SEED)
    runs, opened, met, marked = [], {}, {}, 0
    with time_machine.travel(morning(FIRST), tick=False) as clock:
        for ahead in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=ahead)
            if luck.random() < 0.15 and day.day > 1:  # the machine was off; some gaps last for days
                continue
            if day.day <= 3 or day.day >= 19:
                clock.move_to(morning(day) - timedelta(hours=8))
                for _ in range(luck.choice((1, 1, 2))):
                    returns.open_due_returns()
                    marked += returns.mark_late()
                new = MonthlyReturn.objects.exclude(pk__in=opened)
                opened |= dict.fromkeys(new.values_list("pk", flat=True), timezone.now())
            for minutes in (1, 2) if luck.random() < 0.3 else (1,):  # a doubled run finds nothing
                clock.move_to(morning(day) + timedelta(minutes=minutes))
                runs.append(timezone.now())
                sweep()
            clock.move_to(morning(day) + timedelta(hours=8))
            for record in MonthlyReturn.objects.exclude(pk__in=met).select_related("case"):
                past = (day - due_day(record.year, record.month)).days
                if past >= -8 and luck.random() < (0.12 if past <= 0 else 0.2):
                    met[record.pk] = timezone.now()
                    meet(record.case, deadlines.MONTHLY_RETURN.code)
        end = timezone.now()
    records = {record.pk: record for record in MonthlyReturn.objects.all()}
    assert Counter((r.year, r.month) for r in records.values()) == {
        (year, month): 3 for year in (2024, 2025, 2026) for month in range(1, 13)
    }  # fmt: skip
    rows = set(Notification.objects.filter(key__startswith="deadline:").values_list("case", "key"))
    told = Counter(case for case, _ in rows)
    wanted = {
        pk: expected(due_day(r.year, r.month), opened[pk], met.get(pk, end), runs) for pk, r in records.items()
    }  # fmt: skip
    assert told == {pk: count for pk, count in wanted.items() if count}
    assert sum(wanted.values()) > 3 * 36 * 2
    late = {pk for pk, r in records.items() if r.late}
    assert marked == len(late) > 5
    assert all(due_day(records[pk].year, records[pk].month) < timezone.localdate(met.get(pk, end)) for pk in late)
    doubled = Counter(Notification.objects.values_list("user", "key"))
    assert max(doubled.values()) == 1
    heard = set(Notification.objects.filter(urgent=True, user=county.deputy).values_list("case", flat=True))
    assert heard <= late
    assert heard


@pytest.fixture(autouse=True)
def _leader(county):
    for unit in (county.quality, county.station, county.brigade):
        unit.supervisor = county.deputy
        unit.save()
