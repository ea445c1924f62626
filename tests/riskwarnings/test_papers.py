"""What the scope obliges to tell whom, until it is made, served or found not to apply (R-126, R-130–R-136)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from campaigns.starting import start
from casefile.models import Deadline
from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from documents.drafting import RecipientSpec
from documents.guards import complete
from documents.models import Document
from riskwarnings import issuing
from riskwarnings.guards import may_lift
from riskwarnings.models import PaperWaiver, Warning
from riskwarnings.paperlist import checklist, missing_papers
from riskwarnings.papersdue import papers_for
from riskwarnings.states import Concern

from .cases import bring, finish_measures, lift_data, make_enterprise, make_warning, number_and_seal, serve_all

ISSUED_AT = datetime(2026, 3, 13, 16, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Friday
EVERYTHING = {"scope_industry": True, "scope_region": True, "concerns": list(Concern.values)}


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, ["RISK_NOTICE"]),
        ({"scope_enterprise": False, "scope_industry": True}, ["INDUSTRY_BULLETIN"]),
        ({"scope_enterprise": False, "scope_region": True, "countywide": True}, ["ALERT_NOTICE", "REGION_LETTER"]),
        ({"major_impact": True}, ["ALERT_NOTICE", "RISK_NOTICE"]),
        ({"concerns": ["LICENCE", "STANDARD"]}, ["RISK_NOTICE", "LICENCE_LETTER", "STANDARD_LETTER"]),
        ({"concerns": ["DEPARTMENTS", "SERIOUS_DEFECT"]}, ["RISK_NOTICE", "CONSULTATION"]),
    ],
)
def test_the_scope_decides_what_is_obligatory(given, codes):
    """R-028, R-126, R-130–R-136."""
    assert [rule.code for rule in papers_for(Warning(**given))] == codes


def _served(county, document):
    perform(document, "submit", by=county.staff)
    perform(document, "check", by=county.head)
    perform(document, "sign", by=county.deputy)
    number_and_seal(county, document)
    document = Document.objects.get(pk=document.pk)
    perform(document, "issue", by=county.office_clerk)
    serve_all(county, document)
    return document


def _consult(county, warning, **given):
    return issuing.record_consultation(warning, by=county.staff, **({
        "held_on": timezone.localdate(), "place": "三楼会议室", "chair": "李建国",
        "participants": [{"unit": "清源县应急管理局", "name": "王强", "post": "科长"}],
        "conclusion": "由应急管理局排查使用单位。",
    } | given))  # fmt: skip


def test_every_paper_is_drafted_from_the_case_served_or_waived(county):
    """The whole checklist of a warning that touches everything, from the issue to the request to lift."""
    with time_machine.travel(ISSUED_AT, tick=False):
        type(county.staff).objects.update(phone="0395-7100011")
        company = make_enterprise(county)
        info_fields = {"enterprise": company}
        warning = make_warning(county, "LEVEL_3", info=_info(county, **info_fields), **EVERYTHING)
        with pytest.raises(WrongState, match="预警的环节是“拟制”"):
            issuing.begin_paper(warning, "RISK_NOTICE", by=county.staff, recipients=[])
        warning = bring(county, warning, "HANDLING")
        # a serious defect brings the recall to level 3 too
        assert warning.case.measures.filter(code="ORDER_RECALL").exists()
        deadline = Deadline.objects.open().get(case=warning.case, rule="warning_papers")
        assert timezone.localtime(deadline.due_at).date() == date(2026, 3, 20)
        assert missing_papers(warning) == [
            "风险信息警示通报尚未登记送达：清源县应急管理局、清源县人民政府",
            "风险告知书尚未拟制；确实不适用的，请写明理由",
            "行业风险通报尚未拟制；确实不适用的，请写明理由",
            "区域风险通报函尚未拟制；确实不适用的，请写明理由",
            "准入风险反馈函尚未拟制；确实不适用的，请写明理由",
            "标准问题反馈函尚未拟制；确实不适用的，请写明理由",
            "会商记录尚未会商：请登记参加单位和结论；确实不适用的，请写明理由",
        ]
        with pytest.raises(GuardRefused, match="风险告知书尚未拟制"):
            perform(warning, "request_lift", by=county.head, **lift_data())

        served = ("RISK_NOTICE", "INDUSTRY_BULLETIN", "REGION_LETTER", "LICENCE_LETTER")
        for code in served:
            to = [RecipientSpec(company.name, enterprise=company)]
            document = issuing.begin_paper(warning, code, by=county.staff, recipients=to)
            assert complete(document) == [], code  # nothing is left to fill in
            assert company.name in document.body or code == "RISK_NOTICE"
            with pytest.raises(GuardRefused, match="已在办理"):
                issuing.begin_paper(warning, code, by=county.staff, recipients=to)
            if code == "RISK_NOTICE":
                assert "风险告知书在“拟稿”环节，尚未印发" in missing_papers(warning)
                assert "2026年4月3日前" in document.body  # the day until which the defect is corrected
            _served(county, document)
        issuing.waive(warning, "STANDARD_LETTER", by=county.head, reason="标准正在修订，已书面反馈。")
        serve_all(county, warning.notice)
        meeting = _consult(county, warning)
        assert meeting.minutes.kind == "MINUTES"
        assert "出席：清源县应急管理局 王强（科长）" in meeting.minutes.body
        assert [duty.status for duty in checklist(warning)] == [*["已送达"] * 5, "不适用", "已会商"]
        deadline.refresh_from_db()
        assert deadline.met_at is not None
        finish_measures(county, warning)
        perform(warning, "request_lift", by=county.head, **lift_data())
    acts = list(warning.case.trail.filter(action__in=["waive_paper", "consult"]).values_list("subject", "reason"))
    assert acts == [("标准问题反馈函", "标准正在修订，已书面反馈。"), ("2026-03-13 会商", "由应急管理局排查使用单位。")]


def _info(county, **given):
    from .cases import confirmed

    return confirmed(county, "LEVEL_3", **given)


def test_who_may_say_that_a_paper_does_not_apply(county):
    warning = bring(county, make_warning(county), "HANDLING")
    for person in (county.staff, county.other_head, county.brigade_officer, county.office_clerk, county.inspector):
        with pytest.raises(NotAllowed):
            issuing.waive(warning, "RISK_NOTICE", by=person, reason="不适用。")
    with pytest.raises(GuardRefused, match="不能认定为不适用"):
        issuing.waive(warning, "ALERT_NOTICE", by=county.head, reason="不适用。")
    issuing.waive(warning, "RISK_NOTICE", by=county.head, reason="企业已注销。")
    with pytest.raises(GuardRefused):  # a second click
        issuing.waive(warning, "RISK_NOTICE", by=county.head, reason="企业已注销。")
    serve_all(county, warning.notice)
    assert missing_papers(warning) == []
    assert issuing.sweep_papers() == 1  # the office served on its own page
    assert issuing.sweep_papers() == 0
    issuing.take_back_waiver(warning, "RISK_NOTICE", by=county.head)
    assert missing_papers(warning) == ["风险告知书尚未拟制；确实不适用的，请写明理由"]
    assert Deadline.objects.open().filter(case=warning.case, rule="warning_papers").count() == 1
    assert PaperWaiver.objects.get().taken_back_by == county.head


def test_the_pages_of_the_checklist(client, county):
    """Drafting, waiving and consulting in the browser; what is wrong is said at its field."""
    warning = bring(county, make_warning(county, concerns=["DEPARTMENTS"], scope_industry=True), "HANDLING")
    page = warning.get_absolute_url()
    begin = reverse("warnings:paper_begin", args=[warning.pk, "INDUSTRY_BULLETIN"])
    client.force_login(county.staff)
    assert begin in client.get(page).content.decode()
    assert "请至少选择或填写一个主送单位" in client.post(begin, {"others": ""}).content.decode()
    token = "6e0e7b52-6d44-4f0c-9d2c-0d6a1f4a5b11"
    posted = {"others": "清源县工业和信息化局\n清源县电线电缆行业协会", "token": token}
    response = client.post(begin, posted)
    document = Document.objects.get(kind="INDUSTRY_BULLETIN")
    assert response.url == client.post(begin, posted).url == document.get_absolute_url()  # a double click
    assert [row.name for row in document.recipients.all()] == posted["others"].splitlines()
    assert client.get(reverse("warnings:paper_waive", args=[warning.pk, "RISK_NOTICE"])).status_code == 403
    assert client.get(reverse("warnings:paper_begin", args=[warning.pk, "REGION_LETTER"])).status_code == 404

    consult = reverse("warnings:consult", args=[warning.pk])
    given = {"held_on": "2999-01-01", "place": "三楼", "chair": "李", "participants": "王强", "conclusion": "排查。"}
    text = client.post(consult, given).content.decode()
    assert "日期不能晚于今天" in text
    assert "第1行“王强”请依次写单位、姓名、职务" in text
    today = timezone.localdate().isoformat()
    given |= {"held_on": today, "participants": "清源县应急管理局 王强 科长\n清源县消防救援大队　李明"}
    assert client.post(consult, given).status_code == 302
    text = client.get(page).content.decode()
    assert "清源县应急管理局 王强（科长）、清源县消防救援大队 李明" in text

    client.force_login(county.head)
    waive = reverse("warnings:paper_waive", args=[warning.pk, "RISK_NOTICE"])
    assert client.post(waive, {"reason": " "}).status_code == 422
    assert client.post(waive, {"reason": "企业已注销。"}).status_code == 302
    assert "企业已注销。（陈晓" in client.get(page).content.decode()
    client.post(reverse("warnings:paper_take_back", args=[warning.pk, "RISK_NOTICE"]))
    assert not warning.paper_waivers.filter(taken_back_at=None).exists()


def test_a_region_is_put_in_order_by_a_campaign(county, client):
    """R-132: begun from the warning; its lifting does not wait for the campaign's end."""
    regional = bring(county, make_warning(county, scope_region=True), "HANDLING")
    other = bring(county, make_warning(county), "HANDLING")
    client.force_login(county.head)
    address = f"{reverse('campaigns:new')}?from={regional.pk}"
    assert address in client.get(regional.get_absolute_url()).text
    assert reverse("campaigns:new") + "?from" not in client.get(other.get_absolute_url()).text
    assert regional.case.title in client.get(address).text
    today = timezone.localdate()
    begun = start(
        by=county.head, title="城关镇线缆整治", issuer="清源县市场监督管理局", issue_level="COUNTY", year=today.year,
        issued_on=today, starts_on=today, ends_on=today + timedelta(days=60), origin=regional.case,
    )  # fmt: skip
    assert begun.case.closed_at is None
    assert not any("专项行动" in reason for reason in may_lift(regional))
