"""The head of 信函格式 (10.1) and what its first page has at the foot."""

from __future__ import annotations

from documents.body import clean
from documents.fonts import Role
from documents.layout import MARGIN_TOP, RED, Mark, Row, Rule, Text
from documents.layout_head import corner, organ_mark, title_marks
from documents.layout_lines import AREA_WIDTH, BODY_SIZE, MM, PITCH, SPACING, Setter
from documents.paper import Paper

MARK_TOP = 30 * MM - MARGIN_TOP  # 30 mm below the paper's edge: above the type area
RULE_WIDTH = 170 * MM
RULE_LEFT = (AREA_WIDTH - RULE_WIDTH) / 2
THICK, GAP, THIN = 1.0 * MM, 0.6 * MM, 0.35 * MM
RULE_HEIGHT = THICK + GAP + THIN
FOOT_TOP = 277 * MM - MARGIN_TOP - RULE_HEIGHT  # its lower edge is 20 mm above the paper's
# 7/8 of a character from the rule to the first line's characters.
BELOW_RULE = BODY_SIZE * 7 / 8


def letter_head(setter: Setter, paper: Paper) -> Row:
    """Organ name, double red rule, number at the right, title two lines below the last of these."""
    mark = organ_mark(setter, paper.organ_mark, MARK_TOP)
    rule = MARK_TOP + mark.size + 4 * MM
    top = rule + RULE_HEIGHT + BELOW_RULE - (PITCH - BODY_SIZE) / 2
    number = setter.line(clean(paper.number), Role.BODY, BODY_SIZE, SPACING)
    left = corner(setter, paper, top)
    marks: list[Mark] = [
        mark,
        *_double_rule(rule, thick_first=True),
        *_double_rule(FOOT_TOP, thick_first=False),
        *left,
        Text(AREA_WIDTH - number.width, top, number, BODY_SIZE),
    ]
    title, height = title_marks(setter, paper.title, top + (max(len(left), 1) + 2) * PITCH)
    return Row(height, (*marks, *title))


def _double_rule(top: float, thick_first: bool) -> list[Rule]:
    first, second = (THICK, THIN) if thick_first else (THIN, THICK)
    return [
        Rule(RULE_LEFT, top, RULE_WIDTH, first, RED),
        Rule(RULE_LEFT, top + first + GAP, RULE_WIDTH, second, RED),
    ]
