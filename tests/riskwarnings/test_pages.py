"""The pages of assessments and warnings: who sees what, what works without JavaScript, how much they ask."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casefile.models import Measure
from riskinfo.models import RiskInfo, TestTask
from riskwarnings.models import RiskAssessment, Warning

from .cases import assess, bring, confirmed, finish_measures, lift_data, make_enterprise, make_info, make_warning
from .test_assess_form import GOOD


@pytest.fixture
def sign_in(client):
    def as_person(person):
        client.force_login(person)
        return client

    return as_person


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def queries(client, url) -> int:
    client.get(url)  # calendars and content types are fetched once a process
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# --- list and record ------------------------------------------------------------------------------


def test_the_list_shows_level_state_and_who_is_next(county, sign_in):
    warning = bring(county, make_warning(county, "LEVEL_1"), "REVIEWED")
    page = text(sign_in(county.staff).get(reverse("warnings:list")))
    for words in (warning.case.title, "一级", "审核审批", "局长", "赵敏"):
        assert words in page


def test_an_empty_list_says_how_to_begin(county, sign_in):
    page = text(sign_in(county.staff).get(reverse("warnings:list")))
    assert "预警从已确认、已列级的风险信息拟制" in page


def test_more_warnings_cost_the_list_no_more_queries(county, sign_in):
    client = sign_in(county.director)
    make_warning(county)
    url = reverse("warnings:list")
    bring(county, make_warning(county), "IN_REVIEW")
    few = queries(client, url)
    for _ in range(6):
        bring(county, make_warning(county, info=confirmed(county, enterprise=None)), "IN_REVIEW")
    assert queries(client, url) == few


def test_the_record_shows_the_judgement(county, sign_in):
    warning = bring(county, make_warning(county), "HANDLING")
    page = text(sign_in(county.staff).get(warning.get_absolute_url()))
    for words in ("级别判定", "建议二级 · 未调整", "检验报告 JY2026-0311", "售出的产品正由企业主动追回",
                  "部分已售（生产3000卷，已售1240卷）", "停止生产", "0 / 10 办结", "清源县应急管理局"):  # fmt: skip
        assert words in page
    assert 'class="hit"' in page


@pytest.mark.parametrize("stage", ["DRAFT", "RETURNED", "APPROVED", "LIFT_REVIEW", "LIFTED", "WITHDRAWN"])
def test_every_stage_has_a_page_for_everyone_who_may_see_it(county, sign_in, stage):
    warning = bring(county, make_warning(county), stage)
    for person in (county.staff, county.head, county.deputy, county.director, county.office_clerk, county.inspector):
        expected = 404 if stage == "DRAFT" and person not in (county.staff, county.head) else 200
        assert sign_in(person).get(warning.get_absolute_url()).status_code == expected, person
    assert sign_in(county.tester).get(warning.get_absolute_url()).status_code in (403, 404)


def test_a_returned_warning_says_who_returned_it_and_why(county, sign_in):
    warning = bring(county, make_warning(county), "RETURNED")
    page = text(sign_in(county.staff).get(warning.get_absolute_url()))
    assert "陈晓退回：" in page
    assert "请核对不合格项目后重办" in page
    assert reverse("warnings:edit", args=[warning.pk]) in page


@pytest.mark.parametrize(("stage", "offered"), [("APPROVED", False), ("HANDLING", True), ("LIFTED", False)])
def test_a_warning_in_force_leads_to_the_ledger_and_to_an_emergency(county, sign_in, stage, offered):
    """R-321: what enforcement finds while it handles a warning enters the ledger with the warning as its origin."""
    warning = bring(county, make_warning(county), stage)
    page = text(sign_in(county.staff).get(warning.get_absolute_url()))
    assert (f"{reverse('rectification:new')}?from={warning.pk}" in page) is offered
    assert ("启动应急</a>" in page) is offered  # the button 突发事件 above every page is another


def test_measures_and_trail_cost_the_record_no_more_queries(county, sign_in):
    warning = bring(county, make_warning(county, "LEVEL_3"), "HANDLING")
    client, url = sign_in(county.deputy), warning.get_absolute_url()
    few = queries(client, url)
    for n in range(20):
        Measure.objects.create(case=warning.case, code=f"MORE_{n}", label="追加", department=county.brigade)
    finish_measures(county, warning)
    assert queries(client, url) <= few


# --- drafting -----------------------------------------------------------------------------------------


def draft_post(county):
    return {
        "title": "恒通线缆电线导体电阻不合格", "level": "LEVEL_2", "risk_kind": "ACTUAL", "scope": ["ENTERPRISE"],
        "summary": "情况。", "units": [county.brigade.pk], "others": "", "cc": "",
    }  # fmt: skip


def test_drafting_from_the_information(county, sign_in):
    info = confirmed(county, enterprise=make_enterprise(county))
    client, url = sign_in(county.staff), f"{reverse('warnings:new')}?info={info.pk}"
    page = text(client.get(url))
    assert "该批产品生产3000卷，已售1240卷，产品部分已售，追回情况为主动追回。" in page
    assert "评估建议：二级。" in page
    response = client.post(url, draft_post(county) | {"summary": ""})
    assert response.status_code == 422
    assert "恒通线缆电线导体电阻不合格" in text(response)  # nothing typed is lost
    response = client.post(url, draft_post(county), follow=True)
    warning = Warning.objects.get()
    assert response.redirect_chain[-1][0] == warning.get_absolute_url()
    assert "预警草稿已保存" in text(response)
    assert "已有预警草稿" in text(client.get(url, follow=True))


@pytest.mark.parametrize("query", ["", "?info=", "?info=abc", "?info=99999"])
def test_there_is_no_warning_out_of_nothing(county, sign_in, query):
    assert sign_in(county.staff).get(reverse("warnings:new") + query).status_code == 404


def test_others_are_told_who_drafts(county, sign_in):
    info = confirmed(county)
    info.case.add_participant(county.station)
    response = sign_in(county.other_staff).get(f"{reverse('warnings:new')}?info={info.pk}", follow=True)
    assert "预警由质量监督股的经办人拟制。" in text(response)


def test_editing_a_returned_warning(county, sign_in):
    warning = bring(county, make_warning(county), "RETURNED")
    client, url = sign_in(county.staff), reverse("warnings:edit", args=[warning.pk])
    assert "陈晓退回：" in text(client.get(url))
    client.post(url, draft_post(county) | {"summary": "补正后的情况。"})
    warning = Warning.objects.get()
    assert (warning.state, warning.summary) == ("DRAFT", "补正后的情况。")
    response = sign_in(county.second_staff).get(url, follow=True)
    assert "草稿由拟稿人或经办人" in text(response)


# --- assessing ------------------------------------------------------------------------------------------


def test_the_assessment_begins_with_what_is_on_file(county, sign_in):
    enterprise = make_enterprise(county)
    confirmed(county, enterprise=enterprise)
    info = make_info(county, enterprise=enterprise)
    page = text(sign_in(county.staff).get(reverse("warnings:assess", args=[info.pk])))
    assert "本局企业档案：工业园区2号" in page
    assert "本局案卷：" in page
    assert "电线电缆 RVV 3×1.5" in page


def test_trying_out_without_javascript_writes_nothing(county, sign_in):
    info = make_info(county)
    response = sign_in(county.staff).post(reverse("warnings:assess", args=[info.pk]), GOOD | {"try": "1"})
    assert response.status_code == 200
    page = text(response)
    assert "建议二级" in page
    assert "售出的产品正由企业主动追回" in page
    assert "请改正" not in page
    assert not RiskAssessment.objects.exists()


def test_saving_an_assessment(county, sign_in):
    info = make_info(county)
    client, url = sign_in(county.staff), reverse("warnings:assess", args=[info.pk])
    wrong = client.post(url, GOOD | {"evidence_recall_status": ""})
    assert wrong.status_code == 422
    assert "请写明依据" in text(wrong)
    response = client.post(url, GOOD, follow=True)
    assert "第1版评估已保存：二级。" in text(response)
    again = text(client.get(url))
    assert "更新第1版" in again
    assert "企业书面报告" in again
    refused = client.post(url, GOOD | {"safety_indicator_failed": "YES"})
    assert "二次研判须提出解决建议和对策" in text(refused)
    client.post(url, GOOD | {"safety_indicator_failed": "YES", "advice": "停用该批导体"})
    assert "停用该批导体" in text(client.get(reverse("warnings:assessments", args=[info.pk])))
    first, second = RiskAssessment.objects.order_by("version")
    assert second.replaces == first
    client.post(f"{url}?other=1", GOOD | {"product": "另一种电线"})
    assert RiskAssessment.objects.current().count() == 2
    versions = text(client.get(reverse("warnings:assessments", args=[info.pk])))
    assert "第1版" in versions
    assert "已由第2版更新" in versions


def test_the_live_suggestion(county, sign_in):
    client, url = sign_in(county.staff), reverse("warnings:grade_preview")
    for given, words in (
        ({}, ["建议二级", "定级条款", "预案四、二级第2项"]),
        ({"safety_indicator_failed": "YES"}, ["建议一级", "同时符合", "同时符合不同级别的条款，已从高定级"]),
        ({"safety_indicator_failed": "UNKNOWN"}, ["尚无定论", "先查清：", "安全、健康指标不合格", "查清前最高可能是"]),
        ({"sale_extent": "NONE"}, ["不能试算", "两项矛盾"]),
        ({"in_jurisdiction": "NO"}, ["不属本辖区", "移送有管辖权的部门"]),
        ({"violates_safety_standard": "NO"}, ["不列级", "由人工决定"]),
        ({"produced": "900", "sold": "860", "sale_extent": "UNKNOWN"}, ["销售情况按“大部已售”"]),
        ({"major_harm": "POSSIBLE"}, ["立即逐级上报"]),
        ({"incident": "on"}, ["立即转入应急处置"]),
    ):
        page = text(client.post(url, GOOD | given))
        assert [word for word in words if word not in page] == [], given
        assert "<html" not in page
    assert client.get(url).status_code == 405
    assert sign_in(county.office_clerk).post(url, GOOD).status_code == 403


def test_assessing_is_not_offered_at_another_stage(county, sign_in):
    info = confirmed(county)
    url = reverse("warnings:assess", args=[info.pk])
    assert "当前环节是“已确认”，不能评估。" in text(sign_in(county.staff).get(url, follow=True))
    assert sign_in(county.office_clerk).get(url).status_code == 403
    assert sign_in(county.other_staff).get(url).status_code == 404


def _reported(county, info, safety, at):
    TestTask.objects.create(
        info=info, agency=county.agency, purpose="TEST", sample="电线", items="全项", standard="GB/T 5023.3",
        due_on=info.found_on, assigned_by=county.head, assigned_at=at, state="REPORTED", result="FAIL",
        failed_items=f"项目{safety}", safety_indicator_failed=safety, reported_by=county.tester, reported_at=at,
    )  # fmt: skip


def test_tests_of_the_agency_are_taken_over(county, sign_in):
    """R-017, R-022: one failed safety indicator in a report is enough."""
    info = make_info(county)
    for safety in ("NO", "YES"):
        _reported(county, info, safety, info.case.opened_at)
    response = sign_in(county.staff).get(reverse("warnings:assess", args=[info.pk]))
    form = response.context["form"]
    assert form["safety_indicator_failed"].value() == "YES"
    assert "项目YES" in form["evidence_safety_indicator_failed"].value()


def test_a_second_assessment_begins_with_what_was_found_since(county, sign_in):
    """R-211: what a newer test answers is filled in; what it leaves open, or finds harmless, changes no answer."""
    info = make_info(county)
    known = {"violates_safety_standard": "UNKNOWN", "safety_indicator_failed": "UNKNOWN"}
    first = assess(county, info, "UNDETERMINED", facts=known)
    url, client = reverse("warnings:assess", args=[info.pk]), sign_in(county.staff)

    def answers():
        form = client.get(url).context["form"]
        return [form[name].value() for name in known] + [form["evidence_safety_indicator_failed"].value()]

    asked = first.evidence["safety_indicator_failed"]
    RiskInfo.objects.filter(pk=info.pk).update(state="ASSESSING")
    _reported(county, info, "YES", first.created_at - timedelta(days=1))
    assert answers() == ["UNKNOWN", "UNKNOWN", asked], "the assessor had read that report"
    _reported(county, info, "UNKNOWN", first.created_at + timedelta(hours=1))
    assert answers() == ["YES", "UNKNOWN", asked]
    _reported(county, info, "YES", first.created_at + timedelta(hours=2))
    assert answers() == ["YES", "YES", "清源县质量检验所检验：项目UNKNOWN；清源县质量检验所检验：项目YES"]
    second = assess(county, RiskInfo.objects.get(pk=info.pk), "LEVEL_1", replaces=first)
    _reported(county, info, "NO", second.created_at + timedelta(hours=1))
    assert answers() == ["YES", "YES", asked]


def test_no_assessment_yet(county, sign_in):
    info = make_info(county)
    assert sign_in(county.staff).get(reverse("warnings:assessments", args=[info.pk])).status_code == 404
    assess(county, info)
    assert sign_in(county.head).get(reverse("warnings:assessments", args=[info.pk])).status_code == 200


# --- deciding on one screen ------------------------------------------------------------------------------


def act_url(warning, name):
    return reverse("warnings:act", args=[warning.pk, name])


def test_a_leader_decides_on_one_screen(county, sign_in):
    warnings = [bring(county, make_warning(county), "REVIEWED") for _ in range(3)]
    client = sign_in(county.deputy)
    page = text(client.get(act_url(warnings[1], "approve")))
    for words in ("待我审批 2 / 3", "上一件", "下一件", "一分钟看懂", "命中条款", "审批意见", "审核同意", "退回修改",
                  act_url(warnings[0], "approve"), act_url(warnings[2], "approve"), act_url(warnings[1], "send_back"),
                  reverse("documents:pdf", args=[warnings[1].notice_id, "preview"]), "发布后即日起"):  # fmt: skip
        assert words in page, words
    response = client.post(act_url(warnings[1], "approve"), {"reason": "同意。"}, follow=True)
    assert "已办理“批准”" in text(response)
    entry = warnings[1].case.trail.get(action="approve")
    assert (entry.reason, entry.actor) == ("同意。", county.deputy)
    assert "待我审批 1 / 2" in text(client.get(act_url(warnings[0], "approve")))


def test_a_wrong_change_of_level_is_shown_at_the_field(county, sign_in):
    warning = bring(county, make_warning(county), "REVIEWED")
    response = sign_in(county.deputy).post(act_url(warning, "approve"), {"level": "LEVEL_3", "reason": "从轻。"})
    assert response.status_code == 422
    page = text(response)
    assert "系统建议是二级，改变级别须写明理由。" in page
    assert "<details open>" in page
    assert "从轻。" in page


def test_returning_from_the_same_screen(county, sign_in):
    warning = bring(county, make_warning(county), "REVIEWED")
    client = sign_in(county.deputy)
    assert client.post(act_url(warning, "send_back"), {"reason": ""}).status_code == 422
    client.post(act_url(warning, "send_back"), {"reason": "请补充销售台账。"})
    assert Warning.objects.get(pk=warning.pk).state == "RETURNED"


@pytest.mark.parametrize(
    ("stage", "name", "person", "words"),
    [
        ("IN_REVIEW", "review", "head", ["请予审核同意", "退回修改"]),
        ("LIFT_REVIEW", "approve_lift", "deputy", ["请予批准解除", "不同意解除", "复检合格", "处理结果已于"]),
        ("SEALED", "issue", "office_clerk", ["发布", "通知综合行政执法大队签收"]),
        ("ISSUED", "acknowledge", "brigade_officer", ["签收"]),
        ("ISSUED", "withdraw", "deputy", []),
    ],
)
def test_every_act_has_its_page(county, sign_in, stage, name, person, words):
    warning = bring(county, make_warning(county), stage)
    response = sign_in(getattr(county, person)).get(act_url(warning, name), follow=True)
    assert response.status_code == 200
    assert [word for word in words if word not in text(response)] == []


def test_asking_for_the_lifting_shows_what_was_done(county, sign_in):
    warning = bring(county, make_warning(county), "HANDLING")
    finish_measures(county, warning)
    client = sign_in(county.head)
    page = text(client.get(act_url(warning, "request_lift")))
    assert "已办理，见现场记录。" in page
    assert "向安州市市场监管局报告处理结果的日期" in page
    data = {name: str(value) for name, value in lift_data().items()}
    wrong = client.post(act_url(warning, "request_lift"), data | {"reported_city_on": "2099-01-01"})
    assert wrong.status_code == 422
    assert "日期不能晚于今天。" in text(wrong)
    client.post(act_url(warning, "request_lift"), data)
    assert Warning.objects.get(pk=warning.pk).state == "LIFT_REVIEW"


def test_acts_that_are_not_offered_have_no_page(county, sign_in):
    warning = bring(county, make_warning(county), "RETURNED")
    client = sign_in(county.staff)
    assert client.get(act_url(warning, "redraft")).status_code == 404
    assert client.get(act_url(warning, "no_such_act")).status_code == 404
    assert "不能办理" in text(client.get(act_url(warning, "approve"), follow=True))


def test_nobody_reads_a_foreign_warning(county, sign_in):
    warning = bring(county, make_warning(county), "IN_REVIEW")
    for url in (warning.get_absolute_url(), act_url(warning, "approve"), reverse("warnings:edit", args=[warning.pk])):
        assert sign_in(county.other_staff).get(url).status_code == 404, url
        assert sign_in(county.tester).get(url).status_code in (403, 404), url


def test_a_renewed_assessment_begins_with_quantities_as_one_types_them(county, sign_in):
    info = make_info(county)
    assess(county, info, "LEVEL_2")
    page = text(sign_in(county.staff).get(reverse("warnings:assess", args=[info.pk])))
    assert 'name="produced" value="3000"' in page
    assert 'name="sold" value="1240"' in page
