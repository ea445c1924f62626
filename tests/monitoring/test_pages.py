"""The pages of 风险监测: start, lines, results, lists with export, the year, projects (R-114–R-125, R-224)."""

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from monitoring.models import MonitoringPlan, MonitoringProject
from registers.models import InfoSource
from riskinfo.models import RiskInfo

from .builders import RISK, given_item, given_plan, plan, product, project, test

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("county")]


@pytest.fixture
def staff(client, county):
    client.force_login(county.staff)
    return client


def test_from_the_plan_to_the_information(client, staff, county):
    InfoSource.objects.create(code="RISK_MONITORING", name="风险监测", kind="SUPERVISION")
    address = reverse("monitoring:new")
    given = given_plan(token=staff.get(address).context["form"]["token"].value())
    wrong = staff.post(address, given | {"ends_on": "2020-01-01"})
    assert (wrong.status_code, "不能早于开始日期" in wrong.text) == (422, True)
    staff.post(address, given)
    staff.post(address, given)  # a double click
    record = MonitoringPlan.objects.get()
    line = given_item(county, product_type=product().pk, department=county.quality.pk, criteria=["M1", "M2"],
                      grounds=["B5"])  # fmt: skip
    add = reverse("monitoring:add_item", args=[record.pk])
    lacking = staff.post(add, line)
    assert (lacking.status_code, "选了 M2 的，请选影响范围" in lacking.text) == (422, True)
    assert "导体电阻" in lacking.text  # nothing typed is lost
    outside = staff.post(add, line | {"impact": "REGION", "ends_on": "2099-01-01"})
    assert "不能晚于计划的完成期限" in outside.text
    staff.post(add, line | {"impact": "REGION"})
    assert "已经列入" in staff.post(add, line | {"impact": "REGION"}).text
    item = record.items.get()
    change = reverse("monitoring:change_item", args=[item.pk])
    assert staff.get(change).context["form"]["criteria"].value() == ["M1", "M2"]
    staff.post(change, line | {"impact": "INDUSTRY", "number": 6})
    item.refresh_from_db()
    assert (item.number, item.impact, item.priority) == (6, "INDUSTRY", "C")
    for name, who in (("hand_in", county.staff), ("approve", county.deputy)):
        client.force_login(who)
        client.post(reverse("monitoring:act", args=[record.pk, name]))
    client.force_login(county.staff)
    write = reverse("monitoring:result", args=[item.pk])
    values = RISK | {"tested_on": timezone.localdate(), "samples": 1}
    bare = client.post(write, {"finding": "RISK", "product_name": "x", "samples": 3, "tested_on": "2099-01-01"})
    assert bare.status_code == 422
    for text in ("请写明问题", "请选风险性质", "请选认定依据", "请选危害对象", "逐个登记", "不能晚于今天"):
        assert text in bare.text
    page = client.post(write, values, follow=True)  # the box is not ticked: not yet an information
    assert "转为风险信息" in page.text
    tap = reverse("monitoring:to_info", args=[record.results().get().pk])
    opened = client.post(tap, follow=True)
    info = RiskInfo.objects.get()
    assert opened.redirect_chain[0][0] == info.get_absolute_url()
    client.post(tap)
    assert RiskInfo.objects.get().case.number in client.get(record.get_absolute_url()).text
    assert record.case.number in client.get(info.get_absolute_url()).text  # linked back


def test_lists_filter_and_go_out(staff, county):
    record = plan(county, "RUNNING")
    test(county, record, **RISK)
    study = project(county, "ESCALATED")
    items = reverse("monitoring:items")
    for query, shown in (("", 1), ("?criterion=M1&ground=B2&priority=A&only=risk", 1), ("?criterion=M2", 0),
                         ("?only=unfinished", 1), ("?only=late", 0), ("?q=电线", 1), ("?year=1999", 1)):  # fmt: skip
        assert len(staff.get(items + query).context["rows"]) == shown, query
    assert record.case.number in staff.get(reverse("monitoring:list")).text
    assert study.case.number in staff.get(reverse("monitoring:projects:list") + "?state=ESCALATED").text
    year = staff.get(reverse("monitoring:summary"))
    assert year.context["whole"].risks == 1
    assert "待鉴别 1 件" in year.text
    assert staff.get(reverse("monitoring:summary") + "?year=abc").context["year"] == timezone.localdate().year
    for listing, words in (("monitoring-items", "M1 风险系数高"), ("monitoring-results", "导体电阻超出限值")):
        content = staff.get(reverse("registers:export", args=[listing])).content
        rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
        assert len(rows) == 2
        assert words in str(rows[1])


def test_a_project_from_the_page_of_a_product(staff, county):
    address = f"{reverse('monitoring:projects:new')}?product={product().code}"
    form = staff.get(address).context["form"]
    assert form["product_type"].value() == product().pk
    today = timezone.localdate()
    given = {"token": form["token"].value(), "title": "研究", "product_type": product().pk, "agency": "省质检院",
             "question": "为什么", "starts_on": today}  # fmt: skip
    assert staff.post(address, given).status_code == 422
    staff.post(address, given | {"ends_on": today})
    record = MonitoringProject.objects.get()
    assert "研究内容" in staff.get(record.get_absolute_url()).text


def test_an_information_out_of_a_running_project(staff, county):
    """The form takes along what the project knows; a plan's results have their own way."""
    study = project(county, "RUNNING")
    assert f"?from={study.pk}" in staff.get(study.get_absolute_url()).text
    form = staff.get(f"{reverse('riskinfo:new')}?from={study.pk}").context["form"]
    assert (form["title"].value(), form["product_type"].value()) == (study.case.title, product().pk)
    assert staff.get(f"{reverse('riskinfo:new')}?from={plan(county, 'RUNNING').pk}").status_code == 404


def test_who_sees_and_who_writes(client, county):
    record = plan(county, "RUNNING", department=county.station)
    item = record.items.get()
    for who, seen, may_write in (
        (county.staff, 200, 200), (county.other_staff, 200, 200), (county.brigade_officer, 404, 404),
        (county.inspector, 200, 403), (county.admin, 403, 403), (county.tester, 403, 403), (county.deputy, 200, 403),
    ):  # fmt: skip
        client.force_login(who)
        assert client.get(record.get_absolute_url()).status_code == seen, who
        assert client.get(reverse("monitoring:result", args=[item.pk])).status_code == may_write, who
    client.force_login(county.other_staff)
    assert client.post(reverse("monitoring:remove_item", args=[item.pk])).status_code == 403
