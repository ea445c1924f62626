"""Rows of the running text: paragraphs, headings, tables, 附件说明."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from documents.body import clean
from documents.fonts import Role
from documents.layout import Mark, Part, Row, Rule, Text, blank
from documents.layout_lines import BODY_SIZE, CELL, PITCH, SPACING, Line, Setter, Span
from documents.paper import Block, Entry, Heading, Table

HEADING_ROLES = {1: Role.HEI, 2: Role.KAI, 3: Role.BODY, 4: Role.BODY}
TABLE_SIZE, TABLE_PITCH, TABLE_PAD = 12.0, 17.0, 4.0  # pitch and padding go with the size
_SIZES = ((8, 12.0), (14, 10.5), (99, 9.0))  # up to so many columns: 小四, 五号, 小五
TABLE_RULE = 0.5
TABLE_LINES = 20  # in one row at most, so that it and the head fit a page that lies across
CAPTION_SIZE = 14.0


def block_rows(setter: Setter, block: Block) -> list[Row]:
    """Rows of one block of the body (7.3.3)."""
    if isinstance(block, Table):
        return table_rows(setter, block)
    if isinstance(block, Entry):
        return entry_rows(setter, block)
    if isinstance(block, Heading):
        spans = [Span(clean(block.text), HEADING_ROLES[block.level])]
        if block.rest:
            spans.append(Span(clean(block.rest)))
        rows = paragraph_rows(setter, spans, part=_heading_part(block))
        alone = not block.rest and block.level <= 2
        return [Row(row.height, row.marks, tied=True) for row in rows] if alone else rows
    return paragraph_rows(setter, [Span(clean(block.text))])


def _heading_part(block: Heading) -> Part:
    """“一、” and “（一）” are headings; the numbers below them stand before whole paragraphs (7.3.3)."""
    if block.level > 2:
        return Part()
    # A heading that text runs on from is read as part of its paragraph, and found in the outline all the same.
    return Part("p" if block.rest else f"h{block.level + 1}", bookmark=clean(block.text).rstrip("。"))


def paragraph_rows(
    setter: Setter, spans: list[Span], indent: float = 2 * CELL, left: float = 0.0, part: Part | None = None
) -> list[Row]:
    """A paragraph: first line `indent` in, the others `left` in."""
    part = part or Part()
    lines = setter.lines(spans, setter.width - left, indent=indent - left)
    lefts = [indent] + [left] * (len(lines) - 1)
    return [line_row(line, x, spans[0].role, part=part) for line, x in zip(lines, lefts, strict=True)]


def line_row(
    line: Line,
    left: float = 0.0,
    role: Role = Role.BODY,
    size: float = BODY_SIZE,
    pitch: float = PITCH,
    part: Part | None = None,
) -> Row:
    """One line of text as a row."""
    return Row(pitch, (Text(left, 0.0, line, size, role, pitch, part=part),))


def entry_rows(setter: Setter, entry: Entry) -> list[Row]:
    """“出席：” two in, 黑体; names 仿宋, wrapped lines under the first of them (10.3)."""
    label = setter.line(clean(entry.label) + "：", Role.HEI, BODY_SIZE, SPACING)
    column = 2 * CELL + label.width + SPACING
    part = Part()
    lines = setter.lines([Span(clean(entry.text))], setter.width - column)
    first, *rest = [line_row(line, column, part=part) for line in lines]
    return [replace(first, marks=(Text(2 * CELL, 0.0, label, BODY_SIZE, Role.HEI, part=part), *first.marks)), *rest]


def attachment_rows(setter: Setter, names: tuple[str, ...]) -> list[Row]:
    """附件：1.××× one blank line below the body; a wrapped name aligns with its first character (7.3.4)."""
    if not names:
        return []
    label = setter.line("附件：", Role.BODY, BODY_SIZE, SPACING)
    numbered = len(names) > 1
    start = 2 * CELL + label.width + SPACING
    labels = [f"{at}." if numbered else "" for at in range(1, len(names) + 1)]
    numbers = [setter.line(text, Role.BODY, BODY_SIZE, SPACING) for text in labels]
    column = start + max((n.width + SPACING for n in numbers if n.runs), default=0.0)
    rows = [blank()]
    for at, (name, number) in enumerate(zip(names, numbers, strict=True)):
        part = Part()
        marks: list[Mark] = [Text(start, 0.0, number, BODY_SIZE, part=part)] if number.runs else []
        if at == 0:
            marks.insert(0, Text(2 * CELL, 0.0, label, BODY_SIZE, part=part))
        lines = setter.lines([Span(clean(name).rstrip("。；;，,"))], setter.width - column)
        for line in lines:
            rows.append(Row(PITCH, (*marks, Text(column, 0.0, line, BODY_SIZE, part=part))))
            marks = []
    return rows


def table_rows(setter: Setter, table: Table) -> list[Row]:
    """A ruled table; its caption and head stay with the first row."""
    size = _size(table)
    columns = _columns(setter, table, size)
    part = Part("table")
    rows = [replace(blank(0.25), tied=True)]  # what a heading announces begins on its page
    if table.caption:
        line = setter.line(table.caption, Role.HEI, CAPTION_SIZE)
        left = (setter.width - line.width) / 2
        caption = Text(left, 0.0, line, CAPTION_SIZE, Role.HEI, part=Part("caption", part))
        rows.append(Row(PITCH, (caption,), tied=True))
    head = _table_row(setter, table.header, Role.HEI, columns, size, part)[0] if table.header else None
    if head:
        rows.append(replace(head, tied=True))
    for texts in table.rows:
        rows += [replace(row, head=head) for row in _table_row(setter, texts, Role.BODY, columns, size, part)]
    return [*rows, blank(0.25)]


def _size(table: Table) -> float:
    """Points of the table's type: a form of twenty columns is set smaller, unless it says otherwise."""
    if table.size:
        return table.size
    columns = max(len(row) for row in (table.header, *table.rows))
    return next(size for most, size in _SIZES if columns <= most)


