"""The shipped plans: dates, phases, tasks, products, returns (R-201, R-216, R-301, R-341–R-343, R-348, R-349)."""

from datetime import date

import pytest

from campaigns.plantemplates import plan, shipped
from casefile.models import Deadline

from .campaigns import bring, do, from_template, make

pytestmark = pytest.mark.once


def test_the_plan_of_2024_with_its_dates():
    """R-341–R-343: three phases, all done by 31 October; R-348, R-349: 20 August and 20 October."""
    found = plan("004", year=2024, issued_on=date(2024, 5, 9))
    assert [(row.starts_on, row.ends_on) for row in found.phases] == [
        (date(2024, 5, 11), date(2024, 6, 20)), (date(2024, 6, 21), date(2024, 8, 31)),
        (date(2024, 9, 1), date(2024, 10, 31)),
    ]  # fmt: skip
    assert (found.starts_on, found.ends_on) == (date(2024, 5, 11), date(2024, 10, 31))
    assert [(row.due_on, row.contents, row.sealed) for row in found.returns] == [
        (date(2024, 8, 20), ("RESULT_LIST", "PHASE_SUMMARY"), False),
        (date(2024, 10, 20), ("RESULT_LIST", "FINAL_SUMMARY", "TYPICAL_CASES"), True),
    ]
    assert len([row for row in found.tasks if row.group == "BATCH"]) == 6  # six 一批
    measures = [row for row in found.tasks if row.group == "MEASURE"]
    assert len(measures) == 6
    assert all(row.leads for row in measures)


def test_the_plan_of_2018_from_its_issue_to_the_end_of_the_year():
    """R-208, R-216: from the day of issue to 31 December; R-217–R-232: six actions."""
    found = plan("003", year=2018, issued_on=date(2018, 8, 10))
    assert (found.starts_on, found.ends_on) == (date(2018, 8, 10), date(2018, 12, 31))
    assert [row.code for row in found.tasks if row.group == "ACTION"] == [
        "HAZARD_INSPECTION", "SPECIAL_SPOT_CHECK", "ANALYSIS_CONFERENCE", "ZERO_OUT", "SELF_REVIEW", "SUPERVISION",
    ]  # fmt: skip
    assert {row.after for row in found.tasks} == {"", "ZERO_OUT"}


@pytest.mark.parametrize("code", ["003", "004"])
@pytest.mark.parametrize("issued", [date(2024, 1, 2), date(2024, 5, 9), date(2024, 11, 20), date(2024, 12, 31)])
def test_phases_never_overlap_nor_leave_the_campaign(code, issued):
    found = plan(code, year=2024, issued_on=issued)
    days = [day for row in found.phases for day in (row.starts_on, row.ends_on)]
    assert days == sorted(days)
    assert all(day <= found.ends_on for day in days)


def test_other_dates_take_the_phases_along():
    found = plan("004", year=2026, issued_on=date(2026, 3, 1), starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 30))
    assert found.phases[0].starts_on == date(2026, 3, 1)
    assert found.phases[-1].ends_on == date(2026, 6, 30)
    assert all(date(2026, 3, 1) < row.due_on < date(2026, 6, 30) for row in found.returns)


def test_the_templates_say_nothing_unknown():
    assert list(shipped()) == ["004", "003"]


def test_a_campaign_begins_with_everything_the_plan_says(county, catalogues):
    """R-203, R-305, R-301: started in a minute."""
    record = from_template(county)
    assert record.products.count() == 24
    assert not any(row.is_local for row in record.products.all())
    assert record.phases.count() == 3
    assert record.tasks.count() == record.case.measures.count() == 12
    assert record.case.attachments.count() == 1
    assert from_template(county, "003", year=2018).products.count() == 4


def test_the_returns_are_due_as_stated_and_reminded_of_on_the_last_working_day_before(county, catalogues):
    """R-348, R-349: 20 October 2024 was a Sunday: it stays, and Friday reminds."""
    from django.utils import timezone

    from campaigns.models import GroupMember
    from casefile.deadlines import alert_moments

    record = from_template(county)
    GroupMember.objects.create(campaign=record, person=county.deputy, post="LEADER")
    do(record, "hand_in", county.staff)
    do(record, "deploy", county.director)
    october = record.returns.get(code="OCT-2024")
    deadline = Deadline.objects.get(case=october.case)
    assert timezone.localdate(deadline.due_at) == date(2024, 10, 20)
    assert "不顺延；最后一个工作日为 2024-10-18（周五）" in deadline.explanation
    assert date(2024, 10, 18) in {timezone.localdate(moment) for moment in alert_moments(deadline)}
    august = Deadline.objects.get(case=record.returns.get(code="AUG-2024").case)
    assert timezone.localdate(august.due_at) == date(2024, 8, 20)


def test_units_see_the_campaign_once_it_is_deployed(county):
    """R-301, R-344: responsible units take part."""
    from casefile.models import CaseFile

    record = make(county)
    assert not CaseFile.objects.visible_to(county.other_staff).filter(pk=record.pk).exists()
    bring(county, record, "DEPLOYED")
    assert CaseFile.objects.visible_to(county.other_staff).filter(pk=record.pk).exists()
