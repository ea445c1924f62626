"""Extensions, interviews, joint action, supervision, transfers, the clocks of failed samplings (rules §3.4)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.absences import Absence
from casefile.measures import close_measure
from casefile.refusals import GuardRefused, InvalidData, NotAllowed
from rectification.models import RectificationItem, TermsVersion
from rectification.terms import DEFAULT, in_force
from registers import workdays
from registers.models import SamplingResult

from .items import bring, do, make

SHANGHAI = ZoneInfo("Asia/Shanghai")


def due(record, rule):
    found = record.case.deadlines.open().filter(rule=rule).first()
    return found and timezone.localdate(found.due_at)


# --- more time ------------------------------------------------------------------------


def test_an_extension_moves_the_term(county):
    """Rules §3.4: granted by the head, counted from the old term; asked for, it waits for the head."""
    record = bring(county, make(county), "ORDERED")
    old = due(record, "ITEM_CORRECTION")
    do(county, record, "request_extension", county.staff, days=10)
    assert record.case.awaiting_role == "UNIT_HEAD"
    assert due(record, "ITEM_CORRECTION") == old
    do(county, record, "approve_extension", county.head)
    asked = record.extensions.get()
    assert due(record, "ITEM_CORRECTION") == asked.until == workdays.add_workdays(old, 10)
    assert (asked.state, asked.decided_by, record.case.awaiting_user) == ("APPROVED", county.head, county.staff)
    with pytest.raises(GuardRefused, match="本轮已延期 1 次，每轮最多 1 次"):
        do(county, record, "request_extension", county.staff)


def test_a_refused_extension_changes_nothing(county):
    record = bring(county, make(county), "ORDERED")
    old = due(record, "ITEM_CORRECTION")
    do(county, record, "request_extension", county.staff)
    do(county, record, "refuse_extension", county.head)
    assert (due(record, "ITEM_CORRECTION"), record.extensions.get().decision) == (old, "设备可以租用")
    do(county, record, "request_extension", county.staff)  # with better reasons
    assert record.extensions.count() == 2


def test_limits_of_an_extension(county):
    record = bring(county, make(county), "ORDERED")
    with pytest.raises(InvalidData, match="每次最多延长 15 个工作日"):
        do(county, record, "request_extension", county.staff, days=16)
    with (
        time_machine.travel(record.case.due_at + timedelta(days=1), tick=False),
        pytest.raises(GuardRefused, match="整改期限已过"),
    ):
        do(county, record, "request_extension", county.staff)


def test_a_report_overtakes_the_request(county):
    record = bring(county, make(county), "ORDERED")
    do(county, record, "request_extension", county.staff)
    do(county, record, "report_done", county.staff)
    assert record.extensions.get().state == "LAPSED"
    with pytest.raises(IntegrityError, match="extension_is_decided"), transaction.atomic():
        record.extensions.update(state="APPROVED")


def test_who_stands_in_for_the_asker_does_not_grant(county):
    record = bring(county, make(county), "ORDERED")
    do(county, record, "request_extension", county.head)
    today = timezone.localdate()
    Absence.objects.create(
        absent=county.head, deputy=county.second_staff, starts=today, ends=today, areas=["item"], reason="开会",
        created_by=county.office_clerk,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        do(county, record, "approve_extension", county.second_staff)


def test_who_stands_in_for_a_rechecker_does_not_write_off(county):
    """Rules §3.4: 销号 by somebody who did not recheck, nor stands in for one who did."""
    record = bring(county, make(county), "REPORTED_DONE")
    do(county, record, "start_recheck", county.staff, first_officer=county.head, second_officer=county.staff)
    do(county, record, "pass_recheck", county.head)
    today = timezone.localdate()
    Absence.objects.create(
        absent=county.head, deputy=county.second_staff, starts=today, ends=today, areas=["item"], reason="开会",
        created_by=county.office_clerk,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        do(county, record, "write_off", county.second_staff)
    do(county, record, "write_off", county.deputy)


# --- the interview ----------------------------------------------------------------------


def test_an_interview_is_a_record_with_promises_and_a_day(county):
    """R-322: the measure is done by the record alone, and what was promised is followed up."""
    record = bring(county, make(county), "FAILED")
    measure = record.case.measures.get(code="INTERVIEW_1")
    with pytest.raises(GuardRefused, match="请用“登记约谈”登记"):
        close_measure(measure, "DONE", by=county.head, result="谈过了")
    do(county, record, "hold_interview", county.staff)
    measure.refresh_from_db()
    assert (measure.status, "张三（总经理）" in measure.result) == ("DONE", True)
    assert due(record, "ITEM_INTERVIEW") is None
    assert due(record, "ITEM_FOLLOW_UP") == timezone.localdate() + timedelta(days=10)
    do(county, record, "follow_up", county.staff, kept="BROKEN")
    held = record.interviews.get()
    assert (held.kept, held.followed_up_on, due(record, "ITEM_FOLLOW_UP")) == (False, timezone.localdate(), None)
    with pytest.raises(NotAllowed):
        do(county, record, "follow_up", county.staff)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"interviewers": "陈晓"}, "约谈人不少于两人"), ({"interviewers": "陈晓，陈晓"}, "约谈人不少于两人"),
        ({"follow_up_on": timezone.localdate()}, "今天以后"), ({"commitments": ""}, "承诺"),
    ],
)  # fmt: skip
def test_an_interview_says_everything(county, changed, message):
    record = bring(county, make(county), "FAILED")
    with pytest.raises(InvalidData, match=message):
        do(county, record, "hold_interview", county.staff, **changed)


# --- with others --------------------------------------------------------------------------


def test_a_refused_major_correction_is_dealt_with_jointly(county):
    """R-324 and R-229: together with the departments named; the record closes the measure."""
    record = bring(county, make(county, severity="MAJOR"), "REFUSED")
    measure = record.case.measures.get(code="JOINT_ENFORCEMENT_1")
    with pytest.raises(GuardRefused, match="登记联合处理"):
        close_measure(measure, "DONE", by=county.head, result="办了")
    do(county, record, "act_jointly", county.staff)
    measure.refresh_from_db()
    assert (measure.status, record.joint_actions.get().departments) == ("DONE", "应急管理局、公安局")


def test_a_major_risk_without_control_calls_other_departments(county):
    """R-324, first half: no refusal is needed."""
    record = bring(county, make(county, severity="MAJOR"), "ORDERED")
    do(county, record, "find_uncontrolled", county.head)
    do(county, record, "find_uncontrolled", county.head)
    assert record.case.measures.filter(code__startswith="JOINT").count() == 1


def test_hard_problems_go_to_the_government(county):
    """R-345."""
    record = bring(county, make(county), "ORDERED")
    do(county, record, "mark_hard", county.head)
    assert record.hard
    assert record.case.measures.get().label.startswith("报告地方党委政府")


def test_a_transfer_to_the_police_waits_for_its_receipt(county):
    """R-332: 知假售假 to the police, with receipt, and the person punished."""
    record = bring(county, make(county, problem="KNOWING_SALE"), "ORDERED")
    with pytest.raises(InvalidData, match="接收机关"):
        do(county, record, "enforce", county.head, enforcement_to="POLICE")
    do(county, record, "enforce", county.head, enforcement_to="POLICE", enforcement_body="清源县公安局")
    assert due(record, "ITEM_CORRECTION") is None
    with pytest.raises(GuardRefused, match="清源县公安局的回执还没有登记"):
        do(county, record, "record_outcome", county.staff, penalised="张三")
    do(county, record, "record_receipt", county.staff)
    with pytest.raises(InvalidData, match="被处罚的责任人"):
        do(county, record, "record_outcome", county.staff)
    do(county, record, "record_outcome", county.staff, penalised="张三（店主）")
    do(county, record, "start_recheck", county.staff)
    assert (record.round, record.penalised) == (1, "张三（店主）")


def test_what_the_law_hands_over_is_not_written_off_before(county):
    """R-333: a forged mark is punished first."""
    record = bring(county, make(county, problem="FORGED_MARK"), "PASSED")
    with pytest.raises(GuardRefused, match="须移送执法或公安机关"):
        do(county, record, "write_off", county.head)


# --- 挂牌督办 -------------------------------------------------------------------------------


def test_supervision_has_conditions_and_is_lifted_on_request(county):
    """R-347: ground, demand, conditions, term; the unit says they are met, a leader lifts or does not."""
    record = bring(county, make(county), "PASSED")
    do(county, record, "supervise", county.deputy)
    assert due(record, "ITEM_SUPERVISION") == timezone.localdate() + timedelta(days=30)
    do(county, record, "request_lift", county.head)
    assert record.case.awaiting_role == "DEPUTY"
    do(county, record, "refuse_lift", county.deputy)
    assert record.supervisions.get().refusal == "条件没有达到"
    do(county, record, "request_lift", county.deputy)  # acts for the unit
    with pytest.raises(NotAllowed):
        do(county, record, "lift_supervision", county.deputy)
    do(county, record, "lift_supervision", county.second_deputy)
    put = record.supervisions.get()
    assert (record.supervised, put.asked_by, put.lifted_by) == (False, county.deputy, county.second_deputy)
    assert due(record, "ITEM_SUPERVISION") is None


# --- urgency, the look-back -------------------------------------------------------------------


def test_an_urgent_item_has_a_short_term_sampling_and_a_look_back(county):
    """R-323."""
    record = make(county, urgent=True)
    with pytest.raises(InvalidData, match="最长 5 个工作日"):
        do(county, record, "order", county.head, days=6)
    do(county, record, "order", county.head, days=5)
    assert record.case.measures.get().label == "执法抽检（必要时）（第1轮）"
    close_measure(record.case.measures.get(), "NOT_APPLICABLE", by=county.staff, result="不涉及产品质量")
    do(county, record, "report_done", county.staff)
    do(county, record, "start_recheck", county.staff)
    do(county, record, "pass_recheck", county.staff)
    with pytest.raises(InvalidData, match="回头看日期"):
        do(county, record, "write_off", county.head, look_back_due=None)
    day = timezone.localdate() + timedelta(days=20)
    do(county, record, "write_off", county.head, look_back_due=day)
    assert due(record, "ITEM_LOOK_BACK") == day


def test_a_grade_changes_with_a_reason(county):
    record = make(county)
    with pytest.raises(InvalidData, match="没有改动"):
        do(county, record, "regrade", county.head, severity="GENERAL", urgent=False)
    do(county, record, "regrade", county.head)
    assert (record.severity, record.case.level, record.urgent) == ("LARGER", "LARGER", True)


# --- failed samplings -------------------------------------------------------------------------


def sampled(county):
    record = make(county)
    sampling = SamplingResult.objects.create(
        enterprise=record.case.enterprise, product_name="软线", sampled_on=timezone.localdate(), conclusion="FAIL"
    )
    return make(county, sampling=sampling, problem="STANDARD_NONCONFORMITY")


def test_clocks_of_a_failed_sampling(county):
    """令18 arts. 46–48 (rules §3.4, §3.7): 60 days, 75 days, then 60 to 90 days after the publication."""
    with time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=SHANGHAI), tick=False):
        record, today = sampled(county), timezone.localdate()
        with pytest.raises(InvalidData, match="最长 60 日"):
            do(county, record, "order", county.head, days=61, counting="calendar")
        do(county, record, "order", county.head, days=60, counting="calendar")
        assert due(record, "ITEM_CORRECTION") == today + timedelta(days=60)
        do(county, record, "report_done", county.staff)
        assert due(record, "ITEM_RECHECK") == today + timedelta(days=75)
        do(county, record, "start_recheck", county.staff)
        do(county, record, "fail_recheck", county.head)
        assert record.case.measures.filter(code="REPORT_UPWARD_1").exists()
        do(county, record, "publish", county.head)
        assert (record.state, record.round) == ("ORDERED", 2)
        assert due(record, "ITEM_RECHECK") == today + timedelta(days=90)
        do(county, record, "report_done", county.staff)
    with (
        time_machine.travel(datetime(2026, 4, 30, 10, tzinfo=SHANGHAI), tick=False),
        pytest.raises(GuardRefused, match="公告后满 60 日（2026-05-01）"),
    ):
        do(county, record, "start_recheck", county.staff)
    with time_machine.travel(datetime(2026, 5, 1, 10, tzinfo=SHANGHAI), tick=False):
        do(county, record, "start_recheck", county.staff)
        do(county, record, "fail_recheck", county.head)
        assert record.case.measures.filter(code="ART_17_2").exists()
        with pytest.raises(GuardRefused, match="第十七条"):
            do(county, record, "order_again", county.head)


# --- the bureau's own terms --------------------------------------------------------------------


def test_a_bureau_settles_its_terms(county):
    """Thresholds and terms are data; a version is never changed."""
    assert in_force(county.bureau.pk) == DEFAULT
    row = TermsVersion.objects.create(
        bureau=county.bureau, version=1, correction_days=20, extensions=0, reason="局务会", set_by=county.admin
    )
    assert (in_force(county.bureau.pk).correction_days, in_force(county.bureau.pk).version) == (20, 1)
    record = bring(county, make(county), "ORDERED")
    with pytest.raises(GuardRefused, match="每轮最多 0 次"):
        do(county, record, "request_extension", county.staff)
    with pytest.raises(TypeError):
        row.save()


def test_the_table_keeps_what_was_followed_up_whole(county):
    record = bring(county, make(county), "FAILED")
    do(county, record, "hold_interview", county.staff)
    with pytest.raises(IntegrityError, match="interview_followed_up_whole"), transaction.atomic():
        record.interviews.update(kept=True)
    assert RectificationItem.objects.get(pk=record.pk).open_interview() is not None
