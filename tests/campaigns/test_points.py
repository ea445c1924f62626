"""疑点和隐患点, the survey of factors, figures of the tasks, 督查 by lot (R-209, R-217, R-226, R-231, R-232, R-237)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import matters, points, returncontent, taskfigures
from campaigns.guards import before_completing
from campaigns.models import HazardFactor, HazardPoint
from casefile.models import Notification
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from inspections import drawing
from tests.people import person
from tests.rectification.items import bring as bring_item
from tests.rectification.items import make as make_item

from .campaigns import bring, factory, from_template, make
from .returns import bring_return, make_return


@pytest.fixture
def running(county):
    return bring(county, make(county), "ON_SITE")


def doubt(county, record, by=None, **fields) -> HazardPoint:
    values = {
        "text": "线盘标签涂改", "enterprise": factory(county), "found_on": timezone.localdate(),
        "department": county.station,
    } | fields  # fmt: skip
    return points.write(record, by=by or county.staff, **values)


def test_a_doubt_is_looked_into_treated_and_removed(county, running):
    """R-209, R-226: not removed without an opinion and before its case is closed; the campaign waits for it."""
    point = doubt(county, running, by=county.other_staff)
    assert Notification.objects.filter(user=county.other_staff, case=running.case, text__contains="疑点待查").exists()
    assert "1 个疑点还没有查实" in before_completing(running)
    item = make_item(county, origin=running.case)
    points.judge(point, by=county.other_staff, is_hazard=True, decision="三盘线径不足", case=item.case)
    assert "1 个隐患点还没有清零" in before_completing(running)
    with pytest.raises(WrongState, match="已确认隐患"):
        points.judge(point, by=county.other_staff, is_hazard=False, decision="没有问题")
    with pytest.raises(GuardRefused, match="规范意见"):
        points.remove(point, by=county.staff, removed_on=timezone.localdate())
    points.treat(
        point, by=county.staff, opinion="逐盘检验并留样", test="SPECIAL", tested_on=timezone.localdate(),
        test_result="合格",
    )  # fmt: skip
    with pytest.raises(GuardRefused, match="还没有办结"):
        points.remove(point, by=county.staff, removed_on=timezone.localdate())
    bring_item(county, item, "WRITTEN_OFF")
    points.remove(point, by=county.staff, removed_on=timezone.localdate())
    assert HazardPoint.objects.get().state == "REMOVED"
    assert not [text for text in before_completing(running) if "点" in text]
    acts = running.case.trail.filter(action__in=["write_point", "handle_point"])
    assert list(acts.order_by("seq").values_list("action_label", flat=True)) == [
        "登记疑点", "疑点查实", "隐患点治理", "隐患点清零",
    ]  # fmt: skip


def test_who_writes_and_who_handles(county, running):
    """R-231: the unit that answers for the point, and the campaign's own."""
    for nobody in (county.director, county.admin, county.inspector, county.office_clerk):
        with pytest.raises(NotAllowed):
            doubt(county, running, by=nobody)
    point = doubt(county, running)
    for nobody in (county.director, county.admin, county.inspector):
        with pytest.raises(NotAllowed):
            points.judge(point, by=nobody, is_hazard=False, decision="没有问题")
    points.judge(point, by=county.staff, is_hazard=False, decision="标签是经销商所贴")
    with pytest.raises(NotAllowed):
        doubt(county, make(county, title="还没部署的行动"))


def test_the_page_and_its_forms(county, running, client):
    page = reverse("campaigns:points", args=[running.pk])
    client.force_login(county.staff)
    assert "没有疑点" in client.get(page).text
    url = reverse("campaigns:new_point", args=[running.pk])
    given = {
        "text": "夜间停检😀", "enterprise": "", "found_on": timezone.localdate().isoformat(),
        "department": county.station.pk, "person": county.head.pk, "weak_link": "检验员兼职",
    }  # fmt: skip
    refused = client.post(url, given)
    assert "至少填一项" in refused.text
    firm = given | {"enterprise": factory(county).name}
    assert "不在" in client.post(url, firm).text
    late = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert client.post(url, firm | {"person": "", "found_on": late}).status_code == 422
    assert client.post(url, firm | {"person": ""}).url == page
    point = HazardPoint.objects.get()
    act = reverse("campaigns:point_act", args=[running.pk, point.pk, "judge"])
    assert "请核对" in client.post(act, {"found": "HAZARD", "decision": "属实", "number": "ZG-2020-0001"}).text
    item = make_item(county, origin=running.case)
    client.post(act, {"found": "HAZARD", "decision": "属实", "number": item.case.number.lower()})
    text = client.get(page).text
    for said in ("夜间停检😀", "薄弱环节：检验员兼职", item.case.number, "已确认隐患"):
        assert said in text
    again = client.post(act, {"found": "CLEARED", "decision": "两个人同时办", "number": ""})
    assert (again.status_code, "请刷新后再看" in again.text) == (422, True)
    treat = reverse("campaigns:point_act", args=[running.pk, point.pk, "treat"])
    half = {"opinion": "配专职检验员", "number": "", "test": "SPECIAL", "tested_on": "", "test_result": ""}
    assert "方式、日期和结果" in client.post(treat, half).text
    client.post(treat, half | {"test": "", "number": item.case.number})
    remove = reverse("campaigns:point_act", args=[running.pk, point.pk, "remove"])
    assert "还没有办结" in client.post(remove, {"removed_on": timezone.localdate().isoformat()}).text
    assert len(client.get(f"{page}?file=xlsx").content) > 3000
    assert client.get(f"{page}?state=DOUBT").text.count("夜间停检") == 0
    wrong = reverse("campaigns:point_act", args=[running.pk, point.pk, "anything"])
    assert client.get(wrong).status_code == 404
    client.force_login(county.inspector)
    assert client.get(page).status_code == 200
    assert client.get(url).status_code == 403


