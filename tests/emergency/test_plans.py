"""The plan in force, its versions, the contact list and who is on duty (R-007, R-212)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casefile.perform import perform
from casefile.refusals import GuardRefused, WrongState
from emergency import dutyroster, plans
from emergency.clocks import clocks_of
from emergency.models import DutyShift, EmergencyCase, Plan
from emergency.steps import STEPS

from .emergencies import FINDINGS, bring, make


def draft(county, **fields):
    plan = plans.draft_next(county.bureau, by=county.office_clerk)
    today = timezone.localdate()
    values = {"reference": "清市监发〔2026〕9号", "issued_on": today, "effective_from": today} | fields
    for name, value in values.items():
        setattr(plan, name, value)
    plans.keep_file(plan, SimpleUploadedFile("预案.txt", "正文".encode()))
    plan.save()
    return plan


def published(county, **fields):
    return plans.publish(draft(county, **fields), by=county.office_clerk)


def test_a_plan_is_published_whole_and_then_never_changed(county):
    plan = plans.draft_next(county.bureau, by=county.office_clerk)
    assert plans.draft_next(county.bureau, by=county.admin) == plan
    assert plan.steps.count() == len(STEPS)
    plan.steps.filter(code="SEAL_PRODUCTS").delete()
    with pytest.raises(GuardRefused) as refused:
        plans.publish(plan, by=county.office_clerk)
    assert refused.value.reasons == [
        "请填写印发文号", "请填写印发日期", "请填写施行日期", "请上传预案文件", "不能缺少这些步骤：封存有关产品和原料",
    ]  # fmt: skip
    plan.delete()
    plan = published(county)
    with pytest.raises(WrongState, match="已由何静发布"):
        plans.publish(plan, by=county.office_clerk)
    with pytest.raises(GuardRefused, match="须晚于上一版"):
        published(county)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(file="")


def test_no_plan_is_in_force_before_it_was_issued(county, client):
    """R-212: in force from its day, never before the paper was issued; entered later only with the reason in words."""
    today = timezone.localdate()
    past, tomorrow = today - timedelta(days=30), today + timedelta(days=1)
    plan = draft(county, issued_on=past, effective_from=past)
    with pytest.raises(GuardRefused, match="补登说明"):
        plans.publish(plan, by=county.office_clerk)
    plan.issued_on, plan.effective_from = tomorrow, tomorrow
    assert plans.why_not_publish(plan) == ["印发日期还没有到，印发后再发布"]
    plan.issued_on, plan.effective_from = today, past
    assert plans.why_not_publish(plan) == ["施行日期不能早于印发日期"]
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save()
    plan.issued_on, plan.effective_from = today, tomorrow
    plan.save()
    plans.publish(plan, by=county.office_clerk)
    assert (plans.in_force(county.bureau, today), plans.in_force(county.bureau, tomorrow)) == (None, plan)
    client.force_login(county.office_clerk)
    assert f"{today} 印发" in client.get(plan.get_absolute_url()).text


def test_an_emergency_runs_by_the_plan_of_its_day(county):
    """Its steps, clocks and grades come from the version in force when it was reported."""
    earlier = make(county)
    past = timezone.localdate() - timedelta(days=30)
    old = published(county, first_report_hours=2, issued_on=past, effective_from=past, entered_late="系统上线后补登")
    old_case = make(county)
    plan = draft(county, first_report_hours=3, title="新预案")
    plan.steps.create(code="OWN_1", label="通知学校停用", department="OWN_UNIT", phase="ON_ACTIVATION", order=99)
    plans.publish(plan, by=county.admin)
    new_case = make(county)
    assert [case.plan for case in (earlier, old_case, new_case)] == [None, old, plan]
    assert [clocks_of(case.case).first_report_hours for case in (earlier, old_case, new_case)] == [1, 2, 3]
    due = new_case.case.deadlines.get(rule="EMERGENCY_FIRST_REPORT")
    assert due.due_at == new_case.learned_at + timedelta(hours=3)
    for record in (old_case, new_case):
        bring(county, record, "ACTIVATED")
    own = [record.case.measures.filter(code="OWN_1").count() for record in (old_case, new_case)]
    assert own == [0, 1]


@pytest.mark.parametrize(
    ("injured", "dead", "label"),
    [(29, 0, "一般（Ⅳ级）"), (30, 0, "较大（Ⅲ级）"), (0, 1, "较大（Ⅲ级）"), (0, 10, "特别重大（Ⅰ级）")],
)
def test_the_figures_suggest_a_grade(injured, dead, label):
    assert plans.suggested(plans.GRADES, injured, dead).label == label


def test_the_grade_is_recorded_with_the_findings(county, client):
    record = bring(county, make(county), "VERIFYING")
    client.force_login(county.brigade_officer)
    url = reverse("emergency:act", args=[record.pk, "record_findings"])
    assert "预案标准为“一般（Ⅳ级）”" in client.get(url).content.decode()
    perform(record, "record_findings", by=county.brigade_officer, **FINDINGS, grade="III")
    assert EmergencyCase.objects.get(pk=record.pk).grade_label == "较大（Ⅲ级）"


def test_who_is_on_duty_changes_in_the_morning(county):
    day = date(2026, 10, 1)
    with time_machine.travel("2026-09-30 09:00+08:00", tick=False):
        shifts = [(day, "LEADER", county.deputy, "13900000001"), (day, "OFFICER", county.staff, "")]
        assert dutyroster.put_down(county.bureau, shifts, by=county.office_clerk) == 2
        assert dutyroster.put_down(county.bureau, shifts, by=county.office_clerk) == 0
    for moment, names in (
        ("2026-10-01 08:29+08:00", []), ("2026-10-01 08:30+08:00", ["李建国", "赵敏"]),
        ("2026-10-02 03:00+08:00", ["李建国", "赵敏"]), ("2026-10-02 08:30+08:00", []),
    ):  # fmt: skip
        with time_machine.travel(moment, tick=False):
            assert [row.person.name for row in dutyroster.on_duty(county.bureau, timezone.now())] == names
    with time_machine.travel("2026-10-03 09:00+08:00", tick=False), pytest.raises(ValueError, match="is over"):
        dutyroster.put_down(county.bureau, [(day, "LEADER", None, "")], by=county.office_clerk)


def rows_of(formset_prefix, rows, initial):
    data = {f"{formset_prefix}-TOTAL_FORMS": len(rows), f"{formset_prefix}-INITIAL_FORMS": initial}
    return data | {f"{formset_prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def test_the_office_writes_publishes_and_prints_the_plan(county, client):
    client.force_login(county.office_clerk)
    assert "还没有发布预案" in client.get(reverse("emergency:plans")).content.decode()
    url = client.post(reverse("emergency:plan_new")).url
    plan = Plan.objects.get()
    assert client.get(url).status_code == 200
    steps = [
        {"id": s.pk, "label": s.label, "basis": s.basis, "department": s.department, "phase": s.phase, "order": s.order}
        for s in plan.steps.all()
    ]  # fmt: skip
    steps.append(
        {"id": "", "label": "通知学校停用", "basis": "", "department": "OWN_UNIT", "phase": "ON_ACTIVATION", "order": 9}
    )
    grades = [
        {"id": g.pk, "code": g.code, "label": g.label, "colour": g.colour, "criteria": g.criteria, "order": g.order}
        for g in plan.grades.all()
    ]  # fmt: skip
    sent = {
        "title": "清源县预案", "reference": "清市监发〔2026〕9号", "effective_from": f"{timezone.localdate()}",
        "issued_on": f"{timezone.localdate() + timedelta(days=1)}", "entered_late": "",
        "first_report_hours": 0, "province_report_hours": 2, "more_report_hours": 2, "confirm_hours": 2,
        "feedback_hours": 24, "summary_days": 10,
        "note": "", **rows_of("steps", steps, len(steps) - 1), **rows_of("grades", grades, len(grades)),
    }  # fmt: skip
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "通知学校停用" in refused.content.decode()
    assert "印发以后才能登记" in refused.content.decode()
    sent["issued_on"] = sent["effective_from"]
    file = SimpleUploadedFile("预案.txt", "正文".encode())
    assert client.post(url, sent | {"first_report_hours": 1, "upload": file}).status_code == 302
    assert plan.steps.get(label="通知学校停用").code == "OWN_1"
    client.post(reverse("emergency:plan_publish", args=[plan.pk]))
    assert Plan.objects.get().published_by == county.office_clerk
    assert client.get(url).status_code == 302
    contact = {"group": "OUTSIDE", "unit": "县应急管理局", "name": "王磊", "phone": "0395-7120119", "order": 1}
    client.post(reverse("emergency:plan_contacts"), rows_of("form", [contact], 0))
    for name, args in (
        ("plans", []), ("plan", [plan.pk]), ("plan_card", [plan.pk]), ("plan_card_now", []), ("plan_shipped", []),
        ("roster", []),
    ):  # fmt: skip
        assert client.get(reverse(f"emergency:{name}", args=args)).status_code == 200, name
    kept = client.get(reverse("emergency:plan_file", args=[plan.pk]))
    assert b"".join(kept.streaming_content) == "正文".encode()
    today = dutyroster.duty_day(timezone.now())
    client.post(reverse("emergency:roster"), {f"leader_{today:%Y%m%d}": county.deputy.pk})
    assert DutyShift.objects.get().person == county.deputy
    record = make(county)
    client.force_login(county.staff)
    page = client.get(record.get_absolute_url()).content.decode()
    assert "清源县预案（第1版）" in page
    assert "带班领导" in page
    tell = client.get(reverse("emergency:tell", args=[record.pk, "INFORM"])).content.decode()
    assert "县应急管理局 王磊" in tell


def test_the_form_has_the_steps_as_they_are_done_and_a_new_one_last(county, client):
    plan = draft(county)
    client.force_login(county.admin)
    rows = client.get(reverse("emergency:plan_edit", args=[plan.pk])).context["steps"]
    done = [(form.instance.phase, form.instance.order) for form in rows.initial_forms]
    assert done == sorted(done, key=lambda row: (row[0] == "ON_ACTIVATION", row[1]))
    assert {phase for phase, _ in done} == {"ON_REPORT", "ON_ACTIVATION"}
    last = max(order for _, order in done)
    assert [form["order"].value() for form in rows.extra_forms] == [last + 1, last + 2]
    index = reverse("emergency:plans")
    above = f'href="{reverse("emergency:list")}"'
    assert above not in client.get(index).text, "an administrator opens no emergencies"
    client.force_login(county.staff)
    assert above in client.get(index).text


def test_others_read_and_do_not_write(county, client):
    plan = draft(county)
    client.force_login(county.staff)
    assert client.get(reverse("emergency:roster")).status_code == 200
    assert client.get(plan.get_absolute_url()).status_code == 404
    for name, args in (("plan_edit", [plan.pk]), ("plan_contacts", [])):
        assert client.get(reverse(f"emergency:{name}", args=args)).status_code == 403
    client.post(reverse("emergency:roster"), {f"leader_{timezone.localdate():%Y%m%d}": county.deputy.pk})
    assert not DutyShift.objects.exists()
    client.force_login(county.other_staff)
    plans.publish(plan, by=county.office_clerk)
    assert (client.get(plan.get_absolute_url()).status_code == 200) == (
        county.other_staff.department.bureau == county.bureau
    )
