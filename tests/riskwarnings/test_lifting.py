"""Lifting: what must be done first, to whom it is told, who says yes (R-035, R-038–R-041)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casefile.measures import close_measure
from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed
from documents.models import Document
from riskwarnings.models import Warning

from .cases import (
    REASON,
    approver,
    bring,
    details_for,
    finish_measures,
    lift_data,
    make_info,
    make_warning,
    number_and_seal,
)


@pytest.fixture
def handled(county):
    """A level 2 warning whose measures are all done."""
    warning = bring(county, make_warning(county), "HANDLING")
    finish_measures(county, warning)
    return warning


def ask(county, warning, **given):
    perform(warning, "request_lift", by=county.head, **(lift_data() | given))


def test_every_measure_is_done_or_does_not_apply(county):
    warning = bring(county, make_warning(county), "HANDLING")
    with pytest.raises(GuardRefused) as refusal:
        ask(county, warning)
    assert "“停止生产”尚未完成；确实不适用的，请写明理由" in refusal.value.reasons
    assert "“培训企业负责人”尚未完成；确实不适用的，请写明理由" in refusal.value.reasons
    for measure in warning.case.measures.filter(department=county.brigade):
        close_measure(measure, "NOT_APPLICABLE", by=county.brigade_officer, result="企业已停业。")
    for measure in warning.case.measures.filter(department=county.quality):
        close_measure(measure, "DONE", by=county.staff, result="已办理。", details=details_for(measure))
    with pytest.raises(GuardRefused, match="停止生产、限制销售、责令召回、限期整改中至少要完成一项，不能都不适用"):
        ask(county, warning)


def test_nothing_derived_is_open(county, handled):
    """The guard asks the links, so it need not know emergencies or rectification items."""
    derived = make_info(county).case
    CaseFile.objects.filter(pk=derived.pk).update(kind="INFO", number="ZG-2026-0007", state_label="复查中")
    handled.case.derived_links.create(derived=derived)
    with pytest.raises(GuardRefused, match="ZG-2026-0007 尚未办结（复查中）"):
        ask(county, handled)
    CaseFile.objects.filter(pk=derived.pk).update(closed_at=timezone.now())
    ask(county, handled)
    assert handled.state == "LIFT_REVIEW"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"lift_result": ""}, "处理结果"),
        ({"reinspection": "FAIL"}, "复检不合格，不能解除预警"),
        ({"reinspection_report": ""}, "复检报告编号"),
        ({"recall_outcome": "NOT_SOLD"}, "评估认定产品已售出"),
        ({"recall_outcome": "IMPOSSIBLE", "recall_report": ""}, "无法追回的，写明报告的日期、单位和原因"),
        ({"reported_city_on": None}, "向安州市市场监管局报告处理结果的日期"),
        ({"reported_government_on": None}, "向清源县人民政府报告处理结果的日期"),
        ({"reported_city_on": timedelta(days=1)}, "日期不能晚于今天"),
        ({"reported_government_on": timedelta(days=1)}, "日期不能晚于今天"),
        ({"reinspected_on": timedelta(days=-1)}, "日期不能早于预警发布的"),
    ],
)
def test_the_request_says_what_was_achieved_and_reported(county, handled, given, message):
    """R-035: the result is reported upward before; R-038: the recheck has passed."""
    today = timezone.localdate()
    given = {name: today + value if isinstance(value, timedelta) else value for name, value in given.items()}
    with pytest.raises(InvalidData, match=message):
        ask(county, handled, **given)
    assert Warning.objects.get(pk=handled.pk).state == "HANDLING"


def test_an_unsold_product_needs_no_recall(county):
    warning = bring(county, make_warning(county, "LEVEL_3"), "HANDLING")
    finish_measures(county, warning)
    ask(county, warning, recall_outcome="NOT_SOLD", recall_report="")
    assert warning.state == "LIFT_REVIEW"


def test_the_lift_notice_goes_to_exactly_the_same_recipients_and_cites_the_number(county, handled):
    """R-035: 解除通报 to the same departments as the 警示通报."""
    ask(county, handled)
    warning = Warning.objects.select_related("notice", "lift_notice").get(pk=handled.pk)
    alert, lift = warning.notice, warning.lift_notice
    fields = ("name", "department", "enterprise", "cc", "order")
    assert list(lift.recipients.values_list(*fields)) == list(alert.recipients.values_list(*fields))
    assert lift.cites == alert
    assert alert.number in lift.body
    assert "追回 1240 卷，全部销毁" in lift.body
    assert (lift.kind, lift.state, lift.drafter, lift.checker) == ("LIFT_NOTICE", "TO_SIGN", county.staff, county.head)
    drafted = warning.case.trail.get(action="draft", subject=lift.trail_subject)
    assert drafted.reason == "陈晓申请解除，按案卷生成"


def test_who_handles_it_does_not_ask_for_the_lifting(county, handled):
    CaseFile.objects.filter(pk=handled.pk).update(handler=county.head)
    handled = Warning.objects.get(pk=handled.pk)
    with pytest.raises(NotAllowed, match="经办人本人除外"):
        ask(county, handled)
    perform(handled, "request_lift", by=county.deputy, **lift_data())
    assert CaseFile.objects.awaiting(county.second_deputy).filter(pk=handled.pk).exists()
    with pytest.raises(NotAllowed, match="不是申请人"):
        perform(handled, "approve_lift", by=county.deputy)
    perform(handled, "approve_lift", by=county.second_deputy)


@pytest.mark.parametrize(("level", "refused"), [("LEVEL_1", "deputy"), ("LEVEL_2", "head"), ("LEVEL_3", "head")])
def test_lifting_is_approved_at_the_level_of_the_issue(county, level, refused):
    warning = bring(county, make_warning(county, level), "LIFT_REVIEW")
    with pytest.raises(NotAllowed):
        perform(warning, "approve_lift", by=getattr(county, refused))
    perform(warning, "approve_lift", by=approver(county, level))
    assert (warning.state, warning.lifted_by) == ("LIFTED", approver(county, level))
    assert Document.objects.get(pk=warning.lift_notice_id).state == "SIGNED"


def test_a_refused_request_is_made_anew(county):
    warning = bring(county, make_warning(county), "LIFT_REVIEW")
    first = warning.lift_notice
    with pytest.raises(InvalidData, match="不同意的理由"):
        perform(warning, "refuse_lift", by=county.deputy)
    perform(warning, "refuse_lift", by=county.deputy, reason="复检批次与原批次不符。")
    assert (warning.state, warning.lift_requested_by) == ("HANDLING", None)
    first = Document.objects.get(pk=first.pk)
    assert first.state == "VOID"
    assert warning.case.trail.get(action="void").reason == "复检批次与原批次不符。"
    ask(county, warning, reinspection_report="JY2026-0500")
    second = Document.objects.get(pk=warning.lift_notice_id)
    assert second.pk != first.pk
    assert "JY2026-0500" in second.body


def test_what_opened_meanwhile_stops_the_lifting(county):
    warning = bring(county, make_warning(county), "LIFT_REVIEW")
    warning.case.derived_links.create(derived=make_info(county).case)
    with pytest.raises(GuardRefused, match="尚未办结"):
        perform(warning, "approve_lift", by=county.deputy)


def test_over_once_the_lift_notice_is_out(county):
    warning = bring(county, make_warning(county), "LIFTED")
    case = warning.case
    with pytest.raises(GuardRefused, match="解除通报尚未印发"):
        perform(warning, "archive", by=county.office_clerk)
    with pytest.raises(GuardRefused, match="风险信息解除通报尚未编号、用印"):
        perform(warning, "issue_lift_notice", by=county.office_clerk)
    assert case.closed_at is None
    number_and_seal(county, warning.lift_notice)
    perform(warning, "issue_lift_notice", by=county.office_clerk)
    case = CaseFile.objects.get(pk=warning.pk)
    assert case.closed_at is not None
    assert case.awaiting_text == ""
    with pytest.raises(GuardRefused, match="解除通报已经印发"):
        perform(warning, "issue_lift_notice", by=county.office_clerk)
    perform(warning, "archive", by=county.office_clerk)
    assert warning.state == "ARCHIVED"


def test_then_the_information_can_be_resolved(county):
    warning = bring(county, make_warning(county), "LIFTED")
    report = {"result_report": "预警已解除。", "result_reported_on": timezone.localdate(),
              "result_reported_to": "安州市市场监管局、清源县人民政府"}  # fmt: skip
    with pytest.raises(GuardRefused, match="尚未办结"):
        perform(warning.info, "request_resolve", by=county.head, **report)
    number_and_seal(county, warning.lift_notice)
    perform(warning, "issue_lift_notice", by=county.office_clerk)
    perform(warning.info, "request_resolve", by=county.head, **report)
    perform(warning.info, "resolve", by=county.deputy, **report)
    assert warning.info.state == "RESOLVED"


def test_refusing_needs_the_same_authority(county):
    warning = bring(county, make_warning(county, "LEVEL_1"), "LIFT_REVIEW")
    with pytest.raises(NotAllowed):
        perform(warning, "refuse_lift", by=county.deputy, reason=REASON)
    perform(warning, "refuse_lift", by=county.director, reason=REASON)
    assert warning.state == "HANDLING"
