"""The end of a document: signature, date, 附注 (7.3.5–7.3.6), 版记 (7.4), page numbers (7.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from documents.body import clean
from documents.fonts import Role
from documents.layout import ARTIFACT, MARGIN_TOP, Page, Part, Row, Rule, SealPlace, Text, bottom, moved
from documents.layout_head import joined
from documents.layout_lines import (
    AREA_HEIGHT,
    AREA_WIDTH,
    BODY_SIZE,
    CELL,
    CHARACTERS,
    MM,
    PITCH,
    SMALL_SIZE,
    SPACING,
    Line,
    Setter,
    Span,
)
from documents.layout_text import line_row, paragraph_rows
from documents.paper import DOWNWARD, MINUTES, PRESS, UPWARD, Paper, chinese_date
from documents.titles import break_title

SEAL = 42 * MM  # diameter of a county organ's seal
SEAL_BELOW = 0.45 * PITCH  # of its upper edge below the text
IMPRINT_PITCH = 22.0
IMPRINT_PAD = (PITCH - IMPRINT_PITCH) / 2
THICK, THIN = 0.35 * MM, 0.25 * MM  # 7.4.1


@dataclass(frozen=True)
class Closing:
    """The signature's rows; the seal's centre is `seal_x` in the area and `seal_y` below the first row's top."""

    rows: tuple[Row, ...]
    seal_x: float
    seal_y: float = SEAL_BELOW + SEAL / 2


def closing(setter: Setter, paper: Paper) -> Closing:
    """Signature and date, then 附注. The seal's upper edge keeps within one line of the text.

    纪要 and 对外文稿 name organ and date in their head and bear no seal.
    """
    if paper.layout in (MINUTES, PRESS):
        rows, middle = [], 0.0
    else:
        organ = [setter.line(text, Role.BODY, BODY_SIZE, SPACING) for text in _organ_lines(paper.organ_name)]
        date = _date(setter, paper)
        rows, middle = _sealed(organ, date) if paper.has_seal else _unsealed(organ, date)
    if paper.note:
        note = clean(paper.note).strip("（）()")
        rows += paragraph_rows(setter, [Span(f"（{note}）")])
    return Closing(tuple(rows), middle)


def _date(setter: Setter, paper: Paper) -> Line:
    """成文日期; before signing its room is kept, so that the draft looks like the document."""
    if paper.date:
        return setter.line(chinese_date(paper.date), Role.BODY, BODY_SIZE, SPACING)
    room = setter.line("2026年12月31日", Role.BODY, BODY_SIZE, SPACING)
    return replace(room, runs=())


def _organ_lines(name: str) -> list[str]:
    """署名 in one line; one that is longer than the type area is broken between words."""
    name = clean(name)
    return [name] if len(name) <= CHARACTERS - 2 else break_title(name, CHARACTERS - 8)


def _sealed(organ: list[Line], date: Line) -> tuple[list[Row], float]:
    """Date four in from the right, the organ's name over its middle (7.3.5.1)."""
    middle = AREA_WIDTH - 4 * CELL - date.width / 2
    # A long name keeps inside the type area, and the date stays under its middle.
    middle = min(middle, AREA_WIDTH - max(line.width for line in organ) / 2)
    part = Part()
    names = [line_row(line, middle - line.width / 2, part=part) for line in organ]
    return [Row(2 * PITCH), *names, line_row(date, middle - date.width / 2)], middle


def _unsealed(organ: list[Line], date: Line) -> tuple[list[Row], float]:
    """Organ two in from the right, date starting two after it; a longer date is two in (7.3.5.2)."""
    widest = max(line.width for line in organ)
    organ_left = AREA_WIDTH - 2 * CELL - max(widest, date.width + 2 * CELL)
    part = Part()
    names = [line_row(line, organ_left, part=part) for line in organ]
    return [Row(PITCH), *names, line_row(date, organ_left + 2 * CELL)], organ_left + widest / 2