def _columns(setter: Setter, table: Table, size: float) -> list[float]:
    """Widths of the columns in points, filling the type area: no head broken if it can be helped."""
    if table.widths:
        return [setter.width * share / sum(table.widths) for share in table.widths]
    lines = [table.header, *table.rows]
    count = max(map(len, lines))
    wanted = [max(_cell_width(setter, row[at], size) for row in lines if at < len(row)) for at in range(count)]
    if sum(wanted) <= setter.width:
        return [setter.width * width / sum(wanted) for width in wanted]
    for characters in (6, 4, 3, 2):
        heads = [table.header[at][:characters] if at < len(table.header) else "" for at in range(count)]
        least = [_cell_width(setter, head, size) for head in heads]
        if sum(least) < 0.8 * setter.width:
            break
    else:
        return [setter.width * width / sum(least) for width in least]
    # Long texts share what the heads leave; beyond 40 characters a column gains nothing more.
    longing = [min(width, 40 * size) - low for width, low in zip(wanted, least, strict=True)]
    longing = [max(width, 1.0) for width in longing]
    spare = setter.width - sum(least)
    return [low + spare * width / sum(longing) for low, width in zip(least, longing, strict=True)]


def _cell_width(setter: Setter, text: str, size: float) -> float:
    return setter.line(clean(text), Role.BODY, size).width + 2 * _pad(size) + 1


def _pad(size: float) -> float:
    return TABLE_PAD * size / TABLE_SIZE


def _table_row(
    setter: Setter, texts: tuple[str, ...], role: Role, columns: list[float], size: float, table: Part
) -> list[Row]:
    """One row of cells; a row higher than a page is parted into several."""
    cells = []
    for text, width in zip([*texts, *[""] * (len(columns) - len(texts))], columns, strict=True):
        room = width - 2 * _pad(size)
        cells.append(setter.lines([Span(clean(text), role)], room, size=size, justify=False, spacing=0.0))
    longest = max([1, *map(len, cells)])
    pieces = range(0, longest, TABLE_LINES)
    return [_ruled([lines[at : at + TABLE_LINES] for lines in cells], role, columns, size, table) for at in pieces]


def _ruled(cells: list[list[Line]], role: Role, columns: list[float], size: float, table: Part) -> Row:
    pitch = TABLE_PITCH * size / TABLE_SIZE
    height = max([1, *map(len, cells)]) * pitch + 2 * _pad(size)
    marks: list[Mark] = [*_frame(columns, height)]
    left = 0.0
    row = Part("tr", table)
    for lines, width in zip(cells, columns, strict=True):
        cell = Part("th" if role == Role.HEI else "td", row)
        top = (height - len(lines) * pitch) / 2
        # Short entries stand in the middle, texts of more than one line and bars begin at the left.
        middle = len(lines) == 1 and not _is_bar(lines[0])
        for at, line in enumerate(lines):
            x = left + (width - line.width) / 2 if middle else left + _pad(size)
            marks.append(Text(x, top + at * pitch, line, size, role, pitch, part=cell))
        if not lines:  # an empty cell is a cell: it keeps its neighbours under their heads
            marks.append(Text(left, top, Line((), 0.0, 0.0), size, role, pitch, part=cell))
        left += width
    return Row(height, tuple(marks))


def _is_bar(line: Line) -> bool:
    return set(line.text) == {"■"}


def _frame(columns: list[float], height: float) -> list[Rule]:
    """Rules above and below the row, and on both sides of every cell."""
    half, width = TABLE_RULE / 2, sum(columns)
    across = [Rule(-half, top - half, width + TABLE_RULE, TABLE_RULE) for top in (0.0, height)]
    edges = accumulate(columns, initial=0.0)
    return across + [Rule(left - half, -half, TABLE_RULE, height + TABLE_RULE) for left in edges]
