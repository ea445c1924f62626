"""Test tasks: what the agency sees, what its report sets off (R-022, R-045, R-046, R-147)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from accounts.roles import Role
from casefile.models import Attachment, Notification
from casefile.perform import perform
from casefile.refusals import InvalidData, NotAllowed, WrongState
from riskinfo.models import TestTask
from tests.people import person

from .builders import make_info, pdf, report_test, send_to_testing


@pytest.fixture
def info(county):
    return make_info(county, "SCREENED", reporter_name="张三", reporter_phone="13812345678")


@pytest.fixture
def task(info, county):
    return send_to_testing(info, county)


@pytest.fixture
def other_tester(county):
    agency = Department.objects.create(bureau=county.bureau, name="纤维检验所", kind=Department.Kind.AGENCY)
    return person("fangwei", "方伟", agency, Role.AGENCY)


def test_assigning_asks_for_necessity_and_a_date_to_come(info, county):
    """R-147: test needed + reason."""
    with pytest.raises(InvalidData) as refusal:
        send_to_testing(info, county, reason="", due_on=timezone.localdate() - timedelta(days=1))
    assert set(refusal.value.form.errors) == {"reason", "due_on"}
    for day in (date(9999, 12, 31), timezone.localdate() + timedelta(days=400), date(1, 1, 1)):
        with pytest.raises(InvalidData, match="要求完成日期"):
            send_to_testing(info, county, due_on=day)
    with pytest.raises(InvalidData, match="质检机构"):
        send_to_testing(info, county, agency=county.station)


def test_the_agency_is_told_with_a_link_it_can_open(task, county, client):
    note = Notification.objects.get(user=county.tester)
    assert note.url == task.get_absolute_url()
    assert note.case is None
    client.force_login(county.tester)
    assert client.get(note.url).status_code == 200


def test_the_unit_watches_the_date(task, info):
    deadline = info.case.deadlines.open().get()
    assert deadline.rule == f"info.test:{task.pk}"
    assert timezone.localtime(deadline.due_at).date() == task.due_on


def test_the_agency_sees_its_task_and_nothing_of_the_case(task, info, county, client):
    """R-045: only its own tasks."""
    client.force_login(county.tester)
    page = client.get(task.get_absolute_url()).content.decode()
    assert task.sample in page
    for secret in (info.case.title, info.description, "张", "13812345678", "赵敏"):
        assert secret not in page, secret
    listed = client.get(reverse("riskinfo:tests")).content.decode()
    assert task.sample in listed
    assert info.case.title not in listed


@pytest.mark.parametrize("name", ["riskinfo:list", "riskinfo:new", "riskinfo:returns"])
def test_the_agency_opens_no_other_page(task, county, client, name):
    client.force_login(county.tester)
    assert client.get(reverse(name)).status_code == 403


def test_a_link_to_the_case_leads_the_agency_to_its_task(task, info, county, client, other_tester):
    client.force_login(county.tester)
    assert client.get(info.get_absolute_url()).url == task.get_absolute_url()
    client.force_login(other_tester)
    assert client.get(info.get_absolute_url()).status_code == 404


def test_another_agency_finds_nothing(task, county, client, other_tester):
    client.force_login(other_tester)
    assert client.get(task.get_absolute_url()).status_code == 404
    assert client.post(reverse("riskinfo:test_act", args=[task.pk, "submit_result"]), {}).status_code == 404
    with pytest.raises(NotAllowed):
        perform(task, "submit_result", by=other_tester, result="PASS")


@pytest.mark.parametrize("who", ["staff", "head", "deputy", "director", "brigade_officer", "office_clerk", "admin"])
def test_nobody_else_writes_the_result(task, county, who):
    with pytest.raises(NotAllowed):
        perform(task, "submit_result", by=getattr(county, who), result="PASS")


def test_a_failure_names_the_items_and_brings_the_report(task, county):
    post = {"result": "FAIL", "failed_items": "", "safety_indicator_failed": ""}
    with pytest.raises(InvalidData) as refusal:
        perform(task, "submit_result", by=county.tester, post=post, files={})
    assert set(refusal.value.form.errors) == {"failed_items", "safety_indicator_failed", "report"}


def test_a_positive_finding_is_told_at_once(task, info, county):
    """R-046: 一经确认…立即上报: the head, the deputies and the unit's staff."""
    report_test(task, county)
    told = Notification.objects.filter(key=f"test:{task.pk}:reported", urgent=True)
    assert {note.user.username for note in told} == {"chenxiao", "lijianguo", "matao", "zhaomin", "sunli"}


def test_a_pass_is_told_to_the_handler_alone(task, county):
    report_test(task, county, result="PASS", failed_items="", safety_indicator_failed="")
    told = Notification.objects.filter(key=f"test:{task.pk}:reported")
    assert [(note.user.username, note.urgent) for note in told] == [("zhaomin", False)]


def test_the_report_enters_the_case(task, info, county):
    """The trail and the attachments of the case hold what the agency reported."""
    report_test(task, county)
    file = Attachment.objects.get(case=info.case)
    assert (task.report, task.state, file.uploaded_by) == (file, "REPORTED", county.tester)
    entries = list(info.case.trail.order_by("seq").values_list("action", "role"))
    assert entries[-2:] == [("submit_result", "AGENCY"), ("attach", "AGENCY")]
    open_rules = [deadline.rule for deadline in info.case.deadlines.open()]
    assert open_rules == ["info.assessment"]


def test_assessment_waits_for_the_last_test(task, info, county):
    second = send_to_testing(info, county, purpose="COMPARISON", compared_with="同批留样")
    report_test(task, county)
    assert [deadline.rule for deadline in info.case.deadlines.open()] == [f"info.test:{second.pk}"]
    report_test(second, county)
    assert [deadline.rule for deadline in info.case.deadlines.open()] == ["info.assessment"]


def test_a_result_is_given_once(task, county):
    report_test(task, county)
    with pytest.raises(WrongState, match="刘敏.*报告检验结果"):
        report_test(TestTask.objects.get(pk=task.pk), county)


def test_the_report_is_uploaded_on_the_page(task, county, client):
    client.force_login(county.tester)
    url = reverse("riskinfo:test_act", args=[task.pk, "submit_result"])
    assert client.get(url).status_code == 200
    given = {"result": "FAIL", "failed_items": "绝缘厚度 0.5 mm", "safety_indicator_failed": "YES"}
    wrong = client.post(url, {**given, "report": pdf("报告.docx")})
    assert wrong.status_code == 422
    assert "绝缘厚度 0.5 mm" in wrong.content.decode()
    done = client.post(url, {**given, "report": pdf()}, follow=True)
    assert "不合格" in done.content.decode()
    assert "检验报告.pdf" in done.content.decode()
