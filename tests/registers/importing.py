"""Importing in tests without a browser: rows in, plan and records out."""

from django.db import transaction

from registers.imports.headings import Synonyms, find_heading
from registers.imports.planning import make_plan
from registers.imports.reading import Sheet
from registers.resources import REGISTERS


def planned(slug, rows, *, by, bureau=None):
    """Return (register, plan) for `rows` whose first row is the heading; nothing is written."""
    register = REGISTERS[slug](by=by, bureau=bureau or by.bureau)
    sheet = Sheet("名单", [list(row) for row in rows])
    heading = find_heading(sheet, Synonyms(register.columns()))
    return register, make_plan(register, sheet, heading, heading.mapping)


def imported(slug, rows, *, by, bureau=None):
    """Write `rows` and return the plan; the rows that are refused stay out."""
    register, plan = planned(slug, rows, by=by, bureau=bureau)
    with transaction.atomic():
        register.write(plan.rows)
    return plan


def actions(plan) -> list[str]:
    return [row.action for row in plan.rows]


def reasons(plan) -> dict[int, list[str]]:
    """Return row → [column: reason] of the refused rows."""
    return {row.number: [f"{name}: {why}" for name, why in row.problems] for row in plan.rows if row.problems}
