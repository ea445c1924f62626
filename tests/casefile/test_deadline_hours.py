"""Deadlines of hours: reporting clocks of an emergency (R-032), which run by the clock, not by working days."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from casefile import deadlines
from casefile.lights import light
from casefile.models import CaseFile

RULE = deadlines.DeadlineRule("TEST_HOURS", "首次报告", remind_before=(), remind_minutes=(30, 0))
#: The first day of the National Day holiday of 2026, late in the evening.
LEARNED = parse_datetime("2026-10-01T23:20:00+08:00")


@pytest.fixture(autouse=True)
def _rule(monkeypatch):
    monkeypatch.setitem(deadlines._RULES, RULE.code, RULE)


@pytest.fixture
def case(county):
    return CaseFile.objects.create(
        kind="EMERGENCY", bureau=county.bureau, department=county.quality, handler=county.staff,
        created_by=county.staff, title="演练", state="REPORTED", state_label="接报", opened_at=timezone.now(),
    )  # fmt: skip


def test_hours_run_through_night_and_holiday():
    due = deadlines.compute_due({"method": "hours", "start": LEARNED.isoformat(), "hours": 2})
    assert due.at == parse_datetime("2026-10-02T01:20:00+08:00")
    assert due.explanation == "自 2026-10-01 23:20 起 2 小时"
    assert not due.estimated


def test_start_in_another_zone_is_explained_in_local_time():
    due = deadlines.compute_due({"method": "hours", "start": "2026-10-01T15:20:00+00:00", "hours": 1})
    assert due.explanation.startswith("自 2026-10-01 23:20")


def test_days_still_end_with_the_day():
    due = deadlines.compute_due({"method": "calendar", "start": "2026-10-01", "days": 1})
    assert due.at == parse_datetime("2026-10-02T23:59:59+08:00")


def test_set_hours_stores_the_exact_moment(case):
    deadline = deadlines.set_deadline(case, RULE, method="hours", start=LEARNED, hours=1)
    deadline.refresh_from_db()
    assert deadline.due_at == LEARNED + timedelta(hours=1)
    assert deadline.computation == {"method": "hours", "start": LEARNED.isoformat(), "hours": 1}
    case.refresh_from_db()
    assert case.due_at == deadline.due_at


def test_reminders_of_minutes(case):
    now = timezone.now()
    deadline = deadlines.set_deadline(case, RULE, method="hours", start=now, hours=1)
    assert deadlines.alert_moments(deadline) == [now + timedelta(minutes=30), now + timedelta(minutes=60)]
    assert deadlines.next_alert(deadline, now + timedelta(minutes=31)) == now + timedelta(minutes=60)
    assert deadlines.next_alert(deadline, now + timedelta(minutes=61)) > now + timedelta(minutes=61)


def test_new_calendar_leaves_hours_where_they_are(case):
    start = timezone.now() + timedelta(days=1)
    deadline = deadlines.set_deadline(case, RULE, method="hours", start=start, hours=3)
    assert deadlines.recompute_year(timezone.localtime(deadline.due_at).year) == 0
    deadline.refresh_from_db()
    assert deadline.due_at == start + timedelta(hours=3)


@pytest.mark.parametrize(
    ("minutes", "colour", "text"),
    [
        (12, "yellow", "剩 12 分钟"),
        (185, "yellow", "剩 3 小时 5 分钟"),
        (60, "yellow", "剩 1 小时"),
        (0.2, "yellow", "剩 1 分钟"),
        (-35, "red", "逾期 35 分钟"),
        (-150, "red", "逾期 2 小时 30 分钟"),
    ],
)
def test_light_of_an_exact_moment_counts_minutes(minutes, colour, text):
    """Also over midnight, where working days would say something else."""
    now = parse_datetime("2026-11-04T23:50:00+08:00")
    found = light(now + timedelta(minutes=minutes), "说明", now=now)
    assert (found.colour, found.text, found.explanation) == (colour, text, "说明")
