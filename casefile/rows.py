"""The rows of a list as HTML, put together here and not in a template: what keeps a page of fifty fast.

The same cells as templates/casefile/list.html draws of objects; tests/casefile/test_lists.py compares the two.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import Department, User
from accounts.roles import BUREAU_WIDE, Role

from .kinds import CaseKind
from .lights import lit

#: What a row is made of; `line_page` reads it in one query, and `Names` the names of people and units: joined on to
#: one another, eight tables take PostgreSQL longer to plan than to read.
FIELDS = (
    "pk", "opened_at", "number", "title", "enterprise__name", "level", "state_label", "handler_id", "department_id",
    "awaiting_role", "awaiting_department_id", "awaiting_user_id", "due_at", "due_explanation", "closed_at",
)  # fmt: skip
_WIDE = {role.value for role in BUREAU_WIDE}
_ROLES = {role.value: str(role.label) for role in Role}
_LEVELS = {f"LEVEL_{n}": f'<span class="lv lv{n}">{word}</span>' for n, word in ((1, "一级"), (2, "二级"), (3, "三级"))}
_NONE = '<span class="none">—</span>'


class Names:
    """The people and units of some lines: people as (name, whether active), units as (name, short name of bureau)."""

    def __init__(self, lines: Sequence[tuple]):
        people, units = ({line[at] for line in lines for at in pair} - {None} for pair in ((7, 11), (8, 10)))
        users = User.objects.filter(pk__in=people).values_list("pk", "name", "username", "is_active")
        self.people = {pk: (name or login, active) for pk, name, login, active in users} if people else {}
        of_units = Department.objects.filter(pk__in=units).order_by().values_list("pk", "name", "bureau__short_name")
        self.units = {pk: names for pk, *names in of_units} if units else {}


def drawer(kind: CaseKind, mark: Callable[[tuple], str] = lambda rest: "") -> Callable[..., SafeString]:
    """Return what draws lines of FIELDS and whatever more a list reads; `mark(what more)` is HTML before the level.

    `above` names the bureau of each row, for who reads those of several.
    """
    base, heading = reverse(f"{kind.namespace}:list"), escape(kind.level_heading)

    def draw(lines: Sequence[tuple], above: bool = False) -> SafeString:
        now, names = timezone.now(), Names(lines)
        return SafeString("".join(_row(line, names, base, kind, heading, mark, above, now) for line in lines))

    return draw


def _row(line: tuple, names: Names, base: str, kind: CaseKind, heading: str, mark, above: bool, now: datetime) -> str:
    (pk, _, number, title, enterprise, level, state, handler, unit, role, awaited_unit, awaited, due_at, why,
     closed_at, *rest) = line  # fmt: skip
    (unit_name, bureau), (handler_name, _) = names.units[unit], names.people[handler]
    url = f"{base}{pk}/"
    firm = f"<br><small>{escape(enterprise)}</small>" if enterprise else ""
    cell = ""
    if kind.levels is not None:
        marked = mark(tuple(rest))
        graded = level_html(kind, level) if level or not marked else ""
        cell = f'<td data-label="{heading}" class="nowrap">{marked}{graded}</td>'
    colour, text, explanation = lit(due_at, why, closed_at, now)
    explained = escape(explanation)
    place = escape(f"{bureau} {unit_name}" if above else unit_name)
    waits = escape(_awaiting(role, names.units.get(awaited_unit), names.people.get(awaited)))
    next_cell = f'<td data-label="下一步">{waits}</td>' if waits else '<td data-label="下一步" class="none">—</td>'
    tip, spoken = "", ""
    if explained:
        tip, spoken = f' title="{explained}"', f'<span class="visually-hidden">（{explained}）</span>'
    return (
        f'<tr><td class="nowrap"><a href="{url}">{escape(number or "草稿")}</a></td>'
        f'<td data-label="事项" class="head"><a class="row-title" href="{url}">{escape(title)}</a>{firm}</td>{cell}'
        f'<td data-label="环节"><span class="st">{escape(state)}</span></td>'
        f'<td data-label="经办" class="nowrap">{escape(handler_name)}<br><small>{place}</small></td>'
        f'{next_cell}<td data-label="期限"><span class="light light-{colour}"{tip}>'
        f'<span class="dot" aria-hidden="true"></span>'
        f"{escape(text)}{spoken}</span></td></tr>"
    )


def _awaiting(role: str, unit, person) -> str:
    """Return what CaseFile.awaiting_text says."""
    if person:
        name, active = person
        return name if active else f"{name}（已停用，请改派经办人）"
    if not role:
        return ""
    return f"{unit[0]} {_ROLES[role]}" if unit and role not in _WIDE else _ROLES[role]


def level_html(kind: CaseKind, level: str) -> str:
    """Return what templates/casefile/level_of.html draws."""
    if not level:
        return _NONE
    return _LEVELS.get(level) or f'<span class="grade grade-{level.lower()}">{escape(kind.level_label(level))}</span>'
