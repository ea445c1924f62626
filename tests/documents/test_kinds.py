"""Kinds as data: what each begins with, and what a bureau settles itself (R-025, R-126, R-129, R-304, R-316, R-340)."""

import pytest
from django.urls import reverse

from casefile.perform import perform
from casefile.refusals import GuardRefused, NotAllowed
from documents import kinds, merging
from documents.beginning import first_words, fitting
from documents.body import parse_body
from documents.contents import paper_of
from documents.kindsetting import DocumentKindSetting, in_force
from documents.models import Document
from documents.sampling import SAMPLE, best_paper, sample_paper
from registers.models import Enterprise

from .papers import bring, make_case, make_document

#: documents §4.3: every document that the system issues.
ISSUED = {
    "警示通报": "ALERT_NOTICE", "解除通报": "LIFT_NOTICE", "风险告知书": "RISK_NOTICE",
    "挂牌督办通知书": "SUPERVISION_NOTICE", "约谈通知书": "TALK_NOTICE", "整改通知书": "RECTIFY_NOTICE",
    "提醒敦促函": "URGING_LETTER", "整改指导意见书": "GUIDANCE", "初报": "REPORT_FIRST", "续报": "REPORT_MORE",
    "终报": "REPORT_FINAL", "处理结果": "REPORT_RESULT", "重大风险": "REPORT_MAJOR", "纪要": "MINUTES",
    "送达回证": "SERVICE_RECEIPT", "约谈记录": "TALK_RECORD", "报送表": "RETURN_FORM", "行动成果清单": "RESULT_LIST",
    "整改台账": "LEDGER", "检查表": "CHECKLIST", "风险管控清单": "CONTROL_LIST", "消费提示": "PUBLIC_NOTICE",
}  # fmt: skip


def test_every_document_of_the_domain_has_its_kind():
    for name, code in ISSUED.items():
        assert name in kinds.get(code).label, code


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.code)
def test_the_words_of_a_kind_use_known_fields_only(kind):
    assert merging.unknown_fields(kind.text) == []
    if kind.by_hand:
        assert parse_body(kind.text)
    assert merging.unfilled(merging.fill(kind.text, SAMPLE | {"本局": "局", "本级政府": "府", "上级局": "上"})) == []


@pytest.mark.parametrize("code", ["REPORT_MAJOR", "REPORT_FIRST", "REPORT_MORE", "REPORT_FINAL"])
def test_an_upward_report_asks_for_the_five_contents(code):
    """R-025: source, harm, cause, region, and products, producers and suppliers of raw material."""
    text = kinds.get(code).text
    assert kinds.get(code).layout == "upward"
    for field in ("危害", "原因", "范围", "产品", "企业", "原料供应企业"):
        assert f"{{{field}}}" in text, field
    assert "信息来源" in text or code == "REPORT_MORE"


def test_an_upward_report_goes_to_one_organ_with_a_copy_to_the_other(county):
    """R-035 names both; 党政机关公文处理工作条例, 15: an upward paper has one addressee."""
    to = merging.recipients(make_case(county), kinds.get("REPORT_RESULT"))
    assert [(spec.name, spec.cc) for spec in to] == [("清源县人民政府", False), ("安州市市场监督管理局", True)]
    paper = sample_paper(kinds.get("REPORT_RESULT"), county.bureau)
    assert (paper.main_recipients, paper.cc) == (("清源县人民政府",), ("安州市市场监督管理局",))


def test_a_field_ends_as_its_sentence_does():
    assert merging.fill("{问题}。\n{危害}", {"问题": "不合格。", "危害": "触电。"}) == "不合格。\n触电。"
    assert merging.fill("因{问题}，整改。", {"问题": "不合格；"}) == "因不合格，整改。"


def test_the_proof_of_service_names_what_was_last_numbered_in_the_case(county):
    document = bring(county, make_document(county), "NUMBERED")
    body = first_words(document.case, "SERVICE_RECEIPT")["body"]
    assert document.number in body
    assert document.title in body


def test_a_document_begins_with_what_the_case_knows(county):
    enterprise = Enterprise.objects.create(bureau=county.bureau, name="恒兴线缆有限公司", no_uscc_reason="尚未核实")
    case = make_case(county, enterprise=enterprise, number="FX-2026-0007")
    words = first_words(case, "RISK_NOTICE")
    assert words["others"] == enterprise.name
    assert words["title"] == f"关于{case.title}的风险告知书"
    assert county.staff.name in words["body"]
    assert "问题" in merging.unfilled(words["body"])  # this case has no record that knows it


