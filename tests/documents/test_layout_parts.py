"""GB/T 9704-2012 measured in the PDF: head, title, attachments, signature, 版记 (R-101, R-146)."""

import pytest

from documents.fonts import Role, stock
from documents.pdf import render_pdf
from tests.documents.measure import measure, page_with, text_of
from tests.documents.samples import grid, notice, report, text_only

LINE = 28.99 / 72 * 25.4
CELL = 156 / 28
HALF_LEADING = (28.99 - 16) / 2 / 72 * 25.4
LEFT, RIGHT, BOTTOM = 28, 184, 262
MIDDLE = (LEFT + RIGHT) / 2
#: What stands on the notice, its typeface and size in points.
PARTS = (
    ("监督管理局文件", Role.TITLE, None), ("产品质量安全风险信息的", Role.TITLE, 22), ("附件：", Role.BODY, 16),
    ("各市场监管所、", Role.BODY, 16), ("根据《产品质量法》", Role.BODY, 16), ("综合行政", Role.BODY, 16),
    ("一、风险信息基本情况", Role.HEI, 16), ("（一）开展追踪溯源。", Role.KAI, 16), ("（1）排查结果", Role.BODY, 16),
    ("抄送：", Role.BODY, 14), ("—1—", Role.SONG, 14),
)  # fmt: skip


@pytest.fixture(scope="module")
def sheets():
    return measure(render_pdf(notice()).bytes)


@pytest.fixture(scope="module")
def upward():
    return measure(render_pdf(report()).bytes)


def centre(line):
    return (line[0].left + line[-1].right) / 2


def is_red(colour):
    return len(colour) == 3 and colour[0] > 0.9 and max(colour[1:]) < 0.35


def red_rule(sheet):
    return next(stroke for stroke in sheet.strokes if is_red(stroke.colour))


def test_all_but_head_and_rule_is_black(sheets, upward):
    """5.2.4: red are the organ mark and the rule below the number, and nothing else."""
    for paper in (sheets, upward):
        for page, sheet in enumerate(paper):
            red = [row for row in sheet.lines() if is_red(row[0].colour)]
            assert [text_of(row) for row in red] == (["清源县市场监督管理局文件"] if page == 0 else [])
            assert len([stroke for stroke in sheet.strokes if is_red(stroke.colour)]) == (1 if page == 0 else 0)
            others = {g.colour for g in sheet.glyphs if not is_red(g.colour)}
            others |= {tuple(stroke.colour) for stroke in sheet.strokes if not is_red(stroke.colour)}
            assert all(max(colour) < 0.01 for colour in others), others


def test_every_part_has_its_typeface_and_size(sheets):
    """5.2.2, 7.3.3: 仿宋 of 16 pt, “一、” 黑体, “（一）” 楷体; 版记 14 pt, page number 宋体 of 14 pt."""
    for text, role, size in PARTS:
        row = page_with(sheets, text).line(text)
        assert {g.font for g in row} == {stock().stack(role)[0].name}, text
        assert size is None or {round(g.size, 1) for g in row} == {size}, text


# --- head -------------------------------------------------------------------------


def test_organ_mark_begins_35_mm_below_the_type_area(sheets):
    mark = sheets[0].line("清源县市场监督管理局文件")
    assert mark[0].top == pytest.approx(72, abs=0.5)
    assert all(is_red(g.colour) for g in mark)
    assert centre(mark) == pytest.approx(MIDDLE, abs=0.3)


@pytest.mark.parametrize(
    "mark",
    ["清源县市场监督管理局文件", "某某文件", "黔南布依族苗族自治州三都水族自治县市场监督管理局综合行政执法大队文件"],
)
def test_organ_mark_stays_on_one_line_within_156_mm(mark):
    line = measure(render_pdf(grid(1, organ_mark=mark)).bytes)[0].line(mark)
    assert line[0].left > LEFT - 0.2
    assert line[-1].right < RIGHT + 0.2
    assert centre(line) == pytest.approx(MIDDLE, abs=0.3)


def test_number_is_two_lines_below_the_mark(sheets):
    mark, number = sheets[0].line("清源县市场监督管理局文件"), sheets[0].line("清市监发〔2026〕12号")
    assert number[0].top - mark[0].bottom == pytest.approx(2 * LINE + HALF_LEADING, abs=0.5)
    assert centre(number) == pytest.approx(MIDDLE, abs=0.3)


def test_red_rule_is_4_mm_below_the_number_and_156_mm_wide(sheets):
    rule, number = red_rule(sheets[0]), sheets[0].line("清市监发〔2026〕12号")
    assert rule.top - number[0].bottom == pytest.approx(4, abs=0.2)
    assert rule.width == pytest.approx(156, abs=0.2)
    assert rule.left == pytest.approx(LEFT, abs=0.2)


