"""Spreadsheets out: one row at a time, in constant memory, every cell as text.

Several times as fast as the general libraries because it writes one thing only:
plain text under a heading that stays in place.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: What begins so would be calculated by a program that opens the cell as a formula (also after saving as CSV).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: What a cell cannot hold as it is; a blank at its ends would be trimmed without a mark.
_CAREFUL = re.compile(
    "[&<>\x00-\x08\n\x0b-\x1d\x1f\ud800-\udfff\ufffe\uffff]|(?:^|\x1e)['=+\\-@\t\r ]|[\t ](?:\x1e|\\Z)"
)
_LONGEST = 32_767  #: characters that a cell may hold
_FLUSH = 500  #: rows a write
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_NS}"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE3EDF8"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="49" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" applyFont="1" applyFill="1" applyNumberFormat="1"/>'
    '<xf numFmtId="49" applyNumberFormat="1" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def safe(value: str) -> str:
    """Return `value` so that no program takes it for a formula: =A1 → '=A1. `cells.text` takes it back."""
    return f"'{value}" if value.startswith((*FORMULA, "'")) else value


def letters(count: int) -> list[str]:
    """Return the names of the first `count` columns: A, B, … Z, AA …"""
    alphabet = [chr(65 + index) for index in range(26)]
    names = alphabet + [first + second for first in alphabet for second in alphabet]
    return names[:count]


class Workbook:
    """Write sheets to a binary file object; use as a context manager and one sheet after the other."""

    def __init__(self, file):
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._names: list[str] = []

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            self._finish()
        self._archive.close()

    def sheet(
        self, name: str, rows: Iterable[Sequence[str]], *, widths: Sequence[int] = (), head: int = 1, wrap=False
    ) -> int:
        """Write a sheet: `head` rows of heading, bold and frozen, then the others; return how many rows."""
        self._names.append(name)
        number = 0
        with self._archive.open(f"xl/worksheets/sheet{len(self._names)}.xml", "w", force_zip64=True) as file:
            file.write(_sheet_head(widths, head).encode())
            parts = []
            names = letters(702)
            for number, row in enumerate(rows, start=1):
                parts.append(_row(number, row, names, 1 if number <= head else 2 if wrap else 0))
                if len(parts) == _FLUSH:
                    file.write("".join(parts).encode())
                    parts = []
            file.write("".join(parts).encode())
            file.write(b"</sheetData></worksheet>")
        return number

    def _finish(self) -> None:
        count = range(1, len(self._names) + 1)
        sheets = "".join(
            f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{i}" r:id="rId{i}"/>'
            for i, name in zip(count, self._names, strict=True)
        )
        relations = (
            "".join(
                f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                for i in count
            )
            + f'<Relationship Id="rId0" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        )
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for i in count
        )
        members = {
            "xl/workbook.xml": f'<workbook xmlns="{_NS}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f"{relations}</Relationships>",
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{types}</Types>',
        }
        for name, content in members.items():
            self._archive.writestr(name, _HEAD + content)
        self._archive.writestr("xl/styles.xml", _STYLES)


def _sheet_head(widths: Sequence[int], head: int) -> str:
    columns = "".join(
        f'<col min="{i}" max="{i}" width="{width}" style="0" customWidth="1"/>' for i, width in enumerate(widths, 1)
    )
    pane = f'<pane ySplit="{head}" topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/>' if head else ""
    return (
        f'{_HEAD}<worksheet xmlns="{_NS}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    )


def _row(number: int, row: Sequence[str], names: list[str], style: int) -> str:
    joined, keep, look = "\x1e".join(row), "", f' s="{style}"' if style else ""
    if len(joined) > _LONGEST or _CAREFUL.search(joined) or joined.count("\x1e") >= max(1, len(row)):
        row, keep = [escape(_ILLEGAL.sub("", safe(value[:_LONGEST]))) for value in row], ' xml:space="preserve"'
    mark = f'{number}" t="inlineStr"{look}><is><t{keep}>'
    cells = [f'<c r="{name}{mark}{value}</t></is></c>' for name, value in zip(names, row, strict=False) if value]
    return f'<row r="{number}">{"".join(cells)}</row>'
