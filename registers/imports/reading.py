"""A spreadsheet of any kind as sheets of rows, exactly as they stand in the file."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from . import oddities
from .container import DAMAGED, Container, Kind, recognise
from .oddities_xls import is_locked, scan_xls
from .refusals import Unreadable

MAX_ROWS = 200_000
MAX_COLUMNS = 300
_MAX_MERGED = 2_000_000  #: cells filled from merged ranges; a whole merged column has a million


@dataclass
class Sheet:
    """`rows[0]` is row 1 of the file. Rows end at their last filled cell; a blank row is empty."""

    name: str
    rows: list[list]
    visible: bool = True
    hidden: set[int] = field(default_factory=set)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: int = 0
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


@dataclass
class Book:
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


def read_book(path, name: str) -> Book:
    """Return the sheets of the file at `path`, uploaded as `name`.

    A cell is str, float, bool, date, datetime, time or timedelta; an empty one is "".
    Raises Unreadable, in Chinese, for what cannot or may not be read.
    """
    path = Path(path)
    container = recognise(path, name)
    if container.kind is Kind.TEXT:
        book = Book([_read_text(path, name)])
    else:
        book = Book(_read_workbook(path, name, container))
    book.notes += container.notes
    if not any(sheet.rows for sheet in book.sheets):
        raise Unreadable(f"“{name}”里没有内容，请检查后重新选择。")
    return book


def _read_workbook(path: Path, name: str, container: Container) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        odd = oddities.scan(path) if container.kind is Kind.XLSX else _of_xls(book, path)
        found = [
            _sheet(book, meta, odd.get(meta.name, oddities.Oddities()), name)
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, SyntaxError, *DAMAGED) as error:
        if isinstance(error, PasswordError) or (container.kind is Kind.XLS and is_locked(path)):
            raise Unreadable(f"“{name}”有打开密码，读不了。请打开后取消密码，保存再上传。") from error
        raise Unreadable(f"“{name}”已损坏，打不开。请用 Excel 或 WPS 打开另存一份，或找发文单位重新要。") from error
    return found


def _of_xls(book, path: Path) -> dict[str, oddities.Oddities]:
    return dict(zip((meta.name for meta in book.sheets_metadata), scan_xls(path), strict=False))


def _sheet(book, meta, odd: oddities.Oddities, name: str) -> Sheet:
    source = book.get_sheet_by_name(meta.name)
    rows: list[list] = []
    filled = 0
    for number, row in enumerate(source.iter_rows(), start=1):
        rows.append(_trimmed(row, name))
        if rows[-1]:
            filled = number
            if filled > MAX_ROWS:
                raise Unreadable(f"“{name}”超过 {MAX_ROWS} 行，请分成几个文件导入。")
    del rows[filled:]
    sheet = Sheet(
        meta.name, rows, meta.visible == SheetVisibleEnum.Visible, odd.hidden, odd.broken, odd.formulas,
        list(source.merged_cell_ranges or []),
    )  # fmt: skip
    _fill_merged(sheet)
    return sheet


def _trimmed(row: list, name: str) -> list:
    """Return `row` without the empty cells at its end."""
    last = len(row)
    while last and (row[last - 1] == "" or (isinstance(row[last - 1], str) and not row[last - 1].strip())):
        last -= 1
    if last > MAX_COLUMNS:
        raise Unreadable(f"“{name}”超过 {MAX_COLUMNS} 列，请只留需要的列再上传。")
    return row[:last]


def _fill_merged(sheet: Sheet) -> None:
    """Give every cell of a merged range the value of its first cell, inside the filled area only."""
    budget = _MAX_MERGED
    for (top, left), (bottom, right) in sheet.merged:
        bottom, right = min(bottom, len(sheet.rows) - 1), min(right, MAX_COLUMNS)
        if top > bottom or left >= len(sheet.rows[top]):
            continue
        value = sheet.rows[top][left]
        budget -= (bottom - top + 1) * (right - left + 1)
        if value == "" or budget < 0:
            continue
        for row in sheet.rows[top : bottom + 1]:
            row.extend([""] * (right + 1 - len(row)))
            row[left : right + 1] = [value] * (right + 1 - left)


def _read_text(path: Path, name: str) -> Sheet:
    text = decode(path.read_bytes(), name)
    sample = text[:20_000]
    delimiter = max((",", "\t", ";", "，"), key=sample.count)
    csv.field_size_limit(1_000_000)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(_trimmed([cell.replace("\x00", "") for cell in row], name))
            if len(rows) > MAX_ROWS:
                raise Unreadable(f"“{name}”超过 {MAX_ROWS} 行，请分成几个文件导入。")
    except csv.Error as error:
        raise Unreadable(f"“{name}”的引号或换行不完整，读不了。请用 Excel 打开另存为 .xlsx 再上传。") from error
    while rows and not rows[-1]:
        rows.pop()
    return Sheet("CSV", rows)


def decode(content: bytes, name: str) -> str:
    """Return the text of a CSV in UTF-8, GB 18030 (as Excel writes it here) or UTF-16 with a mark."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"“{name}”的文字编码认不出来，请用 Excel 或 WPS 打开另存为 .xlsx 再上传。")
