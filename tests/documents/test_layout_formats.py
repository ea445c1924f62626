"""纪要格式 (10.3), 横排表格 (8), 文书 and 对外文稿, and a long 署名, measured in the PDF (R-101, R-143)."""

import io
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from pypdf import PdfReader

from documents.body import parse_body
from documents.fonts import stock
from documents.layout import Text
from documents.layout_paper import lay_out
from documents.paper import Entry, Heading, Paragraph, Table
from documents.pdf import render_pdf
from tests.documents.measure import measure, page_with, text_of
from tests.documents.samples import BODY, notice

LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262
MIDDLE = (LEFT + RIGHT) / 2
LINE, CELL, LEADING = 28.99 / 72 * 25.4, 156 / 28, (28.99 - 16) / 2 / 72 * 25.4
PEOPLE = "李建国、陈晓、赵敏、王磊、刘敏、何静、周卫东、欧阳文静、司马相如、诸葛亮、上官婉儿、慕容复"
LONG_ORGAN = "黔南布依族苗族自治州三都水族自治县市场监督管理局综合行政执法大队"


def centre(line):
    return (line[0].left + line[-1].right) / 2


@pytest.fixture(scope="module")
def minutes():
    paper = notice(
        layout="minutes", organ_mark="清源县市场监督管理局会议纪要", number="〔2026〕3号", main_recipients=(),
        title="产品质量安全风险会商会议纪要", attachments=(), note="",
        body=parse_body(f"会议研究了充电器风险。\n出席：{PEOPLE}\n请假：张三\n列席：孙丽", entries=True),
    )  # fmt: skip
    return measure(render_pdf(paper).bytes)[0]


def test_minutes_mark_is_red_and_35_mm_below_the_type_area(minutes):
    mark = minutes.line("清源县市场监督管理局会议纪要")
    assert mark[0].top == pytest.approx(TOP + 35, abs=0.5)
    assert mark[0].colour == (1.0, 0.2, 0.2)
    assert centre(mark) == pytest.approx(MIDDLE, abs=0.3)


def test_minutes_have_organ_and_date_over_the_red_rule(minutes):
    number, organ, date = (minutes.lines(16.0)[at] for at in (0, 1, 1))
    assert text_of(number) == "〔2026〕3号"
    assert centre(number) == pytest.approx(MIDDLE, abs=0.3)
    assert organ[0].left == pytest.approx(LEFT + CELL, abs=0.3)
    assert date[-1].right == pytest.approx(RIGHT - CELL, abs=0.3)
    rule = next(s for s in minutes.strokes if s.colour == (1.0, 0.2, 0.2))
    assert (rule.left, rule.width) == (pytest.approx(LEFT, abs=0.2), pytest.approx(156, abs=0.2))
    assert rule.top - organ[0].bottom == pytest.approx(4, abs=0.2)


def test_minutes_list_people_under_the_first_name(minutes):
    label, absent = minutes.line("出席："), minutes.line("请假：")
    assert label[0].left == pytest.approx(LEFT + 2 * CELL, abs=0.2)
    first, second = minutes.line("李建国"), minutes.line("欧阳文静")
    assert first[0].left == pytest.approx(second[0].left, abs=0.2)
    assert first[0].left > label[-1].right - 0.2
    assert label[0].font != first[0].font  # 黑体 and 仿宋
    assert absent[0].baseline - label[0].baseline == pytest.approx(2 * LINE, abs=0.1)
    said = minutes.line("会议研究了")
    assert label[0].baseline - said[0].baseline == pytest.approx(2 * LINE, abs=0.1)


def test_minutes_bear_no_seal_and_are_sent_not_copied():
    rendered = render_pdf(notice(layout="minutes", organ_mark="会议纪要"))
    assert rendered.seal is None
    last = measure(rendered.bytes)[-1]
    assert last.line("分送：")
    assert "抄送" not in text_of(last.glyphs)


def test_the_lists_of_minutes_are_read_from_the_text_only_there():
    assert parse_body("出席：甲、乙", entries=True) == (Entry("出席", "甲、乙"),)
    assert parse_body("出席：甲、乙") == (Paragraph("出席：甲、乙"),)


# --- 表格 ----------------------------------------------------------------------------


def form(rows=24, columns=20):
    header = tuple(f"栏目{n:02d}" for n in range(columns))
    table = Table(header, tuple((str(row), *(f"内容{row}" for _ in header[1:])) for row in range(1, rows + 1)))
    return notice(
        layout="form", title="产品质量安全风险信息报送表", number="", body=(table,), note="填报人：赵敏",
    )  # fmt: skip