def test_a_blank_that_nobody_filled_is_not_submitted(county):
    document = make_document(county, body="请于【请填写：期限】前报告。")
    with pytest.raises(GuardRefused, match="没填的内容：期限"):
        perform(document, "submit", by=county.staff)


def test_only_kinds_that_fit_the_case_are_offered(county):
    offered = {kind.code for _, rows in fitting(make_case(county, kind="RECTIFICATION")) for kind in rows}
    assert {"RECTIFY_NOTICE", "SERVICE_RECEIPT", "LEDGER"} <= offered
    assert not offered & {"PUBLIC_NOTICE", "REPORT_FIRST", "ALERT_NOTICE"}


# --- what the bureau settles --------------------------------------------------------


def settle(county, code, **fields):
    last = DocumentKindSetting.objects.filter(bureau=county.bureau, kind=code).count()
    return DocumentKindSetting.objects.create(
        bureau=county.bureau, kind=code, version=last + 1, edited_by=county.admin, **fields
    )


def test_the_latest_setting_is_in_force(county):
    settle(county, "RISK_NOTICE", suffix="示")
    settle(county, "RISK_NOTICE", suffix="风告", organ="清源县市场监管局")
    rules = in_force(county.bureau, "RISK_NOTICE")
    assert (rules.suffix, rules.label) == ("风告", "风险告知书")
    assert in_force(county.prefecture, "RISK_NOTICE") == kinds.get("RISK_NOTICE")
    document = bring(county, make_document(county, kind="RISK_NOTICE"), "NUMBERED")
    assert document.number.startswith("清市监风告〔")
    assert document.content["organ_name"] == "清源县市场监管局"


def test_a_signed_document_keeps_what_was_in_force(county):
    document = bring(county, make_document(county, kind="RISK_NOTICE"), "SIGNED")
    before = document.content_sha256
    settle(county, "RISK_NOTICE", organ="另一名称")
    assert Document.objects.get(pk=document.pk).content_sha256 == before


def test_a_bureau_lets_the_head_sign_a_notice(county):
    """Rules §3.5: 告知书, 整改通知书, 指导意见书 DEPUTY or UNIT_HEAD by delegation table."""
    document = bring(county, make_document(county, kind="RISK_NOTICE"), "TO_SIGN")
    with pytest.raises(NotAllowed):
        perform(document, "sign", by=county.head)
    settle(county, "RISK_NOTICE", signer="UNIT_HEAD")
    document = Document.objects.get(pk=document.pk)
    assert document.people_awaited() == [county.head]
    with pytest.raises(NotAllowed):
        perform(document, "sign", by=county.other_head)
    perform(document, "sign", by=county.head)
    assert document.signer == county.head


def test_a_delegated_notice_that_the_head_drafted_goes_to_a_deputy(county):
    settle(county, "RISK_NOTICE", signer="UNIT_HEAD")
    document = make_document(county, kind="RISK_NOTICE", by=county.head)
    perform(document, "submit", by=county.staff)
    perform(document, "check", by=county.deputy)
    assert county.deputy in document.people_awaited()
    with pytest.raises(NotAllowed):
        perform(document, "sign", by=county.head)


def test_a_bureau_keeps_a_notice_for_its_director(county):
    settle(county, "RISK_NOTICE", signer="DIRECTOR")
    document = bring(county, make_document(county, kind="RISK_NOTICE"), "TO_SIGN")
    assert document.people_awaited() == [county.director]
    with pytest.raises(NotAllowed):
        perform(document, "sign", by=county.deputy)


# --- the page -------------------------------------------------------------------------


def typed(**fields):
    kind = kinds.get("RISK_NOTICE")
    given = {
        "version": 0, "title": kind.title, "text": kind.text, "organ": "", "mark": kind.mark, "suffix": "告",
        "signer": "",
        "reply_days": 10, "cc": "", "note": "",
    }  # fmt: skip
    return given | fields


def page(name="kind"):
    return reverse(f"documents:{name}", args=["RISK_NOTICE"])


