"""The same paper as .docx, laid out alike, and every kind written at once."""

import io

import docx
import pytest
from django.core.management import call_command
from django.urls import reverse
from docx.oxml.ns import qn

from documents import kinds
from documents.docx_file import docx_bytes
from documents.management.commands import sample_documents
from documents.paper import Table
from documents.pdf import render_pdf

from .conftest import draw_nothing
from .papers import bring, make_document
from .samples import notice, report

MM = 72 / 25.4
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"


def opened(paper):
    return docx.Document(io.BytesIO(docx_bytes(paper)))


def said(file):
    """Every line in the order of the file: the head of a first page, the text, tables too."""
    head = file.sections[0].first_page_header
    texts = [paragraph.text for paragraph in head.paragraphs] if not head.is_linked_to_previous else []
    texts += ["".join(node.text or "" for node in p.iter(qn("w:t"))) for p in file.element.body.iter(qn("w:p"))]
    return [text for text in texts if text]


def test_the_page_is_that_of_the_standard():
    section = opened(notice()).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin)
    assert [round(size.mm) for size in sizes] == [210, 297, 37, 28, 26]
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "579"
    file = opened(notice())
    [body] = {p.paragraph_format.line_spacing.pt for p in file.paragraphs if p.text.startswith("根据")}
    assert 21.9 < 225 * MM / body < 22.1
    assert 22 * body <= 225 * MM  # or the last line, and in LibreOffice half the grid, goes over


def test_the_mark_begins_35_mm_below_the_type_area_and_the_rule_is_4_mm_below_the_number():
    """By the rule of word processors: an exact pitch puts the baseline at four fifths of it."""
    for paper in (notice(), report(), notice(layout="minutes")):
        file = opened(paper)
        shape, size = shape_of(file, paper.organ_mark)
        top = shape.space_before.pt + 0.8 * shape.line_spacing.pt - 0.88 * size
        assert top / MM == pytest.approx(35, abs=0.2)
        ruled = next(p for p in file.paragraphs if p._p.pPr.find(qn("w:pBdr")) is not None)
        edge = ruled._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
        characters_end = (1 - 0.8) * ruled.paragraph_format.line_spacing.pt - 0.12 * 16
        assert (characters_end + int(edge.get(qn("w:space")))) / MM == pytest.approx(4, abs=0.3)
        indents = ruled.paragraph_format.left_indent.pt, ruled.paragraph_format.right_indent.pt
        assert indents == (0, 0)  # the rule is as wide as its paragraph


def shape_of(file, text):
    paragraph = next(p for p in file.paragraphs if p.text == text)
    return paragraph.paragraph_format, paragraph.runs[0].font.size.pt


def place_of(box) -> dict[str, float]:
    """Return where a box stands, in mm: left, top, width, height."""
    offsets = [int(node.text) for node in box.iter(f"{WP}posOffset")]
    extent = next(box.iter(f"{WP}extent"))
    lengths = [*offsets, int(extent.get("cx")), int(extent.get("cy"))]
    return dict(zip(("left", "top", "width", "height"), (length / 36000 for length in lengths), strict=True))


def test_everything_is_said_in_the_order_of_the_paper():
    paper = notice()
    lines = said(opened(paper))
    assert lines[:2] == [paper.organ_mark, paper.number]
    order = ["".join(lines).index(text) for text in (
        paper.number, "各市场监管所", "一、风险信息基本情况", "附件：", "2026年3月18日",
        "（此件公开发布）", "抄送：",
    )]  # fmt: skip
    assert order == sorted(order)
    assert paper.title in "".join(lines)


def test_headings_and_signer_have_their_typefaces():
    file = opened(report())
    fonts = {
        run.text: run._element.rPr.rFonts.get(qn("w:eastAsia"))
        for paragraph in file.paragraphs
        for run in paragraph.runs
        if run.text
    }
    assert fonts["一、风险信息基本情况"] == "黑体"
    assert fonts["（一）开展追踪溯源。"] == "楷体_GB2312"
    assert fonts["李强、欧阳文静"] == "楷体_GB2312"
    assert fonts["清源县市场监督管理局文件"] == "方正小标宋简体"


def test_a_form_lies_across_with_a_repeated_head():
    table = Table(("序号", "企业"), (("1", "甲"), ("2", "乙")))
    file = opened(notice(layout="form", body=(table,), note="填报人：赵敏"))
    assert file.sections[0].page_width > file.sections[0].page_height
    [made] = file.tables
    assert [cell.text for cell in made.rows[2].cells] == ["2", "乙"]
    assert made.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_the_red_head_keeps_on_one_line():
    """Converted by a word processor, a long one stood on two: it is narrowed as in the PDF."""
    for mark, most in (("某局文件", 100), ("黔南布依族苗族自治州三都水族自治县市场监督管理局文件", 72)):
        [run] = next(p for p in opened(notice(organ_mark=mark)).paragraphs if p.text == mark).runs
        scale = run._element.rPr.find(qn("w:w"))
        percent = int(scale.get(qn("w:val"))) if scale is not None else 100
        assert percent <= most
        assert run.font.size.pt * len(mark) * percent / 100 < 156 / 25.4 * 72


def test_a_letter_has_its_rules_in_head_and_foot_of_the_first_page():
    section = opened(notice(layout="letter")).sections[0]
    assert (round(section.header_distance.mm), round(section.footer_distance.mm)) == (30, 20)
    for part, style in ((section.first_page_header, "thickThin"), (section.first_page_footer, "thinThick")):
        [paragraph] = part.paragraphs
        border = paragraph._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
        assert border.get(qn("w:val")).startswith(style)
        indents = paragraph.paragraph_format.left_indent.mm + paragraph.paragraph_format.right_indent.mm
        assert 156 - indents == pytest.approx(170, abs=0.2)


