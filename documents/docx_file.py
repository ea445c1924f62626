"""The same paper as .docx, for editing before signature; what is signed is the PDF.

Laid out alike by GB/T 9704-2012: type area, pitch, typefaces by their usual names,
red head, rules, indents and page numbers. The word processor breaks the lines.
"""

from io import BytesIO

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Mm, Pt

from .body import clean
from .docx_parts import (
    BASELINE,
    BODY,
    CENTRE,
    HEI,
    JUSTIFY,
    KAI,
    LEFT,
    PITCH,
    RED,
    RIGHT,
    TITLE,
    box,
    grid,
    imprint_table,
    line,
    page_field,
    rule,
    run,
)
from .fitting import fitted, text_width
from .layout_head import MARK_LARGEST, MARK_NARROWEST, joined
from .paper import (
    DOWNWARD,
    FORM,
    INSTRUMENT,
    LETTER,
    MINUTES,
    PRESS,
    UPWARD,
    Entry,
    Heading,
    Paper,
    Table,
    chinese_date,
)
from .titles import break_title

_FONTS = {1: HEI, 2: KAI, 3: BODY, 4: BODY}
_CELL = 15.79  # of one of 28 characters in 156 mm
_WIDTH = 156 / 25.4 * 72
_MARK_TOP = 35 / 25.4 * 72
_HEIGHT = 225 / 25.4 * 72
_IMPRINT_PAD = 3.5  # between the lines of 版记 and their rules
_IMPRINT_WIDE = 26  # characters of 14 pt in a line of it, after the label
_INNER = Pt(_WIDTH - _CELL)  # one character in from the right
_RAISED = 0.88 - BASELINE  # characters reach 0.88 of their size above the baseline
_FOUR_MM = 4 / 25.4 * 72
# 14 pt of a rule in the head of a letter to the characters of its number, less what the line has above them.
_BELOW_RULE = 14 - (BASELINE * PITCH - 0.88 * 16)
_BEYOND = 7 / 25.4 * 72  # the rules of a letter are 170 mm long


def docx_bytes(paper: Paper) -> bytes:
    """Return the paper as a .docx file."""
    file = docx.Document()
    _page(file, paper)
    _head(file, paper)
    _title(file, paper)
    if _is_addressed(paper):
        run(line(file.add_paragraph(), before=PITCH), joined(paper.main_recipients) + "：")
    for block in paper.body:
        _block(file, block, paper)
    if paper.layout != FORM:
        _attachments(file, paper)
    _closing(file, paper)
    if paper.layout != FORM:
        _imprint(file, paper)
    for number, annex in enumerate(paper.annexes, start=1):
        file.add_page_break()
        run(line(file.add_paragraph()), f"附件{number if len(paper.annexes) > 1 else ''}", HEI)
        for text in break_title(annex.title):
            run(line(file.add_paragraph(), align=CENTRE, pitch=34), text, TITLE, 22)
        for block in annex.body:
            _block(file, block, paper)
    return _saved(file, paper)


def _is_addressed(paper) -> bool:
    return bool(paper.main_recipients) and paper.layout not in (MINUTES, PRESS, FORM)


def _page(file, paper) -> None:
    section = file.sections[0]
    if paper.layout == FORM:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        margins = (28, 37, 26, 35)
    else:
        section.page_width, section.page_height = Mm(210), Mm(297)
        margins = (37, 26, 35, 28)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.footer_distance = Mm(margins[2] - 10)  # the dash 7 mm below the type area
    section.different_first_page_header_footer = paper.layout == LETTER
    file.settings.odd_and_even_pages_header_footer = True
    grid(section)
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    if paper.layout == FORM:
        _turned_numbers(odd, even)
        return
    # In a letter the foot is where the lower rule of the first page wants it.
    after = 5 / 25.4 * 72 if paper.layout == LETTER else 0
    page_field(line(odd, align=RIGHT, pitch=16, right=14, after=after))
    page_field(line(even, align=LEFT, pitch=16, left=14, after=after))


def _turned_numbers(odd, even) -> None:
    """The number of a form stands where that of every page stands once it is bound: turned, at the left (8)."""
    middle, long = 28 / 25.4 * 72, 120.0
    for order, (foot, align, top) in enumerate(((odd, RIGHT, 28 + 156), (even, LEFT, 28)), start=11):
        inner = foot.insert_paragraph_before()
        page_field(line(inner, align=align, pitch=16))
        edge = top / 25.4 * 72
        start = edge - 14 - long if align == RIGHT else edge + 14
        box(line(foot, pitch=1), [inner._p], name="页码", place=("page", middle - 8, start, 16, long), order=order,
            turned=True)  # fmt: skip


