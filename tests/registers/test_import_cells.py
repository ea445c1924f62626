"""One cell, written in the ways that people write it."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.imports import cells
from registers.imports.refusals import CellRefused
from registers.xlsx import safe

MOMENT = datetime.fromisoformat("2026-03-15T08:30:00")  # a spreadsheet knows no time zone
MIDNIGHT = datetime.fromisoformat("2026-03-01")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  甲 厂 ", "甲 厂"), ("甲\n厂", "甲 厂"), (13800138000.0, "13800138000"), (1.5, "1.5"), (True, "是"),
        (MIDNIGHT, "2026-03-01"), (date(2026, 3, 1), "2026-03-01"), ("\u200b甲\ufeff", "甲"),
        ("'=1+1", "=1+1"),
        ("'甲", "'甲"), (None, ""), ("a\x07b", "ab"),
    ],
)  # fmt: skip
def test_text(cell, expected):
    assert cells.text(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("９１４１９９２１ＭＡ 0000 001ｘ", "91419921MA0000001X"), (" 91-41 ", "9141"), (411121.0, "411121"), ("", "")],
)
def test_code(cell, expected):
    assert cells.code(cell) == expected


@pytest.mark.parametrize("cell", [911234567890123456.0, "9.11235E+17", "９.11E+17"])
def test_a_code_that_excel_has_rounded_is_refused_at_the_cell(cell):
    with pytest.raises(CellRefused, match="丢失"):
        cells.code(cell)


def test_a_code_with_an_e_inside_is_a_code():
    assert cells.code("12E34567") == "12E34567"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("清源县 恒通(集团)线缆", "清源县恒通（集团）线缆"), ("ＡＢＣ Motor Co", "ABC Motor Co"), ("甲　厂", "甲厂")],
)
def test_name(cell, expected):
    assert cells.name(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 3, 15), MOMENT, "2026-03-15", "2026/3/15", "2026.3.15", "2026年3月15日",
        "２０２６年３月１５日", "20260315", 46096.0, "46096", " 2026-03-15 00:00:00", "2026年3月15",
    ],
)  # fmt: skip
def test_day(cell):
    assert cells.day(cell) == date(2026, 3, 15)


@pytest.mark.parametrize("cell", ["3月15日", "26-3-15", "2026-02-30", "去年", "123"])
def test_a_day_that_nobody_can_read_is_refused(cell):
    with pytest.raises(CellRefused, match="日期"):
        cells.day(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("是", True),
        ("√", True),
        (1.0, True),
        ("ｙ", True),
        ("否", False),
        ("×", False),
        (0.0, False),
        ("", None),
        (True, True),
    ],
)
def test_yes_no(cell, expected):
    assert cells.yes_no(cell) is expected


def test_yes_no_refuses_the_rest():
    with pytest.raises(CellRefused, match="看不懂"):
        cells.yes_no("也许")


def test_types_with_items_in_one_cell():
    """R-305: 24 types, their items between 、 and in brackets."""
    written = "危险化学品(溶解乙炔、工业过氧化氢、液氯)、水泥；化肥（磷肥、复肥）\n电线电缆"
    parts = cells.several(written)
    assert parts == ["危险化学品（溶解乙炔、工业过氧化氢、液氯）", "水泥", "化肥（磷肥、复肥）", "电线电缆"]
    assert cells.with_items(parts[0]) == ("危险化学品", ["溶解乙炔", "工业过氧化氢", "液氯"])
    assert cells.with_items("儿童用品（包括：水晶泥、激光笔等）") == ("儿童用品", ["水晶泥", "激光笔"])
    assert cells.with_items("水泥") == ("水泥", [])


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), max_size=20))
def test_what_an_export_marks_as_text_comes_back_the_same(written):
    marked = safe(written)
    assert not marked.startswith(("=", "+", "-", "@"))
    assert cells.text(marked) == cells.text(written)
