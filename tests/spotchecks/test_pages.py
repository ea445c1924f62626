"""The pages of 监督抽查: begin, record, plan, lists with export (R-221, R-222, R-326, R-327)."""

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from registers.models import SamplingResult
from spotchecks.models import Handling, SpotPlan

from . import builders
from .builders import bring, firm, make, make_outside, plan, sample, wire

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("county")]


@pytest.fixture
def staff(client, county):
    client.force_login(county.staff)
    return client


def test_from_the_waiting_list_to_the_record(staff, county):
    shop = firm(county, 2, "清源县五金门市部", is_producer=False, is_seller=True)
    result = sample(county, enterprise=shop, producer_name=builders.MATE, producer_address="工业路8号")
    page = staff.get(reverse("spotchecks:list")).text
    assert "待开始后处理" in page
    assert builders.MATE in page
    address = reverse("spotchecks:begin", args=[result.pk])
    assert staff.get(address).context["form"]["side"].value() == "SELLER"
    assert staff.post(address, {"side": ""}).status_code == 422
    form = staff.get(address).context["form"]
    given = {"side": "SELLER", "token": form["token"].value()}
    opened = staff.post(address, given, follow=True)
    record = Handling.objects.get()
    assert opened.redirect_chain[0][0] == record.get_absolute_url()
    staff.post(address, given)  # a double click
    assert Handling.objects.count() == 1
    for shown in ("清源县五金门市部（销售者）", "导体电阻", builders.MATE, "登记送达", "追查上下家"):
        assert shown in opened.text
    assert "待开始后处理" not in staff.get(reverse("spotchecks:list")).text
    trace = staff.get(reverse("spotchecks:act", args=[record.pk, "trace"]))
    assert trace.context["form"]["party_name"].value() == builders.MATE


def test_who_sees_what(client, county):
    record = make(county)
    for who, status in (
        (county.head, 200), (county.deputy, 200), (county.inspector, 200), (county.office_clerk, 200),
        (county.other_staff, 404), (county.admin, 403), (county.tester, 403),
    ):  # fmt: skip
        client.force_login(who)
        assert client.get(record.get_absolute_url()).status_code == status, who
    client.force_login(county.admin)
    assert client.get(reverse("spotchecks:list")).status_code == 403


def test_a_sampling_of_another_bureau_is_not_there(staff, county):
    above = type(firm(county)).objects.create(bureau=county.prefecture, name="市局企业", no_uscc_reason="无")
    result = SamplingResult.objects.create(enterprise=above, product_name="缆", conclusion="FAIL", failed_items="x")
    assert staff.get(reverse("spotchecks:begin", args=[result.pk])).status_code == 404


def test_the_record_shows_its_terms_and_its_paper_knows_the_case(staff, county):
    record = bring(county, make(county), "PUBLISHED")
    page = staff.get(record.get_absolute_url()).text
    for shown in ("法定期限", "60 日后、90 日前", record.item.case.number, "省局公告第3号", "登记风险信息"):
        assert shown in page
    form = staff.get(f"{reverse('riskinfo:new')}?from={record.pk}").context["form"]
    assert record.case.enterprise.name in form["enterprise_name"].value()
    from documents.merging import facts

    outside = make_outside(county, ago=50)
    known = facts(outside.case)
    assert (known["企业"], known["批次"], known["销售者"]) == (builders.MATE, "B1", "清源县五金门市部")
    assert "导体电阻" in known["问题"]


