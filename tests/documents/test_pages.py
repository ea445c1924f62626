"""The pages of documents: who sees what, what is kept, what is refused in words."""

import io
import uuid
from urllib.parse import unquote

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.perform import perform
from documents import views
from documents.drafting import RecipientSpec, revise
from documents.fonts import FontMissing
from documents.forms import fingerprint
from documents.models import Document, ServiceReceipt

from .papers import BODY, bring, make_case, make_document

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain_press")]


@pytest.fixture
def sign_in(client):
    def sign(user):
        client.force_login(user)
        return client

    return sign


def url(name, *args):
    return reverse(f"documents:{name}", args=args)


def typed(document=None, **fields):
    given = {"title": "关于抽查情况的通报", "others": "恒兴线缆有限公司\n县发展改革委", "cc": "", "body": BODY}
    given |= {"seen": fingerprint(document)} if document else {"kind": "BULLETIN", "token": str(uuid.uuid4())}
    return given | fields


def specs(document):
    return [RecipientSpec(row.name, row.department, row.enterprise, row.cc) for row in document.recipients.all()]


# --- what one sees ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("staff", True), ("head", True), ("deputy", True), ("director", True), ("office_clerk", True),
        ("inspector", True), ("other_staff", False), ("brigade_officer", False), ("tester", False), ("admin", False),
    ],
)  # fmt: skip
def test_a_document_is_seen_with_its_case(county, sign_in, name, sees):
    document = bring(county, make_document(county), "NUMBERED")
    client = sign_in(getattr(county, name))
    for address in (url("detail", document.pk), url("pdf", document.pk, "paper"), url("pdf", document.pk, "signed")):
        status = client.get(address).status_code
        assert (status == 200) == sees, f"{address}: {status}"
    listed = client.get(url("list"))
    assert (listed.status_code == 200 and document.title in listed.content.decode()) == sees


def test_every_state_has_a_page(county, sign_in):
    for state in Document._meta.get_field("state").choices:
        document = bring(county, make_document(county), state[0])
        page = sign_in(county.office_clerk).get(url("detail", document.pk)).content.decode()
        assert state[1] in page


def test_a_driven_document_points_to_its_case(county, sign_in):
    document = make_document(county, kind="ALERT_NOTICE", driven=True)
    client = sign_in(county.staff)
    page = client.get(url("detail", document.pk)).content.decode()
    assert "随案卷办理" in page
    assert "送核稿" not in page
    answer = client.post(url("act", document.pk, "submit"), follow=True)
    assert "请到案卷页面办理" in answer.content.decode()
    assert url("edit", document.pk) not in page
    assert "内容由案卷生成" in client.get(url("edit", document.pk), follow=True).content.decode()
    assert Document.objects.get().state == "DRAFT"


def test_the_page_does_not_query_more_for_more_recipients(county, sign_in, django_assert_max_num_queries):
    many = [RecipientSpec(f"单位{number}") for number in range(40)]
    document = bring(county, make_document(county, recipients=many), "ISSUED")
    with django_assert_max_num_queries(52):
        sign_in(county.office_clerk).get(url("detail", document.pk))


# --- the list ------------------------------------------------------------------------


def rows(client, **query):
    return [row.title for row in client.get(url("list"), query).context["page"].rows]


def test_the_list_is_filtered(county, sign_in):
    case = make_case(county, number="FX-2026-0007")
    bring(county, make_document(county, case, title="甲通报"), "NUMBERED")
    make_document(county, kind="REPORT", title="乙报告", by=county.second_staff)
    client = sign_in(county.staff)
    assert rows(client) == ["乙报告", "甲通报"]
    assert rows(client, kind="REPORT") == ["乙报告"]
    assert rows(client, state="NUMBERED") == ["甲通报"]
    assert rows(client, q="甲") == ["甲通报"]
    assert rows(client, q="fx-2026-0007") == ["甲通报"]
    year = timezone.localdate().year
    assert rows(client, year=year) == ["乙报告", "甲通报"]
    assert rows(client, q=f"清市监发〔{year}〕1号") == ["甲通报"]
    assert rows(client, q=f"清市监发〔{year}〕11号") == []
    for typed in (
        f"清市监发[{year}]1号",
        f"清市监发（{year}） 1 号",
        f"〔{year}〕1号",
        f"【{year}】1",
        "1号",
        "第1号",
        "清市监发",
    ):
        assert rows(client, q=typed) == ["甲通报"], typed
    assert rows(client, q="11号") == []
    assert rows(client, q="ＦＸ2026-7 通报") == ["甲通报"]
    assert rows(client, only="mine") == ["甲通报"]
    assert rows(sign_in(county.office_clerk), only="awaiting") == ["甲通报"]
    assert rows(client, state="NO_SUCH") == ["乙报告", "甲通报"]


