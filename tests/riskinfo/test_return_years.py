"""Three years day by day, nights missed and runs doubled: every return gets exactly its reminders (R-144).

Returns are filled in, approved, signed and sent by their people, on time or late; some are sent back from above and
sent again. Who is told when and why is reckoned here once more, without the sweeper, and compared row by row.
"""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from casefile.deadlines import meet, sweep
from casefile.models import Notification
from casefile.perform import perform
from documents.pdf import RenderedPdf
from registers import workdays
from riskinfo import deadlines, tasks
from riskinfo.models import MonthlyReturn

pytestmark = pytest.mark.once
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
SEED = 20240220

#: Whole days without a machine, days on which it is started after lunch, days whose runs come twice, early runs.
OFF, LATE_START, DOUBLED, EARLY = 0.12, 0.08, 0.3, 0.05
UNITS = {
    "质量监督股": ("chenxiao", "sunli", "zhaomin"), "城关市场监管所": ("xulei", "yangfan"),
    "综合行政执法大队": ("guoqiang", "wanglei"),
}  # fmt: skip


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


@dataclass
class Wait:
    """What is due from `since` until `met`: the month's return, or again one that was sent back."""

    record: MonthlyReturn
    due: date
    before: tuple[int, ...]
    since: datetime
    met: datetime

    def late(self) -> bool:
        """Later than the month's own day, and than the one given when it came back."""
        last = max(self.due, workdays.roll(date(self.record.year, self.record.month, 20)))
        return self.met > moment(last + timedelta(days=1), 0)

    def asked(self) -> list[datetime]:
        """Half past eight some working days before; past due the next working day and every fifth from it."""
        days = [workdays.add_workdays(self.due, -n) if n else self.due for n in self.before]
        late = workdays.next_workday(self.due)
        while moment(late, 0) <= self.met:
            days.append(late)
            late = workdays.add_workdays(late, 5)
        return [at for day in days if (at := moment(day, 8, 30)) > self.since]

    def told(self, runs: list[datetime]):
        """Yield (return, person, when, the moment it stands for, urgent): one row a person and run."""
        since, asked = self.since, self.asked()
        for run in runs:
            if self.since <= run < self.met:
                missed = [at for at in asked if since < at <= run]
                if missed:
                    late = run > moment(self.due, 23, 59) + timedelta(seconds=59)
                    for person in (*UNITS[self.record.unit.name], *(("lijianguo",) if late else ())):
                        yield self.record.pk, person, run, missed[0], late
                since = run


@pytest.fixture(autouse=True)
def _bureau(county, settings, tmp_path, monkeypatch):
    """The units stand in one deputy's line; no paper is drawn."""
    for unit in (county.quality, county.station, county.brigade):
        unit.supervisor = county.deputy
        unit.save()
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(
        "documents.freezing.render_pdf", lambda paper: RenderedPdf(bytes=b"%PDF-1.7", pages=1, fonts_used=("Test",))
    )


