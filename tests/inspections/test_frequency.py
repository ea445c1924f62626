"""Differential supervision: how often, planned by the timetable, overdue where it shows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile
from config.celery import TIMETABLE
from inspections import frequency
from inspections.models import GradeRule, Inspection, VisitArea, VisitSetting
from inspections.tasks import plan_due
from registers.models import Region, SamplingResult, TierRule
from registers.tiers import change_tier
from riskwarnings.models import RaisedFrequency
from tests.rectification.items import make as make_item

from .visits import bring, do, firm, make


@pytest.fixture
def setting(county):
    return VisitSetting.objects.create(bureau=county.bureau, department=county.quality, lead_days=30, tier_days=20)


def need_of(county, enterprise):
    return next((row for row in frequency.needs(county.bureau) if row.enterprise == enterprise.pk), None)


def raised(county, enterprise, after):
    from casefile.models import Measure

    measure = Measure.objects.create(
        case=make_item(county, enterprise=enterprise).case, code="X", label="提高频次", department=county.quality
    )
    today = timezone.localdate()
    return RaisedFrequency.objects.create(
        measure=measure, enterprise=enterprise, before=1, after=after, since=today, until=today + timedelta(days=90),
        by=county.staff,
    )  # fmt: skip


def test_the_most_demanding_rule_counts(county, setting):
    """R-137–R-139, R-040: tier, risk of what is made, a raised frequency."""
    enterprise = firm(county)
    assert need_of(county, enterprise) is None
    TierRule.objects.create(bureau=county.bureau, tier="NORMAL", checks_a_year=1)
    assert (need_of(county, enterprise).a_year, need_of(county, enterprise).why) == (1, "常规监管")
    GradeRule.objects.create(bureau=county.bureau, grade="HIGH", checks_a_year=4)
    enterprise.product_types.update(risk_grade="HIGH")
    assert (need_of(county, enterprise).a_year, need_of(county, enterprise).why) == (4, "生产高风险产品")
    seller = firm(county, 2, is_producer=False, is_seller=True)
    assert need_of(county, seller).a_year == 1
    row = raised(county, enterprise, 12)
    assert need_of(county, enterprise).why == "预警提高频次"
    row.ended_at = timezone.now()
    row.save()
    assert need_of(county, enterprise).a_year == 4


def test_the_next_visit_counts_from_the_last(county, setting):
    TierRule.objects.create(bureau=county.bureau, tier="NORMAL", checks_a_year=2)
    record = bring(county, make(county), "FILLED")
    need = need_of(county, record.case.enterprise)
    today = timezone.localdate()
    assert (need.last, need.due, need.is_overdue) == (today, today + timedelta(days=182), False)


def test_the_timetable_plans_what_falls_due_once(county, setting):
    """R-137: planned visits generated; never twice, never again what a head called off just now."""
    TierRule.objects.create(bureau=county.bureau, tier="NORMAL", checks_a_year=12)
    enterprise = firm(county)
    assert plan_due() == 1
    assert plan_due() == 0
    record = Inspection.objects.get()
    assert (record.case.enterprise, record.case.department, record.case.handler) == (
        enterprise, county.quality, county.head,
    )  # fmt: skip
    assert record.purpose == "监管频次：常规监管，每年 12 次"
    assert record.case.created_by is None
    assert CaseFile.objects.awaiting(county.head).count() == 1
    do(county, record, "cancel", county.head)
    assert plan_due() == 0
    assert TIMETABLE["plan visits that fall due"]["task"] == "inspections.tasks.plan_due"


def test_the_unit_of_the_area_goes(county, setting):
    TierRule.objects.create(bureau=county.bureau, tier="NORMAL", checks_a_year=12)
    town = Region.objects.create(code="419921100", name="城关镇", level="TOWNSHIP")
    VisitArea.objects.create(bureau=county.bureau, region=town, department=county.station)
    firm(county, region=town)
    plan_due()
    assert Inspection.objects.get().case.department == county.station


def test_a_bureau_that_has_not_settled_who_goes_plans_nothing(county):
    TierRule.objects.create(bureau=county.bureau, tier="NORMAL", checks_a_year=12)
    firm(county)
    assert plan_due() == 0


def test_who_is_put_under_close_watch_is_visited_in_time(county, setting):
    """R-123: the tier is raised, and a visit is planned within the days settled."""
    enterprise = firm(county)
    change_tier(enterprise, "KEY", by=county.head, ground="DUTIES", reason="日管控没有记录")
    assert plan_due() == 1
    record = Inspection.objects.get()
    assert (record.kind, record.due_on) == ("SPECIAL", timezone.localdate() + timedelta(days=20))
    assert record.purpose == "列为重点监管：日管控没有记录"
    assert plan_due() == 0
    change_tier(enterprise, "SPECIAL", by=county.head, ground="DUTIES", reason="仍未改正")
    assert plan_due() == 0  # from one close watch to a closer one: its visit is planned already


def test_overdue_shows_on_page_list_and_dossier(county, setting, client):
    """R-137: overdue shown."""
    TierRule.objects.create(bureau=county.bureau, tier="NORMAL", checks_a_year=12)
    enterprise = firm(county)
    VisitSetting.objects.update(since=timezone.localdate() - timedelta(days=60))
    client.force_login(county.head)
    text = client.get(reverse("inspections:frequency")).content.decode()
    assert "1 家企业有频次要求，逾期 1 家" in text
    assert "已逾期" in client.get(enterprise.get_absolute_url()).content.decode()
    record = make(county, enterprise=enterprise, due_on=timezone.localdate() - timedelta(days=3))
    assert "逾期" in client.get("/inspections/?only=overdue").content.decode()
    assert record.case.number in client.get("/").content.decode()


@pytest.mark.once
def test_a_head_settles_how_often_and_who_goes(county, client):
    client.force_login(county.head)
    url = reverse("inspections:frequency")
    data = {"department": county.quality.pk, "lead_days": 20, "tier_days": 15, "grade_HIGH": 4, "grade_MEDIUM_HIGH": 2,
            "grade_GENERAL": 1, "grade_LOW": 0, "idle_checks": 2, "no_sample_days": 30}  # fmt: skip
    assert client.post(url, data).status_code == 302
    assert GradeRule.objects.get(grade="MEDIUM_HIGH").checks_a_year == 2
    town = Region.objects.create(code="419921100", name="城关镇", level="TOWNSHIP")
    client.post(reverse("inspections:area"), {"region": town.pk, "department": county.station.pk})
    text = client.get(url).content.decode()
    assert "城关镇：城关市场监管所" in text
    assert "产品生产者：每年检查次数：4" in text
    client.post(reverse("inspections:area_drop", args=[VisitArea.objects.get().pk]))
    assert not VisitArea.objects.exists()
    client.force_login(county.staff)
    client.post(url, data | {"grade_HIGH": 9})
    assert GradeRule.objects.get(grade="HIGH").checks_a_year == 4


def test_what_stands_idle_is_patrolled(county, setting):
    """R-215: tracked by patrols, whatever its tier asks."""
    idle = firm(county, 2, long_idle=True)
    gone = firm(county, 3, no_capacity=True)
    firm(county, 4)
    assert {need_of(county, row).kind for row in (idle, gone)} == {"PATROL"}
    assert {row.enterprise for row in frequency.needs(county.bureau)} == {idle.pk, gone.pk}
    setting.since = timezone.localdate() - timedelta(days=400)
    setting.save()
    assert plan_due() == 2
    assert set(Inspection.objects.values_list("kind", "case__enterprise")) == {("PATROL", idle.pk), ("PATROL", gone.pk)}
    setting.idle_checks = 0
    setting.save()
    assert frequency.needs(county.bureau) == []


def test_where_no_sample_was_found_somebody_comes_unannounced(county, setting):
    """R-215: once for each sampling, called off or not; before the setting began nothing is made up for."""
    setting.since = timezone.localdate() - timedelta(days=10)
    setting.save()
    enterprise, other = firm(county, 2), firm(county, 3)
    for row, days in ((enterprise, 4), (enterprise, 4), (other, 40)):
        SamplingResult.objects.create(
            enterprise=row, product_name="软线", conclusion="NO_SAMPLE",
            sampled_on=timezone.localdate() - timedelta(days=days),
        )  # fmt: skip
    assert plan_due() == 1
    record = Inspection.objects.get()
    assert (record.kind, record.case.enterprise, record.is_unannounced) == ("UNANNOUNCED", enterprise, True)
    assert record.due_on == timezone.localdate() + timedelta(days=26)
    assert "未抽到样品：软线" in record.purpose
    assert plan_due() == 0
    do(county, record, "cancel", county.head)
    assert plan_due() == 0
