"""The parts of a document in their order, put on pages."""

from __future__ import annotations

from dataclasses import dataclass

from documents.fonts import FontStock, Role
from documents.layout import MARGIN_LEFT, MARGIN_TOP, Page, Part, Row, SealPlace, blank, close, paginate
from documents.layout_code import add_code
from documents.layout_end import Closing, add_imprint, closing, page_number
from documents.layout_form import WIDTH as FORM_WIDTH
from documents.layout_form import form_pages
from documents.layout_head import TITLE_PITCH, clean_title, head, recipients
from documents.layout_letter import letter_head
from documents.layout_lines import AREA_WIDTH, BODY_SIZE, MM, PITCH, SPACING, TITLE_SIZE, Setter
from documents.layout_minutes import minutes_head
from documents.layout_plain import instrument_head, press_head
from documents.layout_text import attachment_rows, block_rows, line_row
from documents.paper import FORM, INSTRUMENT, LETTER, MINUTES, PRESS, Annex, Block, Entry, Paper
from documents.titles import break_title

_HEADS = {LETTER: letter_head, MINUTES: minutes_head, INSTRUMENT: instrument_head, PRESS: press_head}


@dataclass(frozen=True)
class Laid:
    """A paper laid out. `faces`: fonts used; `seal`: its place when it will be pressed."""

    pages: tuple[Page, ...]
    seal: SealPlace | None
    faces: tuple[str, ...]
    missing: tuple[str, ...]


def lay_out(paper: Paper, stock: FontStock) -> Laid:
    """Place everything that the paper says. Raises FontMissing."""
    if paper.layout == FORM:
        return _lay_out_form(paper, stock)
    setter = Setter(stock)
    pages, seal = _main(setter, paper)
    numbered = max(len(paper.annexes), len(paper.attachments)) > 1
    for number, annex in enumerate(paper.annexes, start=1):
        pages += _annex(setter, annex, str(number) if numbered else "")
    seal = add_imprint(setter, paper, pages, seal)
    for number, page in enumerate(pages, start=1):
        if paper.layout != LETTER or number > 1:
            page.marks.append(page_number(setter, number))
    add_code(paper, pages)
    return Laid(tuple(pages), seal, tuple(sorted(setter.faces)), tuple(setter.missing))


def _lay_out_form(paper: Paper, stock: FontStock) -> Laid:
    setter = Setter(stock, FORM_WIDTH)
    pages = form_pages(setter, paper)
    for number, page in enumerate(pages, start=1):
        page.upright.append(page_number(setter, number))
    add_code(paper, pages)
    return Laid(tuple(pages), None, tuple(sorted(setter.faces)), tuple(setter.missing))


def _main(setter: Setter, paper: Paper) -> tuple[list[Page], SealPlace | None]:
    first = Page()
    first.add(_HEADS.get(paper.layout, head)(setter, paper))
    rows = recipients(setter, paper) + _blocks(setter, paper.body) + attachment_rows(setter, paper.attachments)
    parts = paginate(rows, first)
    end = closing(setter, paper)
    close(parts, list(end.rows), first.used)
    pages = _filled(first, parts)
    sealed = paper.has_seal and paper.layout not in (MINUTES, PRESS)
    return pages, _seal_place(pages, parts, end) if sealed else None


def _blocks(setter: Setter, blocks: tuple[Block, ...]) -> list[Row]:
    rows: list[Row] = []
    for before, block in zip((None, *blocks), blocks, strict=False):
        if isinstance(block, Entry) and not isinstance(before, Entry):
            rows.append(blank())
        rows += block_rows(setter, block)
    return rows


def _filled(first: Page, parts: list[list[Row]]) -> list[Page]:
    pages = [first] + [Page() for _ in parts[1:]]
    for page, part in zip(pages, parts, strict=True):
        for row in part:
            page.add(row)
    return pages


def _seal_place(pages: list[Page], parts: list[list[Row]], end: Closing) -> SealPlace:
    top = pages[-1].used - sum(row.height for row in end.rows)
    return SealPlace(len(pages), (MARGIN_LEFT + end.seal_x) / MM, (MARGIN_TOP + top + end.seal_y) / MM)


def _annex(setter: Setter, annex: Annex, number: str) -> list[Page]:
    """“附件1” flush on the first line, the title centred on the third (7.3.7)."""
    first = Page()
    label = setter.line(f"附件{number}", Role.HEI, BODY_SIZE, SPACING)
    first.add(line_row(label, role=Role.HEI))
    first.add(Row(PITCH))
    title = clean_title(annex.title)
    part = Part("h1", bookmark=f"附件{number}\u3000" + title.replace("\n", ""))
    for text in break_title(title):
        line = setter.line(text, Role.TITLE, TITLE_SIZE)
        first.add(line_row(line, (AREA_WIDTH - line.width) / 2, Role.TITLE, TITLE_SIZE, TITLE_PITCH, part))
    first.add(Row(PITCH))
    return _filled(first, paginate(_blocks(setter, annex.body), first))
