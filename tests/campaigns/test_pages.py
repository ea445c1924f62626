"""The pages of a campaign: list, start, record, links (R-201, R-204–R-209, R-301)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Bureau, Department
from campaigns import coverage
from campaigns.models import Campaign
from campaigns.states import CampaignState
from tests.people import person
from tests.rectification.items import make as make_item

from .campaigns import bring, make, plan_file


@pytest.mark.parametrize("state", CampaignState.values)
def test_the_record_in_each_state(county, client, state):
    record = bring(county, make(county), state)
    for who in (county.staff, county.head, county.director, county.office_clerk, county.inspector):
        client.force_login(who)
        if state == "PLANNED" and who in (county.office_clerk, county.inspector, county.director):
            continue
        page = client.get(record.get_absolute_url())
        assert page.status_code == 200
        assert "覆盖情况" in page.text


def test_a_county_starts_one_in_a_minute(county, client, catalogues):
    """R-301: template, year and file are enough; once sent twice it is one."""
    client.force_login(county.staff)
    url = reverse("campaigns:new")
    assert "六个一批" in client.get(url).text
    data = {
        "token": "6f1c1d4e-8a8e-4d6b-9a52-0d1f6c2b7a12", "template": "004", "year": 2024, "title": "",
        "issuer": "安州市市场监督管理局", "issue_level": "PREFECTURE", "plan_number": "安市监办发〔2024〕33号",
        "issued_on": "2024-05-09", "starts_on": "", "ends_on": "",
    }  # fmt: skip
    response = client.post(url, data | {"files": plan_file()})
    assert response.status_code == 302
    client.post(url, data | {"files": plan_file()})
    record = Campaign.objects.get()
    assert record.case.title == "2024年重点工业产品质量安全隐患排查治理行动"
    assert record.products.count() == 24
    assert client.get(response.url).status_code == 200
    assert record.case.number in client.get(reverse("campaigns:list")).text


def test_without_a_template_the_dates_are_asked(county, client):
    client.force_login(county.staff)
    data = {"token": "6f1c1d4e-8a8e-4d6b-9a52-0d1f6c2b7a12", "template": "", "year": 2024, "issuer": "局",
            "issue_level": "COUNTY", "issued_on": "2024-05-09"}  # fmt: skip
    response = client.post(reverse("campaigns:new"), data)
    assert response.status_code == 422
    assert "不用模板的，这一项必填" in response.text
    wrong = data | {"title": "行动", "starts_on": "2024-06-01", "ends_on": "2024-05-01"}
    assert "不能早于开始日期" in client.post(reverse("campaigns:new"), wrong).text


def test_every_link_of_the_record_leads_somewhere(county, client):
    """Design: no dead ends."""
    record = bring(county, make(county), "CONTINUING")
    client.force_login(county.head)
    links = set(re.findall(r'href="(/(?!static)[^"]*)"', client.get(record.get_absolute_url()).text))
    assert len(links) > 15
    for link in links:
        response = client.get(link.replace("&amp;", "&"), follow=True)  # 下一件待办 leads on to a case
        assert response.status_code == 200, link
        if response.streaming:
            b"".join(response.streaming_content)


def test_who_may_not_start_or_look(county, client):
    """Rules §3.8: INSPECTOR looks, AGENCY and ADMIN see nothing."""
    record = bring(county, make(county), "ON_SITE")
    for who in (county.inspector, county.tester, county.admin, county.office_clerk):
        client.force_login(who)
        assert client.get(reverse("campaigns:new")).status_code == 403
    client.force_login(county.tester)
    assert client.get(record.get_absolute_url()).status_code == 403


def test_coverage_by_enterprise_and_what_is_due(county, client):
    """R-209: inspected of those in scope; the board names what falls due next."""
    record = bring(county, make(county), "ON_SITE")
    assert coverage.coverage(record).text == "0/1（0%）"
    assert [(unit, row.scope) for unit, row in coverage.by_unit(record)] == [("城关市场监管所", 1)]
    item = make_item(county, origin=record.case)
    measure = record.case.measures.get()
    measure.due_on = timezone.localdate() + timedelta(days=3)
    measure.save()
    due = coverage.coming_due(record, county.staff)
    assert [row["at"] for row in due] == sorted(row["at"] for row in due)
    assert {"现场检查"} <= {row["label"] for row in due}
    client.force_login(county.staff)
    text = client.get(record.get_absolute_url()).text
    assert f"{reverse('rectification:list')}?campaign={record.pk}" in text
    assert "1 件，未办结 1" in text
    assert item.case.number not in text.split("近期到期")[0]


def test_the_bureau_above_sees_whose_case_it_is(county, client):
    """R-234: cases of several counties name their bureau and are narrowed by it; a county sees no such box."""
    east = Bureau.objects.create(
        name="河东县市场监督管理局", short_name="河东县市场监管局", level="COUNTY", parent=county.prefecture,
        region_code="419922", organ_code="河市监", government_name="河东县人民政府",
    )  # fmt: skip
    unit = Department.objects.create(bureau=east, name="河东质量股", kind="SECTION")
    bring(county, make(county, title="清源行动"), "DEPLOYED")
    make_item(county)
    make_item(county, by=person("hedong", "何东", unit, "STAFF"))
    client.force_login(county.inspector)
    for address, whose in (
        ("/campaigns/", county.bureau),
        ("/rectification/", county.bureau),
        ("/rectification/", east),
    ):
        assert shown_in(client.get(address).text, whose), address
        other = east if whose == county.bureau else county.bureau
        narrowed = client.get(f"{address}?bureau={whose.pk}").text
        assert shown_in(narrowed, whose)
        assert not shown_in(narrowed, other)
        assert ("河东质量股" in narrowed) is (whose == east)  # the units offered are those of the bureau chosen
    assert (
        "有效选项" in client.get("/campaigns/?bureau=999").text
        or "可用的选项" in client.get("/campaigns/?bureau=999").text
    )
    client.force_login(county.deputy)
    text = client.get("/campaigns/").text
    assert 'name="bureau"' not in text
    assert not shown_in(text, county.bureau)


def shown_in(text: str, bureau) -> bool:
    """Whether a row of the list names the bureau."""
    return bureau.short_name in text[text.index("<tbody") : text.index("</tbody>")] if "<tbody" in text else False
