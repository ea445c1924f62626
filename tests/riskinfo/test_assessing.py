"""From screening to the end: exclusion, confirmation, upward report, resolution (R-022–R-026, R-035, R-112)."""

import pytest
from django.utils import timezone

from casefile.models import CaseFile, CaseLink, Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed
from documents.drafting import draft
from riskinfo.models import RiskInfo
from riskinfo.states import Outcome
from riskwarnings import facts_text

from .builders import make_draft, make_info, report_test, send_to_testing


def test_outcomes_are_those_of_the_grading_rules():
    """The values are kept twice because riskinfo comes before riskwarnings; they must not drift apart."""
    assert Outcome.choices == facts_text.Outcome.choices


def test_screening_asks_for_degree_advice_and_duplicates(county):
    """R-112."""
    info = make_info(county, "SUBMITTED")
    with pytest.raises(InvalidData) as refusal:
        perform(info, "screen", by=county.head, harm_degree="SERIOUS")
    assert set(refusal.value.form.errors) == {"handling_advice", "duplicates_checked"}


def test_staff_screens_only_what_is_assigned(county):
    info = make_info(county, "SUBMITTED")
    given = {"harm_degree": "GENERAL", "handling_advice": "直接评估。", "duplicates_checked": True}
    with pytest.raises(NotAllowed):
        perform(info, "screen", by=county.second_staff, **given)
    CaseFile.objects.filter(pk=info.pk).update(handler=county.second_staff)
    perform(RiskInfo.objects.get(pk=info.pk), "screen", by=county.second_staff, **given)


def test_a_duplicate_names_the_other(county):
    other, info = make_info(county, "SUBMITTED"), make_info(county, "SUBMITTED")
    given = {"exclusion_reason": "DUPLICATE", "exclusion_text": "同一批次，同一抽样单。"}
    for wrong in (None, "FX-1999-0001", info.case.number):
        with pytest.raises(InvalidData) as refusal:
            perform(info, "exclude", by=county.head, duplicate_of=wrong, **given)
        assert "duplicate_of" in refusal.value.form.errors
    perform(info, "exclude", by=county.head, duplicate_of=other.case.number.lower(), **given)
    assert info.duplicate_of == other


def test_another_bureau_s_number_is_not_found(county):
    other, info = make_info(county, "SUBMITTED"), make_info(county, "SUBMITTED")
    CaseFile.objects.filter(pk=other.pk).update(bureau=county.prefecture)
    with pytest.raises(InvalidData, match="没有编号为"):
        perform(info, "exclude", by=county.head, exclusion_reason="DUPLICATE", exclusion_text="重复。",
                duplicate_of=other.case.number)  # fmt: skip


def test_transfer_says_where_and_why(county):
    info = make_info(county, "SUBMITTED")
    with pytest.raises(InvalidData) as refusal:
        perform(info, "transfer", by=county.head)
    assert set(refusal.value.form.errors) == {"transferred_to", "reason"}


def test_who_told_the_bureau_is_to_be_answered(county):
    """Rules §3.1: source informed if a reporter exists."""
    for name, expected in (("张三", 1), ("", 0)):
        info = make_draft(county, reporter_name=name)
        perform(info, "submit", by=county.staff)
        perform(info, "exclude", by=county.head, exclusion_reason="UNTRUE", exclusion_text="不属实。")
        told = Notification.objects.filter(user=county.staff, case=info.case, text__contains="告知反映人")
        assert told.count() == expected


def test_assessment_needs_a_report_or_a_reason(county):
    """R-022, R-147."""
    info = make_info(county, "TESTING")
    with pytest.raises(InvalidData, match="还没有检验报告"):
        perform(info, "start_assessing", by=county.staff)
    report_test(info.tests.get(), county)
    perform(info, "start_assessing", by=county.staff)
    assert info.state == "ASSESSING"


def test_the_inconclusive_goes_round_until_decided(county):
    """R-026: only confirmation or exclusion ends it."""
    info = make_info(county, "INCONCLUSIVE")
    with pytest.raises(GuardRefused, match="尚无定论"):
        perform(info, "confirm", by=county.head, major_harm="NO")
    send_to_testing(info, county, purpose="COMPARISON", compared_with="同批留样")
    assert info.state == "TESTING"
    report_test(info.tests.get(), county, result="PASS", failed_items="", safety_indicator_failed="")
    perform(info, "start_assessing", by=county.staff)
    assert info.outcome == ""
    perform(info, "find_inconclusive", by=county.staff)
    perform(info, "reassess", by=county.head, reason="取得原料批次记录。")
    perform(info, "record_outcome", by=county.staff, outcome="LEVEL_3")
    perform(info, "confirm", by=county.head, major_harm="NO")
    assert (info.state, info.level, info.case.level) == ("CONFIRMED", "LEVEL_3", "LEVEL_3")


