"""GB/T 9704-2012 measured in the PDF: page, type area, grid, page numbers (R-101)."""

import pytest

from documents.pdf import render_pdf
from tests.documents.measure import measure, text_of
from tests.documents.samples import grid

PITCH = 28.99 / 72 * 25.4
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262


@pytest.fixture(scope="module")
def sheets():
    return measure(render_pdf(grid(3)).bytes)


@pytest.fixture(scope="module")
def full(sheets):
    """A page filled with text from top to bottom."""
    return sheets[1]


def body_lines(sheet):
    return [line for line in sheet.lines(16.0) if line[0].top < BOTTOM]


def test_paper_is_a4(sheets):
    assert {(round(s.width, 1), round(s.height, 1)) for s in sheets} == {(210.0, 297.0)}


def test_full_page_has_22_lines(full):
    assert len(body_lines(full)) == 22


def test_full_line_has_28_characters(full):
    assert {len(line) for line in body_lines(full)} == {28}


def test_first_line_of_a_paragraph_is_two_characters_in(sheets):
    first = next(line for line in body_lines(sheets[0]) if text_of(line).startswith("质质"))
    assert len(first) == 26
    assert first[0].left == pytest.approx(LEFT + 2 * 5.57, abs=0.1)


def test_lines_fill_the_type_area(full):
    for line in body_lines(full):
        assert line[0].left == pytest.approx(LEFT, abs=0.2)
        assert line[-1].right == pytest.approx(RIGHT, abs=0.2)


def test_lines_are_evenly_spaced(full):
    baselines = [line[0].baseline for line in body_lines(full)]
    steps = [b - a for a, b in zip(baselines, baselines[1:], strict=False)]
    assert steps == pytest.approx([PITCH] * 21, abs=0.05)


def test_line_boxes_keep_the_margins(full):
    # Characters stand in the middle of their line, half of what is left over them.
    lines = body_lines(full)
    leading = (28.99 - 16) / 2 / 72 * 25.4
    assert lines[0][0].top - leading == pytest.approx(TOP, abs=0.2)
    assert lines[-1][0].bottom + leading == pytest.approx(BOTTOM, abs=0.2)


def test_nothing_but_the_page_number_leaves_the_type_area(sheets):
    for sheet in sheets:
        inside = [g for g in sheet.glyphs if g.top < BOTTOM]
        assert min(g.left for g in inside) > LEFT - 0.2
        assert max(g.right for g in inside) < RIGHT + 0.2
        assert min(g.top for g in inside) > TOP - 0.2
        assert max(g.bottom for g in inside) < BOTTOM + 0.2


def test_page_numbers_are_right_on_odd_and_left_on_even_pages(sheets):
    for number, sheet in enumerate(sheets, start=1):
        line = sheet.line(f"—{number}—")
        assert {g.size for g in line} == {14.0}
        if number % 2:
            assert line[-1].right == pytest.approx(RIGHT - 4.94, abs=0.3)
        else:
            assert line[0].left == pytest.approx(LEFT + 4.94, abs=0.3)


def test_page_number_dash_is_7_mm_below_the_type_area(sheets):
    for number, sheet in enumerate(sheets, start=1):
        dash = sheet.line(f"—{number}—")[0]
        assert (dash.top + dash.bottom) / 2 == pytest.approx(BOTTOM + 7, abs=0.3)


def test_long_document_numbers_28_pages():
    rendered = render_pdf(grid(26, note=""))
    sheets = measure(rendered.bytes)
    assert rendered.pages == len(sheets) >= 28
    assert text_of(sheets[27].lines(14.0)[-1]) == "—28—"
    assert all(len(body_lines(sheet)) == 22 for sheet in sheets[1:26])
