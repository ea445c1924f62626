"""Official documents as PDF, drawn by WeasyPrint.

The layout is finished before (documents.layout_paper); here it becomes HTML of
absolutely placed lines. One font configuration and one parsed style sheet live
as long as the process: a new one per document leaks memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile

import segno
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from documents.fonts import IDEOGRAPH_MIDDLE, FontStock, Role, stock
from documents.layout import BLACK, Code, Mark, Page, Part, Rule, SealPlace, Text
from documents.layout_paper import lay_out
from documents.paper import Paper
from documents.press import press_for


@dataclass(frozen=True)
class RenderedPdf:
    """A finished file.

    fonts_used: PostScript names, sorted. missing: characters that no font has, drawn as 〓.
    substitutes: which role another typeface stands in for, as “小标宋体：FandolSong-Bold”.
    seal: where the seal belongs, when the paper will be sealed.
    """

    bytes: bytes
    pages: int
    fonts_used: tuple[str, ...]
    missing: tuple[str, ...] = ()
    substitutes: tuple[str, ...] = ()
    seal: SealPlace | None = None
    sha256: str = ""


def render_pdf(paper: Paper, fonts: FontStock | None = None) -> RenderedPdf:
    """Draw the paper; the same paper and fonts give the same bytes. Raises FontMissing."""
    fonts = fonts or stock()
    laid = lay_out(paper, fonts)
    html = render_to_string(
        "documents/paper.html",
        {
            "title": paper.title.replace("\n", ""),
            "author": paper.organ_name,
            "subject": paper.number,
            "pages": [_page(page, fonts) for page in laid.pages],
        },
    )
    data = press_for(fonts).print(html, turned=laid.pages[0].turned)
    return RenderedPdf(
        bytes=data,
        pages=len(laid.pages),
        fonts_used=laid.faces,
        missing=laid.missing,
        substitutes=tuple(f"{role}：{name}" for role, name in fonts.substitutes().items() if name in laid.faces),
        seal=laid.seal,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def missing_glyphs(paper: Paper, fonts: FontStock | None = None) -> list[str]:
    """Characters of the paper that no font of this installation has. Raises FontMissing.

    Ask before signing: a character named here would be printed as 〓.
    """
    return list(lay_out(paper, fonts or stock()).missing)


def _page(page: Page, fonts: FontStock) -> SafeString:
    marks = _marks(page.marks, fonts)
    if page.turned:
        marks = f'<div class="turned">{marks}</div>' + _marks(page.upright, fonts)
    return mark_safe(marks)


def _marks(marks: list[Mark], fonts: FontStock) -> str:
    """Rules first, which say nothing; then the lines in reading order, each within what it is part of."""
    pieces = [_rule(mark) for mark in marks if isinstance(mark, Rule)]
    opened: list[Part] = []
    told = set()  # a heading is named once, at its first line
    for mark in marks:
        if not isinstance(mark, Text) or not (mark.line.runs or mark.part):
            continue
        path = (mark.part or Part()).path
        same = sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], zip(opened, path, strict=False)))
        pieces += [f"</{part.tag}>" for part in reversed(opened[same:])]
        pieces += [f"<{part.tag}>" for part in path[same:]]
        opened = path
        if mark.line.runs:
            named = path[-1] if path[-1].bookmark and path[-1] not in told else None
            told.add(named)
            pieces.append(_text(mark, fonts, named))
    pieces += [f"</{part.tag}>" for part in reversed(opened)]
    pieces += [_code(mark) for mark in marks if isinstance(mark, Code)]
    return "".join(pieces)


def _code(mark: Code) -> str:
    """The code as one path: a run of dark modules is a flat rectangle."""
    rows = segno.make(mark.content, error="m", micro=False).matrix
    path = "".join(
        f"M{at} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for dark, at, length in _runs_of(row) if dark
    )
    return (
        f'<svg style="left:{mark.left:.3f}pt;top:{mark.top:.3f}pt;width:{mark.size:.3f}pt;height:{mark.size:.3f}pt"'
        f' viewBox="0 0 {len(rows)} {len(rows)}"><title>{escape(mark.text)}</title><path d="{path}"/></svg>'
    )


def _runs_of(row) -> Iterator[tuple[int, int, int]]:
    """Yield (value, start, length) of equal neighbours."""
    at = 0
    for value, group in groupby(row):
        length = sum(1 for _ in group)
        yield value, at, length
        at += length


def _rule(mark: Rule) -> str:
    return (
        f'<div style="left:{mark.left:.3f}pt;top:{mark.top:.3f}pt;width:{mark.width:.3f}pt;'
        f'height:{mark.height:.3f}pt;background:{mark.colour}"></div>'
    )


def _text(mark: Text, fonts: FontStock, heading: Part | None) -> str:
    lead = fonts.stack(mark.role)[0]
    # Fonts differ in where they put the baseline in a line; every line shall have
    # the middle of its ideographs in the middle.
    shift = (lead.middle - IDEOGRAPH_MIDDLE) * mark.size
    style = [
        f"left:{mark.left:.3f}pt",
        f"top:{mark.top - shift:.3f}pt",
        f"width:{mark.line.width + mark.size:.1f}pt",  # known, so nobody measures it again
        f"font:{mark.size:.3f}pt/{mark.pitch:.3f}pt '{lead.name}'",
        f"letter-spacing:{mark.line.spacing:.4f}pt",
    ]
    if mark.colour != BLACK:
        style.append(f"color:{mark.colour}")
    if mark.stretch != 1.0:
        style.append(f"transform:scaleX({mark.stretch:.5f})")
    label = ""
    if heading:
        style.append(f"bookmark-level:{1 if heading.tag == 'h1' else 3 if mark.role == Role.KAI else 2}")
        label = f' data-outline="{escape(heading.bookmark)}"'
    runs = "".join(
        escape(run.text) if run.face == lead.name else f"<i style=\"font-family:'{run.face}'\">{escape(run.text)}</i>"
        for run in mark.line.runs
    )
    return f'<span{label} style="{";".join(style)}">{runs}</span>'
