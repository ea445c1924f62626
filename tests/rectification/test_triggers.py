"""The rules that propose: windows, borders and ties by table (R-122, R-123, R-214, R-328, R-338, R-339, R-347)."""

from dataclasses import replace
from datetime import date

import pytest

from rectification import triggers
from rectification.terms import DEFAULT
from rectification.triggers import Evidence, Finding, Rule, Sample, months_before

pytestmark = pytest.mark.once

TODAY = date(2026, 11, 22)


def sample(day, failed=True, number=1):
    return Sample(day, failed, Evidence("sampling", number, f"{day}"))


def samples(*rows):
    """(day, failed) each."""
    return [sample(day, failed, number) for number, (day, failed) in enumerate(rows, start=1)]


def finding(day=TODAY, severity="MAJOR", *, is_open=True, in_campaign=True, is_duty=False, number=1):
    return Finding(day, severity, is_open, in_campaign, is_duty, Evidence("case", number, f"{day}"))


def majors(*days, **more):
    return [finding(day, number=number, **more) for number, day in enumerate(days, start=1)]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 22), 24, date(2024, 11, 22)), (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2024, 2, 29), 24, date(2022, 2, 28)), (date(2026, 2, 28), 24, date(2024, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)), (date(2026, 1, 1), 1, date(2025, 12, 1)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)  # fmt: skip
def test_the_same_day_months_ago(day, months, expected):
    assert months_before(day, months) == expected


@pytest.mark.parametrize(
    ("days", "special"),
    [
        ((date(2024, 11, 22), date(2025, 6, 1), TODAY), True),  # the first day of the window counts
        ((date(2024, 11, 21), date(2025, 6, 1), TODAY), False),  # a day earlier does not
        ((TODAY, TODAY, TODAY), True),  # three of one day are three
        ((date(2025, 1, 1), TODAY), False),
        ((date(2024, 11, 22), date(2024, 11, 22), date(2024, 11, 22)), True),
        ((date(2024, 11, 21), date(2024, 11, 22), date(2025, 6, 1), TODAY), True),
        ((date(2026, 11, 23), date(2025, 6, 1), TODAY), False),  # tomorrow is not found yet
    ],
)
def test_three_major_hazards_in_24_months(days, special):
    """R-339."""
    found = triggers.special(majors(*days), TODAY, DEFAULT)
    assert (found is not None) is special
    if found:
        assert "近 24 个月" in found.why


@pytest.mark.parametrize(
    ("today", "first", "special"),
    [
        (date(2024, 2, 29), date(2022, 2, 28), True), (date(2024, 2, 29), date(2022, 2, 27), False),
        (date(2026, 2, 28), date(2024, 2, 28), True), (date(2026, 2, 28), date(2024, 2, 27), False),
        (date(2026, 2, 28), date(2024, 2, 29), True),
    ],
)  # fmt: skip
def test_the_window_around_the_end_of_february(today, first, special):
    assert (triggers.special(majors(first, today, today), today, DEFAULT) is not None) is special


def test_only_findings_of_campaigns_count_unless_the_bureau_says_otherwise():
    """R-339 speaks of what campaigns found."""
    rows = majors(TODAY, TODAY, TODAY, in_campaign=False)
    assert triggers.special(rows, TODAY, DEFAULT) is None
    assert triggers.special(rows, TODAY, replace(DEFAULT, major_campaigns_only=False)) is not None


def test_thresholds_are_data():
    rows = majors(date(2026, 1, 1), TODAY)
    assert triggers.special(rows, TODAY, replace(DEFAULT, major_count=2)) is not None
    assert triggers.special(rows, TODAY, replace(DEFAULT, major_count=2, major_months=6)) is None


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(date(2026, 3, 1), True), (date(2026, 9, 1), True)], 2),
        ([(date(2026, 3, 1), True), (date(2026, 6, 1), False), (date(2026, 9, 1), True)], 1),
        ([(date(2026, 3, 1), True), (date(2026, 9, 1), True), (date(2026, 10, 1), False)], 0),
        ([(date(2026, 9, 1), True), (date(2026, 9, 1), True)], 1),  # one day is one occasion
        ([(date(2026, 9, 1), True), (date(2026, 9, 1), False)], 1),  # failed when any failed
        ([(date(2026, 3, 1), True), (date(2026, 9, 1), False), (date(2026, 9, 1), True)], 2),
        ([(None, True), (date(2026, 9, 1), True)], 1),  # without a day it has no place in a row
        ([], 0),
    ],
)
def test_failed_occasions_in_a_row(rows, expected):
    """R-328: ordered by the day of sampling, whatever order they were entered in."""
    for ordered in (samples(*rows), samples(*reversed(rows))):
        assert len({row.day for row in triggers.failures_in_a_row(ordered)}) == expected


