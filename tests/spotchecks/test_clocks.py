"""The legal terms of a failed sampling: 15, 60, 75, 60 to 90 days (产品质量法 art. 15, 总局令第18号 arts. 46–48)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casefile.refusals import GuardRefused, InvalidData
from registers.models import SamplingResult
from spotchecks.models import Handling

from . import builders
from .builders import bring, do, make

pytestmark = pytest.mark.usefixtures("county")


def due(record) -> dict:
    """Return rule → days from today of the open deadlines."""
    today = timezone.localdate()
    rows = record.case.deadlines.open()
    return {row.rule: (timezone.localdate(row.due_at) - today).days for row in rows}


def test_the_terms_run_from_the_day_the_law_names(county):
    record = make(county)
    do(county, record, "serve_result", county.staff, served_on=timezone.localdate() - timedelta(days=5))
    assert due(record) == {"SPOT_OBJECTION": 10}
    do(county, record, "confirm", county.head)
    assert due(record) == {}
    do(county, record, "order", county.head)
    assert due(record) == {"SPOT_CORRECTION": 60, "SPOT_RECHECK": 75}
    builders.recheck(county, record.item, passed=False)
    do(county, record, "fail_recheck", county.head)
    assert due(record) == {}
    do(county, record, "publish", county.staff)
    assert due(record) == {"SPOT_SECOND": 90}
    assert record.case.due_at is not None


@pytest.mark.once
@pytest.mark.parametrize(("since", "allowed"), [(15, False), (16, True), (0, False)])
def test_a_failure_stands_when_the_term_is_over_or_waived(county, since, allowed):
    """The fifteenth day still belongs to the party."""
    record = make(county)
    do(county, record, "serve_result", county.staff, served_on=timezone.localdate() - timedelta(days=since))
    if not allowed:
        with pytest.raises(InvalidData, match="异议期"):
            do(county, record, "confirm", county.head, waived=False)
    do(county, record, "confirm", county.head, waived=not allowed)
    assert record.state == "CONFIRMED"


@pytest.mark.once
@pytest.mark.parametrize(("after", "allowed"), [(14, True), (15, True), (16, False)])
def test_a_retest_is_asked_for_within_fifteen_days(county, after, allowed):
    record = make(county)
    served = timezone.localdate() - timedelta(days=30)
    do(county, record, "serve_result", county.staff, served_on=served)
    if allowed:
        do(county, record, "apply_retest", county.staff, applied_on=served + timedelta(days=after))
        assert record.state == "RETEST"
    else:
        with pytest.raises(InvalidData, match="逾期"):
            do(county, record, "apply_retest", county.staff, applied_on=served + timedelta(days=after))


@pytest.mark.once
@pytest.mark.parametrize(("days", "allowed"), [(1, True), (60, True), (61, False), (0, False)])
def test_sixty_days_at_most_to_correct(county, days, allowed):
    record = bring(county, make(county), "CONFIRMED")
    if not allowed:
        with pytest.raises(InvalidData):
            do(county, record, "order", county.head, days=days)
        return
    do(county, record, "order", county.head, days=days)
    assert due(record)["SPOT_CORRECTION"] == days
    assert due(record)["SPOT_RECHECK"] == 75


@pytest.mark.once
@pytest.mark.parametrize(("after", "allowed"), [(59, False), (60, True), (90, True), (95, True)])
def test_the_second_recheck_not_before_sixty_days(county, after, allowed):
    """After the ninetieth day it is late, and late it must still be done."""
    record = bring(county, make(county), "PUBLISHED")
    published = timezone.localdate() - timedelta(days=after)
    Handling.objects.filter(pk=record.pk).update(published_on=published)
    record = Handling.objects.get(pk=record.pk)
    if allowed:
        do(county, record, "pass_second", county.head)
        assert record.state == "RECTIFIED"
    else:
        with pytest.raises(InvalidData, match="不能早于"):
            do(county, record, "pass_second", county.head)


def test_an_order_enters_the_ledger(county):
    """R-326: the item is ordered with the same term and tells what failed."""
    record = bring(county, make(county), "ORDERED")
    item = record.item
    assert (item.state, item.problem, item.severity) == ("ORDERED", "STANDARD_NONCONFORMITY", "LARGER")
    assert item.case.origin_links.get().origin == record.case
    assert "导体电阻" in item.situation
    assert (timezone.localdate(item.case.due_at) - timezone.localdate()).days == 60
    with pytest.raises(GuardRefused, match=item.case.number):
        do(county, record, "pass_recheck", county.staff)
    builders.recheck(county, item, passed=True)
    do(county, record, "pass_recheck", county.staff)
    assert (record.state, due(record)) == ("RECTIFIED", {})


def test_a_retest_that_passes_puts_the_sampling_right(county):
    """R-328: what no longer counts as failed is no failure in a row."""
    record = bring(county, make(county), "OVERTURNED")
    sampling = SamplingResult.objects.get(pk=record.sampling_id)
    assert (sampling.conclusion, sampling.failed_items, record.failed_items) == ("PASS", "", "导体电阻")
    told = record.case.trail.get(action="correct_sampling")
    assert "不合格 导体电阻 → 合格" in told.reason


@pytest.mark.once
def test_who_refused_is_ordered_at_once(county):
    """R-327: a refusal has no result to serve."""
    record = make(county, "REFUSED")
    with pytest.raises(GuardRefused, match="拒检"):
        do(county, record, "serve_result", county.staff)
    do(county, record, "order", county.head)
    assert (record.state, record.item.problem) == ("ORDERED", "OTHER")


@pytest.mark.once
def test_days_that_cannot_be(county):
    """Nothing before what it follows, nothing in the future."""
    record = make(county, ago=10)
    today = timezone.localdate()
    for day, word in ((today - timedelta(days=11), "抽样日期"), (today + timedelta(days=1), "今天")):
        with pytest.raises(InvalidData, match=word):
            do(county, record, "serve_result", county.staff, served_on=day)