def head_end(sheet):
    """Where the table's head ends: below the numbers of its columns."""
    return max(row[0].bottom for row in sheet.lines(9.0) if "栏目" in text_of(row)) + 4


@pytest.fixture(scope="module")
def form_pdf():
    return render_pdf(form()).bytes


@pytest.fixture(scope="module")
def form_sheets(form_pdf):
    return measure(form_pdf)


def test_a_form_lies_across_an_a4_page(form_pdf, form_sheets):
    """The sheet is upright and shown turned, so that it binds and prints like every other page."""
    for page in PdfReader(io.BytesIO(form_pdf)).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((595.28, 841.89), abs=0.1)
        assert page.rotation == 90
    assert {(round(s.width), round(s.height)) for s in form_sheets} == {(297, 210)}


def test_a_form_has_its_head_at_the_bound_edge_on_odd_and_the_cut_edge_on_even_pages(form_sheets):
    """Both are the left edge of the sheet: turned to the right, the upper one (GB/T 9704-2012, 8)."""
    assert len(form_sheets) > 1
    for at, sheet in enumerate(form_sheets):
        head = sheet.line("栏目" if at else "产品质量安全风险信息报送表")
        assert 28 < head[0].top < 50
        assert page_with([sheet], "栏目")  # repeated on every page


@pytest.mark.parametrize(
    "name", ["城关所", "市场监督管理局综合行政执法大队", "市场监督管理局经济技术开发区市场监管所（分局）"]
)
def test_unit_number_and_day_stand_clear_of_each_other(name):
    paper = replace(form(rows=1), number="BS-2026-0018", organ_name=f"清源县{name}", date=date(2026, 11, 17))
    [sheet] = measure(render_pdf(paper).bytes)
    below = [row for row in sheet.lines(12.0) if set("填报") & {g.text for g in row} or "BS-" in text_of(row)]
    assert {"填报单位", "填报日期"} <= {text_of(row)[at : at + 4] for row in below for at in range(len(row))}
    for row in below:
        for one, after in pairwise(row):
            assert one.right <= after.left + 0.3, text_of(row)


def test_a_form_stays_in_its_type_area_and_loses_no_row(form_sheets):
    for sheet in form_sheets:
        assert min(s.left for s in sheet.strokes) == pytest.approx(35, abs=0.3)
        assert max(s.left + s.width for s in sheet.strokes) == pytest.approx(260, abs=0.3)
        assert max(s.top + s.height for s in sheet.strokes) < 210 - 26 + 0.3
    firsts = [
        g
        for s in form_sheets
        for row in s.lines(9.0)
        for g in row
        if g.text.isdigit() and g.left < 42 and g.top > head_end(s)
    ]
    assert len("".join(g.text for g in firsts)) == len("".join(str(n) for n in range(1, 25)))


def test_a_forms_page_number_is_where_it_is_on_other_pages(form_sheets):
    """Below the type area of the upright sheet: right on odd, left on even pages; here at the left edge."""
    for number, sheet in enumerate(form_sheets, start=1):
        [digit] = [g for g in sheet.glyphs if g.left < 33 and g.text == str(number)]
        assert digit.left == pytest.approx(297 - 262 - 7, abs=4)  # 7 mm outside the type area's lower edge
        assert (digit.top > 105) == bool(number % 2)


# --- 文书, 对外文稿 ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def instrument():
    paper = notice(
        layout="instrument", organ_mark="清源县市场监督管理局", number="清市监约〔2026〕3号", title="约谈通知书", cc=(),
        main_recipients=("清源县堃喆电器有限公司",), attachments=(), note="", body=parse_body(BODY[:60]),
    )  # fmt: skip
    return render_pdf(paper)


def test_an_instrument_has_organ_and_title_in_black_and_its_number_at_the_right(instrument):
    [sheet] = measure(instrument.bytes)
    organ, title = sheet.lines(22.0)
    assert (text_of(organ), text_of(title)) == ("清源县市场监督管理局", "约谈通知书")
    assert centre(organ) == pytest.approx(MIDDLE, abs=0.3)
    assert centre(title) == pytest.approx(MIDDLE, abs=0.3)
    assert {g.colour for g in sheet.glyphs} <= {(0,), (0.0,), (0.0, 0.0, 0.0), (0, 0, 0)}
    number = sheet.line("清市监约〔2026〕3号")
    assert number[-1].right == pytest.approx(RIGHT, abs=0.2)
    assert number[0].top > title[0].bottom
    addressee = sheet.line("清源县堃喆电器有限公司：")
    assert addressee[0].left == pytest.approx(LEFT, abs=0.2)
    assert addressee[0].baseline > number[0].baseline