TWICE = samples((date(2026, 3, 1), True), (date(2026, 9, 1), True))


@pytest.mark.parametrize(
    ("rows", "findings", "prompted"),
    [
        (TWICE, [finding()], True),
        (TWICE, [finding(is_open=False)], False),
        (TWICE, [finding(severity="LARGER")], False),
        (TWICE, [], False),
        (TWICE[:1], [finding()], False),
        (TWICE, [finding(date(2019, 1, 1))], True),  # however long it has been open
    ],
)
def test_two_failures_and_an_open_major_hazard(rows, findings, prompted):
    """R-328: both, not one of them; the evidence names both."""
    found = triggers.interview(rows, findings, DEFAULT)
    assert (found is not None) is prompted
    if found:
        assert {row.kind for row in found.evidence} == {"sampling", "case"}
        assert len(found.evidence) == 3


@pytest.mark.parametrize(("severity", "rules"), [("GENERAL", set()), ("LARGER", {Rule.KEY}), ("MAJOR", {Rule.KEY})])
def test_a_larger_hazard(severity, rules):
    """R-338."""
    assert {row.rule for row in triggers.of_enterprise([], [finding(severity=severity)], TODAY, DEFAULT)} == rules


def test_duties_not_fulfilled():
    """R-122 and R-123."""
    rows = [finding(severity="GENERAL", is_duty=True)]
    assert {row.rule for row in triggers.of_enterprise([], rows, TODAY, DEFAULT)} == {Rule.DUTY}
    assert triggers.duty([finding(date(2024, 11, 21), is_duty=True)], TODAY, DEFAULT) is None


@pytest.mark.parametrize(
    ("rows", "tracked"),
    [
        ([(date(2024, 1, 1), True), (date(2026, 1, 1), True)], True),  # the first of the three years counts
        ([(date(2023, 12, 31), True), (date(2026, 1, 1), True)], False),
        ([(date(2026, 1, 1), True), (date(2026, 5, 1), True)], False),
        ([(date(2026, 1, 1), True), (date(2026, 5, 1), True), (date(2026, 9, 1), True)], True),  # three times
        ([(date(2026, 1, 1), True), (date(2026, 1, 1), True), (date(2026, 9, 1), True)], False),
        ([(date(2025, 1, 1), True), (date(2026, 5, 1), False)], False),
    ],
)
def test_failing_in_several_years_or_several_times(rows, tracked):
    """R-214."""
    assert (triggers.track(samples(*rows), TODAY, DEFAULT) is not None) is tracked


@pytest.mark.parametrize(
    ("open_items", "closed_items", "opinions", "rules"),
    [
        (9, 0, 2, set()), (10, 0, 0, {Rule.AREA_CONCENTRATED}), (0, 20, 0, {Rule.AREA_PROBLEMS}),
        (0, 19, 3, {Rule.AREA_OPINION}), (10, 10, 3, set(triggers.Rule.__members__.values()) - {
            Rule.INTERVIEW, Rule.SPECIAL, Rule.KEY, Rule.DUTY, Rule.TRACK}),
    ],
)  # fmt: skip
def test_areas(open_items, closed_items, opinions, rules):
    """R-347: hazards gather, many problems, public opinion."""
    rows = majors(*[TODAY] * open_items) + [
        finding(is_open=False, number=number) for number in range(100, 100 + closed_items)
    ]
    heard = [finding(number=number) for number in range(200, 200 + opinions)]
    assert {row.rule for row in triggers.of_area(rows, heard, TODAY, DEFAULT)} == rules


def test_evidence_stands_latest_first_and_once():
    rows = majors(date(2025, 1, 1), TODAY, date(2025, 6, 1))
    found = triggers.special(rows + rows[:1], TODAY, DEFAULT)
    assert [row.text for row in found.evidence] == ["2026-11-22", "2025-06-01", "2025-01-01"]
