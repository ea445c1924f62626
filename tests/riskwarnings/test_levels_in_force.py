"""A warning in force is raised and lowered, its recall watched, its decisions frozen (rules §3.2, §2.3 G6, G9)."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import RoleAssignment, User
from casefile.models import CaseFile, Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from casefile.trail import verify
from documents.models import Document
from riskinfo.models import RiskInfo
from riskwarnings import holds
from riskwarnings.models import LevelChange, RiskAssessment, Warning
from riskwarnings.recalling import record_figures

from .cases import (
    REASON,
    assess,
    bring,
    finish_measures,
    lift_data,
    make_info,
    make_warning,
    number_and_seal,
    reassess,
)


@pytest.fixture
def handled(county):
    return bring(county, make_warning(county, "LEVEL_3"), "HANDLING")


def again(warning) -> Warning:
    return Warning.objects.select_related("notice", "lift_notice").get(pk=warning.pk)


def codes(warning, **narrowed) -> set[str]:
    return set(warning.case.measures.filter(**narrowed).values_list("code", flat=True))


def test_raised_from_three_to_one_and_lowered_again(county, handled):
    """R-211: new assessment, new approval at the right level, measures added, none removed, recipients told."""
    before = codes(handled)
    with pytest.raises(GuardRefused, match="没有新的评估：请先点“重新评估”"):
        perform(handled, "propose_level", by=county.head, level="LEVEL_1", reason="情况严重。")
    reassess(county, handled, "LEVEL_1")
    assert RiskInfo.objects.get(pk=handled.info_id).level == "LEVEL_3"
    assert Notification.objects.filter(user=county.head, text__contains="请决定是否提请调级").exists()
    with pytest.raises(InvalidData, match="级别没有变化"):
        perform(handled, "propose_level", by=county.head, level="LEVEL_3", reason="情况严重。")
    perform(handled, "propose_level", by=county.head, level="LEVEL_1", reason="不合格项目属安全指标。")
    change = handled.open_change
    assert (change.from_level, change.to_level, change.notice.state) == ("LEVEL_3", "LEVEL_1", "TO_SIGN")
    assert handled.level == "LEVEL_3"
    with pytest.raises(NotAllowed):
        perform(again(handled), "approve_level", by=county.deputy)
    perform(handled, "approve_level", by=county.director, reason="同意。")
    handled = again(handled)
    assert (handled.level, handled.suggested_level, handled.assessment.version) == ("LEVEL_1", "LEVEL_1", 2)
    assert handled.state == "HANDLING"
    assert codes(handled) > before
    assert {"STOP_PRODUCTION", "REPORT_UPWARD"} <= codes(handled, status="OPEN")
    assert RiskInfo.objects.get(pk=handled.info_id).level == "LEVEL_1"
    assert CaseFile.objects.get(pk=handled.pk).level == "LEVEL_1"
    with pytest.raises(GuardRefused, match="调级通报尚未印发"):
        perform(handled, "request_lift", by=county.head, **lift_data())
    number_and_seal(county, handled.unissued_change.notice)
    perform(handled, "issue_level_notice", by=county.office_clerk)
    change = LevelChange.objects.get()
    notice = change.notice
    assert notice.state == "ISSUED"
    assert [row.name for row in notice.recipients.all()] == [row.name for row in handled.notice.recipients.all()]
    assert "由三级调整为一级质量安全风险" in notice.body
    assert handled.notice.number in notice.body

    # Down again: the director decides, for level 1 is the higher of the two; nothing is removed.
    reassess(county, handled, "LEVEL_3")
    perform(handled, "propose_level", by=county.head, level="LEVEL_3", reason="复检证明仅标识不合格。")
    held = codes(handled)
    with pytest.raises(NotAllowed):
        perform(again(handled), "approve_level", by=county.deputy)
    perform(handled, "approve_level", by=county.director)
    assert codes(again(handled)) == held
    assert "原通报部署的措施继续落实" in Document.objects.get(pk=handled.unissued_change.notice_id).body
    assert list(verify([CaseFile.objects.get(pk=handled.pk), CaseFile.objects.get(pk=handled.info_id)])) == []


def test_refused_it_stays_and_the_same_assessment_does_not_come_again(county, handled):
    reassess(county, handled, "LEVEL_2")
    perform(handled, "propose_level", by=county.head, level="LEVEL_2", reason="情况有变。")
    assert CaseFile.objects.awaiting(county.deputy).filter(pk=handled.pk).exists()
    perform(handled, "refuse_level", by=county.deputy, reason="证据不足。")
    handled = again(handled)
    assert (handled.level, handled.state, handled.assessment.version) == ("LEVEL_3", "HANDLING", 1)
    change = LevelChange.objects.select_related("notice").get()
    assert (change.outcome, change.notice.state) == ("REFUSED", "VOID")
    with pytest.raises(GuardRefused, match="对第2版评估的调级已表示不同意"):
        perform(handled, "propose_level", by=county.head, level="LEVEL_2", reason="再请。")
    reassess(county, handled, "LEVEL_2")
    perform(handled, "propose_level", by=county.head, level="LEVEL_2", reason="补充了检验报告。")


def test_who_proposed_or_assessed_does_not_decide(county, handled):
    """In code and in the database (rules §3.2, G9)."""
    RoleAssignment.objects.create(user=county.head, role="DIRECTOR")
    RoleAssignment.objects.create(user=county.second_staff, role="DIRECTOR")
    head, assessor = (User.objects.get(pk=user.pk) for user in (county.head, county.second_staff))
    reassess(county, handled, "LEVEL_1", by=assessor)
    with pytest.raises(NotAllowed):
        perform(handled, "propose_level", by=county.staff, level="LEVEL_1", reason="情况严重。")
    perform(handled, "propose_level", by=head, level="LEVEL_1", reason="情况严重。")
    for person in (head, assessor):
        with pytest.raises(NotAllowed):
            perform(again(handled), "approve_level", by=person)
    perform(handled, "approve_level", by=county.director)
    with pytest.raises(WrongState):
        perform(handled, "approve_level", by=county.director)
    rows = LevelChange.objects.filter(warning=handled)
    for change, name in (
        ({"decided_by": head}, "level_change_decided_by_another"),
        ({"to_level": "LEVEL_3"}, "level_change_changes"),
        ({"decided_at": None}, "level_change_decided_when_outcome_says"),
        ({"outcome": ""}, "level_change_"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**change)


def test_the_tables_refuse_what_the_permissions_refuse(county):
    """Approver and author, approver and assessor are two people in the database too, whatever code writes."""
    warning = bring(county, make_warning(county, "LEVEL_3"), "LEVEL_REVIEW")
    perform(again(warning), "approve_level", by=county.director)
    warning = again(warning)
    assert warning.assessed_by == county.staff
    for role in ("author", "assessed_by"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Warning.objects.filter(pk=warning.pk).update(**{role: warning.approved_by})
    raised = warning.level_changes.get()
    for role in ("proposed_by", "assessed_by"):
        with pytest.raises(IntegrityError), transaction.atomic():
            LevelChange.objects.filter(pk=raised.pk).update(**{role: raised.decided_by})


def test_news_of_the_recall_asks_for_a_new_assessment(county, client):
    """G6: the system grades the facts anew, keeps what it found and asks; a person assesses."""
    info = make_info(county)
    assess(county, info, "LEVEL_2", facts={"sale_extent": "MOST", "recall_status": "NOT_STARTED"})
    perform(info, "confirm", by=county.head, major_harm="NO")
    warning = bring(county, make_warning(county, info=info), "HANDLING")
    deadline = warning.case.deadlines.open().get(rule="warning_reassess")
    assert "重新评估" in deadline.label
    with pytest.raises(InvalidData, match="追回情况没有变化"):
        perform(warning, "report_recall", by=county.brigade_officer, recall_status="NOT_STARTED", evidence="检查")
    perform(warning, "report_recall", by=county.brigade_officer, recall_status="REFUSED", evidence="现场检查笔录")
    entry = warning.case.trail.get(action="reassess_prompt")
    assert entry.actor is None
    assert "按新情况试算建议一级" in entry.reason
    told = Notification.objects.filter(case=warning.case, text__contains="试算建议一级", urgent=True)
    assert set(told.values_list("user__name", flat=True)) == {"赵敏", "陈晓"}
    assert RiskAssessment.objects.filter(info=info).count() == 1
    client.force_login(county.staff)
    page = client.get(f"/warnings/assess/{info.pk}/").content.decode()
    assert "正在处置（二级）" in page
    assert "现场检查笔录" in page
    reassess(county, warning, "LEVEL_2", facts={"sale_extent": "MOST", "recall_status": "REFUSED"})
    assert not warning.case.deadlines.open().filter(rule="warning_reassess").exists()
    perform(warning, "propose_level", by=county.head, level="LEVEL_1", reason="企业拒不追回。")


def test_figures_of_the_recall_ask_for_a_new_assessment_too(county):
    """G6: once when they begin to differ from what was assessed, again only when they say something new."""
    info = make_info(county)
    assess(county, info, "LEVEL_2", facts={"sale_extent": "PART", "recall_status": "NOT_STARTED"})
    perform(info, "confirm", by=county.head, major_harm="NO")
    warning = bring(county, make_warning(county, info=info), "HANDLING")
    day = {"as_of": timezone.localdate(), "produced": 3000, "sold": 1240, "destroyed": 0, "unit": "卷"}

    def prompts():
        return list(warning.case.trail.filter(action="reassess_prompt").order_by("seq"))

    record_figures(warning, by=county.brigade_officer, recovered=0, **day)
    assert prompts() == []
    for recovered in (100, 800):
        record_figures(warning, by=county.brigade_officer, recovered=recovered, **day)
    assert [entry.action_label for entry in prompts()] == ["试算：级别不变"]
    assert "变为“部分追回”" in prompts()[0].reason
    assert warning.case.deadlines.open().filter(rule="warning_reassess").exists()
    record_figures(warning, by=county.brigade_officer, recovered=1240, **day)
    assert "变为“主动追回”" in prompts()[1].reason
    assert not warning.case.deadlines.open().filter(rule="warning_reassess").exists()
    record_figures(warning, by=county.brigade_officer, recovered=1240, **day | {"sold": 0, "note": "台账有误"})
    assert "变为“尚未销售”" in prompts()[2].reason
    record_figures(warning, by=county.brigade_officer, recovered=1, **day | {"sold": 4000, "note": "待核"})
    assert len(prompts()) == 3


def test_every_decision_freezes_what_it_rested_on(county, client):
    """R-016: facts, clauses and rule version at each decision, in the chain and on the memo."""
    warning = bring(county, make_warning(county, "LEVEL_1"), "LIFT_REVIEW")
    perform(warning, "approve_lift", by=county.director, reason="同意解除。")
    entries = list(warning.case.trail.filter(action="freeze_facts").order_by("seq"))
    assert [entry.given["decision"] for entry in entries] == ["approve", "approve_lift"]
    given = entries[0].given
    assert given["safety_indicator_failed"] == ["YES", "检验报告 JY2026-0311"]
    assert given["clauses"][0] == ["1.1", "LEVEL_1", "安全、健康指标不合格", "预案四、一级第1项"]
    assert (given["rule_version"], given["policy"], given["threshold"]) == ("1.0", "lex_specialis", "0.500")
    client.force_login(county.director)
    page = client.get(f"/warnings/{warning.pk}/memo/").content.decode()
    for words in (
        "预警审批单",
        "安全、健康指标不合格（预案四、一级第1项）",
        "局长",
        "同意解除。",
        "定级规则",
        "末条摘要",
    ):
        assert words in page, words
    draft = make_warning(county)
    client.force_login(county.staff)
    assert client.get(f"/warnings/{draft.pk}/memo/").status_code == 302


def test_lifting_says_what_became_of_the_risk_and_asks_later_apps(county, handled, monkeypatch):
    """R-006, R-035."""
    finish_measures(county, handled)
    with pytest.raises(InvalidData, match="风险只是降低的，请写明解除后怎样继续监管"):
        perform(handled, "request_lift", by=county.head, **lift_data() | {"risk_outcome": "REDUCED"})
    asked = []
    monkeypatch.setattr(holds, "_HOLDS", [lambda cases: asked.extend(cases) or ["封存“原料”还是“封存中”"]])
    with pytest.raises(GuardRefused, match="封存“原料”还是“封存中”"):
        perform(handled, "request_lift", by=county.head, **lift_data())
    assert [case.pk for case in asked] == [handled.pk, handled.info_id]
    monkeypatch.undo()
    given = lift_data() | {"risk_outcome": "REDUCED", "residual_control": "半年内每季度抽查一次。"}
    perform(handled, "request_lift", by=county.head, **given)
    assert "风险已降低到可接受。半年内每季度抽查一次。" in Document.objects.get(pk=handled.lift_notice_id).body
    with pytest.raises(IntegrityError, match="warning_reduced_risk_is_watched"), transaction.atomic():
        Warning.objects.filter(pk=handled.pk).update(residual_control="")


def test_a_confirmed_information_waits_for_nobody_while_its_warning_does(county):
    """What came out of it is on somebody's desk; once that is over, the information comes back."""
    warning = make_warning(county, "LEVEL_3")
    waits = lambda: CaseFile.objects.awaiting(county.staff).filter(pk=warning.info_id).exists()  # noqa: E731
    assert not waits()
    perform(warning, "cancel", by=county.staff, reason=REASON)
    assert waits()
    assert Notification.objects.filter(user=county.staff, case=warning.info_id).count() <= 1
    info = RiskInfo.objects.get(pk=warning.info_id)
    warning = make_warning(county, "LEVEL_3", info=info)
    assert not waits()
    bring(county, warning, "LIFT_ISSUED")
    assert waits()
