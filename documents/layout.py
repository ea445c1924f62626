"""From a Paper to pages of placed text and rules, by GB/T 9704-2012.

Everything has its place before the PDF library sees it. Places are points from
the top left corner of the type area (版心), which is 156 mm × 225 mm.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from documents.fonts import Role
from documents.layout_lines import AREA_HEIGHT, MM, PITCH, Line

RED = "#ff3333"  # Y80 % M80 % (6.2)
BLACK = "#000000"
PAGE_FURNITURE = "article"  # HTML has no name for an artifact; this one is otherwise unused on paper


@dataclass(frozen=True, eq=False)
class Part:
    """What lines belong to, for a reader that goes by structure: a paragraph, a heading, a cell.

    tag: of HTML. within: a cell's row, a row's table. bookmark: what the outline says of a heading.
    """

    tag: str = "p"
    within: Part | None = None
    bookmark: str = ""

    @property
    def path(self) -> list[Part]:
        return [*(self.within.path if self.within else ()), self]


ARTIFACT = Part(PAGE_FURNITURE)  # a page number is no part of what the paper says


@dataclass(frozen=True)
class Text:
    """One line of text; `top` is the upper edge of a line box `pitch` high.

    `stretch` narrows (< 1) the characters without lowering them. `part`: what the line
    belongs to; without one it is a paragraph of its own.
    """

    left: float
    top: float
    line: Line
    size: float
    role: Role = Role.BODY
    pitch: float = PITCH
    colour: str = BLACK
    stretch: float = 1.0
    part: Part | None = None


@dataclass(frozen=True)
class Rule:
    """A ruled line, given by its upper left corner."""

    left: float
    top: float
    width: float
    height: float
    colour: str = BLACK


@dataclass(frozen=True)
class Code:
    """A two-dimensional code of `content`, given by its upper left corner; `text` says it in words."""

    left: float
    top: float
    size: float
    content: str
    text: str


Mark = Text | Rule | Code


@dataclass(frozen=True)
class Row:
    """What a page break cannot part: marks placed from the row's own top.

    blank: space that is dropped at the head of a page. tied: must not be the last of its page.
    head: a table's head, drawn again when the row begins a page.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    blank: bool = False
    tied: bool = False
    head: Row | None = None


@dataclass
class Page:
    """`upright` marks keep their place when the others are `turned` to the left (a form)."""

    marks: list[Mark] = field(default_factory=list)
    used: float = 0.0
    turned: bool = False
    upright: list[Mark] = field(default_factory=list)

    def add(self, row: Row) -> None:
        if row.blank and not self.used:
            return
        self.marks.extend(moved(mark, self.used) for mark in row.marks)
        self.used += row.height


@dataclass(frozen=True)
class SealPlace:
    """Where the seal goes: page from 1, centre in mm from the paper's left and top edge."""

    page: int
    x: float
    y: float


def moved(mark: Mark, down: float) -> Mark:
    return replace(mark, top=mark.top + down)


def blank(lines: float = 1.0) -> Row:
    return Row(PITCH * lines, blank=True)


def paginate(rows: list[Row], first: Page | None = None, height: float = AREA_HEIGHT) -> list[list[Row]]:
    """Part rows into pages `height` points high. A tied row goes over with what follows it."""
    pages: list[list[Row]] = [[]]
    used = first.used if first else 0.0
    for row in rows:
        if used + row.height > height + 0.1:
            pages.append(_headed([*_tied_tail(pages[-1]), row])[:-1])
            used = _height(pages[-1])
        if row.blank and not pages[-1] and (len(pages) > 1 or not first):
            continue
        pages[-1].append(row)
        used += row.height
    return pages


def _tied_tail(rows: list[Row]) -> list[Row]:
    """Take the tied rows off the end of a page, unless nothing would stay on it."""
    count = 0
    while count < len(rows) and rows[-1 - count].tied:
        count += 1
    if not count or count == len(rows):
        return []
    tail = rows[-count:]
    del rows[-count:]
    return tail


def _headed(rows: list[Row]) -> list[Row]:
    """Repeat the table's head over rows that begin a page in its midst."""
    return [rows[0].head, *rows] if rows and rows[0].head else rows


def _height(rows: list[Row]) -> float:
    return sum(row.height for row in rows)


def close(pages: list[list[Row]], closing: list[Row], first_used: float = 0.0) -> None:
    """Put the signature block after the last row, never on a page without text.

    When it does not fit, the last two lines of text go over with it: a page
    that says only 此页无正文 is forbidden (7.3.5.1).
    """
    last = pages[-1]
    used = _height(last) + (first_used if len(pages) == 1 else 0.0)
    if used + _height(closing) <= AREA_HEIGHT + 0.1:
        last.extend(closing)
        return
    count = min(2, max(len(last) - 1, 0))
    while 0 < count < len(last) - 1 and last[-count - 1].tied:
        count += 1
    carried = last[len(last) - count :]
    del last[len(last) - count :]
    while last and last[-1].blank:
        last.pop()
    pages.append(_headed([row for row in carried if not row.blank]) + closing)


def bottom(rows: list[Row]) -> float:
    """Where rows begin that end on the lower edge of the type area."""
    return AREA_HEIGHT - _height(rows)


MARGIN_LEFT, MARGIN_TOP = 28 * MM, 37 * MM
