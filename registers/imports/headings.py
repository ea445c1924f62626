"""Where the heading of a sheet is, which column means what, and which rows are data."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from registers.validators import half_width

from . import cells
from .reading import Book, Sheet
from .refusals import CellRefused

_SEARCHED = 40  #: rows in which a heading is looked for
_NEAR = 82  #: rapidfuzz ratio from which two headings are taken for the same
_BRACKETS = re.compile(r"[（(【\[].*?[)）】\]]")
_NOISE = re.compile(r"[\s*＊:：、.。_“”\"']+")
_TOTAL = re.compile(r"(本页|本表|全县|全市)?(合计|总计|小计|共计|累计)([:：（(\d].*)?")
_SIGNED = re.compile(
    r"(填表|制表|审核|填报|联系|复核|统计)(人|单位|日期|时间|负责人)|(注|备注|说明|填表说明)[:：]|单位负责人"
)


@dataclass
class Heading:
    """The heading of a sheet: `first` and `last` row (from 1; 0 when none was found), a label a column."""

    first: int = 0
    last: int = 0
    labels: list[str] = field(default_factory=list)
    mapping: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Skipped:
    row: int
    why: str


def bare(label) -> str:
    """Return a heading without brackets, blanks and marks, half-width: 联系电话（必填） * → 联系电话."""
    try:
        written = half_width(cells.text(label)).upper()
    except CellRefused:
        return ""
    return _NOISE.sub("", _BRACKETS.sub("", written)) or _NOISE.sub("", written)


class Synonyms:
    """Which column of a register a heading names. A column has `name`, `label` and `synonyms`."""

    def __init__(self, columns: Iterable):
        self._columns = {}
        for column in columns:
            for written in (column.label, *column.synonyms):
                self._columns.setdefault(bare(written), column.name)

    def exact(self, label) -> str | None:
        return self._columns.get(bare(label))

    def near(self, label) -> str | None:
        wanted = bare(label)
        if len(wanted) < 3:
            return None
        found = process.extractOne(wanted, self._columns.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        return self._columns[found[0]] if found else None


def guess(labels: Sequence[str], synonyms: Synonyms) -> dict[str, int]:
    """Return column name → index in `labels`; exact names first, then near ones, each column once."""
    mapping: dict[str, int] = {}
    taken: set[int] = set()
    for ask in (synonyms.exact, synonyms.near):
        for index, label in enumerate(labels):
            if index not in taken and label and (name := ask(label)) and name not in mapping:
                mapping[name] = index
                taken.add(index)
    return mapping


def find_heading(sheet: Sheet, synonyms: Synonyms) -> Heading:
    """Return the row, or the two rows, of the first 40 that name most columns of the register."""
    best, best_score = Heading(), 0
    for height in (1, 2):
        for number in range(1, min(_SEARCHED, len(sheet.rows) - height + 1) + 1):
            labels = _labels(sheet.rows[number - 1 : number - 1 + height], synonyms)
            score = len({name for label in labels if (name := synonyms.exact(label))})
            if score > best_score:
                best, best_score = Heading(number, number + height - 1, labels), score
    if not best_score:
        best = _first_wide_row(sheet)
    best.mapping = guess(best.labels, synonyms)
    return best


def _labels(rows: list[list], synonyms: Synonyms) -> list[str]:
    width = max(len(row) for row in rows)
    columns = [[_shown(row[index]) if index < len(row) else "" for row in rows] for index in range(width)]
    return [_joined(parts, synonyms) for parts in columns]


def _joined(parts: list[str], synonyms: Synonyms) -> str:
    """Return the label of a column whose heading has one or two floors."""
    if len(parts) == 1:
        return parts[0]
    upper, lower = parts
    if not lower or upper == lower:
        return upper
    for written in (f"{upper}{lower}", lower):
        if synonyms.exact(written):
            return written
    return lower if not upper or not synonyms.exact(upper) else upper


def _shown(cell) -> str:
    try:
        return cells.text(cell)
    except CellRefused:
        return ""


def _first_wide_row(sheet: Sheet) -> Heading:
    for number, row in enumerate(sheet.rows[:_SEARCHED], start=1):
        labels = [_shown(cell) for cell in row]
        if len({label for label in labels if label}) >= 2:
            return Heading(number, number, labels)
    return Heading()


def choose_sheet(book: Book, synonyms: Synonyms) -> tuple[int, Heading, bool]:
    """Return the index of the sheet that fits best, its heading, and whether another fits as well."""
    found = [(find_heading(sheet, synonyms), sheet) for sheet in book.sheets]
    scores = [len(heading.mapping) * 2 + sheet.visible if sheet.rows else -1 for heading, sheet in found]
    index = max(range(len(scores)), key=lambda i: (scores[i], len(book.sheets[i].rows)))
    rivals = [i for i, score in enumerate(scores) if score == scores[index] and len(found[i][0].mapping) > 1]
    return index, found[index][0], len(rivals) > 1


def data_rows(sheet: Sheet, heading: Heading, *, hidden=True) -> tuple[list[int], list[Skipped]]:
    """Return the numbers of the rows that hold data, and the filled rows passed over with the reason."""
    kept, skipped = [], []
    wanted = [bare(label) for label in heading.labels]
    for number in range(heading.last + 1, len(sheet.rows) + 1):
        row = sheet.rows[number - 1]
        if not row:
            continue
        if reason := _not_data(row, wanted):
            skipped.append(Skipped(number, reason))
        elif not hidden and number in sheet.hidden:
            skipped.append(Skipped(number, "隐藏行"))
        else:
            kept.append(number)
    return kept, skipped


def _not_data(row: list, wanted: list[str]) -> str:
    first = next((cell for cell in row if cell != ""), "")
    if isinstance(first, str):
        written = _BRACKETS.sub("", first.replace(" ", "").replace("\u3000", ""))
        if _TOTAL.fullmatch(written):
            return "合计行"
        if _SIGNED.match(written) and len({str(cell) for cell in row if cell != ""}) <= 4:
            return "落款或说明"
        if first.strip() in wanted or bare(first) in wanted:
            same = sum(1 for index, cell in enumerate(row[: len(wanted)]) if cell != "" and bare(cell) == wanted[index])
            if same >= 2 and same * 2 >= sum(cell != "" for cell in row):
                return "重复的表头"
    second = next((cell for cell in row[1:] if cell != ""), "")
    if isinstance(second, str) and _TOTAL.fullmatch(second.replace(" ", "").replace("\u3000", "")):
        return "合计行"
    if len(row) >= 3 and row[0] == 1.0 and row == [float(index) for index in range(1, len(row) + 1)]:
        return "栏次行"
    return ""