def test_the_list_pages_by_key(county, sign_in, monkeypatch):
    monkeypatch.setattr("documents.lists.PAGE_SIZE", 2)
    case = make_case(county)
    for number in range(5):
        make_document(county, case, title=f"通报{number}")
    client, seen, query = sign_in(county.staff), [], ""
    for _ in range(3):
        page = client.get(url("list") + query).context["page"]
        seen += [row.title for row in page.rows]
        query = page.pager["next_url"]
    assert seen == [f"通报{number}" for number in (4, 3, 2, 1, 0)]
    assert query == ""
    assert client.get(url("list"), {"after": "nonsense_1"}).status_code == 404


def test_the_register_is_a_spreadsheet(county, sign_in):
    document = bring(county, make_document(county, title="=1+1"), "NUMBERED")
    answer = sign_in(county.office_clerk).get(url("register"), {"code": "清市监发"})
    assert "发文登记簿" in unquote(answer["Content-Disposition"])
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:2] == [document.number, "'=1+1"]
    assert sheet["B2"].data_type != "f"
    assert "城关市场监管所" in sheet["L2"].value
    assert sheet.max_row == 2


# --- writing -----------------------------------------------------------------------------


def test_a_document_is_drafted_from_a_case(county, sign_in):
    case, client = make_case(county), sign_in(county.staff)
    assert client.get(url("new", case.pk)).status_code == 200
    assert client.get(url("new", case.pk), {"kind": "BULLETIN"}).status_code == 200
    sent = typed(units=[county.station.pk], cc="县人民政府办公室、")
    for _ in range(2):  # a double click
        answer = client.post(url("new", case.pk), sent)
    document = Document.objects.get()
    assert answer.url == document.get_absolute_url()
    assert [(row.name, row.department, row.cc) for row in document.recipients.all()] == [
        ("城关市场监管所", county.station, False), ("恒兴线缆有限公司", None, False), ("县发展改革委", None, False),
        ("县人民政府办公室", None, True),
    ]  # fmt: skip


def test_a_kind_asked_for_brings_its_title(county, sign_in):
    case = make_case(county)
    form = sign_in(county.staff).get(url("new", case.pk), {"kind": "URGING_LETTER"}).context["form"]
    assert form["title"].value() == f"清源县市场监督管理局关于{case.title}的提醒敦促函"
    assert sign_in(county.staff).get(url("new", case.pk), {"kind": "NO_SUCH"}).context["form"]["kind"].value() is None


