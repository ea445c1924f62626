"""Which enterprises a campaign goes to, and how they are found (R-204, R-205, R-214, R-215, R-232, R-307)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import coverage, targets
from campaigns.selection import Wanted, enterprises
from casefile.models import CaseFile
from casefile.refusals import WrongState
from inspections.drawing import is_reproducible
from inspections.models import Inspection
from registers.models import Region, SamplingResult
from tests.rectification.items import make as make_item
from tests.riskinfo.builders import make_info

from .campaigns import bring, factory, make, wire


def sampled(enterprise, conclusion, days):
    SamplingResult.objects.create(
        enterprise=enterprise, product_type=wire(), product_name="电缆", conclusion=conclusion,
        sampled_on=timezone.localdate() - timedelta(days=days),
    )  # fmt: skip


@pytest.fixture
def firms(county):
    return [factory(county, number, f"清源县{name}有限公司") for number, name in enumerate("甲乙丙丁", start=2)]


def found(record, ground, **more) -> list[str]:
    return [row.name[3] for row in enterprises(record, Wanted(ground, **more))]


def test_failed_samplings_of_recent_years_often_or_in_several_years(county, firms):
    """R-205, R-214: 近年来 is the campaign's own number of years."""
    record = make(county)
    first, second, third, _ = firms
    sampled(first, "FAIL", 100)
    sampled(first, "FAIL", 120)
    sampled(second, "FAIL", 100)
    sampled(second, "FAIL", 500)
    sampled(third, "FAIL", 365 * 6)
    sampled(third, "PASS", 10)
    assert found(record, "FAILED") == sorted("甲乙")
    assert found(record, "FAILED", least=2) == sorted("甲乙")
    assert found(record, "FAILED", several_years=True) == ["乙"]
    record.years_back = 7
    record.save()
    assert set(found(record, "FAILED")) == set("甲乙丙")


def test_no_sample_or_idle(county, firms):
    """R-215: where no sample was found, what stands idle or can make nothing."""
    record = make(county)
    first, second, third, _ = firms
    sampled(first, "NO_SAMPLE", 30)
    second.long_idle = True
    second.save()
    third.no_capacity = True
    third.save()
    assert set(found(record, "NO_SAMPLE")) == set("甲乙丙")


def test_informations_open_items_and_repeated_problems(county, firms):
    """R-204: reported informations and known hazards; R-307: many problems, complaints."""
    record = make(county)
    first, second, third, _ = firms
    make_info(county, "SUBMITTED", enterprise=first, product_type=wire())
    make_info(county, "DRAFT", enterprise=third, product_type=wire())
    make_item(county, enterprise=second)
    make_item(county, enterprise=second)
    sampled(third, "FAIL", 10)
    assert found(record, "INFORMATION") == ["甲"]
    assert found(record, "OPEN_ITEM") == ["乙"]
    assert found(record, "REPEAT_PROBLEMS") == ["乙"]
    assert found(record, "INFORMATION", least=2) == []


def test_by_product_and_by_place(county, firms):
    """R-307: everybody who makes or sells the products, narrowed to a place."""
    record = make(county)
    assert set(found(record, "PRODUCT")) >= set("甲乙丙丁")
    county_region = Region.objects.create(code="419921", name="清源县", level="COUNTY")
    town = Region.objects.create(code="419921101", name="城关镇", level="TOWN", parent=county_region)
    firms[0].region = town
    firms[0].save()
    assert found(record, "RURAL_MARKET", region=town) == ["甲"]


def test_a_target_keeps_every_ground_and_comes_back_when_found_again(county, firms):
    record = make(county)
    assert targets.add(record, firms[:2], "FAILED", by=county.staff) == 2
    assert targets.add(record, firms[:1], "NO_SAMPLE", by=county.staff, unit=county.station) == 0
    target = record.targets.get(enterprise=firms[0])
    assert target.grounds == ["FAILED", "NO_SAMPLE"]
    assert target.unit == county.station
    targets.strike(target, by=county.staff, reason="已注销")
    assert coverage.coverage(record).scope == 2
    targets.add(record, firms[:1], "BY_HAND", by=county.staff)
    assert coverage.coverage(record).scope == 3
    assert {"列入检查对象", "移出检查对象"} <= set(record.case.trail.values_list("action_label", flat=True))
    over = bring(county, make(county, title="已完成的行动"), "COMPLETED")
    with pytest.raises(WrongState):
        targets.add(over, firms, "FAILED", by=county.staff)


def test_a_draw_can_be_repeated_by_anybody(county, firms):
    """R-232: the seed and the whole list are on record."""
    record = make(county)
    made = targets.draw(record, firms, 2, by=county.staff, criteria="电线电缆")
    assert is_reproducible(made)
    drawn = record.targets.filter(draw=made)
    assert {row.enterprise_id for row in drawn} == {row["id"] for row in made.drawn}
    assert len(made.population) == 4


