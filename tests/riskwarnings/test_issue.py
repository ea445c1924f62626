"""Issuing: the notice must be sealed; measures by level, the brigade is called (R-028, R-031, R-036, R-038–R-041)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from casefile.measures import close_measure, reopen_measure
from casefile.models import CaseFile, Deadline, Measure, Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed
from documents.models import Document

from .cases import bring, make_warning, number_and_seal

ISSUED_AT = datetime(2026, 3, 13, 16, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Friday
LEVEL_3 = ["TRACE_CHECK", "TEST_ANALYSE", "RECTIFY_UNTIL_PASS", "QUALITY_MEETING", "TRAINING", "RAISE_FREQUENCY"]
ENFORCEMENT = ["STOP_PRODUCTION", "RESTRICT_SALE", "ORDER_RECALL", "RECTIFY_BY_DEADLINE"]
LEVEL_1 = ["INFORM_LEADING_GROUP", "REPORT_UPWARD"]


def test_it_says_what_is_missing_before_the_issue(county):
    warning = bring(county, make_warning(county), "APPROVED")
    notice = Document.objects.get(pk=warning.notice_id)
    with pytest.raises(GuardRefused, match="风险信息警示通报尚未编号、用印：请办公室在本页“文书”栏打开通报"):
        perform(warning, "issue", by=county.office_clerk)
    perform(notice, "number", by=county.office_clerk)
    with pytest.raises(GuardRefused, match="已编号，尚未登记用印"):
        perform(warning, "issue", by=county.office_clerk)
    perform(notice, "seal", by=county.office_clerk)
    perform(warning, "issue", by=county.office_clerk)
    notice = Document.objects.get(pk=notice.pk)
    assert (warning.state, notice.state) == ("ISSUED", "ISSUED")
    assert notice.number  # the notice is numbered


def test_without_a_brigade_nothing_is_issued(county):
    warning = bring(county, make_warning(county), "SEALED")
    county.brigade.active = False
    county.brigade.save()
    with pytest.raises(GuardRefused, match="本局没有登记综合行政执法大队"):
        perform(warning, "issue", by=county.office_clerk)
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("level", "codes"),
    [("LEVEL_3", LEVEL_3), ("LEVEL_2", LEVEL_3 + ENFORCEMENT), ("LEVEL_1", LEVEL_3 + ENFORCEMENT + LEVEL_1)],
)
def test_the_level_brings_its_measures(county, level, codes):
    """R-038–R-041, and for level 1 the leading group (R-007) and the report upward (R-024)."""
    with time_machine.travel(ISSUED_AT, tick=False):
        warning = bring(county, make_warning(county, level), "ISSUED")
    rows = list(warning.case.measures.all())
    assert [row.code for row in rows] == codes
    by_code = {row.code: row for row in rows}
    assert by_code["RECTIFY_UNTIL_PASS"].department == county.brigade
    assert (by_code["TRAINING"].department, by_code["TRAINING"].owner) == (county.quality, county.staff)
    assert by_code["RAISE_FREQUENCY"].due_on == date(2026, 3, 20)
    assert "第5个工作日" in by_code["RAISE_FREQUENCY"].due_explanation
    assert by_code["QUALITY_MEETING"].basis == "预案六（二）2"


def test_the_brigade_is_called_and_has_a_working_day(county):
    """R-031, R-036: the brigade sees the case, is told, and its acknowledgement is timed."""
    with time_machine.travel(ISSUED_AT, tick=False):
        warning = make_warning(county, recipients=[{"name": "清源县应急管理局", "department": None, "cc": False}])
        warning = bring(county, warning, "SEALED")
        assert not CaseFile.objects.visible_to(county.brigade_officer).filter(pk=warning.pk).exists()
        perform(warning, "issue", by=county.office_clerk)
        assert CaseFile.objects.visible_to(county.brigade_officer).filter(pk=warning.pk).exists()
        told = Notification.objects.filter(user=county.brigade_officer, case=warning.case)
        assert any("已发布" in row.text for row in told)
        deadline = Deadline.objects.open().get(case=warning.case, rule="warning_acknowledge")
        assert timezone.localtime(deadline.due_at).date() == date(2026, 3, 16)
        assert deadline.responsible_department == county.brigade
        perform(warning, "acknowledge", by=county.brigade_officer, reason="已收悉，今日赶赴企业。")
    deadline.refresh_from_db()
    assert deadline.met_at is not None
    assert (warning.state, warning.acknowledged_by) == ("HANDLING", county.brigade_officer)


def test_each_unit_has_one_deadline_that_of_its_nearest_measure(county):
    with time_machine.travel(ISSUED_AT, tick=False):
        warning = bring(county, make_warning(county), "HANDLING")
        case = warning.case
        assert _open(case) == {county.brigade: "处置措施：停止生产", county.quality: "处置措施：提高同类企业检查频次"}
        case.refresh_from_db()
        assert timezone.localtime(case.due_at).date() == date(2026, 3, 18)
        for code in ("STOP_PRODUCTION", "RESTRICT_SALE", "ORDER_RECALL", "RECTIFY_BY_DEADLINE"):
            close_measure(case.measures.get(code=code), "DONE", by=county.brigade_officer, result="已执行。")
        assert _open(case)[county.brigade] == "处置措施：检查和重点追踪抽查，逐级上报情况"
        trace = case.measures.get(code="TRACE_CHECK")
        close_measure(trace, "NOT_APPLICABLE", by=county.brigade_officer, result="抽查时已查清。")
        assert _open(case)[county.brigade] == "处置措施：督促整改，复查至合格"
        close_measure(
            case.measures.get(code="RECTIFY_UNTIL_PASS"), "DONE", by=county.brigade_officer, result="复查合格。"
        )
        assert set(_open(case)) == {county.quality}
        reopen_measure(case.measures.get(code="RECTIFY_UNTIL_PASS"), by=county.head, reason="复查记录不全。")
        assert _open(case)[county.brigade] == "处置措施：督促整改，复查至合格"


def _open(case):
    return {row.responsible_department: row.label for row in case.deadlines.open().filter(rule__startswith="measures-")}


def test_units_of_the_bureau_receive_the_notice_in_the_system(county):
    warning = bring(county, make_warning(county), "ISSUED")
    assert CaseFile.objects.visible_to(county.other_staff).filter(pk=warning.pk).exists()
    notice = Document.objects.get(pk=warning.notice_id)
    assert list(notice.recipients.values_list("name", "cc")) == [
        ("综合行政执法大队", False), ("城关市场监管所", False), ("清源县应急管理局", False), ("清源县人民政府", True),
    ]  # fmt: skip


def test_cancelling_before_the_issue_voids_the_notice(county):
    warning = bring(county, make_warning(county), "APPROVED")
    number_and_seal(county, warning.notice)
    perform(warning, "cancel", by=county.deputy, reason="企业已注销，另行处理。")
    notice = Document.objects.get(pk=warning.notice_id)
    assert (warning.state, notice.state) == ("CANCELLED", "VOID")
    assert notice.number  # the number stays taken
    again = make_warning(county, info=warning.info)
    assert again.state == "DRAFT"


def test_withdrawing_needs_the_paper_that_revokes_the_notice(county):
    warning = bring(county, make_warning(county), "HANDLING")
    with pytest.raises(GuardRefused, match="风险信息警示通报：请先印发一份引用本文书的新文书"):
        perform(warning, "withdraw", by=county.deputy, reason="检验报告有误。")


def test_a_withdrawn_warning_obliges_nobody(county):
    warning = bring(county, make_warning(county), "WITHDRAWN")
    assert Document.objects.get(pk=warning.notice_id).state == "REVOKED"
    assert set(warning.case.measures.values_list("status", flat=True)) == {"NOT_APPLICABLE"}
    assert not Deadline.objects.open().filter(case=warning.case).exists()


def test_level_one_is_withdrawn_by_the_director_alone(county):
    warning = bring(county, make_warning(county, "LEVEL_1"), "HANDLING")
    with pytest.raises(NotAllowed):
        perform(warning, "withdraw", by=county.deputy, reason="检验报告有误。")
    with pytest.raises(GuardRefused):
        perform(warning, "withdraw", by=county.director, reason="检验报告有误。")
