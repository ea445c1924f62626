"""The plan of a campaign, changed part by part (R-235, R-305, R-306, R-314, R-344)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile, Deadline
from registers.models import Catalogue, CatalogueEntry, ProductType

from .campaigns import bring, make


def post(client, record, part, pk=None, **data):
    name, args = ("campaigns:part", [record.pk, part]) if pk is None else ("campaigns:part_row", [record.pk, part, pk])
    return client.post(reverse(name, args=args), data)


def test_every_part_of_the_plan_is_written_in_the_browser(county, client):
    """R-235, R-236, R-305, R-306: leading group, local goals, products of a catalogue and of the bureau's own."""
    record = make(county)
    client.force_login(county.staff)
    day = timezone.localdate().isoformat()
    assert post(client, record, "member", person=county.director.pk, post="LEADER", duty="总负责").status_code == 302
    assert (
        post(client, record, "phase", name="总结", starts_on=day, ends_on=day, state="FINAL_CHECK").status_code == 302
    )
    steel = ProductType.objects.create(code="STEEL", name="钢筋", domain="INDUSTRIAL")
    assert post(client, record, "product", product_type=steel.pk, reason="本县有三家生产企业").status_code == 302
    assert post(client, record, "product", product_type=steel.pk, reason="又一次").status_code == 422
    catalogue = Catalogue.objects.create(code="C26", name="目录", year=2026, level="PROVINCE", issuer="省局")
    helmet = ProductType.objects.create(code="HELMET", name="头盔", domain="CONSUMER")
    CatalogueEntry.objects.create(catalogue=catalogue, product_type=helmet, order=1)
    assert post(client, record, "catalogue", catalogue=catalogue.pk).status_code == 302
    assert (
        post(client, record, "task", label="宣传", department=county.station.pk, units=[county.brigade.pk]).status_code
        == 302
    )
    assert (
        post(client, record, "return", name="工作动态", contents=["PHASE_SUMMARY"], from_on=day, due_on=day).status_code
        == 302
    )
    assert post(client, record, "basics", starts_on=day, ends_on=day, years_back=5, goals="不出事").status_code == 302
    record.refresh_from_db()
    assert (record.years_back, record.goals, len(record.returns_planned)) == (5, "不出事", 1)
    assert {str(row.product_type): row.is_local for row in record.products.all()} == {
        "电线电缆": True, "钢筋": True, "头盔": False,
    }  # fmt: skip
    text = client.get(reverse("campaigns:plan", args=[record.pk])).text
    for said in ("组长 周卫东", "本地增加：本县有三家生产企业", "目录（2026）", "宣传", "工作动态"):
        assert said in text
    labels = set(record.case.trail.values_list("action_label", flat=True))
    assert {
        "领导小组增加成员",
        "增加阶段",
        "增加本地产品",
        "列入目录产品",
        "增加任务",
        "增加报送",
        "修改方案",
    } <= labels


def test_rows_are_changed_and_removed_with_a_reason(county, client):
    record = make(county)
    client.force_login(county.staff)
    member, phase, product, task = (
        getattr(record, name).first() for name in ("members", "phases", "products", "tasks")
    )
    assert post(client, record, "members", member.pk, reason="调离").status_code == 302
    assert not record.members.exists()
    day = timezone.localdate()
    data = {"name": "第一阶段（改）", "starts_on": day, "ends_on": day + timedelta(days=3), "state": "DEPLOYED"}
    assert post(client, record, "phases", phase.pk, **data).status_code == 302
    assert post(client, record, "phases", phase.pk, **(data | {"state": "ON_SITE"})).status_code == 422
    assert post(client, record, "tasks", task.pk, department=county.brigade.pk, leads="质量股").status_code == 302
    task.measure.refresh_from_db()
    assert task.measure.department == county.brigade
    assert post(client, record, "products", product.pk, reason="不在本县生产").status_code == 302
    assert client.get(reverse("campaigns:part", args=[record.pk, "members"])).status_code == 404
    assert client.get(reverse("campaigns:part", args=[record.pk, "nothing"])).status_code == 404


def test_a_running_plan_is_changed_by_the_head_and_its_dates_follow(county, client):
    """R-343, R-344: the deadline moves along, new units see the campaign, a new return is due at once."""
    record = bring(county, make(county), "ON_SITE")
    day = timezone.localdate() + timedelta(days=30)
    values = {"starts_on": record.starts_on, "ends_on": day, "years_back": 3}
    client.force_login(county.staff)
    post(client, record, "basics", **values)
    record.refresh_from_db()
    assert record.ends_on != day
    client.force_login(county.head)
    post(client, record, "basics", **values)
    due = Deadline.objects.open().get(case=record.case, rule="campaign.end")
    assert timezone.localdate(due.due_at) == day
    post(client, record, "task", label="打假", department=county.brigade.pk)
    assert CaseFile.objects.visible_to(county.brigade_officer).filter(pk=record.pk).exists()
    post(client, record, "return", name="典型经验", contents=["TYPICAL_CASES"], from_on=record.starts_on, due_on=day)
    assert record.returns.get().name == "典型经验"


@pytest.mark.parametrize("state", ["COMPLETED", "CLOSED"])
def test_nothing_changes_after_the_end(county, client, state):
    record = bring(county, make(county), state)
    client.force_login(county.head)
    response = post(client, record, "member", person=county.director.pk, post="LEADER")
    assert response.status_code == 302
    assert record.members.count() == 1
