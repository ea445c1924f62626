"""Measuring a PDF as an office would with a ruler: millimetres from the paper's edges."""

import io
from collections import defaultdict
from dataclasses import dataclass

import pdfplumber

MM = 72 / 25.4
# Ideographs stand from 0.12 em below the baseline to 0.88 em above it.
ABOVE, BELOW = 0.88, 0.12


@dataclass(frozen=True)
class Glyph:
    text: str
    font: str
    size: float  # points, as drawn vertically
    left: float
    right: float
    top: float
    bottom: float
    baseline: float
    colour: tuple


@dataclass(frozen=True)
class Stroke:
    left: float
    top: float
    width: float
    height: float
    colour: tuple


@dataclass(frozen=True)
class Sheet:
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    strokes: tuple[Stroke, ...]

    def lines(self, size: float | None = None) -> list[list[Glyph]]:
        """Glyphs of one size by line, from the top, each from left to right."""
        rows = defaultdict(list)
        for glyph in self.glyphs:
            if size is None or abs(glyph.size - size) < 0.05:
                rows[round(glyph.baseline, 1)].append(glyph)
        return [sorted(row, key=lambda g: g.left) for _, row in sorted(rows.items())]

    def line(self, text: str) -> list[Glyph]:
        """The glyphs of `text` where it stands in one line; fails when it does not."""
        for row in self.lines():
            at = "".join(g.text for g in row).find(text)
            if at >= 0:
                return row[at : at + len(text)]
        raise AssertionError(f"{text!r} is not on this page")


def measure(data: bytes) -> list[Sheet]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [_sheet(page) for page in pdf.pages]


def page_with(sheets: list[Sheet], text: str) -> Sheet:
    """The first page that has `text` in one line."""
    return next(s for s in sheets if any(text in text_of(row) for row in s.lines()))


def text_of(row) -> str:
    return "".join(glyph.text for glyph in row)


def _sheet(page) -> Sheet:
    height = float(page.height)
    glyphs = tuple(_glyph(char, height) for char in page.chars if char["text"].strip())
    strokes = tuple(
        Stroke(
            r["x0"] / MM,
            r["top"] / MM,
            (r["x1"] - r["x0"]) / MM,
            (r["bottom"] - r["top"]) / MM,
            r["non_stroking_color"],
        )
        for r in page.rects
    )
    return Sheet(float(page.width) / MM, height / MM, glyphs, strokes)


def _glyph(char: dict, height: float) -> Glyph:
    matrix = char["matrix"]
    size = abs(matrix[3]) * (char["size"] / abs(matrix[3]) if matrix[3] else 1)
    baseline = height - matrix[5]
    return Glyph(
        char["text"],
        char["fontname"].split("+")[-1],
        round(size, 3),
        char["x0"] / MM,
        char["x1"] / MM,
        (baseline - ABOVE * size) / MM,
        (baseline + BELOW * size) / MM,
        baseline / MM,
        tuple(char["non_stroking_color"] or ()),
    )
