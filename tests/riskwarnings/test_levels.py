"""Who approves which level, raising and lowering, and that nobody approves his own work (R-016–R-021)."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import RoleAssignment
from casefile.models import CaseFile, Notification
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed
from documents.models import Document
from riskwarnings.models import Warning

from .cases import assess, bring, confirmed, make_info, make_warning

REVIEWED = "REVIEWED"


@pytest.mark.parametrize(
    ("level", "approvers"),
    [
        ("LEVEL_1", {"director"}),
        ("LEVEL_2", {"deputy", "second_deputy", "director"}),
        ("LEVEL_3", {"deputy", "second_deputy", "director"}),
    ],
)
def test_each_level_has_its_approvers(county, level, approvers):
    """R-008, R-009: level 1 is the director's alone, levels 2 and 3 a deputy's (rules §3.2)."""
    warning = bring(county, make_warning(county, level), REVIEWED)
    for name, person in vars(county).items():
        if person not in county.people:
            continue
        with transaction.atomic():
            if name in approvers:
                perform(warning, "approve", by=person)
                assert warning.approved_by == person
            else:
                with pytest.raises(NotAllowed):
                    perform(warning, "approve", by=person)
            transaction.set_rollback(True)
        warning = Warning.objects.get(pk=warning.pk)


def test_a_deputy_decides_for_the_units_in_his_line_only(county):
    """R-009."""
    county.quality.supervisor = county.second_deputy
    county.quality.save()
    warning = bring(county, make_warning(county), REVIEWED)
    with pytest.raises(NotAllowed):
        perform(warning, "approve", by=county.deputy)
    assert not CaseFile.objects.awaiting(county.deputy).exists()
    assert CaseFile.objects.awaiting(county.second_deputy).filter(pk=warning.pk).exists()
    perform(warning, "approve", by=county.second_deputy)


def test_of_level_two_the_director_is_informed(county):
    bring(county, make_warning(county, "LEVEL_2"), "APPROVED")
    bring(county, make_warning(county, "LEVEL_3"), "APPROVED")
    texts = list(
        Notification.objects.filter(user=county.director, text__contains="已批准发布").values_list("text", flat=True)
    )
    assert len(texts) == 1
    assert "李建国已批准发布二级预警" in texts[0]


# --- the suggestion and the decision are kept apart ------------------------------------


def test_a_draft_off_the_suggestion_needs_a_reason(county):
    info = confirmed(county, "LEVEL_2")
    with pytest.raises(IntegrityError, match="warning_level_change_with_reason"), transaction.atomic():
        make_warning(county, info=info, level="LEVEL_1", level_reason="")
    warning = make_warning(county, info=info, level="LEVEL_1", level_reason="企业有两次同类违法。")
    assert (warning.suggested_level, warning.level) == ("LEVEL_2", "LEVEL_1")


def test_a_lowered_draft_goes_to_who_may_approve_the_suggestion(county):
    """Lowering is for who may approve the suggested level (rules §3.2, §2.3 G2)."""
    warning = make_warning(county, info=confirmed(county, "LEVEL_1"), level="LEVEL_3", level_reason="产品已全部封存。")
    warning = bring(county, warning, REVIEWED)
    assert CaseFile.objects.awaiting(county.director).filter(pk=warning.pk).exists()
    with pytest.raises(NotAllowed):
        perform(warning, "approve", by=county.deputy)
    perform(warning, "approve", by=county.director)
    assert (warning.level, warning.level_reason) == ("LEVEL_3", "产品已全部封存。")


def test_a_deputy_neither_lowers_level_one_nor_raises_to_it(county):
    warning = bring(county, make_warning(county, "LEVEL_2"), REVIEWED)
    with pytest.raises(InvalidData, match="一级预警由局长批准"):
        perform(warning, "approve", by=county.deputy, level="LEVEL_1", level_reason="社会影响大。")
    assert Warning.objects.get(pk=warning.pk).state == "IN_REVIEW"


def test_a_change_of_level_needs_a_reason(county):
    warning = bring(county, make_warning(county, "LEVEL_2"), REVIEWED)
    with pytest.raises(InvalidData, match="系统建议是二级，改变级别须写明理由"):
        perform(warning, "approve", by=county.deputy, level="LEVEL_3")
    with pytest.raises(InvalidData, match="系统建议是二级"):
        perform(warning, "approve", by=county.director, level="LEVEL_1")


@pytest.mark.parametrize(
    ("suggested", "decided", "leader", "word"),
    [("LEVEL_1", "LEVEL_2", "director", "二级"), ("LEVEL_2", "LEVEL_3", "deputy", "三级"),
     ("LEVEL_3", "LEVEL_2", "deputy", "二级"), ("LEVEL_2", "LEVEL_1", "director", "一级")],
)  # fmt: skip
def test_the_notice_and_the_list_follow_the_decision(county, suggested, decided, leader, word):
    """The paper that is signed says the level that was decided; the suggestion stays on file."""
    warning = bring(county, make_warning(county, suggested), REVIEWED)
    reason = "经集体研究调整。"
    perform(warning, "approve", by=getattr(county, leader), level=decided, level_reason=reason)
    warning = Warning.objects.get(pk=warning.pk)
    assert (warning.suggested_level, warning.level, warning.level_reason) == (suggested, decided, reason)
    document = Document.objects.get(pk=warning.notice_id)
    assert document.state == "SIGNED"
    assert f"定为{word}质量安全风险" in document.body
    assert f"定为{word}质量安全风险" in str(document.content)
    assert CaseFile.objects.get(pk=warning.pk).level == decided
    entry = warning.case.trail.get(action="approve")
    assert ("调整级别的理由", reason) in entry.content


def test_back_to_the_suggestion_the_reason_goes(county):
    warning = make_warning(county, info=confirmed(county, "LEVEL_2"), level="LEVEL_1", level_reason="社会影响大。")
    warning = bring(county, warning, REVIEWED)
    perform(warning, "approve", by=county.director, level="LEVEL_2")
    assert (warning.level, warning.level_reason) == ("LEVEL_2", "")


# --- nobody approves what he drafted or assessed ------------------------------------------


def _also(person, *roles):
    RoleAssignment.objects.bulk_create([RoleAssignment(user=person, role=role) for role in roles])
    return type(person).objects.get(pk=person.pk)


def test_the_drafter_neither_reviews_nor_approves(county):
    county.staff = _also(county.staff, "UNIT_HEAD", "DEPUTY", "DIRECTOR")
    warning = bring(county, make_warning(county), "IN_REVIEW")
    with pytest.raises(NotAllowed):
        perform(warning, "review", by=county.staff)
    warning = Warning.objects.get(pk=warning.pk)
    perform(warning, "review", by=county.head)
    with pytest.raises(NotAllowed, match="不是拟稿人"):
        perform(warning, "approve", by=county.staff)


def test_the_assessor_does_not_approve(county):
    info = make_info(county)
    assess(county, info, by=_also(county.second_staff, "DEPUTY"))
    perform(info, "confirm", by=county.head, major_harm="NO")
    warning = bring(county, make_warning(county, info=info), REVIEWED)
    with pytest.raises(NotAllowed, match="评估人"):
        perform(warning, "approve", by=_also(county.second_staff))
    assert warning.state == "IN_REVIEW"


def test_the_database_refuses_it_too(county):
    warning = bring(county, make_warning(county), "APPROVED")
    rows = Warning.objects.filter(pk=warning.pk)
    for change, name in (
        ({"approved_by": county.staff, "assessed_by": county.second_staff}, "warning_approver_did_not_draft"),
        ({"reviewed_by": county.staff}, "warning_reviewer_did_not_draft"),
        ({"approved_at": None}, "warning_approved_when_state_says"),
        ({"reviewed_at": None}, "warning_approved_when_state_says"),
        ({"level": "LEVEL_3"}, "warning_level_change_with_reason"),
        ({"scope_enterprise": False}, "warning_scope_named"),
        ({"state": "ISSUED"}, "warning_issued_when_state_says"),
        ({"state": "LIFT_REVIEW"}, "warning_"),
        ({"state": "LIFTED"}, "warning_"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**change)


def test_where_the_head_drafts_the_leader_reviews(county):
    """No dead end: the only head of the unit does not review his own draft, the deputy of the line does."""
    warning = make_warning(county, info=confirmed(county), by=county.head)
    perform(warning, "submit", by=county.head)
    with pytest.raises(NotAllowed):
        perform(warning, "review", by=county.head)
    assert CaseFile.objects.awaiting(county.deputy).filter(pk=warning.pk).exists()
    perform(warning, "review", by=county.deputy)
    assert warning.is_reviewed


def test_without_a_deputy_the_director_is_asked(county):
    warning = bring(county, make_warning(county), "IN_REVIEW")
    for deputy in (county.deputy, county.second_deputy):
        deputy.is_active = False
        deputy.save()
    perform(warning, "review", by=county.head)
    assert CaseFile.objects.awaiting(county.director).filter(pk=warning.pk).exists()


def test_approval_waits_for_the_review_and_the_review_happens_once(county):
    warning = bring(county, make_warning(county), "IN_REVIEW")
    with pytest.raises(GuardRefused, match="还没有审核：请质量监督股负责人先审核同意"):
        perform(warning, "approve", by=county.deputy)
    perform(warning, "review", by=county.head)
    with pytest.raises(GuardRefused, match="陈晓已审核同意，正在等待领导批准"):
        perform(warning, "review", by=county.deputy)


def test_a_character_that_no_font_has_refuses_everything(county, monkeypatch):
    warning = bring(county, make_warning(county), REVIEWED)
    monkeypatch.setattr("documents.guards.glyph_reasons", lambda paper: ["字体中没有这些字：𰻞，印出来会缺字。"])
    with pytest.raises(GuardRefused, match="风险信息警示通报：字体中没有这些字：𰻞"):
        perform(warning, "approve", by=county.deputy)
    warning = Warning.objects.select_related("notice").get(pk=warning.pk)
    assert (warning.state, warning.approved_at, warning.notice.state) == ("IN_REVIEW", None, "TO_SIGN")


def test_an_approval_asks_the_database_little(county, django_assert_max_num_queries):
    """It signs the notice, freezes what it rested on, tells the office and the director, asks who stands in
    and who decides, and checks every constraint of both rows."""
    warning = make_warning(county, "LEVEL_2")
    perform(warning, "submit", by=county.staff)
    perform(warning, "review", by=county.head)
    with django_assert_max_num_queries(72) as asked:
        perform(warning, "approve", by=county.deputy, level="LEVEL_2")
    assert warning.state == "APPROVED"
    assert len(asked) > 20
