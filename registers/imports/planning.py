"""What an import would do to every row, worked out without writing anything."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from .columns import CLEAR
from .headings import Heading, Skipped, data_rows
from .reading import Sheet
from .refusals import CellRefused
from .register import Register

NEW, CHANGED, SAME, REFUSED = "NEW", "CHANGED", "SAME", "REFUSED"
ACTIONS = {NEW: "新增", CHANGED: "更新", SAME: "未变", REFUSED: "拒绝"}
_STEP = 2000  #: rows between two reports of progress


class Planned:
    """What happens to one row. `changed`: column → (old, new) as values; `problems`: (column or "", reason)."""

    __slots__ = ("action", "changed", "notes", "number", "pk", "problems", "values")

    def __init__(self, number: int):
        self.number, self.action, self.pk = number, NEW, None
        self.values: dict = {}
        self.changed: dict = {}
        self.problems: list[tuple[str, str]] = []
        self.notes: list[str] = []


@dataclass
class Plan:
    rows: list[Planned] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def count(self, action: str) -> int:
        return sum(row.action == action for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        return {action: self.count(action) for action in ACTIONS}

    def digest(self) -> str:
        """Return a hash of what would be done; another one means that what is on file has changed since."""
        found = hashlib.sha256(repr(self.remarks).encode())
        for row in self.rows:
            found.update(repr((row.number, row.action, row.pk, row.problems)).encode())
            if row.action == CHANGED:
                shown = [(name, _ordered(old), _ordered(new)) for name, (old, new) in row.changed.items()]
                found.update(repr(shown).encode())
        return found.hexdigest()


def _ordered(value):
    return sorted(value) if isinstance(value, frozenset) else value


def make_plan(
    register: Register,
    sheet: Sheet,
    heading: Heading,
    mapping: dict[str, int],
    *,
    hidden=True,
    lock=False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Plan:
    """Compare the data rows of `sheet` with what is on file. `mapping`: column name → index."""
    register.load(lock=lock)
    numbers, skipped = data_rows(sheet, heading, hidden=hidden)
    plan = Plan(skipped=skipped)
    cleaner = _Cleaner(register, sheet, mapping)
    seen: dict = {}
    for done, number in enumerate(numbers):
        if done % _STEP == 0:
            progress(done, len(numbers))
        row = Planned(number)
        if number == heading.last + 1 and cleaner.is_example(number):
            plan.skipped.append(Skipped(number, "模板的示例行"))
            continue
        cleaner.clean(row)
        if row.values or row.problems:
            _decide(register, row, seen)
            plan.rows.append(row)
        else:
            plan.skipped.append(Skipped(number, "对应的列都是空的"))
    progress(len(numbers), len(numbers))
    plan.remarks = register.remarks(plan.rows)
    return plan


class _Cleaner:
    """Turns the mapped cells of a row into values; what a column has met before is remembered."""

    def __init__(self, register: Register, sheet: Sheet, mapping: dict[str, int]):
        self._rows, self._broken = sheet.rows, sheet.broken
        columns = [(column, mapping[column.name]) for column in register.columns() if column.name in mapping]
        self._columns = [
            (column.name, index, column.widget.clean, {} if getattr(column.widget, "cached", False) else None, column)
            for column, index in columns
        ]
        self._required = [column.name for column in register.columns() if column.required]

    def clean(self, row: Planned) -> None:
        cells = self._rows[row.number - 1]
        width, values = len(cells), row.values
        for name, index, clean, cache, column in self._columns:
            if self._broken and (reason := self._broken.get((row.number, index))):
                row.problems.append((name, reason))
                continue
            cell = cells[index] if index < width else ""
            if cell == "":
                continue
            if cache is not None and type(cell) is str and cell in cache:
                value = cache[cell]
            else:
                if type(cell) is str and cell.strip() in CLEAR:
                    values[name] = column.unset
                    continue
                try:
                    value = clean(cell)
                except (CellRefused, ValidationError) as refused:
                    row.problems.append((name, _said(refused)))
                    continue
                if cache is not None and type(cell) is str:
                    cache[cell] = value
            if value is not None and value != "":
                values[name] = value
        for name in self._required:
            if name not in values and all(name != problem for problem, _ in row.problems):
                row.problems.append(
                    (name, "必填，这一格是空的。" if name in self._mapped else "必填，但没有指定哪一列。")
                )

    def is_example(self, number: int) -> bool:
        """Say whether the row is the example of our own template, left in."""
        cells = self._rows[number - 1]
        given = [str(cells[index]) if index < len(cells) else "" for _, index, *_ in self._columns]
        return len(given) > 2 and given == [column.example for *_, column in self._columns]

    @property
    def _mapped(self) -> set[str]:
        return {name for name, *_ in self._columns}


def _said(error) -> str:
    return error.messages[0] if isinstance(error, ValidationError) else str(error)


def _decide(register: Register, row: Planned, seen: dict) -> None:
    """Find the record of a cleaned row and say what would happen to it."""
    if not row.problems:
        try:
            row.pk = register.find(row.values)
            row.problems.extend(register.check(row.values, row.pk))
        except CellRefused as refused:
            row.problems.append(("", str(refused)))
    if row.problems:
        row.action = REFUSED
        return
    key = register.identity(row.values, row.pk)
    if key in seen:
        _repeated(row, seen[key])
        return
    seen[key] = row
    row.notes.extend(register.advise(row.values, row.pk))
    if row.pk is None:
        return
    record = register.records[row.pk]
    row.changed = {name: (record[name], value) for name, value in row.values.items() if record[name] != value}
    row.action = CHANGED if row.changed else SAME


def _repeated(row: Planned, first: Planned) -> None:
    """The second row of a record: the same again is passed over, another content is refused."""
    if row.values == first.values:
        row.action = SAME
        row.notes.append(f"与第{first.number}行完全相同，只算一次。")
        return
    row.action = REFUSED
    row.problems.append(("", f"与第{first.number}行是同一条记录，但内容不同，请只留一行。"))
