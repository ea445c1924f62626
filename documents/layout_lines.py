"""Setting text in lines: measuring, line breaking by Chinese rules, justification.

The engine breaks lines itself instead of leaving it to the PDF library. So every
line fills the type area (撑满版心), the number of lines is known before the pages
are made, and the end of the document can be placed to the millimetre.

All lengths are PostScript points (1/72 inch).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.fonts import FontStock, Role

MM = 72 / 25.4
AREA_WIDTH = 156 * MM  # 版心
AREA_HEIGHT = 225 * MM
LINES, CHARACTERS = 22, 28
PITCH = 28.99  # GB/T 9704-2012, 5.2.3: 22 lines in 225 mm
BODY_SIZE = 16.0  # 3号
SMALL_SIZE = 14.0  # 4号
TITLE_SIZE = 22.0  # 2号
# 28 characters of 16 pt in 156 mm leave this much less than nothing between them.
SPACING = (AREA_WIDTH - CHARACTERS * BODY_SIZE) / (CHARACTERS - 1)
CELL = BODY_SIZE + SPACING
GETA = "〓"  # printers' mark for a character that no font has

_NOT_FIRST = "、。，．：；？！·…—～）〕】」』》〉”’％‰℃°％,.:;?!)]}%々〗"
_NOT_LAST = "（〔【「『《〈“‘￥¥$([{〖№"
_CLUSTER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:/\-_+%@#&=~]*|……|——|.", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """Characters that one font file draws."""

    face: str
    text: str


@dataclass(frozen=True)
class Line:
    """One line of one paragraph; `spacing` is added after every character."""

    runs: tuple[Run, ...]
    width: float
    spacing: float

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Span:
    """A piece of a paragraph in one typeface."""

    text: str
    role: Role = Role.BODY


@dataclass(frozen=True)
class _Char:
    char: str
    face: str
    width: float


class Setter:
    """Sets text with the fonts of one stock and remembers what it used.

    width: of the type area in points; a landscape form has its own.
    """

    def __init__(self, stock: FontStock, width: float = AREA_WIDTH):
        self.stock = stock
        self.width = width
        self.faces: set[str] = set()
        self.missing: dict[str, None] = {}

    def line(self, text: str, role: Role, size: float, spacing: float = 0.0) -> Line:
        """One line that is never broken."""
        return _line(self._chars(Span(text, role), size), spacing)

    def lines(
        self,
        spans: list[Span],
        width: float,
        *,
        size: float = BODY_SIZE,
        indent: float = 0.0,
        justify: bool = True,
        spacing: float = SPACING,
    ) -> list[Line]:
        """Break a paragraph; `indent` shortens the first line. Every line but the last is filled."""
        clusters = list(_clusters([char for span in spans for char in self._chars(span, size)], width, spacing))
        lines: list[Line] = []
        current: list[_Char] = []
        room = width - indent
        for cluster in clusters:
            if current and _natural(current + cluster, spacing) > room + 0.1:
                lines.append(_filled(current, room, spacing) if justify else _line(current, spacing))
                current, room = [], width
                cluster = cluster if cluster[0].char != " " else cluster[1:]
            current = current + cluster
        return [*lines, _line(current, spacing)] if current else lines

    def _chars(self, span: Span, size: float) -> list[_Char]:
        return [self._char(char, span.role, size) for char in span.text]

    def _char(self, char: str, role: Role, size: float) -> _Char:
        if char == "\u3000":
            char, face = "\u3000", self.stock.stack(role)[0]
            return _Char(char, face.name, size)
        face = self.stock.face_for(role, char)
        if face is None:
            self.missing[char] = None
            char = GETA
            face = self.stock.face_for(role, GETA) or self.stock.stack(role)[0]
        self.faces.add(face.name)
        return _Char(char, face.name, face.advance(char) * size)


def _natural(chars: list[_Char], spacing: float) -> float:
    while chars and chars[-1].char == " ":
        chars = chars[:-1]
    return sum(char.width for char in chars) + spacing * max(len(chars) - 1, 0)


def _line(chars: list[_Char], spacing: float) -> Line:
    while chars and chars[-1].char == " ":
        chars = chars[:-1]
    runs: list[Run] = []
    for char in chars:
        if runs and runs[-1].face == char.face:
            runs[-1] = Run(char.face, runs[-1].text + char.char)
        else:
            runs.append(Run(char.face, char.char))
    return Line(tuple(runs), _natural(chars, spacing), spacing)


def _filled(chars: list[_Char], room: float, spacing: float) -> Line:
    """Spread the characters over the whole line, unless that would tear it apart."""
    short = room - _natural(chars, spacing)
    if len(chars) < 2 or short > 4 * BODY_SIZE:
        return _line(chars, spacing)
    return _line(chars, spacing + short / (len(chars) - 1))


def _clusters(chars: list[_Char], width: float, spacing: float) -> Iterator[list[_Char]]:
    """Yield the pieces between which a line may be broken.

    Digits and Latin words stay whole; 。 and its like never begin a line, （ and
    its like never end one; —— and …… are not parted. A piece longer than a line
    gives way, or it would run into the margin.
    """
    text = "".join(char.char for char in chars)
    piece: list[_Char] = []
    for match in _CLUSTER.finditer(text):
        part = chars[match.start() : match.end()]
        tied = piece and (piece[-1].char in _NOT_LAST or part[0].char in _NOT_FIRST)
        if piece and not tied:
            yield from _fitting(piece, width, spacing)
            piece = []
        piece = piece + part
    if piece:
        yield from _fitting(piece, width, spacing)


def _fitting(piece: list[_Char], width: float, spacing: float) -> Iterator[list[_Char]]:
    if _natural(piece, spacing) <= width:
        yield piece
        return
    part: list[_Char] = []
    for char in piece:
        # A number such as FX-2026-0014 is parted after a hyphen rather than anywhere.
        if part and not (
            part[-1].char not in "-/" and char.char.isascii() and _natural([*part, char], spacing) <= width
        ):
            yield part
            part = []
        part = [*part, char]
    yield part
