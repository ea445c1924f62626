"""One paper from its draft to the archive, clicked through in Chromium by everyone who has a part in it.

R-101, R-126, R-316; rules §3.5: drafted with a preview beside it, returned with a reason, drafted again,
countersigned, signed, numbered, sealed, issued, served with a photo of the signed receipt, answered, filed;
a second one whose answer stays away.
"""

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from documents.models import Document, ServiceReceipt
from documents.tasks import sweep_replies
from registers.models import Enterprise
from tests.documents.papers import bring, make_document, serve_all
from tests.rig.browser import DESKTOP, PHONE
from tests.riskinfo.builders import make_info

from .test_chain import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
COMPANY = "清源县恒兴线缆有限公司"


class PaperDesk(Desk):
    """Signed in already; axe looks once at each kind of page, whatever the act. Other tests look at desk and lists.

    All but who signs hold a phone: there a paper is a link, and Chromium draws none beside each page.
    """

    KINDS = re.compile(r"/documents/(new/0/|0/|0/edit/|0/act/\w+/|0/sheet/|recipients/0/serve/)")

    def __init__(self, page, axe, user, login, seen):
        self.page, self.axe, self.seen = page, axe, seen
        page.set_default_timeout(60_000)  # others use the machine too
        login(page, user)

    def look(self):
        kind = re.sub(r"act/\w+", "act/*", re.sub(r"\d+", "0", urlsplit(self.page.url).path))
        if kind not in self.seen and self.KINDS.fullmatch(kind.replace("*", "any")):
            self.axe(self.page)
        self.seen.add(kind)


@pytest.fixture
def desk_of(open_page, axe, login, county):
    opened, seen = {}, set()

    def desk(user):
        if user.username not in opened:
            page = open_page(**(DESKTOP if user == county.deputy else PHONE))
            opened[user.username] = PaperDesk(page, axe, user, login, seen)
        return opened[user.username]

    return desk


@pytest.fixture
def info(county):
    enterprise = Enterprise.objects.create(
        bureau=county.bureau, name=COMPANY, no_uscc_reason="尚未核实", address="清源县城关镇工业大道12号"
    )
    return make_info(county, enterprise=enterprise)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "回证.jpg"
    Image.effect_noise((600, 800), 40).convert("RGB").save(path)
    return path


def test_a_paper_from_draft_to_archive(desk_of, county, info, photo):
    document = _drafted(desk_of(county.staff), info)
    _returned_and_mended(desk_of, county, document)
    _countersigned_and_signed(desk_of, county, document)
    _numbered_and_issued(desk_of(county.office_clerk), document)
    _served(desk_of(county.office_clerk), document, photo)
    _answered(desk_of(county.staff), document)
    _overdue(desk_of(county.staff), county, info.case)
    office = desk_of(county.office_clerk)
    office.open(document.get_absolute_url())
    office.act("归档")
    office.open(reverse("documents:outgoing"))
    assert document.number in office.text()
    call_command("verify_trail")
    call_command("verify_documents")


def _drafted(staff, info) -> Document:
    staff.open(info.case.get_absolute_url())
    staff.page.get_by_role("link", name="拟制文书").first.click()
    staff.look()
    staff.page.get_by_role("link", name="风险告知书").first.click()
    with staff.page.expect_response(lambda answer: "preview" in answer.url and answer.ok):
        staff.fill(title=f"关于{COMPANY}的风险告知书")
    staff.look()
    assert staff.page.locator("[name=others]").input_value() == COMPANY
    staff.fill(body="你公司生产的电线导体电阻不合格，请自收到本告知书之日起10个工作日内书面反馈。")
    staff.page.locator("fieldset, div").filter(has_text="会签单位").get_by_label("综合行政执法大队").last.check()
    staff.send("保存并看版面")
    staff.look()
    staff.act("送核稿")
    return Document.objects.get(kind="RISK_NOTICE")


def _returned_and_mended(desk_of, county, document):
    head, staff = desk_of(county.head), desk_of(county.staff)
    head.open(document.get_absolute_url())
    head.act("退回", reason="请写明不合格的批次")
    staff.open(reverse("desk:home"))
    staff.page.locator("#papers-todo").get_by_role("link", name="风险告知书").click()
    staff.look()
    assert "请写明不合格的批次" in staff.text()
    staff.act("重新拟稿")
    staff.page.locator(".page-actions").get_by_role("link", name="修改文稿").click()
    staff.look()
    staff.fill(body="你公司生产的BV 2.5电线（批次20260110）导体电阻不合格，请自收到之日起10个工作日内书面反馈。")
    staff.send("保存并看版面")
    staff.act("送核稿")
    head.open(document.get_absolute_url())
    head.act("核稿通过")


def _countersigned_and_signed(desk_of, county, document):
    other, deputy = desk_of(county.brigade_head), desk_of(county.deputy)
    other.open(document.get_absolute_url())
    other.act("会签", choose=[("agreed", "yes")], opinion="同意，我队配合")
    deputy.open(document.get_absolute_url())
    assert "同意，我队配合" in deputy.text()
    deputy.act("签发")
    deputy.open(reverse("documents:sheet", args=[document.pk]))
    assert "同意，我队配合" in deputy.text()


def _numbered_and_issued(office, document):
    office.open(document.get_absolute_url())
    for act in ("编号", "登记用印", "印发"):
        office.act(act)
    document.refresh_from_db()
    assert document.number == f"清市监告〔{timezone.localdate().year}〕1号"
    paper = office.page.request.get(reverse("documents:pdf", args=[document.pk, "paper"]))
    text = PdfReader(io.BytesIO(paper.body())).pages[0].extract_text()
    assert "20260110" in text.replace(" ", "").replace("\n", "")


def _served(office, document, photo):
    office.page.get_by_role("link", name="登记送达").click()
    office.look()
    office.send("登记送达")
    assert "请填写" in office.text() or "请选择" in office.text() or "必填" in office.text()
    office.look()
    office.fill(method="直接送达", received_by="王建设")
    office.page.locator("#main input[type=file]").set_input_files(photo)
    office.send("登记送达")
    assert "已登记送达" in office.page.locator("#messages").inner_text()
    office.look()
    receipt = ServiceReceipt.objects.get(recipient__document=document)
    assert (receipt.method, receipt.received_by, receipt.photo.name) == ("DIRECT", "王建设", "回证.jpg")
    kept = office.page.request.get(office.page.get_by_role("link", name="回证照片").get_attribute("href"))
    assert kept.body() == photo.read_bytes()


def _answered(staff, document):
    staff.open(document.get_absolute_url())
    staff.act("登记反馈", answer="已召回该批次电线并查明原因。")
    document.refresh_from_db()
    assert document.state == "REPLIED"


def _overdue(staff, county, case):
    late = bring(county, make_document(county, case, kind="RISK_NOTICE", title="关于召回的告知书"), "ISSUED")
    serve_all(county, late)
    Document.objects.filter(pk=late.pk).update(reply_due=timezone.localdate() - timedelta(days=1))
    sweep_replies()
    staff.open(late.get_absolute_url())
    assert "反馈逾期" in staff.text()
    staff.open(reverse("documents:list") + "?state=REPLY_OVERDUE")
    assert "关于召回的告知书" in staff.text()
