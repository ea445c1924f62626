"""None, one and twelve attachments, named and bound in; very long names: nothing overflows (R-101, R-146)."""

import pytest

from documents.body import parse_body
from documents.paper import Annex, Paragraph
from documents.pdf import render_pdf

from .measure import measure, page_with, text_of
from .samples import notice

LEFT, RIGHT, BOTTOM, CELL = 28, 184, 262, 156 / 28
NAMES = tuple(f"第{n}批监督抽查不合格产品及其生产企业名单" for n in range(1, 13))
LONG = "黔南布依族苗族自治州三都水族自治县堃喆淼犇旸䶮㛃" + "电线电缆及附件制造安装检测" * 4 + "有限责任公司"


def within(sheets) -> bool:
    inside = [glyph for sheet in sheets for glyph in sheet.glyphs if glyph.top < BOTTOM]
    return min(g.left for g in inside) > LEFT - 0.2 and max(g.right for g in inside) < RIGHT + 0.2


def test_without_attachments_nothing_is_said_of_any():
    assert "附件" not in "".join(
        text_of(s.glyphs) for s in measure(render_pdf(notice(attachments=(), body=parse_body("请办理。"))).bytes)
    )


def test_one_attachment_has_no_number():
    sheets = measure(render_pdf(notice(attachments=NAMES[:1], body=parse_body("请办理。"))).bytes)
    assert page_with(sheets, "附件：第1批监督抽查")


def test_twelve_attachments_are_listed_one_under_the_other_without_stops():
    sheets = measure(render_pdf(notice(attachments=NAMES, body=parse_body("请办理。"))).bytes)
    assert within(sheets)
    lines = [row for sheet in sheets for row in sheet.lines(16.0) if "监督抽查" in text_of(row)]
    assert len(lines) == 12
    assert [text_of(row).removeprefix("附件：").split(".")[0] for row in lines] == [str(n) for n in range(1, 13)]
    assert not any(text_of(row)[-1] in "。；，" for row in lines)
    # Names of one digit and of two each stand in a column of their own.
    starts = [row[text_of(row).index("第")].left for row in lines]
    assert max(starts[:9]) - min(starts[:9]) < 0.2
    assert max(starts) - min(starts) < CELL


def test_twelve_annexes_are_bound_in_each_on_a_page_of_its_own_and_numbered_on():
    annexes = tuple(Annex(name, (Paragraph("名单如下。"),)) for name in NAMES)
    sheets = measure(render_pdf(notice(attachments=NAMES, annexes=annexes, body=parse_body("请办理。"))).bytes)
    assert within(sheets)
    pages = [next(at for at, s in enumerate(sheets) if text_of(s.lines()[0]) == f"附件{n}") for n in range(1, 13)]
    assert pages == list(range(pages[0], pages[0] + 12))
    assert sheets[pages[-1]].line(f"—{pages[-1] + 1}—")
    assert not any("抄送" in text_of(s.glyphs) for s in sheets[: pages[-1]])


@pytest.mark.parametrize("layout", ["downward", "upward", "letter", "instrument"])
def test_a_very_long_name_with_rare_characters_overflows_nowhere(layout):
    paper = notice(
        layout=layout, main_recipients=(LONG, LONG), cc=(LONG,), attachments=(LONG,), title=f"关于{LONG}的通知书",
        body=parse_body(f"{LONG}：\n一、{LONG}"),
    )  # fmt: skip
    rendered = render_pdf(paper)
    sheets = measure(rendered.bytes)
    assert rendered.missing == ()
    assert within([type(s)(s.width, s.height, tuple(g for g in s.glyphs if g.size < 30), s.strokes) for s in sheets])
    text = "".join(text_of(s.glyphs) for s in sheets)
    assert text.count("堃喆淼犇旸䶮㛃") >= 5
    assert len(rendered.bytes) / rendered.pages < 200_000
