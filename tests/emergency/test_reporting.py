"""How an emergency begins: number, first steps, reporting clock, who is told (R-032–R-034)."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from casefile import deadlines
from casefile.measures import close_measure, reopen_measure
from casefile.models import CaseFile, Measure, Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from emergency import bulletins, steps
from emergency.models import EmergencyCase

from .emergencies import FINDINGS, bring, make


def first_report(record):
    return record.case.deadlines.filter(rule="EMERGENCY_FIRST_REPORT").order_by("-pk").first()


def test_number_first_steps_and_owners(county):
    """R-032: the steps of the report fall to the brigade and the office, whose tasks they are."""
    record = make(county)
    year = timezone.localdate().year
    assert record.case.number == f"YJCZ-{year}-0001"
    assert make(county).case.number == f"YJCZ-{year}-0002"
    owners = {measure.code: measure.department for measure in record.case.measures.select_related("department")}
    assert owners == {
        "IDENTIFY_PRODUCT": county.brigade, "DETERMINE_NATURE": county.brigade,
        "REPORT_GOVERNMENT": county.office, "REPORT_CITY": county.office, "REPORT_PROVINCE": county.office,
    }  # fmt: skip


def test_activation_brings_the_rest(county):
    """R-033, R-034, R-042–R-044, each a step with an owner and the place in the plan."""
    record = bring(county, make(county), "ACTIVATED")
    measures = {measure.code: measure for measure in record.case.measures.select_related("department")}
    assert list(measures) == [step.code for step in steps.STEPS]
    assert {steps_.requirement for steps_ in steps.STEPS} >= {
        "R-029", "R-030", "R-031", "R-032", "R-033", "R-034", "R-042", "R-043", "R-044",
    }  # fmt: skip
    assert measures["SEAL_PRODUCTS"].department == county.brigade
    assert measures["CAUSE_ANALYSIS"].department == county.quality
    assert measures["SEAL_PRODUCTS"].basis == "预案六（二）4"


def test_units_concerned_see_it_and_others_do_not(county):
    record = make(county)
    seen = {p.username for p in county.people if CaseFile.objects.visible_to(p).filter(pk=record.pk).exists()}
    assert {"zhaomin", "wanglei", "guoqiang", "hejing", "lijianguo", "zhouweidong", "ducha"} <= seen
    assert not {"yangfan", "xulei", "liumin", "admin"} & seen


def test_leaders_office_and_brigade_are_told_at_once(county):
    record = make(county, by=county.head)
    urgent = set(Notification.objects.filter(case=record.case, urgent=True).values_list("user__username", flat=True))
    assert urgent == {"zhouweidong", "lijianguo", "matao", "hejing"}
    assert Notification.objects.filter(case=record.case, user=county.brigade_officer).exists()


def test_bureau_without_brigade_or_office_works_through_the_unit(county):
    for unit in (county.brigade, county.office):
        unit.active = False
        unit.save()
    record = make(county)
    assert set(record.case.measures.values_list("department", flat=True)) == {county.quality.pk}
    assert record.case.awaiting_role == "UNIT_HEAD"


def test_the_brigades_own_emergency(county):
    record = make(county, by=county.brigade_officer, department=county.brigade)
    assert (record.case.awaiting_role, record.case.awaiting_department) == ("BRIGADE", county.brigade)
    bring(county, record, "TERMINATED")
    assert (record.case.awaiting_role, record.case.awaiting_department) == ("BRIGADE", county.brigade)


def test_the_same_form_twice_is_one_emergency(county):
    token = uuid.uuid4()
    first, second = make(county, token=token), make(county, token=token)
    assert first.pk == second.pk
    assert EmergencyCase.objects.count() == 1
    assert first.case.measures.count() == 5


def test_learning_in_the_future_is_refused(county):
    with pytest.raises(ValidationError, match="获知时间不能晚于现在"):
        make(county, minutes_ago=-10)
    assert not CaseFile.objects.exists()


def test_a_refused_file_leaves_nothing_behind(county):
    with pytest.raises(ValidationError, match="内容与扩展名"):
        make(county, files=[SimpleUploadedFile("现场.pdf", b"MZ\x90\x00")])
    assert not CaseFile.objects.exists()


# --- the reporting clock ------------------------------------------------------------


def test_the_clock_runs_from_learning(county):
    record = make(county, minutes_ago=20)
    deadline = first_report(record)
    assert deadline.due_at == record.learned_at + timedelta(hours=1)
    assert deadline.responsible_department == county.office
    assert record.case.due_at == deadline.due_at


def test_the_office_is_reminded_then_the_deputy_too(county):
    """Half an hour and ten minutes before, at the hour; a rerun repeats nothing."""
    record = make(county, minutes_ago=0)
    start = record.learned_at
    sweeps = [deadlines.sweep(start + timedelta(minutes=m)) for m in (29, 31, 32, 51, 52, 61, 62)]
    assert sweeps == [0, 1, 0, 1, 0, 1, 0]
    mine = Notification.objects.filter(case=record.case, user=county.office_clerk, key__startswith="deadline:")
    assert [text.rsplit("：", 1)[1] for text in mine.order_by("pk").values_list("text", flat=True)] == [
        "初报县政府和市局剩 29 分钟", "初报县政府和市局剩 9 分钟", "初报县政府和市局逾期 1 分钟",
    ]  # fmt: skip


def test_both_first_reports_stop_the_clock(county):
    """R-032: 向当地政府和市局进行汇报: one of them is not enough; the office does its own steps."""
    record = make(county)
    rows = {m.code: m for m in record.case.measures.select_related("case__department", "department")}
    government, city = bulletins.superiors(record.case)
    with pytest.raises(GuardRefused, match="还没有登记向县政府的初报"):
        close_measure(rows["REPORT_GOVERNMENT"], Measure.Status.DONE, by=county.office_clerk, result="电话报值班室")
    bulletins.tell(record, "FIRST", by=county.office_clerk, text="初报", to=[government])
    assert first_report(record).is_open
    bulletins.tell(record, "FIRST", by=county.office_clerk, text="初报", to=[city])
    assert first_report(record).met_at is not None
    rows["REPORT_CITY"].refresh_from_db()
    reopen_measure(rows["REPORT_CITY"], by=county.head, reason="市局称未收到")
    assert first_report(record).is_open
    assert first_report(record).due_at == record.learned_at + timedelta(hours=1)


def test_the_report_to_the_province_has_its_own_clock(county, client):
    """R-024, rules §3.3: two hours from learning, by ourselves or passed on by the city bureau."""
    record = make(county, minutes_ago=0)
    clock = record.case.deadlines.get(rule="EMERGENCY_PROVINCE_REPORT")
    assert clock.due_at == record.learned_at + timedelta(hours=2)
    assert clock.responsible_department == county.office
    step = record.case.measures.select_related("case__department", "department").get(code="REPORT_PROVINCE")
    with pytest.raises(GuardRefused, match="由市局转报的记为不适用"):
        close_measure(step, Measure.Status.DONE, by=county.office_clerk, result="已报")
    close_measure(step, Measure.Status.NOT_APPLICABLE, by=county.office_clerk, result="市局 10:20 已转报省局")
    clock.refresh_from_db()
    assert clock.met_at is not None
    reopen_measure(step, by=county.head, reason="市局未转报")
    assert record.case.deadlines.open().get(rule="EMERGENCY_PROVINCE_REPORT").due_at == clock.due_at
    client.force_login(county.office_clerk)
    url = reverse("emergency:tell", args=[record.pk, "FIRST"])
    page = client.get(url)
    assert "省级市场监督管理局" in page.text
    assert page.context["form"].initial["superiors"] == ["GOVERNMENT", "CITY"]
    sent = {"token": str(uuid.uuid4()), "text": "初报", "superiors": ["PROVINCE"], "way": "PHONE",
            "sent_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    step.refresh_from_db()
    assert (step.status, step.result[17:]) == ("DONE", "电话报告省级市场监督管理局")
    assert not record.case.deadlines.open().filter(rule="EMERGENCY_PROVINCE_REPORT").exists()
    assert first_report(record).is_open  # government and city are told by themselves
    assert client.get(url).context["form"].initial["superiors"] == ["GOVERNMENT", "CITY"]
    client.post(url, sent | {"token": str(uuid.uuid4()), "superiors": ["GOVERNMENT"]})
    assert client.get(url).context["form"].initial["superiors"] == ["CITY"]  # whom it has not reached yet


def test_the_office_does_no_step_of_the_brigade(county):
    record = make(county)
    measure = record.case.measures.select_related("case__department", "department").get(code="IDENTIFY_PRODUCT")
    with pytest.raises(NotAllowed, match="综合行政执法大队"):
        close_measure(measure, Measure.Status.DONE, by=county.office_clerk, result="已查清")


def test_findings_close_their_steps(county):
    record = make(county)
    perform(record, "verify", by=county.brigade_officer)
    perform(record, "record_findings", by=county.brigade_officer, **FINDINGS)
    done = {m.code: m.result for m in record.case.measures.filter(status=Measure.Status.DONE)}
    assert done == {
        "IDENTIFY_PRODUCT": "家用燃气灶 JZT-B5，批号20260803", "DETERMINE_NATURE": "初步认定：阀体焊缝缺陷致泄漏",
    }  # fmt: skip
    assert record.case.awaiting_role == "DIRECTOR"


def test_the_summary_is_due_ten_days_after_the_end(county):
    record = bring(county, make(county), "TERMINATED")
    deadline = record.case.deadlines.open().get(rule="EMERGENCY_SUMMARY")
    assert timezone.localdate(deadline.due_at) == timezone.localdate() + timedelta(days=10)
    bring(county, make(county), "SUMMARISED")
    perform(record, "summarise", by=county.staff, summary="经过", lessons="")
    assert not record.case.deadlines.open().filter(rule="EMERGENCY_SUMMARY").exists()


# --- where it came from ----------------------------------------------------------------


def test_it_is_tied_to_its_origin(county):
    origin = make(county).case
    record = make(county, by=county.brigade_officer, department=county.brigade, origin=origin)
    assert record.case.origin_links.get().origin == origin
    assert record.case.participations.filter(department=county.quality).exists()


def test_nothing_comes_out_of_a_closed_case(county):
    """Otherwise a lifted warning could gain an open emergency (rules §3.2)."""
    origin = bring(county, make(county), "FALSE_ALARM").case
    with pytest.raises(WrongState, match="已办结"):
        make(county, origin=origin)
    assert CaseFile.objects.count() == 1
