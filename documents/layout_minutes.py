"""The head of 纪要格式 (10.3); its lists of people are `layout_text.entry_rows`."""

from __future__ import annotations

from documents.body import clean
from documents.fonts import Role
from documents.layout import RED, Mark, Row, Rule, Text
from documents.layout_head import MARK_TOP, RED_RULE, organ_mark, title_marks
from documents.layout_lines import BODY_SIZE, CELL, MM, PITCH, SPACING, Setter
from documents.paper import Paper, chinese_date


def minutes_head(setter: Setter, paper: Paper) -> Row:
    """“×××××纪要” 35 mm below the type area's upper edge, number two lines below, organ and date on the rule."""
    mark = organ_mark(setter, paper.organ_mark, MARK_TOP)
    top = MARK_TOP + mark.size + 2 * PITCH
    number = setter.line(clean(paper.number), Role.BODY, BODY_SIZE, SPACING)
    marks: list[Mark] = [mark, Text((setter.width - number.width) / 2, top, number, BODY_SIZE)]
    top += PITCH
    date = setter.line(chinese_date(paper.date), Role.BODY, BODY_SIZE, SPACING)
    organ = setter.line(clean(paper.organ_name), Role.BODY, BODY_SIZE, SPACING)
    stretch = min(1.0, (setter.width - 3 * CELL - date.width) / organ.width) if organ.width else 1.0
    marks += [
        Text(CELL, top, organ, BODY_SIZE, stretch=stretch),
        Text(setter.width - CELL - date.width, top, date, BODY_SIZE),
    ]
    top += PITCH
    rule = top - (PITCH - BODY_SIZE) / 2 + 4 * MM
    marks.append(Rule(0.0, rule, setter.width, RED_RULE, RED))
    title, height = title_marks(setter, paper.title, rule + RED_RULE + 2 * PITCH)
    return Row(height, (*marks, *title))
