"""安全隐患分析大会: experts, inputs, conclusions, minutes, counted for action 3 (R-223)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from campaigns import conferences, taskfigures
from campaigns.models import Conference
from campaigns.plantemplates import TaskPlan
from campaigns.starting import add_task
from casefile.refusals import NotAllowed, WrongState
from documents.models import Document
from emergency.models import Plan
from riskinfo import situationreport
from tests.riskinfo.builders import make_info

from .campaigns import bring, make


@pytest.fixture
def record(county):
    made = make(county)
    add_task(
        made, TaskPlan("ANALYSIS_CONFERENCE", "ACTION", "召开一次安全隐患分析大会"), department=county.quality, order=5
    )
    return bring(county, made, "DEPLOYED")


@pytest.fixture
def inputs(county, record):
    """The records that a conference may have before it."""
    make_info(county)
    today, now = timezone.localdate(), timezone.now()
    analysis = situationreport.begin(by=county.staff, role="STAFF", period="YEAR", start=today.replace(month=1, day=1))
    plan = Plan.objects.create(
        bureau=county.bureau, version=91, title="产品质量安全突发事件应急预案", made_by=county.head, made_at=now,
        published_by=county.deputy, published_at=now, effective_from=today, issued_on=today,
        reference="清市监发〔2026〕9号", file="plans/预案.txt", file_name="预案.txt",
    )  # fmt: skip
    return {"analysis": analysis, "emergency_plan": plan, "rectification_file": record.case.attachments.get()}


def told(**changed) -> dict:
    return {
        "held_on": f"{timezone.localdate()}", "place": "局三楼会议室", "chair": "李建国",
        "experts": "省质检院 王强 电线电缆检测", "attendees": "清源县应急管理局 李明 科长",
        "findings": "绝缘老化集中在小作坊。", "conclusion": "安排一个风险监控项目。", **changed,
    }  # fmt: skip


def held(county, record, inputs, **changed) -> Conference:
    fields = {
        "held_on": timezone.localdate(), "place": "会议室", "chair": "李建国", "findings": "某", "conclusion": "某",
        "experts": [{"unit": "省质检院", "name": "王强", "post": "电线电缆"}],
    }  # fmt: skip
    return conferences.record_conference(record, by=county.staff, **(fields | inputs | changed))


def test_a_conference_with_its_inputs_and_minutes(county, client, record, inputs):
    """From the form to the minutes in one tap, which are begun once."""
    client.force_login(county.staff)
    page = reverse("campaigns:conferences", args=[record.pk])
    assert page in client.get(record.get_absolute_url()).text
    given = {name: row.pk for name, row in inputs.items()}
    assert client.post(f"{page}new/", told(**given)).status_code == 302
    row = record.conferences.get()
    assert row.experts == [{"unit": "省质检院", "name": "王强", "post": "电线电缆检测"}]
    entry = record.case.trail.get(action="hold_conference")
    assert "第91版" in str(entry.data)
    text = client.get(page).text
    for said in ("省质检院 王强（电线电缆检测）", inputs["analysis"].case.number, "第91版", "起草会议纪要",
                 reverse("casefile:attachment", args=[inputs["rectification_file"].pk])):  # fmt: skip
        assert said in text, said
    tap = reverse("campaigns:conference_minutes", args=[record.pk, row.pk])
    answer = client.post(tap)
    row.refresh_from_db()
    assert answer.url == row.minutes.get_absolute_url() == client.post(tap).url
    assert Document.objects.filter(case=record.pk, kind="MINUTES").count() == 1
    assert row.minutes.title == f"{record.case.title}安全隐患分析大会纪要"
    for said in ("局三楼会议室", "共收到风险信息1条", "绝缘老化集中在小作坊。", "专家：省质检院 王强（电线电缆检测）",
                 "出席：清源县应急管理局 李明（科长）", "整治方案：方案.txt。"):  # fmt: skip
        assert said in row.minutes.body, said


def test_files_in_place_of_records(county, client, record):
    """What the system has no record of is uploaded, and kept with the campaign."""
    client.force_login(county.staff)
    files = {
        f"{name}_upload": SimpleUploadedFile(f"{name}.txt", f"材料 {name}".encode())
        for name in ("summary", "emergency", "rectification")
    }
    url = reverse("campaigns:new_conference", args=[record.pk])
    assert client.post(url, told() | files).status_code == 302
    row = record.conferences.get()
    assert conferences.inputs(row) == [
        ("风险信息汇总", "summary.txt"), ("风险信息应急预案", "emergency.txt"), ("整治方案", "rectification.txt"),
    ]  # fmt: skip
    assert record.case.attachments.filter(note="分析大会：应急预案").count() == 1


def test_what_is_missing_is_named_and_nothing_typed_is_lost(county, client, record, inputs):
    client.force_login(county.staff)
    url = reverse("campaigns:new_conference", args=[record.pk])
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client.post(url, told(experts="省质检院 王强", held_on=f"{tomorrow}"))
    assert answer.status_code == 422
    for said in ("王强没有写专业。", "请选定或者上传风险信息汇总。", "请选定或者上传应急预案。",
                 "请选定或者上传整治方案。", "日期不能晚于今天", "绝缘老化集中在小作坊。"):  # fmt: skip
        assert said in answer.text, said
    assert not record.conferences.exists()
    with pytest.raises(ValidationError, match="请选定或者上传应急预案"):
        held(county, record, inputs, emergency_plan=None)


def test_counted_for_the_third_action(county, client, record, inputs):
    """The figure below the task leads to the conference; one struck out counts no more."""
    row = held(county, record, inputs)
    [(column, count)] = taskfigures.figures(record)["ANALYSIS_CONFERENCE"]
    assert (column.code, count) == ("conferences", 1)
    client.force_login(county.staff)
    text = client.get(reverse("campaigns:figure", args=[record.pk]), {"column": "conferences"}).text
    assert str(row) in text
    assert reverse("campaigns:conferences", args=[record.pk]) in text
    strike = reverse("campaigns:strike_conference", args=[record.pk, row.pk])
    assert client.post(strike, {"reason": ""}).status_code == 422
    assert client.post(strike, {"reason": "日期写错"}).status_code == 302
    [(_, count)] = taskfigures.figures(record)["ANALYSIS_CONFERENCE"]
    assert count == 0
    with pytest.raises(WrongState):
        conferences.strike(row, by=county.staff, reason="再划")
    with pytest.raises(WrongState):
        conferences.draft_minutes(row, by=county.staff)


def test_who_may_put_one_on_record(county, client, record, inputs):
    """The people of the campaign's unit, while it runs."""
    for person in (county.tester, county.admin, county.inspector):
        assert conferences.may_record(record, person) is None
    assert conferences.may_record(record, county.head)
    client.force_login(county.other_staff)
    assert client.get(reverse("campaigns:new_conference", args=[record.pk])).status_code in (403, 404)
    planned = make(county, title="还没有部署")
    with pytest.raises(NotAllowed):
        held(county, planned, inputs)
