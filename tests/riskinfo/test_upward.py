"""Reporting upward: contents, county → prefecture → province, receipt and instruction (R-024, R-025, R-113)."""

import pytest
from django.urls import reverse

from accounts.models import Bureau, Department
from accounts.roles import Role
from casefile import actions
from casefile.models import Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from tests.people import person

from .builders import make_info, queries

SAID = {
    "cause_of_report": "KEY", "way": "SYSTEM", "harm_degree": "VERY_SERIOUS", "cause": "绝缘料偷工减料",
    "affected_area": "城关镇", "material_suppliers": "清河铜业有限公司",
}  # fmt: skip


@pytest.fixture
def above(county):
    """A clerk of the prefecture's office, and the province above it."""
    province = Bureau.objects.create(
        name="河东省市场监督管理局",
        short_name="河东省市场监管局",
        level="PROVINCE",
        region_code="410000",
        organ_code="河东市监",
    )
    county.prefecture.parent = province
    county.prefecture.save()
    unit = Department.objects.create(bureau=county.prefecture, name="办公室", kind=Department.Kind.OFFICE)
    return person("yaoli", "姚莉", unit, Role.OFFICE)


def report(county, info, **given):
    perform(info, "report_up", by=county.head, **{**SAID, "to": [county.prefecture.name], **given})
    return info.upward_reports.first()


def test_what_is_empty_is_named_and_nothing_is_sent(county, above):
    """The five contents of R-025: a form field says so itself, the others are named together."""
    info = make_info(county, "SUBMITTED", enterprise_text="", region=None)
    with pytest.raises(InvalidData) as refused:
        report(county, info, cause="", material_suppliers="", affected_area="", to=[])
    errors = refused.value.form.errors
    assert set(errors) == {"cause", "material_suppliers", "to", "__all__"}
    assert errors["__all__"] == ["上报内容缺：涉及区域、生产加工企业。请先“补充信息”，再上报。"]
    assert not info.upward_reports.exists()


def test_from_the_county_to_the_province_and_back(county, above, client):
    """Told at once, received, passed on, instructed; each contents as they were when they were sent."""
    info = make_info(county, "SUBMITTED", is_key=True, reporter_name="王某某")
    rules = set(info.case.deadlines.open().values_list("rule", flat=True))
    assert "info.key_report" in rules
    sent = report(county, info, to_other="安州市消防救援支队", to=[county.prefecture.name, "清源县人民政府"])
    assert not info.case.deadlines.open().filter(rule="info.key_report").exists()
    assert (info.harm_degree, info.reported_up_to) == (
        "VERY_SERIOUS", "安州市市场监督管理局、清源县人民政府、安州市消防救援支队",
    )  # fmt: skip
    assert info.upward_reports.count() == 3
    sent = info.upward_reports.get(to_bureau=county.prefecture)
    assert dict(sent.contents)["原料供应企业"] == "清河铜业有限公司"
    assert "王某某" not in str(sent.contents)
    notice = Notification.objects.get(user=above)
    assert (notice.urgent, notice.url) == (True, reverse("riskinfo:report", args=[sent.pk]))
    client.force_login(above)
    assert "绝缘料偷工减料" in client.get(notice.url).content.decode()
    assert client.get(reverse("riskinfo:report_act", args=[sent.pk, "instruct"])).status_code == 200
    with pytest.raises(NotAllowed):
        perform(sent, "receive", by=county.inspector)
    perform(sent, "receive", by=above)
    with pytest.raises(WrongState):
        perform(sent, "receive", by=above)
    perform(sent, "pass_on", by=above, way="SYSTEM")
    passed = sent.passed_on.get()
    assert (passed.from_bureau, passed.to_name, passed.contents) == (
        county.prefecture, "河东省市场监督管理局", sent.contents,
    )  # fmt: skip
    with pytest.raises(GuardRefused, match="已经转报"):
        perform(sent, "pass_on", by=above, way="SYSTEM")
    perform(passed, "instruct", by=above, instruction="全省排查。", instructed_by="省局分管局长")
    perform(sent, "instruct", by=above, instruction="立即封存，三日内报结果。", instructed_by="市局局长")
    perform(sent, "instruct", by=above, instruction="同意解封。", instructed_by="市局局长")
    assert sent.instruction == "立即封存，三日内报结果。\n同意解封。"
    heard = Notification.objects.filter(user=county.staff, text__contains="立即封存")
    assert [row.urgent for row in heard] == [True]
    page = client.get(sent.get_absolute_url()).content.decode()
    assert "清源县市场监管局报安州市市场监督管理局" in page
    assert {"receive", "instruct", "pass_on"} <= {e.action for e in info.case.trail.all()}
    client.force_login(county.staff)
    assert "同意解封" in client.get(info.get_absolute_url()).content.decode()


def test_what_comes_back_on_paper_is_entered_by_the_own_office(county):
    info = make_info(county, "SCREENED")
    sent = report(county, info, way="PHONE")
    for outsider in (county.staff, county.other_head, county.admin):
        with pytest.raises(NotAllowed):
            perform(sent, "receive", by=outsider, receipt="安市监收〔2026〕3号")
    perform(sent, "receive", by=county.office_clerk, receipt="安市监收〔2026〕3号")
    perform(sent, "instruct", by=county.head, instruction="尽快查清流向。", instructed_by="市局李局长")
    assert (sent.state, sent.receipt) == ("ANSWERED", "安市监收〔2026〕3号")
    assert [offer.action.name for offer in actions.available(sent, county.head)] == ["instruct"]


def test_a_key_information_is_not_confirmed_unreported(county):
    """R-113; and what the confirming form reports stands in the register too (R-024)."""
    info = make_info(county, "ASSESSING", is_key=True)
    perform(info, "record_outcome", by=county.staff, outcome="LEVEL_2")
    with pytest.raises(GuardRefused, match="还没有上报"):
        perform(info, "confirm", by=county.head, major_harm="NO")
    report(county, info)
    perform(info, "confirm", by=county.head, major_harm="POSSIBLE")
    assert info.upward_reports.count() == 1
    other = make_info(county, "ASSESSING")
    perform(other, "record_outcome", by=county.staff, outcome="LEVEL_2")
    given = {name: SAID[name] for name in ("cause", "affected_area", "material_suppliers")}
    perform(other, "confirm", by=county.head, major_harm="OCCURRED", reported_up_on=other.found_on,
            reported_up_to=f"{county.prefecture.short_name}、清源县人民政府", **given)  # fmt: skip
    assert list(other.upward_reports.filter(to_bureau=None).values_list("to_name", flat=True)) == ["清源县人民政府"]
    kept = other.upward_reports.exclude(to_bureau=None).get()
    assert (kept.to_bureau, kept.reported_on, kept.cause_of_report) == (
        county.prefecture, other.found_on, "MAJOR_HARM",
    )  # fmt: skip


def test_the_register_shows_what_one_may_see(county, above, client):
    info = make_info(county, "SUBMITTED")
    report(county, info)
    url = reverse("riskinfo:reports")
    client.force_login(county.other_staff)
    assert client.get(url).context["page"].paginator.count == 0
    assert client.get(info.upward_reports.get().get_absolute_url()).status_code == 404
    client.force_login(above)
    few = queries(client, url)
    for _ in range(3):
        report(county, make_info(county, "SUBMITTED"))
    assert queries(client, url) == few
    assert client.get(url + "?state=ANSWERED").context["page"].paginator.count == 0