def test_a_plan_from_start_to_result(staff, client, county):
    products = {"product_type": wire().pk, "field": "ONLINE", "number": 5}
    today = timezone.localdate()
    address = reverse("spotchecks:plans:new")
    given = {"title": "网络抽查", "year": today.year, "starts_on": today, "ends_on": today,
             "token": staff.get(address).context["form"]["token"].value()}  # fmt: skip
    wrong = staff.post(address, given | {"ends_on": f"{today.year - 1}-01-01"})
    assert (wrong.status_code, "不能早于开始日期" in wrong.text) == (422, True)
    staff.post(address, given)
    record = SpotPlan.objects.get()
    add = reverse("spotchecks:plans:add_item", args=[record.pk])
    assert staff.post(add, products | {"number": 0}).status_code == 422
    staff.post(add, products)
    twice = staff.post(add, products)
    assert (twice.status_code, "已经列入" in twice.text) == (422, True)
    item = record.items.get()
    choose = reverse("spotchecks:plans:add_targets", args=[item.pk])
    assert "近三年" in staff.get(choose).text
    assert staff.post(choose, {"ground": "CHOSEN"}).status_code == 422
    staff.post(choose, {"ground": "CHOSEN", "enterprise": firm(county).name})
    sample(county, "REFUSED", enterprise=firm(county, 9, "拒检厂"))
    assert "列入 1 家" in staff.post(choose, {"ground": "FOLLOW_UP", "years": "3"}, follow=True).text
    target = record.targets().get(ground="CHOSEN")
    refused = record.targets().get(ground="FOLLOW_UP")
    remove = reverse("spotchecks:plans:remove_target", args=[refused.pk])
    assert staff.post(remove, {}).status_code == 422
    staff.post(remove, {"reason": "已停业"})
    assert record.targets().count() == 1
    for act, who in (("hand_in", county.staff), ("approve", county.deputy)):
        client.force_login(who)
        client.post(reverse("spotchecks:plans:act", args=[record.pk, act]))
    client.force_login(county.staff)
    page = client.get(record.get_absolute_url()).text
    assert "登记结果" in page
    assert "0 / 5 批次" in page
    write = reverse("spotchecks:plans:result", args=[target.pk])
    form = client.get(write).context["form"]
    values = {field.html_name: field.value() or "" for field in form}
    assert (values["place"], values["channel"]) == ("ONLINE", "网络销售")
    assert client.post(write, values | {"conclusion": "FAIL"}).status_code == 422
    done = client.post(
        write, values | {"conclusion": "FAIL", "failed_items": "电阻", "producer_name": "某厂"}, follow=True
    )
    assert "1 / 5 批次" in done.text
    assert SamplingResult.objects.get(producer_name="某厂").spot_target == target


def test_another_units_plan_is_read_only(client, county):
    record = plan(county, "RUNNING")
    record.case.add_participant(county.station)
    client.force_login(county.other_staff)
    page = client.get(record.get_absolute_url())
    assert (page.status_code, "登记结果" in page.text, "add-title" in page.text) == (200, False, False)
    target = record.targets().get()
    for name, pk in (("add_item", record.pk), ("match", record.pk), ("result", target.pk), ("remove_target", target.pk),
                     ("add_targets", target.item_id), ("remove_item", target.item_id)):  # fmt: skip
        assert client.post(reverse(f"spotchecks:plans:{name}", args=[pk]), {}).status_code == 403, name


def test_lists_and_their_spreadsheets(staff, county):
    record = bring(county, make(county), "ORDERED")
    held = plan(county, "RUNNING")
    for listing, number in (("cases-SPOTCHECK", record.case.number), ("cases-SPOTPLAN", held.case.number)):
        content = staff.get(reverse("registers:export", args=[listing])).content
        rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
        assert rows[1][0] == number
        assert len(rows) == 2
    assert record.case.number in staff.get(reverse("spotchecks:list") + "?state=ORDERED").text
    assert record.case.number not in staff.get(reverse("spotchecks:list") + "?state=RETEST").text
    assert held.case.number in staff.get(reverse("spotchecks:plans:list")).text


def test_what_is_to_be_sampled_again(staff, county):
    """R-327."""
    sample(county, "REFUSED", enterprise=firm(county, 8, "拒检小店"))
    sample(county, "FAIL", enterprise=firm(county, 7, "改好的厂"), ago=60)
    sample(county, "PASS", enterprise=firm(county, 7), ago=5)
    page = staff.get(reverse("spotchecks:follow_up")).text
    assert "拒检小店" in page
    assert "改好的厂" not in page