def test_finding_choosing_and_drawing_through_the_browser(county, client, firms):
    record = make(county)
    client.force_login(county.staff)
    url = reverse("campaigns:find", args=[record.pk])
    assert client.get(url).status_code == 200
    text = client.get(f"{url}?ground=PRODUCT").text
    assert "清源县甲有限公司" in text
    assert "请选定区划" in client.get(f"{url}?ground=RURAL_MARKET").text
    client.post(f"{url}?ground=PRODUCT", {"enterprise": [firms[0].pk], "unit": county.station.pk})
    assert record.targets.get(enterprise=firms[0]).unit == county.station
    client.post(f"{url}?ground=PRODUCT", {"draw": "1", "size": "2"})
    assert len([row for row in record.targets.all() if "RANDOM" in row.grounds]) == 2
    assert "抽取数量" in client.post(f"{url}?ground=PRODUCT", {"draw": "1", "size": "99"}, follow=True).text
    page = client.get(reverse("campaigns:targets", args=[record.pk]) + "?ground=RANDOM&visited=no")
    assert "抽取记录" in page.text
    assert client.get(reverse("campaigns:targets", args=[record.pk]) + "?file=xlsx").status_code == 200
    add = reverse("campaigns:add_target", args=[record.pk])
    client.post(add, {"enterprise": firms[3].name, "ground": "MANY_COMPLAINTS", "note": "", "unit": ""})
    assert record.targets.filter(enterprise=firms[3]).exists()
    target = record.targets.get(enterprise=firms[3])
    client.post(reverse("campaigns:strike_target", args=[record.pk, target.pk]), {"reason": "停产"})
    target.refresh_from_db()
    assert target.struck_reason == "停产"


def test_only_its_unit_chooses_targets(county, client):
    record = bring(county, make(county), "ON_SITE")
    client.force_login(county.other_staff)
    assert client.get(reverse("campaigns:targets", args=[record.pk])).status_code == 200
    assert client.get(reverse("campaigns:find", args=[record.pk])).status_code == 403
    assert client.get(reverse("campaigns:add_target", args=[record.pk])).status_code == 403


def test_visits_to_targets_are_planned_at_once_under_the_campaign(county, client, firms):
    """R-209, R-315: each visit is a case of the campaign; closed, it counts for the coverage."""
    from inspections import checklists

    record = bring(county, make(county), "ON_SITE")
    targets.add(record, firms[:2], "FAILED", by=county.staff)
    assert checklists  # the shipped checklists serve where the bureau has none
    client.force_login(county.staff)
    chosen = [row.pk for row in record.targets.filter(enterprise__in=firms[:2])]
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    url = reverse("campaigns:hand_out", args=[record.pk])
    client.post(url, {"target": chosen, "visit": "1", "kind": "SPECIAL", "due_on": due})
    visits = CaseFile.objects.filter(kind="INSPECTION", campaign=record.pk)
    assert {case.enterprise_id for case in visits} == {row.pk for row in firms[:2]}
    again = client.post(url, {"target": chosen, "visit": "1", "kind": "SPECIAL", "due_on": due}, follow=True)
    assert "2 家已有未办结的检查，没有重复安排" in again.text
    assert visits.count() == 2
    assert Inspection.objects.filter(kind="SPECIAL").count() == 2
    client.post(url, {"target": chosen, "unit": county.brigade.pk})
    assert record.targets.filter(unit=county.brigade).count() == 2
    assert CaseFile.objects.visible_to(county.brigade_officer).filter(pk=record.pk).exists()


def test_nonsense_in_the_form_chooses_nobody(county, client):
    """Ids that no row can have, and what no number is, are no error of ours."""
    record = bring(county, make(county), "ON_SITE")
    client.force_login(county.staff)
    huge = "9" * 30
    hand_out = reverse("campaigns:hand_out", args=[record.pk])
    assert client.post(hand_out, {"target": [huge, "٣", "x"], "unit": huge}).status_code == 302
    found = f"{reverse('campaigns:find', args=[record.pk])}?ground=PRODUCT"
    assert client.post(found, {"enterprise": [huge, "²"], "unit": huge}).status_code == 302
    for address in (
        f"{reverse('campaigns:figure', args=[record.pk])}?column=fines&row={huge}",
        f"{reverse('campaigns:results', args=[record.pk])}?first=0001-01-01&last=9999-12-31",
        f"{reverse('campaigns:points', args=[record.pk])}?state={huge}", f"/rectification/?product={huge}",
    ):  # fmt: skip
        assert client.get(address).status_code in (200, 404)
    assert client.post(reverse("campaigns:copy_template"), {"code": f"B{huge}"}).status_code == 404
    assert record.targets.count() == 1
