"""The working calendar: vectors of the holiday notices, the arithmetic, the words."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers import workdays
from registers.models import CalendarDay, CalendarYear
from registers.workcalendar import CalendarUnknown, Day, WorkCalendar

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _calendar(db):
    workdays.forget()
    yield
    workdays.forget()


def shipped() -> WorkCalendar:
    """Build the shipped calendar without a database, for hypothesis."""
    from registers.currentcalendar import _shipped

    statuses, days = _shipped()
    published = {year for year, status in statuses.items() if status == "PUBLISHED"}
    return WorkCalendar(published, {day: named for day, (_, named) in days.items()})


# --- the 20th of each month, rolled ------------------------------------------

ROLLED = {
    2024: {1: "01-22", 4: "04-22", 7: "07-22", 10: "10-21"},
    2025: {4: "04-21", 7: "07-21", 9: "09-22", 12: "12-22"},
    2026: {2: "02-24", 6: "06-22", 12: "12-21"},
}


@pytest.mark.parametrize(("year", "month"), [(year, month) for year in ROLLED for month in range(1, 13)])
def test_the_twentieth_rolls_to_the_next_working_day(year, month):
    """R-144: 遇休息日顺延至下一个工作日; a 调休 Sunday (2026-09-20) stays."""
    expected = ROLLED[year].get(month, f"{month:02}-20")
    assert workdays.roll(date(year, month, 20)) == date.fromisoformat(f"{year}-{expected}")


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_agrees_with_an_independent_calendar(year):
    day = date(year, 1, 1)
    while day.year == year:
        assert workdays.is_workday(day) == chinese_calendar.is_workday(day), day
        day += DAY


@pytest.mark.parametrize(
    ("first", "last"),
    [("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
     ("09-25", "09-27"), ("10-01", "10-07")],
)  # fmt: skip
def test_rest_days_of_the_2026_notice(first, last):
    day, end = date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}")
    while day <= end:
        assert not workdays.is_workday(day)
        day += DAY


@pytest.mark.parametrize("day", ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"])
def test_make_up_workdays_of_the_2026_notice(day):
    assert workdays.is_workday(date.fromisoformat(f"2026-{day}"))


# --- counting ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-02-12", 1, "2026-02-13"),
        ("2026-02-12", 2, "2026-02-14"),  # 调休 Saturday
        ("2026-02-12", 3, "2026-02-24"),
        ("2026-02-20", 1, "2026-02-24"),  # from inside the holiday
        ("2026-02-24", -1, "2026-02-14"),
        ("2026-11-22", 0, "2026-11-22"),  # zero never moves, not even off a Sunday
        ("2025-12-31", 1, "2026-01-04"),  # over the year's end
        ("2026-01-04", -1, "2025-12-31"),
    ],
)
def test_adding_working_days(start, count, expected):
    assert workdays.add_workdays(date.fromisoformat(start), count) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-22", "2026-11-22", 0),
        ("2026-11-22", "2026-11-23", 1),
        ("2026-11-20", "2026-11-23", 1),
        ("2026-02-13", "2026-02-24", 2),
        ("2026-11-23", "2026-11-20", -1),
        ("2025-12-31", "2026-01-05", 2),
    ],
)
def test_counting_is_half_open(start, end, expected):
    assert workdays.workdays_between(date.fromisoformat(start), date.fromisoformat(end)) == expected


days = st.dates(date(2016, 1, 1), date(2048, 12, 31))


@given(days, st.integers(0, 300))
def test_counting_undoes_adding(day, count):
    calendar = shipped()
    assert calendar.workdays_between(day, calendar.add_workdays(day, count)) == count


@given(days, days, days)
def test_counts_of_parts_make_the_whole(one, two, three):
    calendar = shipped()
    whole = calendar.workdays_between(one, three)
    assert calendar.workdays_between(one, two) + calendar.workdays_between(two, three) == whole


@given(days, st.integers(-40, 40).filter(bool))
def test_adding_agrees_with_counting_on_fingers(day, count):
    calendar = shipped()
    step, left, walked = (DAY if count > 0 else -DAY), abs(count), day
    while left:
        walked += step
        left -= calendar.is_workday(walked)
    assert calendar.add_workdays(day, count) == walked


@given(days)
def test_rolling_moves_only_rest_days_and_never_back(day):
    calendar = shipped()
    rolled = calendar.roll(day)
    assert calendar.is_workday(rolled)
    assert (rolled == day) == calendar.is_workday(day)
    assert calendar.roll(rolled) == rolled
    assert calendar.previous_workday(rolled) < day or rolled == day


# --- the reason ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2026-02-20", "2026-02-20 为春节假期，顺延至 2026-02-24（周二）"),
        ("2026-12-20", "2026-12-20 为周日，顺延至 2026-12-21（周一）"),
        ("2026-09-20", "2026-09-20（周日）为国庆节调休上班日，不顺延"),
        ("2026-11-20", "2026-11-20（周五）为工作日，不顺延"),
    ],
)
def test_a_rolled_date_says_why(day, text):
    computed = workdays.roll_explained(date.fromisoformat(day))
    assert computed.explanation == text
    assert not computed.estimated


def test_added_working_days_name_what_was_skipped():
    computed = workdays.add_workdays_explained(date(2026, 2, 12), 5)
    assert computed.date == date(2026, 2, 26)
    assert computed.explanation == (
        "2026-02-12 后第5个工作日为 2026-02-26（周四），其间春节假期不计，2月14日调休上班计入"
    )


def test_calendar_days_are_not_rolled_unless_asked():
    """Periods of 30, 60 and 75 days run in calendar days."""
    plain = workdays.add_days_explained(date(2026, 1, 21), 30)
    assert (plain.date, plain.explanation) == (
        date(2026, 2, 20),
        "自 2026-01-21 起30日（自然日），至 2026-02-20（周五）",
    )
    assert workdays.add_days_explained(date(2026, 1, 21), 0).explanation == "定于 2026-01-21（周三）"  # set by somebody
    rolled = workdays.add_days_explained(date(2026, 1, 21), 30, rolled=True)
    assert rolled.date == date(2026, 2, 24)
    assert rolled.explanation.endswith("2026-02-20 为春节假期，顺延至 2026-02-24（周二）")


# --- years without a notice ------------------------------------------------------------------


def test_a_year_without_notice_is_estimated_and_says_so():
    computed = workdays.roll_explained(date(2027, 2, 6))  # 春节, a Saturday
    assert computed.estimated
    assert computed.explanation.endswith("（暂估：2027年放假通知尚未录入）")
    assert not workdays.is_workday(date(2027, 2, 5))  # 除夕, statutory since 2025
    assert not workdays.is_workday(date(2027, 10, 1))


def test_a_sum_over_the_turn_of_the_year_is_estimated():
    computed = workdays.add_workdays_explained(date(2026, 12, 30), 3)
    assert computed.estimated
    assert "2027年放假通知尚未录入" in computed.explanation


@pytest.mark.parametrize("day", [date(1980, 5, 1), date(2206, 5, 1), date.max])
def test_a_year_out_of_reach_is_refused_in_words(day):
    with pytest.raises(CalendarUnknown, match=f"没有{day.year}年的工作日历"):
        workdays.roll(day)


# --- the tables win, and are asked rarely -------------------------------------------------------


def test_the_table_overrides_what_was_shipped():
    year = CalendarYear.objects.create(year=2027, status="PUBLISHED", notice_no="测试通知")
    CalendarDay.objects.create(year=year, date=date(2027, 2, 20), kind="WORKDAY", name="春节")
    workdays.forget()
    assert workdays.is_workday(date(2027, 2, 20))
    assert workdays.is_workday(date(2027, 2, 8))  # the notice does not name it
    assert not workdays.roll_explained(date(2027, 2, 20)).estimated


def test_fifty_rows_cost_no_query(django_assert_num_queries):
    workdays.is_workday(date(2026, 1, 1))
    with django_assert_num_queries(0):
        for offset in range(50):
            workdays.workdays_between(date(2026, 11, 22), date(2026, 11, 22) + offset * DAY)
            workdays.add_workdays_explained(date(2026, 1, 5) + offset * DAY, 5)


def test_a_change_by_another_process_is_noticed(monkeypatch):
    from registers import currentcalendar

    assert workdays.is_workday(date(2026, 11, 23))
    year = CalendarYear.objects.create(year=2026, status="PUBLISHED")
    CalendarDay.objects.create(year=year, date=date(2026, 11, 23), kind="HOLIDAY", name="测试节")
    assert workdays.is_workday(date(2026, 11, 23))  # still within the interval
    monkeypatch.setattr(currentcalendar, "CHECK_SECONDS", 0)
    assert not workdays.is_workday(date(2026, 11, 23))


def test_a_calendar_may_be_put_in_force_for_a_while():
    with workdays.using(WorkCalendar([2026], {date(2026, 11, 23): Day(True, "测试节")})):
        assert not workdays.is_workday(date(2026, 11, 23))
    assert workdays.is_workday(date(2026, 11, 23))
