"""Drafting a warning, returning it and drafting it again (R-005, R-028; rules §3.2)."""

import uuid

import pytest
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import Department
from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import GuardRefused, InvalidData, NotAllowed, WrongState
from casefile.trail import verify
from documents.models import Document
from riskinfo.guards import before_resolve
from riskinfo.models import RiskInfo
from riskwarnings.drafting import change_warning, governing_assessment
from riskwarnings.forms import WarningForm
from riskwarnings.forms.draft import initial_of
from riskwarnings.models import Warning

from .cases import REASON, assess, bring, confirmed, make_info, make_warning, recipients

GIVEN = {
    "level": "LEVEL_2",
    "level_reason": "",
    "risk_kind": "POTENTIAL",
    "summary": "改写后的情况。",
    "requirements": "",
}


def test_a_warning_comes_out_of_a_confirmed_information(county):
    info = confirmed(county)
    warning = make_warning(county, info=info)
    case = warning.case
    assert (case.kind, case.department, case.handler, case.level) == (
        "WARNING",
        county.quality,
        county.staff,
        "LEVEL_2",
    )
    assert case.origin_links.get().origin == info.case
    assert (warning.author, warning.assessment, warning.suggested_level) == (
        county.staff, governing_assessment(info), "LEVEL_2",
    )  # fmt: skip
    assert case.number is None
    perform(warning, "submit", by=county.staff)
    assert warning.case.number.startswith("YJ-")


def test_only_from_a_confirmed_one_with_a_level(county):
    info = make_info(county)
    assess(county, info)
    with pytest.raises(GuardRefused, match="股室负责人确认后才能拟制预警"):
        make_warning(county, info=info)
    with pytest.raises(GuardRefused, match="评估没有列级，不需要预警"):
        make_warning(county, info=confirmed(county, "NOT_GRADED"))


