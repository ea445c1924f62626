"""What is signed stays as it is: content, 签发稿, 正本 (rules §3.5: frozen at SIGNED, SHA-256 stored)."""

import hashlib
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from casefile.models import NumberSeries
from casefile.perform import perform
from casefile.refusals import GuardRefused
from documents import freezing
from documents.contents import digest
from documents.fonts import FontMissing
from documents.integrity import Altered, faults, kept_bytes
from documents.models import Document

from .papers import bring, make_document

RARE = "𮧵"


def stored(media) -> set[str]:
    return {path.name for path in media.rglob("*.pdf")}


def overwrite(file, content=b"%PDF-1.7 forged"):
    with open(file.path, "wb") as forged:
        forged.write(content)


def test_signing_freezes_content_and_renders_the_signed_copy(county):
    document = bring(county, make_document(county), "SIGNED")
    assert document.content["title"] == document.title
    assert document.content["number"] == ""
    assert document.content_sha256 == digest(document.content)
    with document.signed_file.open("rb") as file:
        content = file.read()
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == document.signed_sha256
    assert document.fonts_used
    assert not document.paper_file


def test_the_original_comes_from_the_frozen_content_alone(county, monkeypatch):
    """The 正本 takes the frozen content and the number; what the table says meanwhile is not read."""
    rendered = []
    real = freezing.render_pdf
    monkeypatch.setattr(freezing, "render_pdf", lambda paper: rendered.append(paper) or real(paper))
    document = bring(county, make_document(county), "SIGNED")
    Document.objects.filter(pk=document.pk).update(title="另一个标题", body="另一个正文")
    document.recipients.filter(cc=False).last().delete()
    county.bureau.name = "改名后的局"
    county.bureau.save()
    perform(document, "number", by=county.office_clerk)
    signed, original = rendered
    assert original.number == document.number
    assert original.to_json() | {"number": ""} == signed.to_json()


def test_later_acts_render_nothing(county, monkeypatch):
    document = bring(county, make_document(county), "NUMBERED")
    before = {which: kept_bytes(document, which) for which in ("signed", "paper")}
    monkeypatch.setattr(freezing, "render_pdf", None)
    perform(document, "seal", by=county.office_clerk)
    perform(document, "issue", by=county.office_clerk)
    assert {which: kept_bytes(document, which) for which in ("signed", "paper")} == before


def test_content_survives_the_database(county):
    document = bring(county, make_document(county), "SIGNED")
    again = Document.objects.get(pk=document.pk)
    assert digest(again.content) == again.content_sha256
    assert faults(again) == []


@pytest.mark.parametrize("which", ["signed", "paper"])
def test_an_altered_file_is_found(county, which):
    document = bring(county, make_document(county), "NUMBERED")
    overwrite(getattr(document, f"{which}_file"))
    with pytest.raises(Altered, match="摘要不符"):
        kept_bytes(document, which)
    with pytest.raises(GuardRefused, match="保全现场"):
        perform(document, "seal", by=county.office_clerk)


def test_a_lost_file_is_found(county):
    document = bring(county, make_document(county), "NUMBERED")
    document.paper_file.storage.delete(document.paper_file.name)
    assert [fault for fault in faults(document) if "读不出来" in fault]


def test_altered_content_gets_no_number(county):
    document = bring(county, make_document(county), "SIGNED")
    Document.objects.filter(pk=document.pk).update(content=document.content | {"title": "偷换的标题"})
    with pytest.raises(GuardRefused, match="签发内容与签发时的摘要不符"):
        perform(document, "number", by=county.office_clerk)
    assert not NumberSeries.objects.filter(last__gt=0).exists()


def test_missing_glyphs_refuse_before_signature_and_nothing_is_written(county, media):
    """The refusal names the characters and says what to do; no number, no file, no state."""
    document = make_document(county)
    bring(county, document, "TO_SIGN")
    Document.objects.filter(pk=document.pk).update(body=f"法定代表人{RARE}某。")
    with pytest.raises(GuardRefused, match=f"{RARE}（U\\+2E9F5）.*换用.*安装"):
        perform(document, "sign", by=county.deputy)
    again = Document.objects.get(pk=document.pk)
    assert (again.state, again.signed_at, again.content, again.signed_file.name) == ("TO_SIGN", None, None, "")
    assert stored(media) == set()


def test_the_drafter_hears_of_missing_glyphs_first(county):
    with pytest.raises(GuardRefused, match=RARE):
        bring(county, make_document(county, body=f"法定代表人{RARE}某。"), "CHECK")


def test_without_fonts_nothing_is_signed(county, monkeypatch):
    document = bring(county, make_document(county), "TO_SIGN")

    def no_fonts(paper):
        raise FontMissing("本机没有可用的仿宋体字体，请联系系统管理员安装中文字体后重试。")

    monkeypatch.setattr(freezing, "missing_glyphs", no_fonts)
    with pytest.raises(GuardRefused, match="仿宋体.*安装"):
        perform(document, "sign", by=county.deputy)


def test_fonts_lost_while_signing_refuse_too(county, media, monkeypatch):
    document = bring(county, make_document(county), "TO_SIGN")

    def no_fonts(paper):
        raise FontMissing("本机没有可用的仿宋体字体。")

    monkeypatch.setattr(freezing, "render_pdf", no_fonts)
    with pytest.raises(GuardRefused, match="仿宋体"):
        perform(document, "sign", by=county.deputy)
    assert stored(media) == set()


def test_a_signature_that_fails_leaves_no_file(county, media):
    document = bring(county, make_document(county), "TO_SIGN")

    class Failure(Exception):
        pass

    @transaction.atomic
    def sign_within_more():
        perform(document, "sign", by=county.deputy)
        assert len(stored(media)) == 1
        raise Failure

    with pytest.raises(Failure):
        sign_within_more()
    assert stored(media) == set()
    assert Document.objects.get(pk=document.pk).state == "TO_SIGN"


@pytest.mark.django_db(transaction=True)
def test_a_committed_signature_keeps_its_file(county, media):
    document = bring(county, make_document(county), "SIGNED")
    assert len(stored(media)) == 1
    assert faults(document) == []


def test_the_table_refuses_a_signature_without_content(county):
    document = bring(county, make_document(county), "SIGNED")
    for change in ({"content": None}, {"signed_sha256": ""}, {"signed_file": ""}, {"document_date": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**change)


def test_the_table_refuses_a_drafter_who_signs(county):
    document = bring(county, make_document(county), "SIGNED")
    for field in ("signer", "checker"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**{field: document.drafter})


def test_verify_documents_names_what_is_wrong(county):
    sound = bring(county, make_document(county), "NUMBERED")
    out = io.StringIO()
    call_command("verify_documents", stdout=out)
    assert "已核对 1 份" in out.getvalue()
    overwrite(sound.paper_file)
    errors = io.StringIO()
    with pytest.raises(CommandError, match="1 处"):
        call_command("verify_documents", stderr=errors)
    assert sound.number in errors.getvalue()
    assert "正本" in errors.getvalue()
