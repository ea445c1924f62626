"""Columns get the width that makes a crowded table low."""

from math import ceil

from documents.fitting import fitted, text_width

LONG, SHORT = "风险描述" * 20, "/"


def height(widths, rows) -> int:
    return sum(max(ceil(text_width(text, 9.0) / (width - 7)) for text, width in zip(row, widths)) for row in rows)  # noqa: B905


def test_the_text_that_makes_rows_high_gets_the_room():
    rows = [("1", LONG, SHORT), ("2", LONG, SHORT), ("3", SHORT, SHORT)]
    widths = fitted([20.0, 40.0, 40.0], rows, width=400, size=9.0)
    assert round(sum(widths)) == 400
    assert widths[1] > 300
    assert height(widths, rows) < height([400 / 3] * 3, rows)


def test_what_is_at_least_wanted_stays_and_nothing_to_tell_is_no_trouble():
    assert all(width >= least for width, least in zip(fitted([66.0, 40.0], [(LONG, LONG)], width=300, size=9.0),
                                                      (66.0, 40.0), strict=True))  # fmt: skip
    assert fitted([20.0, 60.0], [("1", "短")], width=160, size=9.0) == (40.0, 120.0)
    assert fitted([20.0, 60.0], [], width=160, size=9.0) == (40.0, 120.0)