def test_a_text_voided_before_signature_can_still_be_read(county, sign_in):
    document = bring(county, make_document(county), "VOID")
    assert "近期监督抽查发现" in sign_in(county.staff).get(url("detail", document.pk)).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"others": ""}, "至少填写一个主送单位"), ({"cc": "恒兴线缆有限公司"}, "已在主送中"), ({"body": ""}, "必填"),
        ({"others": "长" * 121}, "一行写一个名称"), ({"kind": ""}, "必填"), ({"kind": "ALERT_NOTICE"}, "ALERT_NOTICE"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_lost(county, sign_in, fields, words):
    answer = sign_in(county.staff).post(url("new", make_case(county).pk), typed() | fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page or "必填" in words
    assert answer.context["form"].errors
    assert "关于抽查情况的通报" in page
    assert not Document.objects.exists()


def test_nothing_is_drafted_in_a_closed_case_or_a_hidden_one(county, sign_in):
    closed = make_case(county, closed_at=timezone.now())
    assert sign_in(county.staff).post(url("new", closed.pk), typed()).status_code == 302
    assert sign_in(county.other_staff).post(url("new", closed.pk), typed()).status_code == 404
    assert sign_in(county.deputy).get(url("new", closed.pk)).status_code == 403
    assert not Document.objects.exists()


def test_the_text_is_edited_by_its_unit(county, sign_in):
    document = make_document(county)
    client = sign_in(county.second_staff)
    assert document.body.splitlines()[0] in client.get(url("edit", document.pk)).content.decode()
    answer = client.post(url("edit", document.pk), typed(document, body="新的正文"))
    assert answer.status_code == 302
    document.refresh_from_db()
    assert (document.body, document.recipients.count()) == ("新的正文", 2)


def test_two_people_do_not_overwrite_each_other(county, sign_in):
    document = make_document(county)
    mine = typed(document, body="我的正文")
    client = sign_in(county.staff)
    client.post(url("edit", document.pk), typed(document, body="他的正文"))
    answer = client.post(url("edit", document.pk), mine)
    assert answer.status_code == 422
    assert "已被他人改动" in answer.content.decode()
    assert "我的正文" in answer.content.decode()
    again = mine | {"seen": answer.context["form"]["seen"].value()}
    assert client.post(url("edit", document.pk), again).status_code == 302
    document.refresh_from_db()
    assert document.body == "我的正文"


@pytest.mark.parametrize("state", ["CHECK", "SIGNED", "ISSUED"])
def test_a_fixed_text_is_not_edited(county, sign_in, state):
    document = bring(county, make_document(county), state)
    answer = sign_in(county.staff).post(url("edit", document.pk), typed(document, body="新的正文"), follow=True)
    assert "不能修改" in answer.content.decode()
    document.refresh_from_db()
    assert document.body == BODY


# --- acts ----------------------------------------------------------------------------------


def test_a_leader_signs_with_the_paper_beside(county, sign_in):
    document = bring(county, make_document(county), "TO_SIGN")
    client = sign_in(county.deputy)
    page = client.get(url("act", document.pk, "sign")).content.decode()
    assert url("pdf", document.pk, "preview") in page
    assert client.post(url("act", document.pk, "sign")).url == document.get_absolute_url()
    assert Document.objects.get().state == "SIGNED"


def test_nobody_signs_what_the_page_did_not_show(county, sign_in):
    """Returned, rewritten and checked again while the leader's page stood open."""
    document = bring(county, make_document(county), "TO_SIGN")
    client = sign_in(county.deputy)
    seen = client.get(url("act", document.pk, "sign")).context["form"]["seen"].value()
    perform(document, "send_back", by=county.director, reason="请核对批次")
    revise(document, by=county.staff, title=document.title, body="改过的正文", recipients=specs(document))
    for act, person in (("redraft", county.staff), ("submit", county.staff), ("check", county.head)):
        perform(document, act, by=person)
    answer = client.post(url("act", document.pk, "sign"), {"seen": seen})
    assert answer.status_code == 422
    assert "退回修改过" in answer.content.decode()
    again = {"seen": answer.context["form"]["seen"].value()}
    assert client.post(url("act", document.pk, "sign"), again).status_code == 302
    signed = Document.objects.get()
    assert signed.content["body"][0]["text"] == "改过的正文"
    assert "seen" not in signed.case.trail.order_by("-seq").first().given


def test_returning_without_a_reason_is_refused_at_the_field(county, sign_in):
    document = bring(county, make_document(county), "CHECK")
    answer = sign_in(county.head).post(url("act", document.pk, "send_back"), {"reason": ""})
    assert answer.status_code == 422
    assert Document.objects.get().state == "CHECK"


def test_an_unknown_act_is_not_found(county, sign_in):
    assert sign_in(county.staff).get(url("act", make_document(county).pk, "burn")).status_code == 404


# --- papers ----------------------------------------------------------------------------------


def test_papers_have_a_name_to_file_them_by(county, sign_in):
    document = bring(county, make_document(county), "NUMBERED")
    answer = sign_in(county.staff).get(url("pdf", document.pk, "paper"))
    disposition = unquote(answer["Content-Disposition"])
    assert disposition.startswith("inline")
    assert f"{document.number} {document.title}.pdf" in disposition
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    saved = sign_in(county.staff).get(url("pdf", document.pk, "paper") + "?download")
    assert saved["Content-Disposition"].startswith("attachment")


def test_a_draft_is_previewed_as_it_now_is(county, sign_in):
    document = make_document(county)
    client = sign_in(county.staff)
    first = client.get(url("pdf", document.pk, "preview")).content
    client.post(url("edit", document.pk), typed(document, body="改过的正文"))
    assert first.startswith(b"%PDF-")
    assert client.get(url("pdf", document.pk, "preview")).content != first
    assert client.get(url("pdf", document.pk, "paper")).status_code == 404


def test_a_signed_document_has_no_preview(county, sign_in):
    document = bring(county, make_document(county), "SIGNED")
    for which in ("preview", "paper", "secret"):
        assert sign_in(county.staff).get(url("pdf", document.pk, which)).status_code == 404


@pytest.mark.parametrize("which", ["signed", "paper"])
def test_an_altered_paper_is_never_served(county, sign_in, which):
    document = bring(county, make_document(county), "NUMBERED")
    with open(getattr(document, f"{which}_file").path, "ab") as file:
        file.write(b"\n% one more line")
    answer = sign_in(county.staff).get(url("pdf", document.pk, which))
    assert answer.status_code == 409
    assert not answer.content.startswith(b"%PDF")
    assert "保全现场" in answer.content.decode()


def test_without_fonts_the_preview_says_so(county, sign_in, monkeypatch):
    def no_fonts(paper):
        raise FontMissing("本机没有可用的仿宋体字体")

    monkeypatch.setattr(views, "render_pdf", no_fonts)
    answer = sign_in(county.staff).get(url("pdf", make_document(county).pk, "preview"))
    assert (answer.status_code, "仿宋体" in answer.content.decode()) == (503, True)


# --- service -----------------------------------------------------------------------------------


def served(**fields):
    given = {"method": "MAIL", "served_on": timezone.localdate().isoformat(), "received_by": "", "note": "EMS 1234"}
    return given | fields


def test_service_is_recorded_on_its_page(county, sign_in):
    document = bring(county, make_document(county), "ISSUED")
    recipient = document.recipients.get(name="恒兴线缆有限公司")
    client = sign_in(county.staff)
    assert url("serve", recipient.pk) in client.get(url("detail", document.pk)).content.decode()
    assert client.post(url("serve", recipient.pk), served()).url == document.get_absolute_url()
    assert ServiceReceipt.objects.get(recipient=recipient).method == "MAIL"
    assert "邮寄送达" in client.get(url("detail", document.pk)).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"method": "DIRECT"}, {"note": ""}, {"served_on": "2020-01-01"}, {"served_on": "2999-01-01"}, {"method": ""},
    ],
)  # fmt: skip
def test_an_incomplete_receipt_is_refused(county, sign_in, fields):
    document = bring(county, make_document(county), "ISSUED")
    recipient = document.recipients.get(name="恒兴线缆有限公司")
    answer = sign_in(county.staff).post(url("serve", recipient.pk), served(**fields))
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not ServiceReceipt.objects.filter(recipient=recipient).exists()


def test_no_service_before_issue_or_by_others(county, sign_in):
    document = bring(county, make_document(county), "SEALED")
    recipient = document.recipients.first()
    assert sign_in(county.staff).get(url("serve", recipient.pk)).status_code == 302
    assert sign_in(county.other_staff).get(url("serve", recipient.pk)).status_code == 404
    perform(document, "issue", by=county.office_clerk)
    assert sign_in(county.deputy).get(url("serve", recipient.pk)).status_code == 403