def _head(file, paper) -> None:
    """The red head of its format, or the organ's name in black."""
    if paper.layout in (PRESS, FORM):
        return
    if paper.layout == INSTRUMENT:
        for text in break_title(paper.organ_mark):
            run(line(file.add_paragraph(), align=CENTRE, pitch=34), text, TITLE, 22)
        return
    for text, font in ((paper.copy_number, BODY), (paper.secrecy, HEI), (paper.urgency, HEI)):
        if text:
            run(line(file.add_paragraph()), text, font)
    if paper.layout == LETTER:
        _letter_head(file, paper)
        return
    size = _mark(line(file.add_paragraph(), align=CENTRE), paper.organ_mark, _MARK_TOP)
    above = 57.6 - _RAISED * size
    number = line(file.add_paragraph(), align=CENTRE, before=above)
    if paper.layout == UPWARD:
        line(number, before=above)  # not indented, or its rule would be
        number.paragraph_format.tab_stops.add_tab_stop(_INNER, alignment=2)
        run(number, f"\u3000{paper.number}\t签发人：")
        run(number, paper.signer, KAI)
    else:
        run(number, paper.number)
    if paper.layout == MINUTES:
        number = line(file.add_paragraph())
        number.paragraph_format.tab_stops.add_tab_stop(_INNER, alignment=2)
        run(number, f"\u3000{paper.organ_name}\t{chinese_date(paper.date)}")
    rule(number)


def _mark(paragraph, text, top) -> float:
    """The red head on one line: first narrowed a little, then made smaller, as layout_head does.

    The upper edge of its characters is `top` points down. Returns its size.
    """
    wide = _WIDTH / max(len(clean(text)), 1)
    size = round(2 * min(MARK_LARGEST, wide / MARK_NARROWEST)) / 2
    paragraph.paragraph_format.line_spacing = Pt(size + 2)
    paragraph.paragraph_format.space_before = Pt(max(top + _RAISED * size - 2 * BASELINE, 0))
    run(paragraph, text, TITLE, size, RED, narrowed=wide / size)
    return size


def _letter_head(file, paper) -> None:
    """Organ and upper rule in the head of the first page, 30 mm down, the lower rule in its foot (10.1)."""
    section = file.sections[0]
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    head, foot = section.first_page_header.paragraphs[0], section.first_page_footer.paragraphs[0]
    size = _mark(line(head, align=CENTRE, left=-_BEYOND, right=-_BEYOND), paper.organ_mark, 0)
    rule(head, style="thickThinSmallGap", eighths=32, space=round(_FOUR_MM - _RAISED * size))
    rule(line(foot, pitch=8, left=-_BEYOND, right=-_BEYOND), style="thinThickSmallGap", eighths=32, space=0)
    run(line(file.add_paragraph(), align=RIGHT, before=_BELOW_RULE), paper.number)


def _title(file, paper) -> None:
    before = 0.0 if paper.layout in (INSTRUMENT, PRESS, FORM) else 56.0
    for at, text in enumerate(break_title(paper.title, 28 if paper.layout == FORM else 20)):
        run(line(file.add_paragraph(), align=CENTRE, pitch=34, before=0 if at else before), text, TITLE, 22)
    if paper.layout == INSTRUMENT:
        run(line(file.add_paragraph(), align=RIGHT, before=14), paper.number)
    elif paper.layout == PRESS:
        said = line(file.add_paragraph(), align=CENTRE)
        run(said, "\u3000".join(filter(None, (paper.organ_name, chinese_date(paper.date)))), KAI)
    elif paper.layout == FORM:
        said = line(file.add_paragraph())
        said.paragraph_format.tab_stops.add_tab_stop(Mm(220), alignment=2)
        run(said, f"填报单位：{paper.organ_name}（盖章）\t填报日期：{chinese_date(paper.date)}", BODY, 12)
    if paper.layout in (INSTRUMENT, FORM) or _is_addressed(paper):
        return
    line(file.add_paragraph())


def _block(file, block, paper) -> None:
    if isinstance(block, Table):
        _table(file, block, across=paper.layout == FORM)
        return
    paragraph = line(file.add_paragraph(), align=JUSTIFY, first=2 * _CELL)
    if isinstance(block, Entry):
        line(paragraph, align=JUSTIFY, left=2 * _CELL + 3 * _CELL, first=-3 * _CELL)
        run(paragraph, f"{block.label}：", HEI)
        run(paragraph, clean(block.text))
    elif isinstance(block, Heading):
        paragraph.paragraph_format.keep_with_next = block.level <= 2 and not block.rest
        run(paragraph, clean(block.text), _FONTS[block.level])
        if block.rest:
            run(paragraph, clean(block.rest))
    else:
        run(paragraph, clean(block.text))


