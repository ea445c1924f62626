"""Rounds, deadlines, rechecks and what must be there before the write-off (R-321–R-324, rules §3.4)."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from casefile.models import CaseFile, Deadline
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from rectification import problems
from rectification.models import RecheckRecord, RectificationItem
from registers import workdays

from .items import bring, close_measures, do, given, make

SHANGHAI = ZoneInfo("Asia/Shanghai")


def due(record, rule) -> Deadline | None:
    return record.case.deadlines.open().filter(rule=rule).first()


# --- the ledger -----------------------------------------------------------------------


def test_number_title_level_and_evidence(county):
    """R-321: a ledger with a number of its own for each defect."""
    record, year = make(county, severity="LARGER"), timezone.localdate().year
    assert record.case.number == f"ZG-{year}-0001"
    assert make(county).case.number == f"ZG-{year}-0002"
    assert record.case.title == "清源县恒通线缆有限公司未检验出厂"
    assert (record.case.level, record.case.level_label) == ("LARGER", "较大")
    assert record.case.attachments.count() == 1
    assert record.round == 1


def test_the_same_form_twice_is_one_item(county):
    token = uuid.uuid4()
    first, second = make(county, token=token), make(county, token=token)
    assert first.pk == second.pk
    assert first.case.attachments.count() == 1


def test_problem_codes_are_those_of_the_plan():
    """R-308 and R-309; a code outside the data is refused."""
    by_rule = {rule: {p.code for p in problems.PROBLEMS if rule in p.requirement} for rule in ("R-308", "R-309")}
    assert by_rule["R-308"] == {
        "NO_LICENCE", "BEYOND_SCOPE", "NO_FACTORY_INSPECTION", "INCOMPLETE_RECORDS", "CUTTING_CORNERS", "ADULTERATION",
    }  # fmt: skip
    assert by_rule["R-309"] == {
        "UNLICENSED_PRODUCT", "INCONSISTENT_PRODUCT", "LOW_QUALITY", "STANDARD_NONCONFORMITY",
    }  # fmt: skip
    assert sum(len(rows) for _, rows in problems.choices()) == len(problems.PROBLEMS)
    with pytest.raises(ValidationError, match="没有“XX”"):
        problems.validate_problem("XX")


def test_an_unknown_problem_opens_no_item(county):
    with pytest.raises((ValidationError, KeyError)):
        make(county, problem="XX", title="未知问题")
    assert not CaseFile.objects.exists()


def test_a_refused_file_leaves_nothing_behind(county):
    with pytest.raises(ValidationError, match="内容与扩展名"):
        make(county, files=[SimpleUploadedFile("现场.jpg", b"MZ\x90\x00")])
    assert not CaseFile.objects.exists()


# --- terms ----------------------------------------------------------------------------


def test_the_correction_is_due_after_working_days(county):
    """Fifteen working days by default, National Day not counted, with the computation in words."""
    with time_machine.travel(datetime(2026, 9, 24, 10, tzinfo=SHANGHAI), tick=False):
        record = bring(county, make(county), "ORDERED")
    deadline = due(record, "ITEM_CORRECTION")
    assert timezone.localdate(deadline.due_at) == workdays.add_workdays(date(2026, 9, 24), 15)
    assert "第15个工作日" in deadline.explanation
    assert deadline.responsible_user == county.staff


def test_the_head_may_order_another_term(county):
    record = make(county)
    do(county, record, "order", county.head, days=30, counting="calendar")
    assert timezone.localdate(due(record, "ITEM_CORRECTION").due_at) == timezone.localdate() + timedelta(days=30)


@pytest.mark.parametrize("days", [0, 181])
def test_a_term_out_of_reason_is_refused(county, days):
    with pytest.raises(InvalidData, match="期限"):
        do(county, make(county), "order", county.head, days=days)


def test_a_report_meets_the_correction_and_sets_the_recheck(county):
    record = bring(county, make(county), "REPORTED_DONE")
    assert record.case.deadlines.get(rule="ITEM_CORRECTION").met_at is not None
    assert due(record, "ITEM_RECHECK").responsible_user == county.staff
    kept = due(record, "ITEM_RECHECK").due_at
    do(county, record, "start_recheck", county.second_staff, first_officer=county.second_staff,
       second_officer=county.head)  # fmt: skip
    assert due(record, "ITEM_RECHECK").due_at == kept
    assert due(record, "ITEM_RECHECK").responsible_user == county.second_staff
    do(county, record, "pass_recheck", county.head)
    assert due(record, "ITEM_RECHECK") is None


def test_no_recheck_before_the_term_without_a_report(county):
    """Rules §3.4: deadline reached or report received."""
    record = bring(county, make(county), "ORDERED")
    with pytest.raises(GuardRefused, match="还没有到期，企业也没有报告完成"):
        do(county, record, "start_recheck", county.staff)
    with time_machine.travel(due(record, "ITEM_CORRECTION").due_at + timedelta(minutes=1), tick=False):
        do(county, record, "start_recheck", county.staff)
    assert record.state == "RECHECK"
    assert due(record, "ITEM_CORRECTION") is None
    assert record.case.deadlines.get(rule="ITEM_CORRECTION").met_at is None


# --- rechecks -------------------------------------------------------------------------


def test_two_different_officers(county):
    record = bring(county, make(county), "REPORTED_DONE")
    with pytest.raises(InvalidData, match="不能是同一个人"):
        do(county, record, "start_recheck", county.staff, second_officer=county.staff)
    with pytest.raises(InvalidData, match="复查人员二"):
        do(county, record, "start_recheck", county.staff, second_officer=None)
    with pytest.raises(InvalidData, match="复查人员二"):
        do(county, record, "start_recheck", county.staff, second_officer=county.office_clerk)
    assert not RecheckRecord.objects.exists()


def test_the_tables_hold_two_different_officers(county):
    record = bring(county, make(county), "RECHECK")
    with pytest.raises(IntegrityError, match="recheck_by_two"), transaction.atomic():
        RecheckRecord.objects.update(second_officer=county.staff)
    with pytest.raises(IntegrityError, match="item_two_recheckers"), transaction.atomic():
        RectificationItem.objects.filter(pk=record.pk).update(second_officer=county.staff)
    with pytest.raises(IntegrityError, match="item_two_recheckers"), transaction.atomic():
        RectificationItem.objects.filter(pk=record.pk).update(second_officer=None)


def test_only_who_rechecked_says_that_it_passed(county):
    """An officer lent by another unit sees the item and may say it."""
    record = bring(county, make(county), "REPORTED_DONE")
    assert not CaseFile.objects.visible_to(county.other_staff).filter(pk=record.pk).exists()
    do(county, record, "start_recheck", county.staff, second_officer=county.other_staff)
    assert CaseFile.objects.visible_to(county.other_staff).filter(pk=record.pk).exists()
    with pytest.raises(NotAllowed, match="参加复查的两人之一"):
        do(county, record, "pass_recheck", county.second_staff)
    do(county, record, "pass_recheck", county.other_staff)
    recheck = record.rechecks.get()
    assert (recheck.result, recheck.officers, recheck.recorded_by) == (
        "PASS", [county.staff, county.other_staff], county.other_staff,
    )  # fmt: skip


def test_officers_can_be_replaced(county):
    record = bring(county, make(county), "RECHECK")
    do(county, record, "change_officers", county.second_staff)
    assert record.rechecks.get().officers == [county.second_staff, county.brigade_officer]
    assert record.case.awaiting_user == county.second_staff
    with pytest.raises(NotAllowed):
        do(county, record, "pass_recheck", county.staff)


def test_a_wrong_product_needs_a_retest(county):
    """Rules §3.4: retest if quality item."""
    record = bring(county, make(county, problem="LOW_QUALITY"), "RECHECK")
    with pytest.raises(InvalidData, match="复检报告"):
        do(county, record, "pass_recheck", county.staff)
    do(county, record, "pass_recheck", county.staff, retest_reference="FJ-2026-0712")
    assert record.rechecks.get().retest_reference == "FJ-2026-0712"


@pytest.mark.parametrize(("days", "text"), [(1, "不能晚于今天"), (-1, "不能早于责令整改的日期")])
def test_the_day_of_the_recheck_is_between_order_and_today(county, days, text):
    record = bring(county, make(county), "RECHECK")
    with pytest.raises(InvalidData, match=text):
        do(county, record, "pass_recheck", county.staff, on=timezone.localdate() + timedelta(days=days))


def test_failing_begins_another_round(county):
    """R-322, rules §3.4: interview, ordered again, rechecked again: the rounds are counted and kept."""
    record = bring(county, make(county), "FAILED")
    assert list(record.case.measures.values_list("code", "department")) == [("INTERVIEW_1", county.quality.pk)]
    assert due(record, "ITEM_INTERVIEW") is not None
    close_measures(record, county.head)
    assert due(record, "ITEM_INTERVIEW") is None
    do(county, record, "order_again", county.head)
    assert (record.round, record.state, record.completion) == (2, "ORDERED", "")
    do(county, record, "report_done", county.staff)
    do(county, record, "start_recheck", county.staff)
    do(county, record, "pass_recheck", county.staff)
    assert [(r.round, r.result) for r in record.rechecks.order_by("round")] == [(1, "FAIL"), (2, "PASS")]


def test_refusing_a_major_correction_calls_other_departments(county):
    """R-324."""
    record = bring(county, make(county, severity="MAJOR"), "REFUSED")
    assert set(record.case.measures.values_list("code", flat=True)) == {"INTERVIEW_1", "JOINT_ENFORCEMENT_1"}
    general = bring(county, make(county), "REFUSED")
    assert set(general.case.measures.values_list("code", flat=True)) == {"INTERVIEW_1"}


def test_enforcement_stays_open_until_outcome_and_recheck(county):
    """R-121, R-218, rules §3.4: ENFORCEMENT stays open until the outcome is recorded; then it is looked at again."""
    record = bring(county, make(county), "ENFORCEMENT")
    assert record.case.closed_at is None
    with pytest.raises(GuardRefused, match="执法结果还没有登记"):
        do(county, record, "start_recheck", county.staff)
    do(county, record, "record_outcome", county.staff)
    assert record.case.awaiting_user == county.staff
    do(county, record, "start_recheck", county.staff)
    assert (record.state, record.round) == ("RECHECK", 2)
    do(county, record, "pass_recheck", county.staff)
    assert [r.result for r in record.rechecks.order_by("round")] == ["FAIL", "PASS"]


# --- the write-off --------------------------------------------------------------------


def passed_without_cause(county, **fields):
    record = bring(county, make(county, **fields), "ORDERED")
    do(county, record, "report_done", county.staff, cause="")
    do(county, record, "start_recheck", county.staff)
    do(county, record, "pass_recheck", county.staff)
    return record


def test_no_write_off_without_a_cause(county):
    """R-228."""
    record = passed_without_cause(county)
    with pytest.raises(GuardRefused, match="原因"):
        do(county, record, "write_off", county.head)
    do(county, record, "record_cause", county.staff)
    do(county, record, "write_off", county.head)
    assert (record.state, record.written_off_by) == ("WRITTEN_OFF", county.head)
    assert record.case.closed_at is not None
    with pytest.raises(IntegrityError, match="item_written_off_with_cause"), transaction.atomic():
        RectificationItem.objects.filter(pk=record.pk).update(cause="")


def test_no_write_off_before_the_interview(county):
    record = bring(county, make(county), "FAILED")
    do(county, record, "order_again", county.head)
    do(county, record, "report_done", county.staff)
    do(county, record, "start_recheck", county.staff)
    do(county, record, "pass_recheck", county.staff)
    with pytest.raises(GuardRefused, match="“约谈企业负责人（第1轮）”尚未办结"):
        do(county, record, "write_off", county.head)
    close_measures(record, county.head)
    do(county, record, "write_off", county.head)


def test_supervision_must_be_lifted_first(county):
    """Rules §3.4: 摘牌 needed before closing; the table holds it too."""
    record = bring(county, make(county), "PASSED")
    do(county, record, "supervise", county.deputy)
    assert record.case.awaiting_role == "UNIT_HEAD"
    for act, person in (("write_off", county.head), ("close_otherwise", county.deputy)):
        with pytest.raises(GuardRefused, match="请先摘牌"):
            do(county, record, act, person)
    do(county, record, "request_lift", county.head)
    assert record.case.awaiting_role == "DEPUTY"
    do(county, record, "lift_supervision", county.deputy)
    do(county, record, "write_off", county.head)
    with pytest.raises(IntegrityError, match="item_closed_without_supervision"), transaction.atomic():
        RectificationItem.objects.filter(pk=record.pk).update(supervised=True)


def test_an_overdue_major_item_may_be_put_under_supervision(county):
    record = bring(county, make(county, severity="MAJOR"), "ORDERED")
    with pytest.raises(InvalidData, match="不是逾期的重大隐患"):
        do(county, record, "supervise", county.deputy, supervision_ground="OVERDUE_MAJOR")
    with time_machine.travel(due(record, "ITEM_CORRECTION").due_at + timedelta(days=1), tick=False):
        do(county, record, "supervise", county.deputy, supervision_ground="OVERDUE_MAJOR")
    assert record.supervised


def test_who_rechecked_does_not_write_off(county):
    """Rules §3.4: approver took no part in the recheck, of any round; then the deputy is asked."""
    record = bring(county, make(county), "REPORTED_DONE")
    do(county, record, "start_recheck", county.staff, second_officer=county.head)
    do(county, record, "fail_recheck", county.head)
    close_measures(record, county.deputy)
    do(county, record, "order_again", county.head)
    do(county, record, "report_done", county.staff)
    do(county, record, "start_recheck", county.staff)  # the head is not among these two
    do(county, record, "pass_recheck", county.staff)
    assert record.case.awaiting_role == "DEPUTY"
    with pytest.raises(NotAllowed, match="没有参加复查"):
        do(county, record, "write_off", county.head)
    do(county, record, "write_off", county.deputy)
    with pytest.raises(IntegrityError, match="item_written_off_by_another"), transaction.atomic():
        RectificationItem.objects.filter(pk=record.pk).update(written_off_by=record.first_officer)


def test_a_major_item_is_looked_at_again(county):
    """R-323: 回头看; the item is closed, its look-back is not forgotten."""
    record = bring(county, make(county, severity="MAJOR"), "WRITTEN_OFF")
    assert timezone.localdate(due(record, "ITEM_LOOK_BACK").due_at) == timezone.localdate() + timedelta(days=30)
    do(county, record, "record_look_back", county.staff)
    assert due(record, "ITEM_LOOK_BACK") is None
    assert record.look_back_on == timezone.localdate()
    assert due(bring(county, make(county), "WRITTEN_OFF"), "ITEM_LOOK_BACK") is None


def test_a_relapse_opens_the_item_again(county):
    """Rules §3.4: WRITTEN_OFF→REOPENED counts as repeat, and goes round again."""
    record = bring(county, make(county, severity="MAJOR"), "REOPENED")
    assert (record.relapses, record.written_off_by, record.case.closed_at) == (1, None, None)
    do(county, record, "order_again", county.head)
    assert (record.round, record.state) == (2, "ORDERED")


def test_an_enterprise_that_is_gone(county):
    """R-229: 关停并转 and the like, with proof."""
    record = bring(county, make(county, severity="MAJOR"), "REFUSED")
    with pytest.raises(InvalidData, match="照片、材料"):
        perform(record, "close_otherwise", by=county.deputy, **given(county, record, "close_otherwise"))
    do(county, record, "close_otherwise", county.deputy)
    assert record.steps()[1] == ("企业已关闭", "done")
    assert set(record.case.measures.values_list("status", "result")) == {("NOT_APPLICABLE", "企业已关闭")}
    assert not record.case.deadlines.open().exists()


# --- where it came from ------------------------------------------------------------------


def test_it_is_tied_to_its_origin(county):
    origin = make(county).case
    record = make(county, by=county.brigade_officer, origin=origin)
    assert record.case.origin_links.get().origin == origin
    assert record.case.department == county.brigade
    assert CaseFile.objects.visible_to(county.staff).filter(pk=record.pk).exists()


def test_nothing_comes_out_of_a_closed_case(county):
    origin = bring(county, make(county), "CLOSED_OTHER").case
    with pytest.raises(WrongState, match="已办结"):
        make(county, origin=origin)
    assert CaseFile.objects.count() == 1


def test_risks_are_told_apart_as_old_new_and_changing(county, client):
    """R-303: said when the item is registered or later, shown, filtered and counted."""
    record = make(county, risk_sort="NEW")
    assert record.risk_sort == "NEW"
    do(county, record, "regrade", county.head, severity="GENERAL", urgent=False, risk_sort="VARIABLE")
    with pytest.raises(InvalidData, match="没有改动"):
        do(county, record, "regrade", county.head, severity="GENERAL", urgent=False, risk_sort="VARIABLE")
    client.force_login(county.staff)
    assert "变量风险" in client.get(record.get_absolute_url()).text
    assert record.case.number in client.get("/rectification/?only=VARIABLE").text
    assert record.case.number not in client.get("/rectification/?only=EXISTING").text
