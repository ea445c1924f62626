"""The public verification page: number, date and standing of a kept paper, never its content."""

import io
from urllib.parse import urlencode, urlsplit

import pypdf
import pytest
import segno
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casefile.perform import perform
from documents.integrity import kept_bytes
from documents.models import Document
from documents.pdf import render_pdf
from documents.verifying import LIMIT
from documents.verifylink import verify_address

from .measure import MM, measure
from .papers import bring, make_document
from .samples import notice


@pytest.fixture(autouse=True)
def _no_questions_yet():
    cache.clear()


def ask(client, content):
    return client.post(reverse("documents:verify"), {"file": SimpleUploadedFile("a.pdf", content)})


def test_anybody_opens_the_page(client, db):
    assert client.get(reverse("documents:verify")).status_code == 200
    assert client.post(reverse("documents:verify")).status_code == 422


def test_a_kept_paper_is_recognised_without_its_content(county, client):
    document = bring(county, make_document(county), "ISSUED")
    answer = ask(client, kept_bytes(document, "paper")).content.decode()
    assert document.number in answer
    assert "有效" in answer
    assert document.title not in answer
    assert "恒兴线缆" not in answer


def test_one_changed_byte_is_noticed(county, client):
    document = bring(county, make_document(county), "ISSUED")
    answer = ask(client, kept_bytes(document, "paper") + b"\n").content.decode()
    assert "没有与这个文件一致的文书" in answer
    assert document.number not in answer


@pytest.mark.parametrize(("state", "words"), [("NUMBERED", "尚未印发"), ("REVOKED", "已撤销")])
def test_what_does_not_stand_is_said(county, client, state, words):
    document = bring(county, make_document(county), state)
    assert words in ask(client, kept_bytes(document, "paper")).content.decode()


def test_a_void_paper_is_void(county, client):
    document = bring(county, make_document(county), "NUMBERED")
    perform(document, "void", by=county.deputy, reason="不再印发")
    assert "已作废" in ask(client, kept_bytes(document, "paper")).content.decode()


def test_the_signed_copy_without_a_number_is_no_paper(county, client):
    document = bring(county, make_document(county), "SIGNED")
    assert "没有与这个文件一致的文书" in ask(client, kept_bytes(document, "signed")).content.decode()


def test_who_asks_too_often_waits(client, db):
    statuses = [ask(client, b"x").status_code for _ in range(LIMIT + 1)]
    assert statuses == [200] * LIMIT + [429]


# --- the code on the paper ---------------------------------------------------------------

SITE = "https://zhian.example.gov.cn"


def code_on(data: bytes):
    """(page, left, top, width, height in mm) of what is drawn black below the type area of the last page."""
    *others, last = measure(data)
    below = [[s for s in sheet.strokes if s.top > 262.1 and s.colour != (1.0, 0.2, 0.2)] for sheet in (*others, last)]
    assert not any(below[:-1])
    if not below[-1]:
        return None
    left, top = min(s.left for s in below[-1]), min(s.top for s in below[-1])
    right, bottom = (max(s.left + s.width for s in below[-1]), max(s.top + s.height for s in below[-1]))
    return len(below), left, top, right - left, bottom - top


@pytest.fixture
def reachable(settings):
    settings.PAPER_VERIFY_URL = f"{SITE}/"


def scan(client, address, content=None):
    parts = urlsplit(address)
    if content is None:
        return client.get(f"{parts.path}?{parts.query}").content.decode()
    file = SimpleUploadedFile("a.pdf", content)
    return client.post(f"{parts.path}?{parts.query}", {"file": file}).content.decode()


def test_the_code_leads_to_the_paper_and_tells_nothing_of_it(county, client, reachable):
    document = bring(county, make_document(county), "ISSUED")
    other = bring(county, make_document(county), "NUMBERED")
    address, kept = verify_address(document), kept_bytes(document, "paper")
    assert address.startswith(f"{SITE}/documents/verify/?n=%E6%B8%85")
    assert code_on(kept)
    assert not code_on(kept_bytes(document, "signed"))
    said = scan(client, address)
    assert document.number in said
    assert "还不能说明" in said
    assert "文件与留存的正本一致" in scan(client, address, kept)
    assert "不是同一份文书" in scan(client, address, kept_bytes(other, "paper"))
    said += scan(client, address, kept + b" ")
    assert "文件不一致" in said
    assert document.title not in said
    assert "恒兴线缆" not in said
    wrong = address[:-1] + ("0" if address[-1] != "0" else "1")
    for tried in (wrong, address.split("&")[0], address.replace("%E5%8F%B7", ""), f"{address}%F0%9F%98%80", wrong[:-3]):
        said = scan(client, tried)
        assert document.number not in said
        assert "与任何在册文书都不符" in said
    assert Document.objects.get(pk=document.pk).content["verify_at"] == ""


def test_without_an_address_there_is_no_code(county):
    assert not code_on(kept_bytes(bring(county, make_document(county), "NUMBERED"), "paper"))


def test_scanning_too_often_is_refused(client, db):
    statuses = [client.get(reverse("documents:verify"), {"n": "x", "c": "y"}).status_code for _ in range(LIMIT + 1)]
    assert statuses == [200] * LIMIT + [429]


def test_the_code_stands_outside_the_type_area_and_apart_from_the_page_number():
    """GB/T 9704-2012 knows no code: it takes none of the room that the standard measures."""
    address = f"{SITE}/documents/verify/?" + urlencode({"n": notice().number, "c": "0123456789ab"})
    plain, marked = render_pdf(notice()), render_pdf(notice(verify_at=address))
    page, left, top, width, height = code_on(marked.bytes)
    assert (page, left, width, height) == (
        3,
        pytest.approx(28, abs=0.1),
        pytest.approx(18, abs=0.1),
        pytest.approx(18, abs=0.1),
    )
    assert 262 < top < 297 - 18 - 10
    before, after = measure(plain.bytes), measure(marked.bytes)
    assert [sheet.glyphs for sheet in before] == [sheet.glyphs for sheet in after]
    assert after[-1].line("—3—")[0].left > left + width + 50
    modules = segno.make(address, error="m", micro=False).matrix
    assert width / len(modules) > 0.3  # of a millimetre: a telephone reads that from paper
    [figure] = [
        node for node in (o.get_object() for o in pypdf.PdfReader(io.BytesIO(marked.bytes)).trailer["/Root"]
        ["/StructTreeRoot"]["/K"][0]["/K"]) if node["/S"] == "/Figure"
    ]  # fmt: skip
    assert "核验二维码" in figure["/Alt"]
    assert [edge / MM for edge in figure["/A"]["/BBox"]] == pytest.approx(
        [left, 297 - top - 18, left + 18, 297 - top], abs=0.2
    )
    letter = notice(layout="letter", body=notice().body[:1], attachments=(), cc=(), verify_at=address)
    page, left, top, width, height = code_on(render_pdf(letter).bytes)
    assert page == 1
    assert 262 < top < top + height < 275  # between the type area and the red rules
    assert width / len(modules) > 0.2