def test_one_open_warning_an_information(county):
    warning = make_warning(county)
    with pytest.raises(GuardRefused, match="已有预警草稿"):
        make_warning(county, info=warning.info)
    second = Warning(
        case=make_info(county).case, info=warning.info, assessment=warning.assessment, author=county.staff,
        suggested_level="LEVEL_2", level="LEVEL_2", summary="重复", recipients=recipients(county),
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        second.save(force_insert=True)


def test_after_one_given_up_another_is_begun(county, client):
    """A cancelled warning neither blocks the next one nor counts as one when the information is resolved."""
    warning = bring(county, make_warning(county), "CANCELLED")
    link = f"{reverse('warnings:new')}?info={warning.info_id}"
    client.force_login(county.staff)
    assert link in client.get(warning.info.get_absolute_url()).content.decode()
    assert "评估为二级，还没有发出预警" in before_resolve(warning.info)
    make_warning(county, info=warning.info)
    assert link not in client.get(warning.info.get_absolute_url()).content.decode()


def test_a_double_click_makes_one_draft(county):
    info, token = confirmed(county), uuid.uuid4()
    assert make_warning(county, info=info, token=token) == make_warning(county, info=info, token=token)
    assert Warning.objects.count() == 1


def test_only_the_unit_that_has_the_information_drafts(county):
    info = confirmed(county)
    for person in (county.other_staff, county.brigade_officer, county.office_clerk, county.deputy):
        with pytest.raises(NotAllowed, match="质量监督股"):
            make_warning(county, info=info, by=person)


def test_submitting_makes_the_notice(county):
    """R-028: the 警示通报, in the words of the draft, to the recipients of the draft."""
    warning = make_warning(county, requirements="各所排查辖区五金门店。")
    assert warning.notice is None
    perform(warning, "submit", by=county.staff)
    notice = Document.objects.get(pk=warning.notice_id)
    assert (notice.kind, notice.state, notice.driven, notice.drafter) == ("ALERT_NOTICE", "CHECK", True, county.staff)
    assert notice.title == f"清源县市场监督管理局关于{warning.case.title}的风险信息警示通报"
    assert [row.name for row in notice.recipients.all()] == [row["name"] for row in recipients(county)]
    for words in ("一、风险情况", warning.summary, "定为二级质量安全风险", "停止生产、限制销售、责令召回、限期整改",
                  "四、其他要求", "各所排查辖区五金门店"):  # fmt: skip
        assert words in notice.body


def test_a_regional_warning_says_which_region(county):
    """R-005, R-132: nobody can put a region in order that is not named."""
    warning = make_warning(county, scope_region=True)
    RiskInfo.objects.filter(pk=warning.info_id).update(affected_area="")
    with pytest.raises(GuardRefused, match="还没有写涉及区域"):
        perform(Warning.objects.get(pk=warning.pk), "submit", by=county.staff)
    RiskInfo.objects.filter(pk=warning.info_id).update(affected_area="城关镇五金市场")
    perform(Warning.objects.get(pk=warning.pk), "submit", by=county.staff)


def test_level_three_asks_for_no_enforcement_measures(county):
    notice = bring(county, make_warning(county, "LEVEL_3"), "IN_REVIEW").notice
    assert "停止生产" not in notice.body
    assert "直至产品合格" in notice.body


def test_returning_needs_a_reason_and_the_notice_follows_the_new_draft(county):
    warning = bring(county, make_warning(county), "REVIEWED")
    with pytest.raises(InvalidData, match="退回理由"):
        perform(warning, "send_back", by=county.deputy)
    perform(warning, "send_back", by=county.deputy, reason=REASON)
    assert Document.objects.get(pk=warning.notice_id).state == "RETURNED"
    assert (warning.reviewed_by, warning.submitted_at) == (None, None)
    change_warning(warning, by=county.staff, title="改过的标题", recipients=recipients(county)[:1], **GIVEN)
    assert warning.state == "DRAFT"
    perform(warning, "submit", by=county.staff)
    notice = Document.objects.get(pk=warning.notice_id)
    assert notice.state == "CHECK"
    assert "改写后的情况。" in notice.body
    assert "改过的标题" in notice.title
    assert [row.name for row in notice.recipients.all()] == [county.brigade.name]
    assert Document.objects.filter(case=warning.case).count() == 1
    bring_back = Warning.objects.get(pk=warning.pk)
    perform(bring_back, "review", by=county.head)
    perform(bring_back, "approve", by=county.deputy)
    assert list(verify(CaseFile.objects.filter(pk=warning.pk))) == []


def test_the_trail_says_what_changed_in_a_draft(county):
    warning = make_warning(county)
    change_warning(warning, by=county.staff, title=warning.case.title, recipients=warning.recipients, **GIVEN)
    entry = warning.case.trail.get(action="edit")
    content = dict(entry.content)
    assert content["风险性质（原）"] == "已存在的风险"
    assert content["风险性质（改为）"] == "潜在的危害"
    assert content["风险情况（改为）"] == "改写后的情况。"
    assert "收文单位（改为）" not in content


def test_an_unchanged_draft_leaves_no_trace(county):
    warning = make_warning(county)
    same = {name: getattr(warning, name) for name in GIVEN}
    change_warning(warning, by=county.staff, title=warning.case.title, recipients=warning.recipients, **same)
    assert not warning.case.trail.filter(action="edit").exists()


def test_what_is_under_review_is_not_changed(county):
    warning = bring(county, make_warning(county), "IN_REVIEW")
    with pytest.raises(WrongState, match="退回后才能修改"):
        change_warning(warning, by=county.staff, title="x", recipients=warning.recipients, **GIVEN)
    with pytest.raises(NotAllowed):
        change_warning(warning, by=county.second_staff, title="x", recipients=warning.recipients, **GIVEN)


def test_after_a_handover_the_new_handler_goes_on(county):
    warning = bring(county, make_warning(county), "RETURNED")
    CaseFile.objects.filter(pk=warning.pk).update(handler=county.second_staff)
    warning = Warning.objects.get(pk=warning.pk)
    perform(warning, "redraft", by=county.second_staff)
    perform(warning, "submit", by=county.second_staff)
    assert warning.author == county.second_staff


def test_a_title_too_long_for_the_paper_is_said_before(county):
    warning = make_warning(county)
    CaseFile.objects.filter(pk=warning.pk).update(title="长" * 190)
    with pytest.raises(GuardRefused, match="标题太长"):
        perform(warning, "submit", by=county.staff)


# --- the form --------------------------------------------------------------------------------


def form(county, **given):
    data = {
        "title": "恒通线缆 RVV 电线导体电阻不合格", "level": "LEVEL_2", "risk_kind": "ACTUAL", "scope": ["ENTERPRISE"],
        "summary": "情况。", "units": [county.brigade.pk],
    }  # fmt: skip
    return WarningForm(data | given, bureau=county.bureau, suggested="LEVEL_2")


def test_the_form_gives_the_fields(county):
    filled = form(
        county, scope=["INDUSTRY", "REGION"], others="清源县应急管理局\n 清源县教育局；\n\n", cc="清源县人民政府"
    )
    assert filled.is_valid(), filled.errors
    fields = filled.warning_fields()
    assert (fields["scope_enterprise"], fields["scope_industry"], fields["scope_region"]) == (False, True, True)
    assert [(row["name"], row["cc"]) for row in fields["recipients"]] == [
        ("综合行政执法大队", False), ("清源县应急管理局", False), ("清源县教育局", False), ("清源县人民政府", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"level": "LEVEL_1"}, "level_reason", "评估建议是二级，您选了一级，请写明理由"),
        ({"scope": []}, "scope", "必填"),
        ({"units": []}, "units", "至少选择或填写一个主送单位"),
        ({"countywide": "on"}, "others", "要通报相关部门"),
        ({"major_impact": "on"}, "others", "要通报相关部门"),
        ({"others": "清源县教育局\n清源县教育局"}, "others", "收文单位重复：清源县教育局"),
        ({"cc": "综合行政执法大队"}, "cc", "收文单位重复"),
        ({"others": "长" * 121}, "others", "太长"),
    ],
)
def test_the_form_says_what_is_wrong(county, given, field, message):
    """R-028: what concerns the whole county goes to the departments concerned."""
    filled = form(county, **given)
    assert not filled.is_valid()
    assert message in " ".join(filled.errors[field])


