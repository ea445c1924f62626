"""附件 of a document, service refused and witnessed, and terms that have passed."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from casefile.perform import perform
from casefile.refusals import GuardRefused
from documents import merging
from documents.models import Document, ServiceReceipt
from documents.pdf import RenderedPdf

from .papers import bring, make_case, make_document


@pytest.fixture(autouse=True)
def plain_papers(monkeypatch):
    monkeypatch.setattr("documents.freezing.render_pdf", lambda paper: RenderedPdf(b"%PDF-1.7", 1, ("Test",)))


def picture(name="回证.png") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("L", (8, 8)).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue())


def test_annexes_are_bound_in_or_go_along(county, client):
    """R-146: the list of attachments, those bound in first."""
    document, book, file = make_document(county), openpyxl.Workbook(), io.BytesIO()
    for line in (["序号", "企业|名称"], [1.0, "恒兴线缆"]):
        book.active.append(line)
    book.save(file)
    url = reverse("documents:annex", args=[document.pk])
    client.force_login(county.staff)
    assert "请填且只填一项" in client.post(url, {"title": "清单"}).content.decode()
    client.post(url, {"title": "检验报告", "file": picture("报告.png")})
    client.post(url, {"title": "企业清单。", "table": SimpleUploadedFile("清单.xlsx", file.getvalue())})
    client.post(url, {"title": "要求", "body": "一、立即整改。"})
    assert "已有同名的附件" in client.post(url, {"title": "要求", "body": "又一份"}).content.decode()
    perform(document, "submit", by=county.staff)
    client.post(url, {"title": "晚到的", "body": "已送核稿。"})
    bring_on = Document.objects.get()
    perform(bring_on, "check", by=county.head)
    perform(bring_on, "sign", by=county.deputy)
    content = Document.objects.get().content
    assert content["attachments"] == ["企业清单", "要求", "检验报告"]
    assert [annex["title"] for annex in content["annexes"]] == ["企业清单", "要求"]
    table = content["annexes"][0]["body"][0]
    assert (table["header"], table["rows"]) == (["序号", "企业／名称"], [["1", "恒兴线缆"]])
    first = bring_on.annexes.first()
    client.post(reverse("documents:remove_annex", args=[first.pk]))
    assert bring_on.annexes.count() == 3
    assert bring_on.case.trail.filter(action="annex").count() == 3
    client.force_login(county.other_staff)
    assert client.get(url).status_code == 404


def test_a_refused_service_has_a_witness_and_a_photo(county, client):
    """R-316: a receipt for each paper; rules §3.5: 留置送达."""
    document = bring(county, make_document(county), "ISSUED")
    recipient = document.recipients.get(name="恒兴线缆有限公司")
    client.force_login(county.office_clerk)
    paper = client.get(reverse("documents:receipt", args=[recipient.pk]))
    assert paper.content.startswith(b"%PDF-")
    url = reverse("documents:serve", args=[recipient.pk])
    sent = {"method": "LEFT", "served_on": timezone.localdate().isoformat(), "note": "拒绝签收，留置门卫室"}
    page = client.post(url, sent).content.decode()
    assert "留置送达须有见证人" in page
    assert "拒绝签收，留置门卫室" in page
    client.post(url, sent | {"witness": "李春梅", "upload": picture()})
    receipt = ServiceReceipt.objects.get(recipient=recipient)
    assert (receipt.witness, receipt.photo.name) == ("李春梅", "回证.png")
    assert document.case.attachments.get() == receipt.photo
    assert "见证人李春梅" in client.get(document.get_absolute_url()).content.decode()


def test_the_receipt_to_sign_is_filled_in(county):
    from documents.service import receipt_form

    document = bring(county, make_document(county), "ISSUED")
    paper = receipt_form(document.recipients.get(name="恒兴线缆有限公司"), by=county.office_clerk)
    cells = {row[0]: row[1] for row in paper.body[0].rows}
    assert (cells["送达文书"], cells["文号"], cells["受送达人"]) == (
        document.title,
        document.number,
        "恒兴线缆有限公司",
    )
    assert "请填写" not in str(cells)


def test_nobody_is_given_a_term_that_has_passed(county):
    """The case's own date is taken over while it lies ahead only."""
    case = make_case(county, due_at=timezone.now() - timedelta(days=3))
    assert "期限" not in merging.facts(case)
    assert merging.facts(case, 30)["期限"] > f"{timezone.localdate().year}年"
    late = make_document(
        county, case, kind="RECTIFY_NOTICE", body="2020年1月2日前生产的产品，请于2020年3月1日前完成整改。"
    )
    with pytest.raises(GuardRefused, match="2020年3月1日前.*已经过去") as refusal:
        perform(late, "submit", by=county.staff)
    assert "2020年1月2日" not in str(refusal.value)
    told = make_document(county, case, body="已于2020年3月1日前完成整改。")
    perform(told, "submit", by=county.staff)
    assert told.state == "CHECK"
