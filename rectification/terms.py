"""How long each step of a rectification may take: the bureau's defaults, not of the plan (rules §3.4)."""

from dataclasses import dataclass

from casefile.deadlines import DeadlineRule, register


@dataclass(frozen=True, slots=True)
class Term:
    """`method` is "workdays" or "calendar" (casefile.deadlines)."""

    rule: DeadlineRule
    method: str
    days: int


def _term(code, label, method, days) -> Term:
    return Term(register(DeadlineRule(code, label)), method, days)


#: The enterprise corrects; the head may order another term.
CORRECTION = _term("ITEM_CORRECTION", "整改到期", "workdays", 15)
RECHECK = _term("ITEM_RECHECK", "组织复查", "workdays", 10)
#: After a failed recheck or a refusal (R-322).
INTERVIEW = _term("ITEM_INTERVIEW", "约谈企业", "workdays", 5)
#: After the write-off of a major item (R-323).
LOOK_BACK = _term("ITEM_LOOK_BACK", "回头看", "calendar", 30)

LONGEST_CORRECTION = 180
