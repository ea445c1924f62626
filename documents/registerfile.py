"""A register as a spreadsheet and as lines for print. Columns are (heading, width, getter)."""

import itertools
from dataclasses import dataclass
from io import BytesIO

from registers.xlsx import Workbook

#: What is printed at once; the spreadsheet has every row.
PRINTED = 2000


@dataclass(frozen=True)
class Cell:
    """What stands in a column; `size` is a class of static/css/documents.css, by the width of the column."""

    heading: str
    text: str
    size: str


def register_rows(columns, rows) -> tuple[list[list[Cell]], bool]:
    """Return the lines to show, and whether there are more than are shown at once."""
    sizes = ["long" if width >= 40 else "middling" if width >= 24 else "" for _, width, _ in columns]
    lines = [
        [Cell(name, getter(row), size) for (name, _, getter), size in zip(columns, sizes, strict=True)]
        for row in rows[: PRINTED + 1]
    ]
    return lines[:PRINTED], len(lines) > PRINTED


def register_file(name: str, columns, rows) -> BytesIO:
    """Return an .xlsx file, at its beginning, with one line a row; no text becomes a formula."""
    file = BytesIO()
    lines = ([getter(row) for _, _, getter in columns] for row in rows.iterator(chunk_size=500))
    with Workbook(file) as book:
        book.sheet(name, itertools.chain([[heading for heading, _, _ in columns]], lines),
                   widths=[width for _, width, _ in columns])  # fmt: skip
    file.seek(0)
    return file
