"""The clock of a seal: calendar days, one extension, pauses (rules §3.3, §3.7; 行政强制法 arts. 19, 25)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergency.sealclock import Pause, approval_due, days_left, expires_on

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
EXTENSIONS = st.integers(0, 30)


@st.composite
def pauses_from(draw, start):
    found = []
    for _ in range(draw(st.integers(0, 4))):
        first = start + timedelta(days=draw(st.integers(0, 90)))
        found.append(Pause(first, first + timedelta(days=draw(st.integers(0, 40)))))
    return found


@given(DAYS, EXTENSIONS)
def test_without_pauses_the_term_is_calendar_days(start, extension):
    assert expires_on(start, extension=extension) == start + timedelta(days=30 + extension)


@given(st.data(), DAYS, EXTENSIONS)
def test_exactly_the_term_is_counted_outside_the_pauses(data, start, extension):
    pauses = data.draw(pauses_from(start))
    last = expires_on(start, extension=extension, pauses=pauses)
    days = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(not any(p.covers(day) for p in pauses) for day in days) == 30 + extension
    assert not any(p.covers(last) for p in pauses)


@given(st.data(), DAYS, EXTENSIONS)
def test_one_more_pause_never_shortens_and_adds_at_most_its_length(data, start, extension):
    pauses = data.draw(pauses_from(start))
    more = data.draw(pauses_from(start).filter(bool))[0]
    before = expires_on(start, extension=extension, pauses=pauses)
    after = expires_on(start, extension=extension, pauses=[*pauses, more])
    if more.first > before:
        assert after == before
    assert before <= after
    # The days added are those of the pause, and those of later pauses that the term now reaches.
    if not pauses:
        assert (after - before).days <= (more.last - more.first).days + 1


@given(st.data(), DAYS)
def test_overlapping_pauses_count_once_in_any_order(data, start):
    pauses = data.draw(pauses_from(start))
    assert expires_on(start, pauses=pauses) == expires_on(start, pauses=[*reversed(pauses), *pauses])


@given(DAYS, st.integers(1, 30), st.integers(0, 60))
def test_a_pause_inside_the_term_adds_its_days(start, offset, length):
    first = start + timedelta(days=offset)
    pause = Pause(first, first + timedelta(days=length))
    assert expires_on(start, pauses=[pause]) == start + timedelta(days=30 + length + 1)


@given(st.data(), DAYS, EXTENSIONS)
def test_a_test_that_ends_early_gives_its_days_back(data, start, extension):
    """The term is what it would have been had the true end been announced, never later than before."""
    pauses = data.draw(pauses_from(start).filter(bool))
    cut = data.draw(st.integers(0, (pauses[0].last - pauses[0].first).days))
    shortened = [Pause(pauses[0].first, pauses[0].last - timedelta(days=cut)), *pauses[1:]]
    before = expires_on(start, extension=extension, pauses=pauses)
    after = expires_on(start, extension=extension, pauses=shortened)
    without = expires_on(start, extension=extension, pauses=pauses[1:])
    assert without <= after <= before
    days = [start + timedelta(days=n) for n in range(1, (after - start).days + 1)]
    assert sum(not any(p.covers(day) for p in shortened) for day in days) == 30 + extension


def test_spring_festival_does_not_stop_the_clock():
    """Sealed on 28 January 2027; the holiday lies in the term, the last day falls on a Saturday."""
    last = expires_on(date(2027, 1, 28))
    assert (last, last.weekday()) == (date(2027, 2, 27), 5)


def test_days_left_are_calendar_days():
    assert days_left(date(2027, 2, 27), date(2027, 2, 5)) == 22
    assert days_left(date(2027, 2, 27), date(2027, 2, 27)) == 0
    assert days_left(date(2027, 2, 27), date(2027, 2, 28)) == -1


def test_approval_is_due_after_24_hours():
    assert approval_due(datetime(2026, 9, 30, 23, 50, tzinfo=UTC)) == datetime(2026, 10, 1, 23, 50, tzinfo=UTC)


@pytest.mark.parametrize("extension", [-1, 31])
def test_an_extension_has_bounds(extension):
    with pytest.raises(ValueError, match="0 to 30"):
        expires_on(date(2026, 1, 1), extension=extension)


def test_a_pause_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Pause(date(2026, 1, 2), date(2026, 1, 1))
