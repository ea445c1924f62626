"""Freezing a document at signature, and its 正本 at numbering: rendered once, kept for good.

See docs/decisions/0001-document-frozen-at-signature.md.
"""

import hashlib
from dataclasses import replace

from django.core.files.base import ContentFile

from casefile.refusals import GuardRefused
from registers.keeping import delete_on_rollback

from . import signature
from .contents import digest, paper_of
from .fonts import CannotPrint
from .paper import Paper
from .pdf import RenderedPdf, missing_glyphs, render_pdf
from .verifylink import verify_address


def glyph_reasons(paper: Paper) -> list[str]:
    """Return why this paper cannot be printed truthfully, in words; empty when it can."""
    try:
        missing = missing_glyphs(paper)
    except CannotPrint as error:
        return [str(error)]
    return [_missing_text(missing)] if missing else []


def _missing_text(chars) -> str:
    named = "、".join(f"{char}（U+{ord(char):04X}）" for char in chars)
    return (
        f"字体中没有这些字：{named}，印出来会缺字。请拟稿人换用其他写法，"
        "或由管理员安装含这些字的字体后再办理；已填写的内容都还在。"
    )


def freeze(document) -> None:
    """Set content, 签发稿, hashes and fonts from the document as it stands; its signer and date are set.

    Raises GuardRefused when it cannot be rendered; the file goes if the transaction does.
    """
    paper = paper_of(document, signer=document.signer, date=document.document_date)
    document.content = paper.to_json()
    document.content_sha256 = digest(document.content)
    rendered = render(paper)
    document.signed_sha256 = _keep(document.signed_file, rendered.bytes)
    document.fonts_used = list(rendered.fonts_used)


def make_original(document) -> None:
    """Render the 正本 from the frozen content and the number, never from live data, and sign it digitally.

    Raises GuardRefused as `freeze`, and when a certificate is set that cannot sign.
    """
    paper = Paper.from_json(document.content)
    rendered = render(replace(paper, number=document.number, verify_at=verify_address(document)))
    content = rendered.bytes
    if signature.is_configured():
        content, document.certificate = _signed(content, document)
    document.paper_sha256 = _keep(document.paper_file, content)
    document.fonts_used = sorted({*document.fonts_used, *rendered.fonts_used})


def render(paper: Paper) -> RenderedPdf:
    """Return the finished file; GuardRefused, in words, when it would not show every character."""
    try:
        rendered = render_pdf(paper)
    except CannotPrint as error:
        raise GuardRefused([str(error)]) from error
    if rendered.missing:
        raise GuardRefused([_missing_text(rendered.missing)])
    return rendered


def _signed(content: bytes, document) -> tuple[bytes, dict]:
    try:
        signed = signature.signed(content, reason=document.number)
    except signature.CannotSign as error:
        raise GuardRefused([str(error)]) from error
    return signed.bytes, signed.certificate


def _keep(file, content: bytes) -> str:
    file.save("document.pdf", ContentFile(content), save=False)
    delete_on_rollback(file)
    return hashlib.sha256(content).hexdigest()
