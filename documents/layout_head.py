"""The head of 通用格式 (版头, 7.2), the title and 主送机关 (7.3.1–7.3.2)."""

from __future__ import annotations

from documents.body import clean
from documents.fonts import Role
from documents.layout import RED, Mark, Part, Row, Rule, Text, blank
from documents.layout_lines import AREA_WIDTH, BODY_SIZE, CELL, MM, PITCH, SPACING, TITLE_SIZE, Setter, Span
from documents.layout_text import paragraph_rows
from documents.paper import UPWARD, Paper
from documents.titles import break_title

MARK_TOP = 35 * MM  # 7.2.4
MARK_LARGEST = 56.0
MARK_NARROWEST = 0.72  # narrower, and the strokes of 小标宋 look squeezed
TITLE_PITCH = 34.0
RED_RULE = 1.2


def head(setter: Setter, paper: Paper) -> Row:
    marks: list[Mark] = list(corner(setter, paper))
    mark = organ_mark(setter, paper.organ_mark, MARK_TOP)
    marks.append(mark)
    top = MARK_TOP + mark.size + 2 * PITCH
    number, top = _number_lines(setter, paper, top)
    marks += number
    rule = top - (PITCH - BODY_SIZE) / 2 + 4 * MM  # 4 mm below the characters, not below their line box
    marks.append(Rule(0.0, rule, AREA_WIDTH, RED_RULE, RED))
    title, height = title_marks(setter, paper.title, rule + RED_RULE + 2 * PITCH)
    return Row(height, (*marks, *title))


def corner(setter: Setter, paper: Paper, top: float = 0.0) -> list[Text]:
    """份号, 密级, 紧急程度 at the left edge from `top` down (7.2.1–7.2.3)."""
    entries = ((paper.copy_number, Role.BODY), (paper.secrecy, Role.HEI), (paper.urgency, Role.HEI))
    lines = [(setter.line(text, role, BODY_SIZE, SPACING), role) for text, role in entries if text]
    return [Text(0.0, top + at * PITCH, line, BODY_SIZE, role) for at, (line, role) in enumerate(lines)]


def organ_mark(setter: Setter, text: str, top: float) -> Text:
    """The red head on one line within 156 mm: first narrowed a little, then made smaller."""
    plain = setter.line(clean(text), Role.TITLE, 1.0)
    wide = AREA_WIDTH / plain.width
    size = min(MARK_LARGEST, wide / MARK_NARROWEST)
    stretch = min(1.0, wide / size)
    line = setter.line(clean(text), Role.TITLE, size)
    left = (AREA_WIDTH - line.width * stretch) / 2
    return Text(left, top, line, size, Role.TITLE, size, RED, stretch)


def _number_lines(setter: Setter, paper: Paper, top: float) -> tuple[list[Text], float]:
    """发文字号 and 签发人; returns also where the lines end (7.2.5, 7.2.6)."""
    number = setter.line(clean(paper.number), Role.BODY, BODY_SIZE, SPACING)
    if paper.layout != UPWARD:
        return [Text((AREA_WIDTH - number.width) / 2, top, number, BODY_SIZE)], top + PITCH
    label = setter.line("签发人：", Role.BODY, BODY_SIZE, SPACING)
    names = [_spread(name) for name in clean(paper.signer).replace(" ", "、").split("、") if name]
    pairs = [names[i : i + 2] for i in range(0, len(names), 2)] or [[""]]
    lines = [setter.line("\u3000".join(pair), Role.KAI, BODY_SIZE, SPACING) for pair in pairs]
    left = AREA_WIDTH - CELL - max(line.width for line in lines)
    part = Part()
    marks = [Text(left - label.width - SPACING, top, label, BODY_SIZE, part=part)]
    for at, line in enumerate(lines):
        marks.append(Text(left, top + at * PITCH, line, BODY_SIZE, Role.KAI, part=part))
    last = top + (len(lines) - 1) * PITCH
    return [*marks, Text(CELL, last, number, BODY_SIZE)], last + PITCH


def _spread(name: str) -> str:
    """A name of two characters takes the room of three, as is the custom."""
    return f"{name[0]}\u3000{name[1]}" if len(name) == 2 else name


def title_marks(setter: Setter, title: str, top: float) -> tuple[list[Text], float]:
    marks = []
    part = Part("h1", bookmark=clean_title(title).replace("\n", ""))
    for text in break_title(clean_title(title)):
        line = setter.line(text, Role.TITLE, TITLE_SIZE)
        left = (AREA_WIDTH - line.width) / 2
        marks.append(Text(left, top, line, TITLE_SIZE, Role.TITLE, TITLE_PITCH, part=part))
        top += TITLE_PITCH
    return marks, top


def clean_title(title: str) -> str:
    return "\n".join(filter(None, (clean(line) for line in title.splitlines())))


def recipients(setter: Setter, paper: Paper) -> list[Row]:
    """主送机关, one blank line below the title, flush left (7.3.2)."""
    if not paper.main_recipients:
        return [blank()]
    text = joined(paper.main_recipients) + "："
    return [blank(), *paragraph_rows(setter, [Span(text)], indent=0.0)]


def joined(names: tuple[str, ...]) -> str:
    text = ""
    for name in map(clean, names):
        text += name if not text or text.endswith(("，", "、", "；")) else f"、{name}"
    return text.rstrip("，、；：。")
