"""风险点, 不合格企业 of an area, 督促检查 (R-052, R-212, R-213)."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import NotAllowed, WrongState
from desk import digest
from oversight import owing, points, regions, supervising
from oversight.models import Duty, PointCheck, RiskPoint, Supervision
from rectification import consequences
from registers.models import Region
from tests.breaking.scene import make_neighbour
from tests.rectification.items import make as make_item
from tests.riskwarnings.cases import bring, confirmed, make_enterprise, make_warning


@pytest.fixture
def town(county):
    type(county.bureau).objects.filter(pk=county.bureau.pk).update(region_code="419921")
    parent = Region.objects.create(code="419921", name="清源县", level="COUNTY")
    return Region.objects.create(code="419921100", name="城关镇", level="TOWN", parent=parent)


def entered(county, client, town, **more):
    client.force_login(county.other_head)
    given = {
        "name": "充电器作坊集中区", "region": town.pk, "enterprise": "", "product_type": "", "risk": "HIGH",
        "hazard": "无证生产的充电器起火", "control": "每季度联合检查", "department": county.station.pk,
        "person": county.other_staff.pk, "every_days": 90, "since": f"{timezone.localdate() - timedelta(days=100)}",
    }  # fmt: skip
    return client.post(reverse("oversight:point_new"), given | more)


def test_a_risk_point_is_entered_looked_after_and_ended(county, client, town):
    """R-212: known by town, with who answers for it and when somebody looks again."""
    assert entered(county, client, town, person=county.staff.pk).status_code == 422  # of another unit
    assert entered(county, client, town, department=county.quality.pk).status_code == 422
    assert entered(county, client, town, since="2999-01-01").status_code == 422
    url = entered(county, client, town).url
    point = RiskPoint.objects.get()
    page = client.get(url).text
    assert "无证生产的充电器起火" in page
    assert points.light_of(point).colour == "red"
    listed = client.get(f"{reverse('oversight:points')}?state=due&region={town.pk}")
    assert [row["point"] for row in listed.context["rows"]] == [point]
    assert regions.areas(county.other_head)[0].points == 1
    check = reverse("oversight:point_check", args=[point.pk])
    assert client.get(check).status_code == 200
    assert client.post(check, {"on": "2999-01-01", "found": "x"}).status_code == 422
    seen = {"on": f"{timezone.localdate()}", "found": "关停两家", "token": str(uuid.uuid4())}
    for _ in range(2):  # a double click
        assert client.post(check, seen).status_code == 302
    assert PointCheck.objects.count() == 1
    point.refresh_from_db()
    assert (point.checked_on, points.light_of(point).colour) == (timezone.localdate(), "green")
    assert list(client.get(f"{reverse('oversight:points')}?state=due").context["rows"]) == []
    end = reverse("oversight:point_end", args=[point.pk])
    client.force_login(county.other_staff)
    assert client.get(end).status_code == 403
    client.force_login(county.deputy)
    assert client.get(check).status_code == 403  # looks after it who answers for it
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "作坊已取缔"}).status_code == 302
    with pytest.raises(WrongState, match="已经销号"):
        points.end(point, by=county.deputy, reason="再销一次")
    with pytest.raises(WrongState, match="已销号"):
        points.check(point, by=county.other_head, on=timezone.localdate(), found="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskPoint.objects.update(ended_reason="")
    assert regions.areas(county.deputy)[0].points == 0
    assert "作坊已取缔" in client.get(url).text


def test_whoever_owns_an_overdue_point_is_reminded(county, client, town):
    """R-212: on the desk a week before, told on the day and each week that it is late, the head when it is late."""
    entered(county, client, town)
    point = RiskPoint.objects.get()
    today = timezone.localdate()

    def told(person):
        return list(person.notifications.filter(key__startswith="point:").values_list("text", flat=True))

    def desk(person):
        return [row.what for row in owing.owed(type(person).objects.get(pk=person.pk))]

    RiskPoint.objects.update(since=today - timedelta(days=82))
    assert (desk(county.other_staff), owing.remind(today)) == ([], 0)
    RiskPoint.objects.update(since=today - timedelta(days=90))
    assert desk(county.other_staff) == ["查看风险点"]
    assert (owing.remind(today), owing.remind(today)) == (1, 0)
    assert told(county.other_staff) == ["风险点“充电器作坊集中区”今天应当查看"]
    assert (desk(county.other_head), told(county.other_head)) == ([], [])
    RiskPoint.objects.update(since=today - timedelta(days=98))
    assert owing.remind(today) == 2
    assert told(county.other_head) == ["风险点“充电器作坊集中区”已过期 8 天"]
    client.force_login(county.other_head)
    page = client.get(reverse("desk:home"))
    assert [(row.url, row.light.colour) for row in page.context["owed"]] == [(point.get_absolute_url(), "red")]
    assert "查看风险点：充电器作坊集中区" in page.text
    assert "查看风险点：充电器作坊集中区（逾期" in digest.text_for(county.other_head)
    assert desk(county.head) == []
    RiskPoint.objects.update(since=today, person=county.staff)  # has moved to another unit
    RiskPoint.objects.update(since=today - timedelta(days=90))
    assert owing.remind(today) == 1
    assert desk(county.other_head) == ["查看风险点"]
    points.check(point, by=county.other_staff, on=today, found="没有变化")
    assert desk(county.other_head) == []


def test_pages_of_the_registers_bear_what_people_do_to_them(county, client, town):
    """Pictographs, too long a text, the back button, an address made up, a role that has no business here."""
    again = {"_once": str(uuid.uuid4()), "name": "🔥<b>作坊</b>", "hazard": "火" * 1000}
    for _ in range(2):  # the back button, and sent again
        assert entered(county, client, town, **again).status_code == 302
    point = RiskPoint.objects.get()
    assert "🔥&lt;b&gt;作坊" in client.get(reverse("oversight:points")).text
    refused = entered(county, client, town, hazard="火" * 1001, name="")
    assert refused.status_code == 422
    assert "火" * 1001 in refused.text  # nothing typed is lost
    duty = {"_once": str(uuid.uuid4()), "department": county.station.pk, "person": county.other_staff.pk,
            "matter": "看护", "standard": "每月", "basis": "", "since": f"{timezone.localdate()}"}  # fmt: skip
    for _ in range(2):
        assert client.post(reverse("oversight:duty_new"), duty).status_code == 302
    assert Duty.objects.count() == 1
    points.end(point, by=county.other_head, reason="取缔")
    assert client.post(reverse("oversight:point_check", args=[point.pk]), {"found": "x"}).status_code == 403
    for query in ("region=x", "state=x", "page=9999", "risk=🔥", "department=99999999999999999999"):
        assert client.get(f"{reverse('oversight:points')}?{query}").status_code == 200, query
    row = supervising.record(
        by=county.deputy, department=county.quality, held_on=timezone.localdate(), matter="🔥" * 200, found="x",
    )  # fmt: skip
    pages = [
        reverse("oversight:points"), point.get_absolute_url(), reverse("oversight:point_end", args=[point.pk]),
        reverse("oversight:supervisions"), row.get_absolute_url(), reverse("oversight:supervision_new"),
        reverse("oversight:region_enterprises", args=[town.pk]), reverse("oversight:point_new"),
    ]  # fmt: skip
    for stranger in (county.tester, county.admin):
        client.force_login(stranger)
        assert [client.get(page).status_code for page in pages] == [403] * len(pages), stranger
    client.force_login(make_neighbour(county))
    assert [client.get(page).status_code for page in (pages[1], pages[4], pages[6])] == [404] * 3
    assert client.get(pages[0]).context["rows"] == []


def test_a_demand_of_a_leader_is_not_forgotten(county):
    """R-052: who is to answer sees it and is reminded; late, the leader too, who then accepts the answer."""
    today = timezone.localdate()
    row = supervising.record(
        by=county.deputy, department=county.quality, held_on=today, matter="措施落实", found="缺签到表",
        required="补齐", due_on=today,
    )  # fmt: skip
    assert [r.what for r in owing.owed(county.head)] == ["反馈督促检查"]
    assert owing.owed(county.deputy) == owing.owed(county.staff) == []
    assert owing.remind(today) == 1
    assert county.head.notifications.filter(text__contains="今天应当反馈").count() == 1
    assert owing.remind(today + timedelta(days=3)) == 1  # the leader; the head was told this week
    assert county.deputy.notifications.filter(text__contains="已逾期 3 天没有反馈").count() == 1
    assert owing.remind(today + timedelta(days=7)) == 2
    supervising.answer(row, by=county.head, text="已补齐")
    assert owing.owed(county.head) == []
    assert [r.what for r in owing.owed(county.deputy)] == ["认可督促检查的整改"]
    assert owing.remind(today + timedelta(days=30)) == 0


def test_who_may_not_enter_or_see_points(county, client, town):
    entered(county, client, town)
    point = RiskPoint.objects.get()
    client.force_login(county.staff)
    assert client.get(reverse("oversight:point_new")).status_code == 403
    with pytest.raises(NotAllowed):
        points.add(RiskPoint(department=county.station), by=county.head)
    with pytest.raises(NotAllowed):
        points.check(point, by=county.staff, on=timezone.localdate(), found="x")
    client.force_login(county.tester)
    assert client.get(reverse("oversight:points")).status_code == 403


def test_an_area_names_the_enterprises_that_failed(county, client, town):
    """R-213: the list of failed enterprises, by area, as far as the reader may see the cases."""
    company = make_enterprise(county, region=town)
    bring(county, make_warning(county, info=confirmed(county, enterprise=company)), "HANDLING")
    CaseFile.objects.filter(enterprise=company).update(is_drill=False)
    url = reverse("oversight:region_enterprises", args=[town.pk])
    client.force_login(county.deputy)
    page = client.get(url)
    rows = [(row["enterprise"], row["tests"], row["warnings"], row["items"]) for row in page.context["rows"]]
    assert rows == [(company, 0, 1, 0)]
    assert company.name in page.text
    CaseFile.objects.filter(kind="WARNING").update(opened_at=timezone.now() - timedelta(days=1200))
    assert client.get(url).context["rows"] == []
    assert client.get(reverse("oversight:region_enterprises", args=[10**6])).status_code == 404


def test_a_leader_looks_into_a_unit_and_gets_an_answer(county, client):
    """R-052: 督促检查 is a record of its own; the unit answers, a leader accepts."""
    client.force_login(county.deputy)
    url = reverse("oversight:supervision_new")
    given = {
        "token": str(uuid.uuid4()), "department": county.quality.pk, "held_on": f"{timezone.localdate()}",
        "matter": "预警措施落实", "found": "两件培训没有签到表", "required": "一周内补齐", "due_on": "",
        "case_numbers": "YJ-1999-0001",
    }  # fmt: skip
    refused = client.post(url, given)
    assert refused.status_code == 422
    assert "有整改要求的，请写明反馈日期。" in refused.text
    assert "没有这些案卷" in refused.text
    assert "两件培训没有签到表" in refused.text
    given |= {"due_on": f"{timezone.localdate() + timedelta(days=7)}", "case_numbers": ""}
    for _ in range(2):
        assert client.post(url, given).status_code == 302
    row = Supervision.objects.get()
    assert county.head.notifications.filter(text__contains="督促检查：预警措施落实").count() == 1
    answer, settle = (reverse(f"oversight:supervision_{act}", args=[row.pk]) for act in ("answer", "settle"))
    assert client.get(answer).status_code == 403
    with pytest.raises(NotAllowed, match="单位反馈以后"):
        supervising.settle(row, by=county.deputy)
    client.force_login(county.other_head)
    assert client.get(row.get_absolute_url()).status_code == 404
    client.force_login(county.staff)
    assert "两件培训没有签到表" in client.get(row.get_absolute_url()).text
    assert client.get(answer).status_code == 403
    client.force_login(county.head)
    assert client.post(answer, {"text": ""}).status_code == 422
    assert client.post(answer, {"text": "已补齐签到表"}).status_code == 302
    assert client.post(settle).status_code == 403
    client.force_login(county.deputy)
    assert "待认可" in client.get(reverse("oversight:supervisions")).text
    client.post(settle)
    client.post(settle)
    row.refresh_from_db()
    assert (row.status, row.settled_by) == ("已办结", county.deputy)
    with pytest.raises(WrongState, match="已由李建国认可"):
        supervising.answer(row, by=county.head, text="再改")
    with pytest.raises(IntegrityError), transaction.atomic():
        Supervision.objects.update(answer="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Supervision.objects.update(settled_by=county.head)  # who answered


def test_a_proposed_consequence_waits_for_the_leader_then_for_who_proposed_it(county):
    """R-330, R-331: it is on somebody's desk until the decision of the bureau above is on record."""
    case = make_item(county).case
    credit = consequences.propose(case, "CREDIT", by=county.staff, facts="出厂检验弄虚作假")
    listed = consequences.propose(case, "DISHONESTY", by=county.staff, facts="出厂检验弄虚作假")

    def desk(person):
        return [row.what for row in owing.owed(type(person).objects.get(pk=person.pk))]

    assert desk(county.deputy) == ["批准惩戒与公示"]
    assert sorted(desk(county.director)) == ["批准惩戒与公示"] * 2
    assert (desk(county.staff), desk(county.other_head)) == ([], [])
    for record in (credit, listed):
        perform(record, "approve", by=county.director)
    assert sorted(desk(county.staff)) == ["登记上报", "登记公示结果"]
    perform(listed, "send_up", by=county.staff, sent_on=timezone.localdate(), sent_reference="9号")
    perform(credit, "finish", by=county.staff, done_on=timezone.localdate(), result="公示系统 2026-88")
    assert (desk(county.staff), desk(county.director)) == (["登记上级决定"], [])
