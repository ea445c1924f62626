"""表格: a form lies across an A4 page that is bound like every other (GB/T 9704-2012, 8).

The page stays upright, 210 mm × 297 mm, and its page number where it always is; what
the form says is turned so that its head is at the binding edge of an odd page and at
the cut edge of an even one, which is the left edge of both. Viewers show it turned.
"""

from __future__ import annotations

from dataclasses import replace

from documents.body import clean
from documents.fonts import Role
from documents.layout import Mark, Page, Part, Row, Text, paginate
from documents.layout_head import clean_title
from documents.layout_lines import AREA_HEIGHT, AREA_WIDTH, PITCH, TITLE_SIZE, Setter
from documents.layout_text import block_rows
from documents.paper import Paper, chinese_date
from documents.titles import break_title

WIDTH, HEIGHT = AREA_HEIGHT, AREA_WIDTH  # of the type area as the form is read
LINE_SIZE = 12.0
_TITLE_LIMIT = 28  # characters of 22 pt in 225 mm
_TITLE_PITCH = 34.0
_GAP = 2 * LINE_SIZE


def form_pages(setter: Setter, paper: Paper) -> list[Page]:
    """Title and table; the head of the table on every page, who fills and who checks below the last row."""
    first = Page()
    first.add(_head(setter, paper))
    rows = [row for block in paper.body for row in block_rows(setter, block)]
    foot = _foot(setter, paper)
    if foot and rows:  # who fills and who checks stand on a page with what they fill and check
        content = max(at for at, row in enumerate(rows) if not row.blank)
        rows[content:] = [replace(row, tied=True) for row in rows[content:]]
    rows += foot
    parts = paginate(rows, first, HEIGHT)
    pages = [first] + [Page() for _ in parts[1:]]
    for page, part in zip(pages, parts, strict=True):
        page.turned = True
        for row in part:
            page.add(row)
    return pages


def _head(setter: Setter, paper: Paper) -> Row:
    marks: list[Mark] = []
    top, part = 0.0, Part("h1", bookmark=clean_title(paper.title).replace("\n", ""))
    for text in break_title(clean_title(paper.title), _TITLE_LIMIT):
        line = setter.line(text, Role.TITLE, TITLE_SIZE)
        left = (setter.width - line.width) / 2
        marks.append(Text(left, top, line, TITLE_SIZE, Role.TITLE, _TITLE_PITCH, part=part))
        top += _TITLE_PITCH
    filled = f"填报单位：{clean(paper.organ_name)}" + ("（盖章）" if paper.has_seal else "")
    day = "填报日期：" + (chinese_date(paper.date) or "\u3000\u3000年\u3000月\u3000日")
    left, right = (setter.line(text, Role.BODY, LINE_SIZE) for text in (filled, day))
    number = setter.line(clean(paper.number), Role.BODY, LINE_SIZE)
    # The number stands in the middle, behind a long name, or on a line of its own where that leaves no room.
    middle = max((setter.width - number.width) / 2, left.width + _GAP)
    if middle + number.width + _GAP > setter.width - right.width:
        marks.append(Text((setter.width - number.width) / 2, top, number, LINE_SIZE, pitch=PITCH))
        top += PITCH
    else:
        marks.append(Text(middle, top, number, LINE_SIZE, pitch=PITCH))
    marks += [
        Text(0.0, top, left, LINE_SIZE, pitch=PITCH),
        Text(setter.width - right.width, top, right, LINE_SIZE, pitch=PITCH),
    ]
    return Row(top + PITCH, tuple(marks))


def _foot(setter: Setter, paper: Paper) -> list[Row]:
    """填报人 and 审核人 sign by hand; the 签发人 is the one who approved the form."""
    if not paper.note:
        return []
    line = setter.line(clean(paper.note), Role.BODY, LINE_SIZE)
    return [Row(PITCH, (Text(0.0, 0.0, line, LINE_SIZE, pitch=PITCH),))]
