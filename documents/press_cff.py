"""Embedding only the glyphs that a document draws.

The subset that WeasyPrint embeds keeps the numbering of the full font: for a
Chinese font that is up to 65,535 empty glyphs, 110 kB compressed for a single
rare character. Here the CFF program is written again with the drawn glyphs
alone, each under its old number as CID, which PDF allows for CID-keyed fonts.

Source of the formats: Adobe Technical Note 5176 (CFF), ISO 32000-1 9.7.4.2.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_ROS, _MATRIX, _BBOX, _PRIVATE, _SUBRS = (12, 30), (12, 7), (5,), (18,), (19,)
_CHARSET, _CHARSTRINGS, _FDARRAY, _FDSELECT, _CIDCOUNT = (15,), (17,), (12, 36), (12, 37), (12, 34)
_STANDARD_STRINGS = 391


class _NotForUs(Exception):
    """The font is not built as we expect; it is embedded as it came."""


def shrink_fonts(document, pdf) -> None:
    """WeasyPrint finisher: replace each CID-keyed font program by one of its drawn glyphs."""
    drawn: dict[bytes, set[int]] = {}
    for font in document.fonts.values():
        drawn.setdefault(font.name, set()).update(font.to_unicode)
    for descriptor in pdf.objects:
        reference = descriptor.get("FontFile3") if isinstance(descriptor, dict) else None
        if reference is None:
            continue
        stream = pdf.objects[int(reference.split()[0])]
        program = shrunk(b"".join(stream.stream), drawn[descriptor["FontName"]])
        if program is not None:
            stream.stream = [program]
            stream.extra["Subtype"] = "/CIDFontType0C"


def shrunk(opentype: bytes, glyphs: set[int]) -> bytes | None:
    """Return a bare CFF font of these glyph numbers, or None when the font is no plain CID-keyed CFF."""
    try:
        return _rebuilt(_table(opentype, b"CFF "), sorted({0, *glyphs}))
    except _NotForUs:
        return None


def _table(opentype: bytes, tag: bytes) -> bytes:
    count = struct.unpack_from(">H", opentype, 4)[0]
    for at in range(12, 12 + 16 * count, 16):
        if opentype[at : at + 4] == tag:
            offset, length = struct.unpack_from(">II", opentype, at + 8)
            return opentype[offset : offset + length]
    raise _NotForUs


@dataclass(frozen=True)
class _Index:
    """A CFF INDEX; items are cut out when asked for."""

    data: bytes
    start: int
    count: int
    width: int

    def _offset(self, at: int) -> int:
        place = self.start + 3 + at * self.width
        return int.from_bytes(self.data[place : place + self.width], "big")

    @property
    def _base(self) -> int:
        return self.start + 2 + (self.count + 1) * self.width

    def __getitem__(self, at: int) -> bytes:
        return self.data[self._base + self._offset(at) : self._base + self._offset(at + 1)]

    @property
    def end(self) -> int:
        return self._base + self._offset(self.count) if self.count else self.start + 2


def _read_index(data: bytes, start: int) -> _Index:
    count = struct.unpack_from(">H", data, start)[0]
    return _Index(data, start, count, data[start + 2] if count else 0)


def _write_index(items: list[bytes]) -> bytes:
    if not items:
        return b"\0\0"
    offsets = [1]
    for item in items:
        offsets.append(offsets[-1] + len(item))
    width = (offsets[-1].bit_length() + 7) // 8
    table = b"".join(offset.to_bytes(width, "big") for offset in offsets)
    return struct.pack(">HB", len(items), width) + table + b"".join(items)


def _read_dict(data: bytes) -> dict[tuple[int, ...], bytes]:
    """Operators of a DICT with their operands, still encoded."""
    entries, start, at = {}, 0, 0
    while at < len(data):
        first = data[at]
        if first <= 21:
            end = at + (2 if first == 12 else 1)
            entries[tuple(data[at:end])] = data[start:at]
            start = at = end
        elif first == 30:
            at += 1
            while data[at] & 15 != 15:
                at += 1
            at += 1
        else:
            at += 5 if first == 29 else 3 if first == 28 else 2 if first >= 247 else 1
    return entries


def _numbers(operands: bytes) -> list[int]:
    """Decode integer operands."""
    out, at = [], 0
    while at < len(operands):
        first = operands[at]
        if first == 28:
            out.append(struct.unpack_from(">h", operands, at + 1)[0])
        elif first == 29:
            out.append(struct.unpack_from(">i", operands, at + 1)[0])
        elif first >= 251:
            out.append(-(first - 251) * 256 - operands[at + 1] - 108)
        elif first >= 247:
            out.append((first - 247) * 256 + operands[at + 1] + 108)
        elif first >= 32:
            out.append(first - 139)
        else:
            raise _NotForUs
        at += 3 if first == 28 else 5 if first == 29 else 2 if first >= 247 else 1
    return out


def _operator(operator: tuple[int, ...], *numbers: int) -> bytes:
    # Five bytes a number, so that the length of a DICT is known before its offsets are.
    return b"".join(b"\x1d" + struct.pack(">i", number) for number in numbers) + bytes(operator)


def _font_numbers(cff: bytes, offset: int, glyphs: list[int]) -> bytes:
    """FDSelect: which font DICT each glyph belongs to."""
    if cff[offset] == 0:
        return bytes(cff[offset + 1 + glyph] for glyph in glyphs)
    if cff[offset] != 3:
        raise _NotForUs
    count = struct.unpack_from(">H", cff, offset + 1)[0]
    ranges = [struct.unpack_from(">HB", cff, offset + 3 + 3 * at) for at in range(count)]
    out, at = bytearray(), 0
    for glyph in glyphs:
        while at + 1 < count and ranges[at + 1][0] <= glyph:
            at += 1
        out.append(ranges[at][1])
    return bytes(out)


def _font_dicts(cff: bytes, offset: int) -> list[tuple[bytes, bytes]]:
    """Of each font DICT: what it keeps, and its Private DICT."""
    fonts = _read_index(cff, offset)
    out = []
    for at in range(fonts.count):
        entries = _read_dict(fonts[at])
        size, start = _numbers(entries[_PRIVATE])
        private = _read_dict(cff[start : start + size])
        if _SUBRS in private and _read_index(cff, start + _numbers(private[_SUBRS])[0]).count:
            raise _NotForUs
        kept = entries[_MATRIX] + bytes(_MATRIX) if _MATRIX in entries else b""
        out.append((kept, b"".join(value + bytes(key) for key, value in private.items() if key != _SUBRS)))
    return out


def _rebuilt(cff: bytes, glyphs: list[int]) -> bytes:
    names = _read_index(cff, cff[2])
    tops = _read_index(cff, names.end)
    strings = _read_index(cff, tops.end)
    top = _read_dict(tops[0])
    if _ROS not in top or _read_index(cff, strings.end).count:
        raise _NotForUs
    charstrings = _read_index(cff, _numbers(top[_CHARSTRINGS])[0])
    if glyphs[-1] >= charstrings.count:
        raise _NotForUs
    programs = _write_index([charstrings[glyph] for glyph in glyphs])
    charset = b"\0" + struct.pack(f">{len(glyphs) - 1}H", *glyphs[1:])
    select = b"\0" + _font_numbers(cff, _numbers(top[_FDSELECT])[0], glyphs)
    fonts = _font_dicts(cff, _numbers(top[_FDARRAY])[0])

    start = b"\x01\x00\x04\x04" + _write_index([names[0]])
    # The top DICT has a fixed length, so a first draft tells where the rest will lie.
    after_top = _write_index([b"Adobe", b"Identity"]) + _write_index([])
    at = len(start) + len(_write_index([_top_dict(top, glyphs, 0, 0, 0, 0)])) + len(after_top)
    charset_at, select_at = at, at + len(charset)
    programs_at = select_at + len(select)
    privates_at = programs_at + len(programs)
    dicts, place = [], privates_at
    for kept, private in fonts:
        dicts.append(kept + _operator(_PRIVATE, len(private), place))
        place += len(private)
    top_index = _write_index([_top_dict(top, glyphs, charset_at, select_at, programs_at, place)])
    privates = b"".join(private for _, private in fonts)
    return b"".join((start, top_index, after_top, charset, select, programs, privates, _write_index(dicts)))


def _top_dict(top: dict, glyphs: list[int], charset: int, select: int, programs: int, fonts: int) -> bytes:
    kept = b"".join(top[key] + bytes(key) for key in (_MATRIX, _BBOX) if key in top)
    return (
        _operator(_ROS, _STANDARD_STRINGS, _STANDARD_STRINGS + 1, 0)
        + kept
        + _operator(_CIDCOUNT, glyphs[-1] + 1)
        + _operator(_CHARSET, charset)
        + _operator(_CHARSTRINGS, programs)
        + _operator(_FDARRAY, fonts)
        + _operator(_FDSELECT, select)
    )