class Bureau:
    """The people's part of a day, by chance."""

    def __init__(self, county, luck):
        self.county, self.luck, self.waits, self.closed, self.by_acts = county, luck, {}, [], set()
        self.filler = {
            county.quality.pk: (county.staff, county.head), county.station.pk: (county.other_staff, county.other_head),
            county.brigade.pk: (county.brigade_officer, county.brigade_head),
        }  # fmt: skip

    def opened(self):
        for record in MonthlyReturn.objects.exclude(pk__in=self.waits).select_related("case", "unit"):
            due = workdays.roll(date(record.year, record.month, 20))
            self.waits[record.pk] = Wait(record, due, (5, 3, 1, 0), timezone.now(), None)

    def afternoon(self, day: date):
        for pk, wait in self.waits.items():
            past = (day - wait.due).days
            if wait.met is None and past >= -8 and self.luck.random() < (0.12 if past <= 0 else 0.2):
                self._send(pk, wait)
            elif pk in self.by_acts and wait.before[0] == 5 and past < 20 and self.luck.random() < 0.05:
                self._demand_again(pk, wait, day)

    def _send(self, pk, wait):
        """Every third return, and each that came back, goes through everybody's hands; of the rest only the end."""
        wait.met = timezone.now()
        if pk % 3 and wait.before[0] == 5:
            met = dict.fromkeys(("compiled_at", "approved_at", "signed_at", "submitted_at"), wait.met)
            MonthlyReturn.objects.filter(pk=pk).update(state="SUBMITTED", **met)
            meet(wait.record.case, deadlines.MONTHLY_RETURN.code)
            return
        self.by_acts.add(pk)
        staff, head = self.filler[wait.record.unit_id]
        for name, by in (("compile", staff), ("approve", head), ("sign", self.county.deputy), ("submit", staff)):
            sent = {"way": "PAPER", "receipt": "", "receipt_file": []} if name == "submit" else {}
            perform(MonthlyReturn.objects.select_related("case", "unit").get(pk=pk), name, by=by, **sent)

    def _demand_again(self, pk, wait, day):
        self.by_acts.remove(pk)
        record = MonthlyReturn.objects.select_related("case", "unit").get(pk=pk)
        perform(record, "demand_again", by=self.county.office_clerk, reason="来源一栏不全")
        self.closed.append(wait)
        self.waits[pk] = Wait(record, workdays.add_workdays(day, 3), (1, 0), timezone.now(), None)


def test_every_return_gets_exactly_its_reminders(county):
    luck = random.Random(SEED)
    runs, bureau, first_run = [], Bureau(county, luck), {}
    with time_machine.travel(moment(FIRST, 0), tick=False) as clock:
        for ahead in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=ahead)
            if luck.random() < OFF:
                continue
            start = 14 if luck.random() < LATE_START else 0
            month = (day.year, day.month)
            if month not in first_run or day.day >= 19:  # on other days it finds nothing, and there are a thousand
                for minute in (20, 21) if luck.random() < DOUBLED else (20,):
                    clock.move_to(moment(day, start, minute))
                    tasks.open_monthly_returns()
                    bureau.opened()
                first_run.setdefault(month, moment(day, start, 20))
            hours = [(3, 0)] if start == 0 and luck.random() < EARLY else []
            for hour, minute in [*hours, (max(start, 8), 31)]:
                for again in (0, 1) if luck.random() < DOUBLED else (0,):
                    clock.move_to(moment(day, hour, minute + again))
                    runs.append(timezone.now())
                    sweep()
            clock.move_to(moment(day, 16, 30))
            bureau.afternoon(day)
        end = timezone.now()
    records = {record.pk: record for record in MonthlyReturn.objects.select_related("unit")}
    assert Counter((r.year, r.month) for r in records.values()) == {
        (year, month): 3 for year in (2024, 2025, 2026) for month in range(1, 13)
    }  # fmt: skip
    waits = [*bureau.closed, *bureau.waits.values()]
    for wait in waits:
        wait.met = wait.met or end
        if wait.before[0] == 5:
            assert wait.since == first_run[wait.record.year, wait.record.month], "opened by the month's first run"
    wanted = Counter(row for wait in waits for row in wait.told(runs))
    assert _told() == wanted
    assert max(wanted.values()) == 1
    assert len(wanted) > 700
    again = [wait for wait in waits if wait.before[0] == 1]
    assert len(again) > 5
    assert any(row[4] for wait in again for row in wait.told(runs)), "one sent back was late too"
    assert {pk for pk, record in records.items() if record.late} == {wait.record.pk for wait in waits if wait.late()}
    assert 5 < sum(record.late for record in records.values()) < len(records) / 2


def _told() -> Counter:
    """The reminders on file, as `Wait.told` writes them."""
    rows = Notification.objects.filter(key__startswith="deadline:").values_list(
        "case", "user__username", "created_at", "key", "urgent"
    )
    return Counter(
        (case, user, at, datetime.fromisoformat(key.split(":", 2)[2]), urgent) for case, user, at, key, urgent in rows
    )
