"""Papers without a red head: 执法、行政指导文书 and what goes to the public."""

from __future__ import annotations

from documents.body import clean
from documents.fonts import Role
from documents.layout import Mark, Part, Row, Text
from documents.layout_head import TITLE_PITCH, title_marks
from documents.layout_lines import BODY_SIZE, PITCH, SPACING, TITLE_SIZE, Setter
from documents.paper import Paper, chinese_date
from documents.titles import break_title


def instrument_head(setter: Setter, paper: Paper) -> Row:
    """Organ and title in black 小标宋, centred; 文号 flush right one line below them."""
    marks: list[Mark] = []
    top, part = 0.0, Part()
    for text in break_title(clean(paper.organ_mark)):
        line = setter.line(text, Role.TITLE, TITLE_SIZE)
        left = (setter.width - line.width) / 2
        marks.append(Text(left, top, line, TITLE_SIZE, Role.TITLE, TITLE_PITCH, part=part))
        top += TITLE_PITCH
    title, top = title_marks(setter, paper.title, top)
    number = setter.line(clean(paper.number), Role.BODY, BODY_SIZE, SPACING)
    marks += [*title, Text(setter.width - number.width, top + PITCH / 2, number, BODY_SIZE)]
    return Row(top + PITCH * 1.5, tuple(marks))


def press_head(setter: Setter, paper: Paper) -> Row:
    """Title alone; under it in 楷体 who says so and when."""
    marks, top = title_marks(setter, paper.title, 0.0)
    said = "\u3000".join(filter(None, (clean(paper.organ_name), chinese_date(paper.date))))
    line = setter.line(said, Role.KAI, BODY_SIZE)
    stretch = min(1.0, setter.width / line.width) if line.width else 1.0
    left = (setter.width - line.width * stretch) / 2
    return Row(top + PITCH, (*marks, Text(left, top, line, BODY_SIZE, Role.KAI, stretch=stretch)))