def test_before_numbering_the_place_of_the_number_is_kept(sheets):
    unnumbered = measure(render_pdf(notice(number="")).bytes)[0]
    assert red_rule(unnumbered).top == pytest.approx(red_rule(sheets[0]).top, abs=0.01)
    assert "〔" not in text_of(unnumbered.glyphs)


def test_upward_paper_has_number_left_and_signer_right_in_one_line(upward):
    number, label, name = (upward[0].line(t) for t in ("清市监〔2026〕9号", "签发人：", "欧阳文静"))
    assert number[0].left == pytest.approx(LEFT + CELL, abs=0.3)
    assert name[-1].right == pytest.approx(RIGHT - CELL, abs=0.3)
    assert number[0].baseline == pytest.approx(label[0].baseline, abs=0.05)
    assert label[0].font != name[0].font


def test_many_signers_stand_two_in_a_line_with_the_number_beside_the_last():
    sheet = measure(render_pdf(report(signer="李强、王小明、赵铁柱")).bytes)[0]
    first, last = sheet.line("签发人："), sheet.line("赵铁柱")
    number = sheet.line("清市监〔2026〕9号")
    assert last[0].baseline - first[0].baseline == pytest.approx(LINE, abs=0.05)
    assert number[0].baseline == pytest.approx(last[0].baseline, abs=0.05)
    assert red_rule(sheet).top - number[0].bottom == pytest.approx(4, abs=0.2)


def test_downward_paper_names_no_signer():
    sheet = measure(render_pdf(notice(signer="李强")).bytes)[0]
    assert "签发人" not in text_of(sheet.glyphs)


def test_secrecy_and_urgency_stand_in_the_corner():
    sheet = measure(render_pdf(notice(copy_number="000012", secrecy="秘密★1年", urgency="特急")).bytes)[0]
    tops = [sheet.line(text)[0].top for text in ("000012", "秘密★1年", "特急")]
    assert tops == pytest.approx([37 + HALF_LEADING + i * LINE for i in range(3)], abs=0.2)
    assert sheet.line("特急")[0].left == pytest.approx(LEFT, abs=0.2)
    assert sheet.line("清源县市场监督管理局文件")[0].top == pytest.approx(72, abs=0.5)


# --- title and recipients ------------------------------------------------------------


def test_title_is_centred_in_22_point(sheets):
    lines = sheets[0].lines(22.0)
    assert "".join(map(text_of, lines)) == notice().title
    assert all(centre(line) == pytest.approx(MIDDLE, abs=0.3) for line in lines)


def test_title_is_two_lines_below_the_rule(sheets):
    gap = sheets[0].lines(22.0)[0][0].top - red_rule(sheets[0]).top
    assert 2 * LINE < gap < 2 * LINE + 3


def test_recipients_are_flush_left_one_line_below_the_title(sheets):
    line = sheets[0].line("各市场监管所、综合行政执法大队、局机关各相关股室：")
    assert line[0].left == pytest.approx(LEFT, abs=0.2)
    gap = line[0].top - sheets[0].lines(22.0)[-1][0].bottom
    assert LINE < gap < 2 * LINE


def test_first_page_carries_body_text_under_a_long_title():
    paper = notice(title="清源县市场监督管理局关于" + "进一步加强重点工业产品质量安全" * 4 + "工作的通知")
    sheet = measure(render_pdf(paper).bytes)[0]
    assert sheet.line("根据《产品质量法》")


# --- 附件说明, signature, 版记 -----------------------------------------------------------


def test_attachment_names_wrap_under_their_first_character():
    sheets = measure(render_pdf(notice(body=notice().body[:1])).bytes)
    sheet = page_with(sheets, "附件：")
    lines = sheet.lines(16.0)
    start = next(i for i, line in enumerate(lines) if text_of(line).startswith("附件："))
    name = lines[start][text_of(lines[start]).index("电")]
    assert lines[start][0].left == pytest.approx(LEFT + 2 * CELL, abs=0.2)
    assert lines[start + 1][0].left == pytest.approx(name.left, abs=0.2)
    assert sheet.line("2.风险信息评估意见")[2].left == pytest.approx(name.left, abs=0.2)


def test_sealed_date_is_four_characters_from_the_right_with_the_organ_over_its_middle(sheets):
    date, organ = sheets[-1].line("2026年3月18日"), sheets[-1].line("清源县市场监督管理局")
    assert date[-1].right == pytest.approx(RIGHT - 4 * CELL, abs=0.3)
    assert centre(organ) == pytest.approx(centre(date), abs=0.3)
    assert date[0].baseline - organ[0].baseline == pytest.approx(LINE, abs=0.05)