def test_the_survey_of_factors_goes_into_the_summary(county, running, client):
    """R-237: by trade, area and product, factors and measures in words, reported with the summary."""
    client.force_login(county.staff)
    url = reverse("campaigns:new_factor", args=[running.pk])
    given = {
        "sort": "AREA", "subject": "城西工业园", "factor": "作坊密集，铜价上涨致偷工减料。",
        "measures": "逐户建档抽检。",
        "emergency": "",
    }  # fmt: skip
    assert client.post(url, given).status_code == 302
    assert "已经调查" in client.post(url, given).text
    row = HazardFactor.objects.get()
    client.post(reverse("campaigns:factor", args=[running.pk, row.pk]), given | {"measures": "逐户建档、按月抽检。"})
    record = bring_return(county, make_return(county, record=running, contents=("RESULT_LIST", "FINAL_SUMMARY")),
                          "COMPILED")  # fmt: skip
    body = returncontent.summary_body(record)
    assert "重点产区“城西工业园”：作坊密集，铜价上涨致偷工减料。 措施：逐户建档、按月抽检。" in body
    client.force_login(county.other_staff)
    assert client.post(url, given | {"subject": "别处"}).status_code == 403


def test_tasks_show_what_the_records_say(county, client, catalogues):
    """R-217: inspections, self-checks and look-backs count for the first action; each leads to its records."""
    record = from_template(county, "003", year=2018)
    codes = [column.code for column, _ in taskfigures.figures(record)["HAZARD_INSPECTION"]]
    assert codes == ["producers", "sellers", "self_checks", "look_backs", "filed", "licences"]
    record = bring(county, make(county), "ON_SITE")
    item = bring_item(county, make_item(county, origin=record.case, severity="MAJOR"), "REOPENED")
    record.tasks.update(code="HAZARD_INSPECTION")
    found = {column.code: value for column, value in taskfigures.figures(record)["HAZARD_INSPECTION"]}
    assert found["look_backs"] == 1
    client.force_login(county.staff)
    text = client.get(record.get_absolute_url()).text
    link = f"{reverse('campaigns:figure', args=[record.pk])}?column=look_backs"
    assert link in text
    assert item.case.number in client.get(link).text


def test_a_bureau_drawn_by_lot_is_visited(county, running, client):
    """R-232: the lot, its seed and the enterprises visited stand with the feedback."""
    above = person("shiju", "市局办", county.inspector.department, "OFFICE")
    make_item(county, origin=running.case)
    members = [{"id": county.bureau.pk, "name": "清源县局", "code": ""}, {"id": 9999, "name": "乙县局", "code": ""}]
    made = drawing.make(by=above, among="BUREAU", title="随机督查", criteria="下级局", population=members, size=2)
    client.force_login(above)
    url = reverse("campaigns:new_feedback", args=[running.pk])
    assert "随机督查" in client.get(url).text
    firm = factory(county)
    client.post(url, {
        "sort": "VISIT", "on": timezone.localdate().isoformat(), "text": "隐患已消除", "answer_by": "",
        "visited": [firm.pk], "draw": made.pk,
    })  # fmt: skip
    row = running.feedback.get()
    assert (row.draw, list(row.visited.all())) == (made, [firm])
    text = client.get(reverse("campaigns:reports", args=[running.pk])).text
    assert f"种子 {made.seed}" in text
    assert f"走访：{firm.name}" in text
    assert matters.may_inspect(running, above)
