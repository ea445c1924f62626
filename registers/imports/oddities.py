"""What the reader of cells does not tell about an .xlsx: hidden rows, formulas without a value, error cells."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from defusedxml.ElementTree import fromstring

_CHUNK = 1 << 20
_ROW = re.compile(rb"<row\b[^>]*>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_CELL = re.compile(rb"<c\b([^>]*)>(.*?)</c>", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_VALUE = re.compile(rb"<(?:v|is)>(.*?)</(?:v|is)>", re.DOTALL)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

NO_VALUE = "这一格是公式，但文件里没有计算结果。请在 Excel 或 WPS 里打开、保存后再上传。"


@dataclass
class Oddities:
    """Row numbers count from 1, columns from 0. `broken` says why a cell has no value to take."""

    hidden: set[int] = field(default_factory=set)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: int = 0


def scan(path: Path) -> dict[str, Oddities]:
    """Return the oddities of every sheet of the .xlsx at `path` by its name."""
    with zipfile.ZipFile(path) as archive:
        return {name: _scan_sheet(archive, member) for name, member in _sheets(archive)}


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    workbook = fromstring(archive.read("xl/workbook.xml"))
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {row.get("Id"): row.get("Target", "") for row in relations}
    found = []
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(f"{_REL}id"), "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in archive.namelist():
            found.append((sheet.get("name", ""), member))
    return found


def _scan_sheet(archive: zipfile.ZipFile, member: str) -> Oddities:
    found = Oddities()
    for part in _parts(archive, member):
        for row in _ROW.findall(part):
            if _HIDDEN.search(row) and (number := _NUMBER.search(row)):
                found.hidden.add(int(number[1]))
        if b"<f" in part or b't="e"' in part:
            _scan_cells(part, found)
    return found


def _parts(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """Yield the XML in pieces that end at the end of a row, so that no row and no cell is cut."""
    rest = b""
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            rest += chunk
            whole, end, after = rest.rpartition(b"</row>")
            if end:
                yield whole + end
                rest = after
    yield rest


def _scan_cells(part: bytes, found: Oddities) -> None:
    for cell in _CELL.finditer(part.replace(b"/><c ", b"></c><c ")):
        attributes, inside = cell.groups()
        error, formula = b't="e"' in attributes, b"<f" in inside
        if not (error or formula) or not (place := _REFERENCE.search(attributes)):
            continue
        found.formulas += formula
        value = _VALUE.search(inside)
        if error:
            shown = value[1].decode("ascii", "replace") if value else "#"
            message = f"这一格是错误值 {shown}，请改正后再上传。"
        elif value is None or (not value[1] and b't="str"' not in attributes):
            message = NO_VALUE
        else:
            continue
        found.broken[int(place[2]), column_index(place[1].decode())] = message


def column_index(letters: str) -> int:
    """Return 0 for A, 25 for Z, 26 for AA."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """Return A for 0, Z for 25, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