def test_an_instrument_keeps_the_place_of_the_seal(instrument):
    [sheet] = measure(instrument.bytes)
    organ, date = sheet.lines(16.0)[-2:]
    assert date[-1].right == pytest.approx(RIGHT - 4 * CELL, abs=0.4)
    assert centre(organ) == pytest.approx(centre(date), abs=0.3)
    assert instrument.seal.x == pytest.approx(centre(date), abs=0.5)
    assert sheet.strokes == ()


def test_what_the_public_reads_has_no_red_head_and_no_seal():
    """R-129: 风险警示 and 消费提示 are press texts."""
    paper = notice(
        layout="press", title="关于电动自行车充电器的消费提示", number="", main_recipients=(), attachments=(), note="",
        cc=(),
    )  # fmt: skip
    rendered = render_pdf(paper)
    sheet = measure(rendered.bytes)[0]
    assert rendered.seal is None
    assert sheet.strokes == ()
    assert centre(sheet.lines(22.0)[0]) == pytest.approx(MIDDLE, abs=0.3)
    assert sheet.lines(22.0)[0][0].top == pytest.approx(TOP, abs=3)
    said = sheet.lines(16.0)[0]
    assert text_of(said) == "清源县市场监督管理局2026年3月18日"
    assert centre(said) == pytest.approx(MIDDLE, abs=0.3)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_signature_longer_than_a_line_is_broken_and_stays_in_the_type_area(sealed):
    paper = notice(organ_name=LONG_ORGAN, attachments=(), note="", cc=(), print_organ="", has_seal=sealed)
    rendered = render_pdf(paper)
    *_, first, second, date = measure(rendered.bytes)[-1].lines(16.0)
    assert text_of(first) + text_of(second) == LONG_ORGAN
    for line in (first, second, date):
        assert line[0].left > LEFT - 0.2
        assert line[-1].right < RIGHT + 0.2
    if sealed:
        assert centre(first) == pytest.approx(centre(date), abs=0.3)
        assert centre(second) == pytest.approx(centre(date), abs=0.3)


# --- tables in the text ---------------------------------------------------------------


def test_a_label_is_a_heading_and_what_it_names_is_text():
    assert parse_body("一、时间：3月20日9时") == (Heading(1, "一、时间：", "3月20日9时"),)
    assert parse_body("一、工作要求：") == (Heading(1, "一、工作要求："),)
    assert parse_body("（二）地点：局二楼。") == (Paragraph("（二）地点：局二楼。"),)


def test_lines_with_bars_are_a_table():
    blocks = parse_body("名单：\n| 序号 | 企业 |\n|---|---|\n| 1 | 甲公司 |\n｜2｜乙公司｜\n以上。")
    assert blocks == (
        Paragraph("名单："),
        Table(("序号", "企业"), (("1", "甲公司"), ("2", "乙公司"))),
        Paragraph("以上。"),
    )
    assert parse_body("| 受送达人 | 甲公司 |") == (Table((), (("受送达人", "甲公司"),)),)


# --- tables in a text ------------------------------------------------------------------
def test_bars_begin_at_one_edge_and_short_entries_stand_in_the_middle():
    table = Table(("类别", "图示"), (("甲", "■" * 12), ("乙", "■■■")))
    [sheet, *_] = measure(render_pdf(notice(body=(table,))).bytes)
    lefts = [row[0].left for row in ([g for g in row if g.text == "■"] for row in sheet.lines()) if row]
    assert len(lefts) == 2
    assert lefts[0] == pytest.approx(lefts[1], abs=0.3)


@pytest.mark.parametrize("before", range(24))
def test_a_heading_stands_on_the_page_of_its_table(before):
    """However many lines stand before it, what a heading announces begins below it."""
    text = [Paragraph(f"第{number}段") for number in range(before)]
    table = Table(("类别", "数量"), tuple((f"第{number}类", "1") for number in range(6)))
    pages = lay_out(notice(body=(*text, Heading(2, "（一）按来源"), table)), stock()).pages
    said = ["".join(mark.line.text for mark in page.marks if isinstance(mark, Text)) for page in pages]
    [announced] = [page for page in said if "按来源" in page]
    assert "类别" in announced