def test_new_facts_may_decide_an_inconclusive_one_at_once(county):
    info = make_info(county, "INCONCLUSIVE")
    perform(info, "record_outcome", by=county.staff, outcome="LEVEL_1")
    assert (info.state, info.level) == ("ASSESSING", "LEVEL_1")


def test_nobody_confirms_what_he_assessed(county):
    info = make_info(county, "ASSESSING")
    perform(info, "record_outcome", by=county.head, outcome="LEVEL_2")
    assert info.assessor == county.head
    with pytest.raises(NotAllowed):
        perform(info, "confirm", by=county.head, major_harm="NO")
    perform(info, "confirm", by=county.deputy, major_harm="NO")
    assert info.confirmed_by == county.deputy


def test_a_leader_who_assessed_does_not_exclude(county):
    info = make_info(county, "ASSESSING")
    perform(info, "find_inconclusive", by=county.deputy, as_role="DEPUTY")
    with pytest.raises(NotAllowed):
        perform(info, "exclude_assessed", by=county.deputy, exclusion_text="无风险。")
    perform(info, "exclude_assessed", by=county.director, exclusion_text="无风险。")
    assert (info.state, info.level, info.exclusion_reason) == ("EXCLUDED", "", "NO_RISK")


@pytest.mark.parametrize(
    ("outcome", "said"), [("", "还没有评估结论"), ("OUT_OF_JURISDICTION", "移送"), ("UNDETERMINED", "尚无定论")]
)
def test_only_a_level_or_no_grade_is_confirmed(county, outcome, said):
    info = make_info(county, "ASSESSING")
    if outcome:
        perform(info, "record_outcome", by=county.staff, outcome=outcome)
    with pytest.raises(GuardRefused, match=said):
        perform(info, "confirm", by=county.head, major_harm="NO")


def test_not_graded_asks_for_the_handling_decision(county):
    info = make_info(county, "ASSESSING")
    perform(info, "record_outcome", by=county.staff, outcome="NOT_GRADED")
    with pytest.raises(InvalidData) as refusal:
        perform(info, "confirm", by=county.head, major_harm="NO")
    assert set(refusal.value.form.errors) == {"handling_decision"}


class TestMajorHarm:
    """R-024, R-025: whatever the level, it is reported upward with five contents."""

    def assessed(self, county, **fields):
        info = make_info(county, "ASSESSING", **fields)
        perform(info, "record_outcome", by=county.staff, outcome="LEVEL_3")
        return info

    REPORT = {"reported_up_to": "安州市市场监督管理局", "cause": "绝缘料偷工减料", "affected_area": "城关镇",
              "material_suppliers": "正在核查"}  # fmt: skip

    def test_it_asks_for_the_report_and_names_what_is_empty(self, county):
        info = self.assessed(county, product_name="", enterprise_text="清源县恒兴线缆有限公司")
        with pytest.raises(InvalidData) as refusal:
            perform(info, "confirm", by=county.head, major_harm="POSSIBLE")
        errors = refusal.value.form.errors
        assert {"reported_up_on", "reported_up_to"} <= set(errors)
        for content in ("发生原因", "涉及区域", "涉及产品", "原料供应企业"):
            assert content in errors["__all__"][0]
        for content in ("信息来源", "危害程度", "生产加工企业"):
            assert content not in errors["__all__"][0]

    def test_it_is_confirmed_once_everything_is_there(self, county):
        info = self.assessed(county)
        perform(info, "confirm", by=county.head, major_harm="OCCURRED", reported_up_on=timezone.localdate(),
                **self.REPORT)  # fmt: skip
        assert (info.major_harm, info.reported_up_on) == ("OCCURRED", timezone.localdate())
        assert info.material_suppliers == "正在核查"

    def test_what_was_known_before_is_not_wiped_out(self, county):
        info = self.assessed(county, cause="设备故障", affected_area="全县", material_suppliers="不涉及")
        perform(info, "confirm", by=county.head, major_harm="POSSIBLE", reported_up_on=timezone.localdate(),
                reported_up_to="清源县人民政府")  # fmt: skip
        assert (info.cause, info.affected_area, info.material_suppliers) == ("设备故障", "全县", "不涉及")