def test_the_imprint_stands_at_the_foot_of_the_last_page():
    """A box that ends on the lower edge of the type area, its text on its lower edge, the running text above."""
    file = opened(notice())
    [box] = file.element.body.iter(f"{WP}anchor")
    place = place_of(box)
    assert (place["left"], place["width"]) == (0, pytest.approx(156, abs=0.1))
    assert place["top"] + place["height"] == pytest.approx(225, abs=0.1)
    assert {node.get("relativeFrom") for node in box.iter(f"{WP}positionV", f"{WP}positionH")} == {"margin"}
    assert box.find(f"{WP}wrapTopAndBottom") is not None
    assert next(box.iter(f"{WPS}bodyPr")).get("anchor") == "b"
    rows = ["".join(node.text or "" for node in row.iter(qn("w:t")))[:3] for row in box.iter(qn("w:tr"))]
    assert rows == ["抄送：", "清源县"]
    edges = {edge.tag.rpartition("}")[2]: int(edge.get(qn("w:sz"))) / 8 / MM for edge in
             next(box.iter(qn("w:tblBorders")))}  # fmt: skip
    assert edges == {key: pytest.approx(mm, abs=0.02) for key, mm in
                     (("top", 0.35), ("bottom", 0.35), ("insideH", 0.25))}  # fmt: skip


def test_a_form_has_its_page_number_where_it_stands_once_the_page_is_bound():
    """Turned, 7 mm beside the type area; one character in from the lower edge, on even pages from the upper one."""
    table = Table(("序号", "企业"), (("1", "甲"),))
    section = opened(notice(layout="form", body=(table,))).sections[0]
    for foot, edge in ((section.footer, 28 + 156 - 14 / MM), (section.even_page_footer, 28 + 14 / MM)):
        [box] = foot._element.iter(f"{WP}anchor")
        place = place_of(box)
        assert place["left"] + place["width"] / 2 == pytest.approx(35 - 7, abs=0.1)
        odd = foot is section.footer
        assert place["top"] + (place["height"] if odd else 0) == pytest.approx(edge, abs=0.1)
        assert next(box.iter(f"{WPS}bodyPr")).get("vert") == "vert"
        assert next(box.iter(qn("w:jc"))).get(qn("w:val")) == ("right" if odd else "left")
        assert next(box.iter(qn("w:fldSimple"))).get(qn("w:instr")) == "PAGE"


def test_a_heading_keeps_with_its_text():
    alone, running = (next(p for p in opened(notice()).paragraphs if p.text.startswith(text))
                      for text in ("一、风险信息基本情况", "（一）开展"))  # fmt: skip
    assert alone.paragraph_format.keep_with_next
    assert not running.paragraph_format.keep_with_next


def test_properties_stand_in_the_order_of_the_schema():
    """A word processor calls a file with another order damaged."""
    order = ("pStyle", "keepNext", "pBdr", "tabs", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc")
    for paper in (notice(), report(), notice(layout="letter")):
        for properties in opened(paper).element.body.iter(qn("w:pPr")):
            found = [order.index(child.tag.rpartition("}")[2]) for child in properties]
            assert found == sorted(found)


@pytest.mark.parametrize("layout", ["letter", "minutes", "instrument", "press"])
def test_each_format_is_written(layout):
    lines = "".join(said(opened(notice(layout=layout))))
    assert notice().title in lines
    assert ("抄送" in lines) == (layout != "minutes")


def test_a_draft_is_handed_out_for_editing_until_it_is_signed(county, client):
    document = make_document(county)
    address = reverse("documents:docx", args=[document.pk])
    client.force_login(county.staff)
    answer = client.get(address)
    file = docx.Document(io.BytesIO(b"".join(answer.streaming_content)))
    assert "清源县市场监督管理局文件" in said(file)
    bring(county, document, "SIGNED")
    assert client.get(address).status_code == 404
    client.force_login(county.other_staff)
    assert client.get(address).status_code == 404


def test_only_who_drafts_is_offered_the_editable_file(county, client):
    document = make_document(county)
    address = reverse("documents:docx", args=[document.pk])
    for person, status in ((county.staff, 200), (county.deputy, 403)):
        client.force_login(person)
        assert (address in client.get(document.get_absolute_url()).content.decode()) is (status == 200)
        assert client.get(address).status_code == status


@pytest.mark.once
def test_every_kind_is_written_as_pdf_and_docx(county, tmp_path, capsys, monkeypatch):
    """One of each layout is drawn here."""
    drawn = set()

    def draw(paper):
        if paper.layout in drawn:
            return draw_nothing(paper)
        drawn.add(paper.layout)
        return render_pdf(paper)

    monkeypatch.setattr(sample_documents, "render_pdf", draw)
    call_command("sample_documents", str(tmp_path), bureau=county.bureau.name)
    assert len(list(tmp_path.glob("*.pdf"))) == len(list(tmp_path.glob("*.docx"))) == len(kinds.KINDS)
    assert len(drawn) == 7
    assert "送达回证" in capsys.readouterr().out
    assert max(path.stat().st_size for path in tmp_path.glob("*.pdf")) < 200_000


def test_no_bar_of_a_table_is_broken_and_its_columns_fill_the_page():
    table = Table(
        ("类别", "本期", "图示"), (("充电器", "12", "■" * 12), ("电动自行车用锂离子蓄电池及充电器", "3", "■■■"))
    )
    [made] = opened(notice(body=(table,))).tables
    widths = [column.width.pt for column in made.columns]
    assert sum(widths) == pytest.approx(156 * MM, abs=1)
    assert widths[2] > 12 * 12 + 10
    assert [cell.width.pt for cell in made.rows[1].cells] == pytest.approx(widths, abs=0.1)
