"""Spreadsheets for the tests, made on the spot in every format."""

import io
import zipfile
from types import SimpleNamespace

import openpyxl
import xlwt

COLUMNS = [
    SimpleNamespace(name="uscc", label="统一社会信用代码", synonyms=("信用代码", "社会信用代码")),
    SimpleNamespace(name="name", label="企业名称", synonyms=("单位名称", "受检单位")),
    SimpleNamespace(name="contact_phone", label="联系电话", synonyms=("电话",)),
    SimpleNamespace(name="address", label="地址", synonyms=("住所",)),
]


def xlsx(rows, *, merge=(), hidden=(), title="名单", more=()) -> bytes:
    """Return an .xlsx; `more` is (title, rows) of further sheets."""
    book = openpyxl.Workbook()
    for sheet, (name, content) in zip(
        [book.active, *(book.create_sheet() for _ in more)], [(title, rows), *more], strict=True
    ):
        sheet.title = name
        for row in content:
            sheet.append(list(row))
    for area in merge:
        book.worksheets[0].merge_cells(area)
    for number in hidden:
        book.worksheets[0].row_dimensions[number].hidden = True
    return _bytes(book.save)


def xls(rows, *, merge=(), hidden=()) -> bytes:
    """Return an .xls; `merge` holds (top, bottom, left, right, value) from 0, `hidden` row numbers from 1."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for number, row in enumerate(rows):
        for index, value in enumerate(row):
            if value is not None and not any(t <= number <= b and le <= index <= r for t, b, le, r, _ in merge):
                value = xlwt.Formula(value[1:]) if isinstance(value, str) and value.startswith("=") else value
                sheet.write(number, index, value, *([day] if hasattr(value, "year") else []))
    for area in merge:
        sheet.write_merge(*area)
    for number in hidden:
        sheet.row(number - 1).hidden = True
    return _bytes(book.save)


def csv_text(rows) -> str:
    return "\r\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows) + "\r\n"


def rewritten(content: bytes, change) -> bytes:
    """Return the .xlsx with `change(name, member)` applied to every member; None leaves it out."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if (member := change(name, source.read(name))) is not None:
                archive.writestr(name, member)
    return target.getvalue()


def _bytes(save) -> bytes:
    kept = io.BytesIO()
    save(kept)
    return kept.getvalue()