class TestResolution:
    def derived(self, info, county, kind="WARNING", **fields):
        case = CaseFile.objects.create(
            kind=kind, number="YJ-2026-0001", bureau=county.bureau, department=county.quality, handler=county.staff,
            title="电线二级预警", state="HANDLING", state_label="处置中", opened_at=timezone.now(), **fields,
        )  # fmt: skip
        CaseLink.objects.create(origin=info.case, derived=case)
        return case

    def test_a_level_without_a_warning_stays_open(self, county):
        with pytest.raises(GuardRefused, match="还没有发出预警"):
            perform(make_info(county, "CONFIRMED"), "resolve", by=county.deputy, result_report="已办。")

    def test_every_derived_case_is_closed_first(self, county):
        """Rules §3.1: all linked warnings lifted, emergencies closed, items closed."""
        info = make_info(county, "CONFIRMED")
        case = self.derived(info, county)
        with pytest.raises(GuardRefused, match="YJ-2026-0001 尚未办结（处置中）"):
            perform(info, "resolve", by=county.deputy, result_report="已办。")
        CaseFile.objects.filter(pk=case.pk).update(closed_at=timezone.now())
        perform(info, "resolve", by=county.deputy, result_report="整改合格。", result_reported_to="市局、县政府",
                result_reported_on=timezone.localdate())  # fmt: skip
        assert info.case.closed_at is not None
        assert info.resolved_by == county.deputy

    def test_every_paper_is_issued_first(self, county):
        info = make_info(county, "CONFIRMED", outcome="NOT_GRADED")
        draft(info.case, "RISK_NOTICE", by=county.staff, title="产品质量安全风险告知书", body="……")
        with pytest.raises(GuardRefused, match="告知书”还没有印发"):
            perform(info, "resolve", by=county.deputy, result_report="已办。")

    def test_who_asked_does_not_approve(self, county):
        """Rules §3: UNIT_HEAD + DEPUTY, two persons."""
        info = make_info(county, "CONFIRMED", outcome="NOT_GRADED")
        perform(info, "request_resolve", by=county.deputy, result_report="已发消费提示。")
        assert info.case.awaiting_role == "DEPUTY"
        with pytest.raises(NotAllowed):
            perform(info, "resolve", by=county.deputy, result_report="已发消费提示。")
        perform(info, "refuse_resolve", by=county.second_deputy, reason="补充后续监测情况。")
        perform(info, "request_resolve", by=county.head, result_report="已发消费提示，后续监测正常。")
        perform(info, "resolve", by=county.deputy, result_report=info.result_report)
        assert info.result_report == "已发消费提示，后续监测正常。"

    def test_reopening_needs_a_reason_and_opens_the_case_again(self, county):
        info = make_info(county, "ARCHIVED")
        with pytest.raises(InvalidData):
            perform(info, "reopen", by=county.deputy)
        perform(info, "reopen", by=county.deputy, reason="再次接到同类投诉。")
        assert (info.state, info.case.closed_at, info.archived_at) == ("CONFIRMED", None, None)

    def test_what_was_sent_away_or_excluded_in_error_comes_back(self, county):
        """The other bureau sends it back; a complaint taken for untrue turns out to be true."""
        info = make_info(county, "TRANSFERRED")
        perform(info, "reopen", by=county.deputy, reason="澄河县局退回：生产地在本县。")
        assert (info.state, info.transferred_to, info.case.closed_at) == ("SUBMITTED", "", None)
        assert (info.case.awaiting_role, info.case.deadlines.filter(met_at=None, cancelled_at=None).count()) == (
            "UNIT_HEAD",
            1,
        )
        assessed = make_info(county, "ASSESSING", outcome="NOT_GRADED")
        perform(assessed, "exclude_assessed", by=county.deputy, exclusion_text="没有风险。")
        perform(assessed, "reopen", by=county.second_deputy, reason="又有两起同类投诉。")
        assert (assessed.state, assessed.outcome, assessed.exclusion_reason) == ("SCREENED", "", "")
        perform(assessed, "start_assessing", by=county.staff, test_waiver_reason="已有检验报告。")

    def test_a_double_comes_back_by_its_own_way(self, county):
        info, other = make_info(county, "SUBMITTED"), make_info(county, "SUBMITTED")
        perform(info, "mark_duplicate", by=county.head, other=other, exclusion_text="同一件投诉。")
        with pytest.raises(GuardRefused, match="撤销重复"):
            perform(info, "reopen", by=county.deputy, reason="不是重复。")
