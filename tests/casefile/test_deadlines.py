"""Deadlines: set with a reason, reminded of exactly once, recomputed when a calendar comes."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from casefile import deadlines
from casefile.deadlines import DeadlineRule, set_deadline, sweep
from casefile.lights import light
from casefile.models import Deadline, Notification
from registers import workdays
from registers.workcalendar import Day, WorkCalendar

from .cases import make_case

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULE = DeadlineRule("test_rule", "处置")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_the_date_comes_with_its_computation(county):
    with time_machine.travel(at("2026-02-12 10:00"), tick=False):
        case = make_case(county)
        row = set_deadline(case, RULE, method="workdays", start=date(2026, 2, 12), days=3)
    assert timezone.localtime(row.due_at) == at("2026-02-24 23:59:59")  # 2-14 is a make-up working day
    assert "春节" in row.explanation
    case.refresh_from_db()
    assert case.due_at == row.due_at
    assert "处置" in case.due_explanation


def test_a_new_deadline_of_the_same_rule_replaces_the_open_one(county):
    case = make_case(county)
    first = set_deadline(case, RULE, method="calendar", start=date(2026, 3, 1), days=30)
    second = set_deadline(case, RULE, method="calendar", start=date(2026, 3, 5), days=30)
    first.refresh_from_db()
    assert first.cancelled_at is not None
    assert list(Deadline.objects.open()) == [second]
    deadlines.meet(case, RULE.code)
    case.refresh_from_db()
    assert case.due_at is None
    assert not Deadline.objects.open().exists()


def _texts(user):
    return list(Notification.objects.filter(user=user).order_by("created_at").values_list("created_at", "text"))


def _run_days(start, end, moments):
    """Run the sweeper at each moment between start and end."""
    for moment in moments:
        if start <= moment <= end:
            with time_machine.travel(moment, tick=False):
                sweep()


@pytest.fixture
def case_due_on_the_20th(county):
    """A deadline on Friday 2026-03-20 that binds the quality section's staff by name."""
    with time_machine.travel(at("2026-03-02 09:00"), tick=False):
        case = make_case(county, number="FX-2026-0001")
        set_deadline(case, RULE, method="roll", start=date(2026, 3, 20), user=county.staff)
    return case


def test_reminders_come_three_one_and_no_working_days_before_then_overdue(county, case_due_on_the_20th):
    every_five_minutes = [at("2026-03-02 09:00") + timedelta(minutes=5 * n) for n in range(12 * 24 * 30)]
    mornings = [m for m in every_five_minutes if (m.hour, m.minute) in ((8, 25), (8, 30), (8, 35), (20, 0))]
    _run_days(at("2026-03-02 09:00"), at("2026-03-31 23:00"), mornings)
    days = [timezone.localtime(moment).date().isoformat() for moment, _ in _texts(county.staff)]
    assert days == ["2026-03-17", "2026-03-19", "2026-03-20", "2026-03-23", "2026-03-30"]
    words = [text for _, text in _texts(county.staff)]
    assert "剩 3 个工作日" in words[0]
    assert "今日截止" in words[2]
    assert "逾期 1 个工作日" in words[3]
    # the head of the unit hears only of what is overdue
    assert len(_texts(county.head)) == 2


def test_missed_nights_and_double_runs_lose_and_repeat_nothing(county, case_due_on_the_20th):
    """Whatever mornings are missed or run twice, each reminder comes once, at the first run after its moment."""
    rng = random.Random(20260320)
    ran = []
    for n in range(60):
        moment = at("2026-03-03 08:30") + timedelta(hours=12 * n)
        if rng.random() < 0.55:
            ran += [moment] * rng.choice([1, 2, 3])
    ran.append(at("2026-04-10 09:00"))
    _run_days(at("2026-03-02 09:00"), at("2026-04-30 00:00"), ran)
    days = ("2026-03-17", "2026-03-19", "2026-03-20", "2026-03-23", "2026-03-30", "2026-04-07")
    due_moments = [at(f"{day} 08:30") for day in days]
    expected = sorted({next(run for run in ran if run >= moment) for moment in due_moments})
    assert [moment for moment, _ in _texts(county.staff)] == expected


def test_two_sweepers_that_read_the_same_row_remind_once(county, case_due_on_the_20th):
    with time_machine.travel(at("2026-03-17 08:31"), tick=False):
        seen_by_both = Deadline.objects.open().select_related("case", "responsible_department").get()
        assert deadlines._alert(seen_by_both, timezone.now()) is True
        assert deadlines._alert(seen_by_both, timezone.now()) is False
    assert len(_texts(county.staff)) == 1


def test_a_met_deadline_reminds_nobody(county, case_due_on_the_20th):
    deadlines.meet(case_due_on_the_20th, RULE.code)
    with time_machine.travel(at("2026-03-25 09:00"), tick=False):
        assert sweep() == 0
    assert not Notification.objects.exists()


def test_a_unit_deadline_reminds_the_unit_and_overdue_its_supervisor(county):
    county.quality.supervisor = county.deputy
    county.quality.save()
    with time_machine.travel(at("2026-03-02 09:00"), tick=False):
        set_deadline(make_case(county), RULE, method="roll", start=date(2026, 3, 20))
    with time_machine.travel(at("2026-03-17 09:00"), tick=False):
        sweep()
    assert set(Notification.objects.values_list("user__username", flat=True)) == {"zhaomin", "sunli", "chenxiao"}
    with time_machine.travel(at("2026-03-23 09:00"), tick=False):
        sweep()
    assert len(_texts(county.deputy)) == 1


def test_a_published_calendar_moves_open_future_deadlines_and_says_so(county):
    """2027 is estimated until its notice is on file (reference §5)."""
    with time_machine.travel(at("2026-12-20 09:00"), tick=False):
        case = make_case(county)
        row = set_deadline(case, RULE, method="roll", start=date(2027, 2, 22))
        assert row.estimated
        case.refresh_from_db()
        assert case.due_explanation.startswith("（暂估）")
        published = WorkCalendar([2026, 2027], {date(2027, 2, 22): Day(rest=True, name="春节")})
        with workdays.using(published):
            assert deadlines.recompute_year(2027) == 1
    row.refresh_from_db()
    assert timezone.localtime(row.due_at).date() == date(2027, 2, 23)
    assert case.trail.get().content[:2] == [("原", "2027-02-22"), ("现", "2027-02-23")]


@pytest.mark.parametrize(
    ("now", "colour", "text"),
    [
        ("2026-03-10 09:00", "green", "剩 8 个工作日"),
        ("2026-03-16 09:00", "green", "剩 4 个工作日"),
        ("2026-03-17 09:00", "yellow", "剩 3 个工作日"),
        ("2026-03-19 23:00", "yellow", "剩 1 个工作日"),
        ("2026-03-20 23:00", "yellow", "今日截止"),
        ("2026-03-21 00:00", "red", "已逾期"),
        ("2026-03-23 09:00", "red", "逾期 1 个工作日"),
    ],
)
def test_the_light_counts_working_days(db, now, colour, text):
    shown = light(at("2026-03-20 23:59:59"), "说明", now=at(now))
    assert (shown.colour, shown.text) == (colour, text)


def test_no_deadline_is_grey(db):
    assert light(None).colour == "grey"
