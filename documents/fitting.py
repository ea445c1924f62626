"""Widths of the columns of a crowded table, so that its rows are as low as its width allows."""

from math import ceil

#: Points given to the neediest column at a time, and what the padding of a cell takes.
_STEP, _PAD = 3.0, 7.0


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is set: Chinese characters are square, the others little more than half of that."""
    return size * sum(0.56 if char.isascii() else 1.0 for char in text)


def fitted(least: list[float], rows, *, width: float, size: float) -> tuple[float, ...]:
    """Return the widths of the columns in points: `least` each, the rest where it makes the most lines disappear.

    `rows` are texts. A column gains as long as it is the one that makes rows high.
    """
    columns = list(least)
    texts = [[text_width(text, size) for text in row] for row in rows]
    while rows and sum(columns) + _STEP <= width:
        needs = [0.0] * len(columns)
        for row in texts:
            lines = [ceil(text / (column - _PAD)) for text, column in zip(row, columns, strict=True)]
            tallest = max(lines)
            if tallest > 1:
                for at, number in enumerate(lines):
                    needs[at] += tallest if number == tallest else 0
        if not any(needs):
            break
        columns[needs.index(max(needs))] += _STEP
    return tuple(column * width / sum(columns) for column in columns)
