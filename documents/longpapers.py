"""How much of a paper there is to draw: acts on long ones are left to the background (casefile.longacts)."""

from .paper import Paper, Table

_CELL = 8  # characters of a line in a cell of a form, roughly


def weight(document) -> int:
    """Return about how many lines and cells the paper has: each is a piece to be placed."""
    return weight_of_texts([document.body, *document.annexes.values_list("body", flat=True)])


def weight_of_texts(texts) -> int:
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return sum(1 + len(line) // 28 + (line.count("|") if line.startswith("|") else 0) for line in lines if line)


def weight_of_form(paper: Paper) -> int:
    """As `weight`, of a form whose table is made from rows on file."""
    tables = [block for block in paper.body if isinstance(block, Table)]
    return sum(1 + len(cell) // _CELL for table in tables for row in table.rows for cell in row)