def test_an_administrator_settles_a_kind(county, client):
    client.force_login(county.admin)
    assert client.get(reverse("documents:kinds")).status_code == 200
    form = client.get(page()).context["form"]
    assert (form.initial["title"], form.initial["mark"]) == ("关于{事项}的风险告知书", "{发文机关}")
    client.post(page(), typed(text="{企业}：请改正。", cc="县政府办公室\n", title=form.initial["title"]))
    setting = DocumentKindSetting.objects.get()
    assert (setting.text, setting.title, setting.suffix, setting.reply_days) == ("{企业}：请改正。", "", "", None)
    assert in_force(county.bureau, "RISK_NOTICE").cc == ("县政府办公室",)
    client.post(page(), typed(version=1, title="{发文机关}{事项}告知书"))
    assert in_force(county.bureau, "RISK_NOTICE").title == "{organ}{subject}告知书"


def test_two_administrators_do_not_overwrite_each_other(county, client):
    client.force_login(county.admin)
    client.post(page(), typed(suffix="甲"))
    answer = client.post(page(), typed(suffix="乙"))
    assert answer.status_code == 422
    assert "已被他人改动" in answer.content.decode()
    assert in_force(county.bureau, "RISK_NOTICE").suffix == "甲"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "{某字段}"}, "没有这些字段：某字段"),
        ({"title": "{wrong}"}, "能用的字段只有"),
        ({"mark": "{0}"}, "字段只有"),
    ],
)
def test_a_wrong_field_is_named(county, client, fields, words):
    client.force_login(county.admin)
    assert words in client.post(page(), typed(**fields)).content.decode()
    assert not DocumentKindSetting.objects.exists()


def test_the_preview_shows_what_is_typed_and_saves_nothing(county, client):
    client.force_login(county.admin)
    answer = client.post(page("kind_preview"), typed(text="请改正。"))
    assert answer.content.startswith(b"%PDF")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert client.post(page("kind_preview"), typed(text="{某字段}")).status_code == 422
    assert not DocumentKindSetting.objects.exists()


@pytest.mark.parametrize("name", ["staff", "head", "director", "office_clerk", "inspector"])
def test_only_an_administrator_settles_kinds(county, client, name):
    client.force_login(getattr(county, name))
    assert client.get(reverse("documents:kinds")).status_code == 403
    assert client.post(page(), typed(suffix="甲")).status_code == 403


def test_a_draft_is_drawn_while_it_is_written(county, client):
    case = make_case(county)
    client.force_login(county.staff)
    address = reverse("documents:preview_new", args=[case.pk])
    answer = client.post(address, {"kind": "RISK_NOTICE", "title": "告知书", "others": "甲公司", "body": "请改正。"})
    assert answer.content.startswith(b"%PDF")
    assert client.post(address, {"kind": ""}).status_code == 422
    assert not Document.objects.exists()
    document = make_document(county, case)
    address = reverse("documents:preview_edit", args=[case.pk, document.pk])
    assert client.post(address, {"title": "改后", "body": "正文"}).content.startswith(b"%PDF")
    client.force_login(county.other_staff)
    assert client.post(address, {"title": "改后", "body": "正文"}).status_code == 404


def test_minutes_are_drawn_as_minutes(county):
    document = make_document(county, kind="MINUTES", recipients=[], body="会议议定。\n出席：李建国")
    paper = paper_of(document)
    assert (paper.organ_mark, paper.has_seal) == ("清源县市场监督管理局会议纪要", False)
    assert [block.kind for block in paper.body] == ["paragraph", "entry"]
    perform(document, "submit", by=county.staff)  # minutes need no addressee


def test_a_sample_is_a_signed_document_or_the_case_that_knows_most(county):
    """R-025: what the manual and the office look at comes from real cases."""
    kind = kinds.get("BULLETIN")
    assert best_paper(kind, county.bureau)[1] == "示例"
    make_case(county, number="FX-2026-0001")
    about = Enterprise.objects.create(bureau=county.bureau, name="恒兴线缆有限公司", no_uscc_reason="尚未核实")
    make_case(county, number="FX-2026-0002", enterprise=about)
    make_case(county, number="FX-2026-0003")
    paper, source = best_paper(kind, county.bureau)
    assert (source, paper.title) == ("FX-2026-0002", kind.title_for(county.bureau, "电线电缆导体电阻不合格"))
    document = bring(county, make_document(county), "NUMBERED")
    paper, source = best_paper(kind, county.bureau)
    assert (paper.number, source) == (document.number, str(document))
    assert paper_of(document).body == paper.body
