"""EARS C1, C2, C3 as published, and what the product makes of them (R-113)."""

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from riskinfo.aberration import c1, c2, c3, needed, rise
from tests.benchmarks import signals as benchmark

pytestmark = pytest.mark.once

#: Mean 2, sample standard deviation √(4/6) = 0.8165.
BASE = [1, 2, 3, 2, 1, 2, 3]
counts = st.lists(st.integers(0, 50), min_size=14, max_size=20)


@pytest.mark.parametrize(
    ("method", "weeks", "statistic", "limit", "exceeded"),
    [
        (c1, [*BASE, 4], 2.4495, 4.4495, False),
        (c1, [*BASE, 5], 3.6742, 4.4495, True),
        (c2, [*BASE, 9, 9, 5], 3.6742, 4.4495, True),  # the two weeks before are left out
        (c2, [*BASE, 0, 0, 4], 2.4495, 4.4495, False),
        (c3, [0] * 9 + [1, 1, 1], 3.0, 0.5, True),  # each C2 is 2, none exceeds
        (c3, [0] * 9 + [0, 1, 1], 2.0, 1.0, False),
        (c3, [0] * 9 + [5, 0, 0], 9.0, 0.5, True),  # carried over from two weeks ago, as published
        (c1, [4] * 7 + [6], 4.0, 5.5, True),  # alike by chance: the least standard deviation
    ],
)
def test_by_hand(method, weeks, statistic, limit, exceeded):
    judged = method(weeks, len(weeks) - 1)
    assert (judged.statistic, judged.limit) == pytest.approx((statistic, limit), abs=1e-4)
    assert judged.exceeded is exceeded


def test_scatter_of_chance():
    """Seven weeks of four each: by chance four scatter by two, so six are nothing and eleven are a rise."""
    assert c1([4] * 7 + [6], 7, as_poisson=True).statistic == pytest.approx(1.0)
    assert rise([4] * 9 + [11], 9, minimum=3).limit == pytest.approx(10.0)
    assert rise([4] * 9 + [10], 9, minimum=3) is None


def test_what_is_a_rise():
    assert rise([0] * 11 + [3], 11, minimum=3).method == "C2"
    assert rise([0] * 11 + [2], 11, minimum=3) is None, "too few"
    slow = [2] * 9 + [5, 5, 5]
    assert rise(slow, 11, minimum=3).method == "C3"
    assert not c2(slow, 11, as_poisson=True).exceeded
    assert rise([2] * 9 + [9, 9, 3], 11, minimum=3) is None, "over, whatever the weeks before were"
    assert rise([0] * 8 + [9], 8, minimum=3) is None, "too little history"


@given(counts, st.integers(0, 30))
def test_a_higher_level_is_no_rise(weeks, more):
    """What is added to every week changes no statistic."""
    at, lifted = len(weeks) - 1, [week + more for week in weeks]
    for method in (c1, c2, c3):
        assert method(lifted, at).statistic == pytest.approx(method(weeks, at).statistic, abs=1e-6)


@given(counts, st.integers(0, 50), st.integers(0, 50))
def test_c2_leaves_the_last_two_weeks_out(weeks, one, two):
    assert c2([*weeks[:-3], one, two, weeks[-1]], len(weeks) - 1) == c2(weeks, len(weeks) - 1)


@given(counts, st.booleans())
def test_the_limit_is_where_it_exceeds(weeks, as_poisson):
    """Above the limit and only there; C3 where this week itself adds to it."""
    at = len(weeks) - 1
    for method in (c1, c2, c3):
        judged = method(weeks, at, as_poisson=as_poisson)
        assume(abs(judged.count - judged.limit) > 1e-6)
        if method is not c3 or c2(weeks, at, as_poisson=as_poisson).statistic > 1:
            assert judged.exceeded is (judged.count > judged.limit)


@given(counts, st.integers(0, 13))
def test_too_little_history_is_said(weeks, at):
    for method in (c1, c2, c3):
        assert (method(weeks, at) is None) is (at < needed(method.__name__.upper()))


def test_the_benchmark_measures_what_it_says():
    """Seeded: the same figures twice; large outbreaks are found, quiet series are quiet."""
    name = "what the product uses"
    found = benchmark.outbreaks(random.Random(1), 0.5, 10, 40)[name]
    assert found == benchmark.outbreaks(random.Random(1), 0.5, 10, 40)[name]
    assert found[0] >= 0.9
    assert found[1] == 1
    wrong = benchmark.false_alarms(random.Random(2), 1)
    assert 0 < wrong[name] < wrong["C3 as published"] / 2