def test_before_signing_the_place_of_the_date_is_kept():
    organ = measure(render_pdf(notice(date=None)).bytes)[-1].line("清源县市场监督管理局")
    signed = measure(render_pdf(notice()).bytes)[-1].line("清源县市场监督管理局")
    assert organ[0].left == pytest.approx(signed[0].left, abs=CELL)
    assert organ[0].baseline == pytest.approx(signed[0].baseline, abs=0.05)


def test_seal_presses_down_on_name_and_date_within_a_line_of_the_text():
    rendered = render_pdf(notice())
    sheet, seal = measure(rendered.bytes)[rendered.seal.page - 1], rendered.seal
    date, organ = sheet.line("2026年3月18日"), sheet.line("清源县市场监督管理局")
    last = sheet.line("2.风险信息评估意见")[0]
    assert seal.x == pytest.approx(centre(date), abs=0.3)
    assert 0 < seal.y - 21 - last.bottom < LINE
    assert organ[0].top < seal.y + 6
    assert date[0].bottom < seal.y + 21


def test_without_seal_the_name_is_two_in_and_the_date_starts_two_after_it(upward):
    date, organ = upward[-1].line("2026年3月18日"), upward[-1].line("清源县市场监督管理局")
    start = organ[0].left
    if organ[-1].right - start >= date[-1].right - date[0].left + 2 * CELL:
        assert organ[-1].right == pytest.approx(RIGHT - 2 * CELL, abs=0.3)
    else:
        assert date[-1].right == pytest.approx(RIGHT - 2 * CELL, abs=0.3)
    assert date[0].left - start == pytest.approx(2 * CELL, abs=0.3)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_long_organ_name_keeps_inside_the_type_area(sealed):
    name = "黔南布依族苗族自治州三都水族自治县市场监督管理局"
    sheet = page_with(measure(render_pdf(grid(1, organ_name=name, has_seal=sealed)).bytes), name)
    organ, date = sheet.line(name), sheet.line("2026年3月18日")
    assert organ[0].left > LEFT
    assert organ[-1].right < RIGHT + 0.2
    if sealed:
        assert centre(organ) == pytest.approx(centre(date), abs=0.3)


def test_note_stands_in_parentheses_under_the_date(sheets):
    note, date = sheets[-1].line("（此件公开发布）"), sheets[-1].line("2026年3月18日")
    assert note[0].left == pytest.approx(LEFT + 2 * CELL, abs=0.2)
    assert note[0].baseline - date[0].baseline == pytest.approx(LINE, abs=0.05)


def test_imprint_ends_on_the_lower_edge_of_the_type_area(sheets):
    rules = sorted(sheets[-1].strokes, key=lambda s: s.top)
    assert [round(r.height, 2) for r in rules] == [0.35, 0.25, 0.35]
    assert all(r.width == pytest.approx(156, abs=0.2) for r in rules)
    assert rules[-1].top + rules[-1].height == pytest.approx(BOTTOM, abs=0.1)


def test_imprint_is_one_character_in_on_both_sides(sheets):
    copies, organ = sheets[-1].line("抄送："), sheets[-1].line("清源县市场监督管理局办公室")
    printed = sheets[-1].line("2026年3月18日印发")
    assert {g.size for g in (*copies, *organ, *printed)} == {14.0}
    assert copies[0].left == organ[0].left == pytest.approx(LEFT + 4.94, abs=0.2)
    assert printed[-1].right == pytest.approx(RIGHT - 4.94, abs=0.2)
    assert sheets[-1].line("产品质量安全监督管理科。")


@pytest.mark.parametrize("length", range(300, 620, 56))
def test_the_end_holds_together_wherever_the_text_ends(length):
    # Two lines more at a time, over a whole page: the signature, then the 版记, go over.
    rendered = render_pdf(text_only(length))
    sheets = measure(rendered.bytes)
    signed = page_with(sheets[rendered.seal.page - 1 :], "2026年3月18日")
    assert text_of(signed.glyphs).count("质") > 0  # never 此页无正文
    rules = sorted(sheets[-1].strokes, key=lambda s: s.top)
    assert rules[-1].top + rules[-1].height == pytest.approx(BOTTOM, abs=0.1)
    if rendered.seal.page == len(sheets):
        assert rendered.seal.y + 21 < rules[0].top + 0.1  # a seal is not pressed on the 版记
    for number, sheet in enumerate(sheets, start=1):  # no blank page before the 版记, so every page has its number
        assert len(sheet.glyphs) > len(sheet.line(f"—{number}—"))
    body = [g for g in sheets[-1].glyphs if g.size > 14.5]
    assert not body or max(g.bottom for g in body) < rules[0].top