def _table_widths(block, rows, size: float, *, wide: float) -> tuple[float, ...]:
    """Points: as the table says, else as its texts want, so that no bar and no number is broken."""
    if block.widths:
        return tuple(wide * share / sum(block.widths) for share in block.widths)
    full = [[*row, *[""] * (max(map(len, rows)) - len(row))] for row in rows]
    wanted = [max(text_width(clean(text), size) for text in column) + 13 for column in zip(*full, strict=True)]
    least = wanted if sum(wanted) <= wide else [min(width, 3 * size + 13) for width in wanted]
    return fitted(least, full, width=wide, size=size)


def _table(file, block, *, across: bool) -> None:
    rows = [*([block.header] if block.header else []), *block.rows]
    count = max(map(len, rows))
    size = block.size or (12.0 if count <= 8 else 10.5 if count <= 14 else 9.0)
    table = file.add_table(rows=0, cols=count, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = _table_widths(block, rows, size, wide=_HEIGHT if across else _WIDTH)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for at, texts in enumerate(rows):
        cells = table.add_row().cells
        headed = bool(block.header) and at == 0
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Pt(width)
        for cell, text in zip(cells, texts, strict=False):
            paragraph = line(cell.paragraphs[0], pitch=size * 1.4, align=CENTRE if headed else LEFT)
            run(paragraph, clean(text), HEI if headed else BODY, size)
        if headed:  # the word processor repeats it on every page
            properties = table.rows[0]._tr.get_or_add_trPr()
            properties.append(properties.makeelement(docx.oxml.ns.qn("w:tblHeader"), {}))


def _attachments(file, paper) -> None:
    numbered = len(paper.attachments) > 1
    for at, name in enumerate(paper.attachments, start=1):
        label = "附件：" if at == 1 else "\u3000\u3000\u3000"
        paragraph = line(file.add_paragraph(), before=PITCH if at == 1 else 0, left=5.5 * _CELL, first=-3.5 * _CELL)
        run(paragraph, f"{label}{f'{at}.' if numbered else ''}{clean(name).rstrip('。；')}")


def _closing(file, paper) -> None:
    if paper.layout not in (MINUTES, PRESS, FORM):
        date = chinese_date(paper.date) or "    年  月  日"
        organ, day = _wide(paper.organ_name), _wide(date)
        if paper.has_seal:  # four in, the organ over the middle of the date
            middle = max(4 * _CELL + day / 2, organ / 2)
            named, dated = middle - organ / 2, middle - day / 2
        else:  # two in, the date starting two after the organ
            room = max(organ, day + 2 * _CELL)
            named, dated = 2 * _CELL + room - organ, room - day
        above = 58 if paper.has_seal else 29
        run(line(file.add_paragraph(), align=RIGHT, before=above, right=named), paper.organ_name)
        run(line(file.add_paragraph(), align=RIGHT, right=dated), date)
    if paper.note and paper.layout == FORM:
        run(line(file.add_paragraph()), clean(paper.note), BODY, 12)
    elif paper.note:
        run(line(file.add_paragraph(), first=2 * _CELL), f"（{clean(paper.note).strip('（）()')}）")


def _wide(text) -> float:
    """Return about how wide a line of body text is, in points: digits and letters take half a character."""
    return sum(8.0 if char.isascii() else _CELL for char in clean(text))


def _imprint(file, paper) -> None:
    """At the lower edge of the type area, whatever page the text ends on (7.4)."""
    if not paper.cc and paper.layout not in (DOWNWARD, UPWARD, MINUTES):
        return
    rows = []
    if paper.cc:
        rows.append(("分送：" if paper.layout == MINUTES else "抄送：") + joined(paper.cc) + "。")
    ruled = paper.layout in (DOWNWARD, UPWARD, MINUTES)
    if ruled and paper.print_organ:
        rows.append(f"{paper.print_organ}\t{chinese_date(paper.print_date) + '印发' if paper.print_date else ''}")
    table = imprint_table(file.add_table(rows=len(rows), cols=1), ruled, pad=_IMPRINT_PAD)
    for row, text in zip(table.rows, rows, strict=True):
        paragraph = line(row.cells[0].paragraphs[0], pitch=22, left=14 + 42, first=-42, right=14)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(151), alignment=2)
        run(paragraph, text, BODY, 14)
    lines = sum(1 + len(text) // _IMPRINT_WIDE for text in rows)
    height = lines * 22 + 2 * _IMPRINT_PAD * len(rows) + 3
    below = line(file.add_paragraph(), pitch=1)  # a table is never the last thing in a box
    place = ("margin", 0, _HEIGHT - height, _WIDTH, height)
    box(line(file.add_paragraph(), pitch=1), [table._tbl, below._p], name="版记", place=place, order=1)


def _saved(file, paper) -> bytes:
    properties = file.core_properties
    properties.title, properties.author, properties.language = paper.title.replace("\n", ""), paper.organ_name, "zh-CN"
    file.styles["Normal"].font.name, file.styles["Normal"].font.size = BODY, Pt(16)
    out = BytesIO()
    file.save(out)
    return out.getvalue()