def add_imprint(setter: Setter, paper: Paper, pages: list[Page], seal: SealPlace | None) -> SealPlace | None:
    """The last rule lies on the lower edge of the type area of the last page.

    The seal is not pressed on it: it keeps above, as high as the text allows, or the 版记
    goes over. Returns where the seal belongs then.
    """
    rows = _imprint(setter, paper)
    if not rows:
        return seal
    top = bottom(rows)
    lowest = (top + MARGIN_TOP - SEAL / 2) / MM
    beside = seal is not None and seal.page == len(pages)
    if pages[-1].used > top + 0.1 or (beside and seal.y - SEAL_BELOW / MM > lowest):
        pages.append(Page())
    elif beside:
        seal = replace(seal, y=min(seal.y, lowest))
    for row in rows:
        pages[-1].marks.extend(moved(mark, top) for mark in row.marks)
        top += row.height
    return seal


def _imprint(setter: Setter, paper: Paper) -> list[Row]:
    if paper.layout not in (DOWNWARD, UPWARD, MINUTES):
        # 信函格式 has neither rules nor the printing organ (10.1); nor has a paper without a red head.
        return [_without_rules(row) for row in _cc(setter, paper.cc)]
    rows = [*_cc(setter, paper.cc, "分送：" if paper.layout == MINUTES else "抄送："), *_printed_by(setter, paper)]
    if not rows:
        return []
    thick = Rule(0.0, 0.0, AREA_WIDTH, THICK)
    rows[0] = replace(rows[0], marks=(thick, *_without_rules(rows[0]).marks))
    last = rows[-1]
    rows[-1] = replace(last, marks=(*last.marks, replace(thick, top=last.height - THICK)))
    return rows


def _without_rules(row: Row) -> Row:
    return replace(row, marks=tuple(mark for mark in row.marks if not isinstance(mark, Rule)))


def _cc(setter: Setter, cc: tuple[str, ...], heading: str = "抄送：") -> list[Row]:
    """抄送 one in on both sides; wrapped lines align with the first name; ends with 。"""
    if not cc:
        return []
    em = SMALL_SIZE
    label = setter.line(heading, Role.BODY, em)
    left = em + label.width
    lines = setter.lines([Span(joined(cc) + "。")], AREA_WIDTH - left - em, size=em, spacing=0.0)
    part = Part()
    return [_imprint_row(lines, left, part, before=[Text(em, IMPRINT_PAD, label, em, pitch=IMPRINT_PITCH, part=part)])]


def _printed_by(setter: Setter, paper: Paper) -> list[Row]:
    """印发机关 one in from the left, the date one in from the right, on the last line."""
    if not paper.print_organ:
        return []
    em = SMALL_SIZE
    text = f"{chinese_date(paper.print_date)}印发" if paper.print_date else ""
    date = setter.line(text, Role.BODY, em)
    room = AREA_WIDTH - 3 * em - date.width
    lines = setter.lines([Span(clean(paper.print_organ))], room, size=em, spacing=0.0, justify=False)
    top = IMPRINT_PAD + (len(lines) - 1) * IMPRINT_PITCH
    marks = [Text(AREA_WIDTH - em - date.width, top, date, em, pitch=IMPRINT_PITCH)] if text else []
    return [_imprint_row(lines, em, Part(), after=marks)]


def _imprint_row(lines: list[Line], left: float, part: Part, before: Iterable = (), after: Iterable = ()) -> Row:
    em = SMALL_SIZE
    texts = [
        Text(left, IMPRINT_PAD + at * IMPRINT_PITCH, line, em, pitch=IMPRINT_PITCH, part=part)
        for at, line in enumerate(lines)
    ]
    return Row(
        2 * IMPRINT_PAD + len(lines) * IMPRINT_PITCH, (Rule(0.0, 0.0, AREA_WIDTH, THIN), *before, *texts, *after)
    )


def page_number(setter: Setter, number: int) -> Text:
    """— 1 —, its dash 7 mm below the type area: right on odd pages, left on even ones."""
    line = setter.line(f"— {number} —", Role.SONG, SMALL_SIZE)
    left = AREA_WIDTH - SMALL_SIZE - line.width if number % 2 else SMALL_SIZE
    # The dash is drawn about 0.38 em over the baseline: in the middle of its line box.
    return Text(left, AREA_HEIGHT + 7 * MM - SMALL_SIZE / 2, line, SMALL_SIZE, Role.SONG, SMALL_SIZE, part=ARTIFACT)
