"""The same oddities in an .xls (BIFF): hidden rows, formulas, error cells, from the records of the file.

The library opens the compound file; the records are those of [MS-XLS] 2.4: ROW, FORMULA, STRING, BOOLERR,
BOUNDSHEET, FILEPASS.
"""

import io
import struct
from collections.abc import Iterator
from pathlib import Path

from xlrd.compdoc import CompDoc, CompDocError

from .oddities import NO_VALUE, Oddities

_BOF, _EOF, _BOUNDSHEET, _ROW, _FILEPASS = 0x0809, 0x000A, 0x0085, 0x0208, 0x002F
_FORMULA, _STRING, _BOOLERR = 0x0006, 0x0207, 0x0205
#: Between a formula and the text that it gives.
_BETWEEN = {0x0221, 0x04BC, 0x0236}
_HIDDEN = 0x20
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
#: What the library and `struct` raise on a broken file; the reader of the cells then says what is wrong with it.
BROKEN = (CompDocError, struct.error, IndexError, ValueError, AssertionError, MemoryError)


def scan_xls(path: Path) -> list[Oddities]:
    """Return the oddities of every sheet in the order of the workbook; nothing for a file that is broken."""
    try:
        stream = _workbook(path)
        starts = [struct.unpack_from("<I", data)[0] for code, data in _records(stream, 0) if code == _BOUNDSHEET]
        return [_scan_sheet(stream, start) for start in starts]
    except BROKEN:
        return []


def is_locked(path: Path) -> bool:
    """Say whether the workbook wants a password: the library calls such a file unknown when it is read as a stream."""
    try:
        return any(code == _FILEPASS for code, _ in _records(_workbook(path), 0))
    except BROKEN:
        return False


def _workbook(path: Path) -> bytes:
    document = CompDoc(path.read_bytes(), logfile=io.StringIO())
    for name in ("Workbook", "Book"):
        memory, base, length = document.locate_named_stream(name)
        if memory is not None:
            return memory[base : base + length]
    raise ValueError("no workbook inside")


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield (code, content) from the BOF at `place` to its EOF."""
    depth = 0
    while place + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, place)
        yield code, stream[place + 4 : place + 4 + length]
        place += 4 + length
        depth += (code == _BOF) - (code == _EOF)
        if depth == 0:
            return


def _scan_sheet(stream: bytes, start: int) -> Oddities:
    found = Oddities()
    waiting: tuple[int, int] | None = None  # a formula whose text has not come yet
    for code, data in _records(stream, start):
        if waiting is not None and code not in _BETWEEN:
            if code != _STRING:
                found.broken[waiting] = NO_VALUE
            waiting = None
        if code == _ROW and struct.unpack_from("<H", data, 12)[0] & _HIDDEN:
            found.hidden.add(struct.unpack_from("<H", data)[0] + 1)
        elif code == _FORMULA:
            row, column = struct.unpack_from("<HH", data)
            result = data[6:14]
            found.formulas += 1
            if result[6:8] == b"\xff\xff":
                if result[0] == 0:
                    waiting = row + 1, column
                elif result[0] == 2:
                    found.broken[row + 1, column] = _said(result[2])
        elif code == _BOOLERR and data[7]:
            row, column = struct.unpack_from("<HH", data)
            found.broken[row + 1, column] = _said(data[6])
    return found


def _said(error: int) -> str:
    return f"这一格是错误值 {_ERRORS.get(error, '#')}，请改正后再上传。"