def test_a_draft_comes_back_into_the_form_as_it_was(county):
    warning = make_warning(county)
    again = WarningForm(initial_of(warning), bureau=county.bureau, suggested="LEVEL_2")
    assert again.is_valid(), again.errors
    by_name = [sorted(rows, key=str) for rows in (again.warning_fields()["recipients"], warning.recipients)]
    assert by_name[0] == by_name[1]
    kinds = set(Department.objects.filter(pk__in=again.fields["units"].queryset).values_list("kind", flat=True))
    assert kinds.isdisjoint({"LEADERS", "AGENCY"})


def test_an_information_is_assessed_again_only_when_its_warning_was_given_up(county):
    """R-211: a warning issued for the wrong level or firm leaves no dead end."""
    warning = make_warning(county)
    info = warning.info
    with pytest.raises(GuardRefused, match="已按原级别发出预警"):
        perform(info, "reassess", by=county.head, reason="企业提供了新证据")
    bring(county, warning, "CANCELLED")
    perform(info, "reassess", by=county.head, reason="产品系他人冒用厂名")
    assert (info.state, info.level, info.confirmed_by) == ("ASSESSING", "", None)
    perform(info, "exclude_assessed", by=county.deputy, exclusion_text="查明不是该企业产品。")
    assert info.state == "EXCLUDED"
