"""信函格式 (GB/T 9704-2012, 10.1), annexes (7.3.7) and tables, measured in the PDF."""

import pytest

from documents.paper import Annex, Paragraph, Table
from documents.pdf import render_pdf
from tests.documents.measure import measure, page_with, text_of
from tests.documents.samples import notice, text_only

LEFT, RIGHT, BOTTOM = 28, 184, 262
CELL = 156 / 28
LINE = 28.99 / 72 * 25.4


@pytest.fixture(scope="module")
def letter():
    paper = notice(
        layout="letter",
        organ_mark="清源县市场监督管理局",
        number="清市监函〔2026〕3号",
        title="清源县市场监督管理局关于加强电动自行车充电器质量安全监管的提醒敦促函",
        main_recipients=("清源县城关镇人民政府",),
        urgency="加急",
        attachments=(),
    )
    return measure(render_pdf(paper).bytes)


def rules(sheet):
    return sorted((s for s in sheet.strokes if s.width > 160), key=lambda s: s.top)


def test_letter_mark_begins_30_mm_from_the_papers_edge(letter):
    mark = letter[0].line("清源县市场监督管理局")
    assert mark[0].top == pytest.approx(30, abs=0.3)
    assert mark[0].colour == (1.0, 0.2, 0.2)


def test_letter_has_two_double_rules_of_170_mm(letter):
    upper_thick, upper_thin, lower_thin, lower_thick = rules(letter[0])
    for rule in rules(letter[0]):
        assert rule.width == pytest.approx(170, abs=0.2)
        assert rule.left == pytest.approx((LEFT + RIGHT) / 2 - 85, abs=0.2)
    assert upper_thick.height > upper_thin.height
    assert lower_thick.height > lower_thin.height
    mark = letter[0].line("清源县市场监督管理局")
    assert upper_thick.top - mark[0].bottom == pytest.approx(4, abs=0.3)
    assert lower_thick.top + lower_thick.height == pytest.approx(297 - 20, abs=0.2)
    assert rules(letter[1]) == []


def test_letter_number_is_right_and_urgency_left_under_the_rule(letter):
    number, urgency = letter[0].line("清市监函〔2026〕3号"), letter[0].line("加急")
    assert number[-1].right == pytest.approx(RIGHT, abs=0.2)
    assert urgency[0].left == pytest.approx(LEFT, abs=0.2)
    assert number[0].baseline == pytest.approx(urgency[0].baseline, abs=0.05)
    thin = rules(letter[0])[1]
    assert number[0].top - (thin.top + thin.height) == pytest.approx(14 / 72 * 25.4, abs=0.3)


def test_letter_has_no_number_on_its_first_page(letter):
    assert "—1—" not in text_of(letter[0].glyphs)
    assert letter[1].line("—2—")


def test_letter_imprint_has_neither_rules_nor_printing_organ(letter):
    last = letter[-1]
    assert last.line("抄送：")[0].top > 220
    assert last.strokes == ()
    assert "印发" not in text_of(last.glyphs)


# --- annexes and tables -------------------------------------------------------------------


@pytest.fixture(scope="module")
def annexed():
    rows = tuple(
        (str(n), f"某某电动自行车充电器{n}号样品", "48V2.5A", "输出过电压保护、爬电距离") for n in range(1, 61)
    )
    table = Table(("序号", "产品名称", "规格型号", "不合格项目"), rows, caption="不合格产品名单")
    paper = text_only(
        40,
        annexes=(Annex("不合格产品名单", (Paragraph("名单如下。"), table)), Annex("评估意见", (Paragraph("同意。"),))),
    )
    return measure(render_pdf(paper).bytes)


def test_each_annex_begins_a_page_with_its_number_and_title(annexed):
    for label, title in (("附件1", "不合格产品名单"), ("附件2", "评估意见")):
        sheet = page_with(annexed, label)
        assert text_of(sheet.lines()[0]) == label
        first = sheet.line(label)[0]
        assert first.left == pytest.approx(LEFT, abs=0.2)
        heading = next(line for line in sheet.lines(22.0) if text_of(line) == title)
        assert (heading[0].left + heading[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.3)
        assert heading[0].baseline - first.baseline == pytest.approx(2 * LINE, abs=2)


def test_imprint_comes_after_the_annexes(annexed):
    assert "抄送" in text_of(annexed[-1].glyphs)
    assert not any("抄送" in text_of(sheet.glyphs) for sheet in annexed[:-1])


def test_table_repeats_its_head_and_loses_no_row(annexed):
    pages = [sheet for sheet in annexed if "号样品" in text_of(sheet.glyphs)]
    assert len(pages) > 1
    assert all("序号" in text_of(sheet.glyphs) for sheet in pages)
    text = "".join(text_of(sheet.glyphs) for sheet in pages)
    assert all(f"充电器{n}号样品" in text for n in range(1, 61))


def test_table_stays_in_the_type_area(annexed):
    for sheet in annexed:
        for stroke in sheet.strokes:
            assert stroke.left > LEFT - 0.3
            assert stroke.left + stroke.width < RIGHT + 0.3
            assert stroke.top + stroke.height < BOTTOM + 0.3


def test_a_cell_higher_than_a_page_is_parted():
    table = Table(("项目", "说明"), (("甲", "长" * 2500),))
    sheets = measure(render_pdf(text_only(10, body=(table,))).bytes)
    assert sum(text_of(sheet.glyphs).count("长") for sheet in sheets) == 2500
    assert max(g.bottom for sheet in sheets for g in sheet.glyphs if g.text == "长") < BOTTOM
