"""The file itself: tagged in reading order, with an outline, fit to be kept (PDF/A-3a by its structure; R-101).

No validator is at hand here, so what the standard asks is looked up in the file.
"""

import io
from xml.etree import ElementTree

import pdfplumber
import pypdf
import pytest

from documents.paper import Annex, Paragraph, Table
from documents.pdf import render_pdf
from tests.documents.samples import notice, report

TABLE = Table(
    ("序号", "企业", "备注"), (("1", "清源县堃喆电器有限公司", ""), ("2", "恒兴线缆", "已封存")), caption="名单"
)


@pytest.fixture(scope="module")
def kept():
    return render_pdf(notice(annexes=(Annex("不合格产品名单", (Paragraph("名单如下。"), TABLE)),))).bytes


@pytest.fixture(scope="module")
def said(kept):
    """(tag, text) in reading order; a row of a table as one."""
    texts = {}
    with pdfplumber.open(io.BytesIO(kept)) as pdf:
        for page in pdf.pages:
            for char in page.chars:
                key = page.page_number, char["mcid"]
                texts[key] = texts.get(key, "") + char["text"]
    reader = pypdf.PdfReader(io.BytesIO(kept))
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, start=1)}
    return list(spoken(reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object(), pages, texts))


def spoken(element, pages, texts):
    kids = [kid.get_object() for kid in element["/K"]]
    page = pages[element.raw_get("/Pg").idnum] if "/Pg" in element else 0
    own = "".join(texts[page, kid] for kid in kids if isinstance(kid, int))
    below = [pair for kid in kids if not isinstance(kid, int) for pair in spoken(kid, pages, texts)]
    tag = element["/S"].removeprefix("/")
    if tag == "TR":
        return [("TR", "|".join(f"{cell}:{text}" for cell, text in below))]
    return ([(tag, own)] if own or tag in ("TH", "TD") else []) + below


def test_it_asks_to_be_printed_on_both_sides(kept):
    """GB/T 9704-2012, 6.2; bound at the left, which is the long edge."""
    wishes = pypdf.PdfReader(io.BytesIO(kept)).trailer["/Root"]["/ViewerPreferences"]
    assert wishes["/Duplex"] == "/DuplexFlipLongEdge"


def test_it_is_read_in_the_order_of_the_paper_with_its_headings(said):
    paper = notice()
    tags = [tag for tag, _ in said]
    assert said[0] == ("P", paper.organ_mark)
    assert ("H1", paper.title) in said
    assert [text for tag, text in said if tag == "H2"] == [
        "一、风险信息基本情况", "二、已采取的处置措施", "三、工作要求",
    ]  # fmt: skip
    whole = "".join(text for _, text in said)
    order = [whole.index(text) for text in (
        paper.number, paper.title, "各市场监管所、", "根据《产品质量法》", "一、风险信息基本情况",
        "（二）督促企业召回。有关", "附件：1.",
        "2026年3月18日", "（此件公开发布）", "不合格产品名单名单如下。", "抄送：县人民政府办公室",
        "清源县市场监督管理局办公室2026年3月18日印发",
    )]  # fmt: skip
    assert order == sorted(order)
    assert set(tags) == {"P", "H1", "H2", "Caption", "TR"}
    # A paragraph of several lines is one; only a page parts it.
    assert any(tag == "P" and text.startswith("（一）") and text.endswith("412只。") for tag, text in said)


def test_a_table_is_read_cell_by_cell_under_its_heads(said):
    rows = [text for tag, text in said if tag == "TR"]
    assert rows == [
        "TH:序号|TH:企业|TH:备注", "TD:1|TD:清源县堃喆电器有限公司|TD:", "TD:2|TD:恒兴线缆|TD:已封存",
    ]  # fmt: skip


def test_everything_drawn_is_tagged_or_an_artifact_and_page_numbers_are_no_text(kept, said):
    assert not [text for _, text in said if "—" in text]
    reader = pypdf.PdfReader(io.BytesIO(kept))
    owners = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    for number, page in enumerate(reader.pages):
        depth, pieces = 0, set()
        for operands, operator in pypdf.generic.ContentStream(page["/Contents"], reader).operations:
            if operator in (b"BDC", b"BMC"):
                depth += 1
                if operator == b"BDC":
                    pieces.add(int(operands[1]["/MCID"]))
            elif operator == b"EMC":
                depth -= 1
            elif operator in (b"TJ", b"Tj", b"f", b"S"):
                assert depth == 1, (number, operator)
        named = [at for at, owner in enumerate(owners[2 * number + 1]) if isinstance(owner.get_object(), dict)]
        assert (owners[2 * number], set(named)) == (page["/StructParents"], pieces)


def test_the_outline_leads_to_title_headings_and_annexes(kept):
    reader = pypdf.PdfReader(io.BytesIO(kept))
    title, below, annex = reader.outline
    assert (title.title, annex.title) == (notice().title, "附件1\u3000不合格产品名单")
    firsts = [entry.title for entry in below if not isinstance(entry, list)]
    assert firsts == ["一、风险信息基本情况", "二、已采取的处置措施", "三、工作要求"]
    [deeper] = [entry for entry in below if isinstance(entry, list)]
    assert [entry.title for entry in deeper] == ["（一）开展追踪溯源", "（二）督促企业召回"]
    assert reader.get_destination_page_number(annex) == 3


def test_it_says_what_it_is_and_is_marked_as_archival(kept):
    reader = pypdf.PdfReader(io.BytesIO(kept))
    root, info = reader.trailer["/Root"], reader.metadata
    assert (info.title, info.author, info.subject) == (notice().title, notice().organ_name, notice().number)
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("zh-CN", True)
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    xmp = ElementTree.fromstring(root["/Metadata"].get_data().decode().split("?>", 1)[1].rsplit("<?", 1)[0])
    attributes = {key.rsplit("}", 1)[1]: value for node in xmp.iter() for key, value in node.attrib.items()}
    assert (attributes["part"], attributes["conformance"]) == ("3", "A")
    assert {notice().title, notice().organ_name, notice().number} <= {node.text for node in xmp.iter()}
    [intent] = root["/OutputIntents"]
    assert (intent["/S"], intent["/DestOutputProfile"]["/N"]) == ("/GTS_PDFA1", 3)
    assert "/ID" in reader.trailer
    assert not {"/JavaScript", "/EmbeddedFiles", "/AA", "/OpenAction"} & set(root)
    for page in reader.pages:
        assert not {"/Group", "/AA"} & set(page)
        for font in page["/Resources"]["/Font"].values():
            below = font["/DescendantFonts"][0]
            assert "/ToUnicode" in font
            assert {"/FontFile2", "/FontFile3"} & set(below["/FontDescriptor"])


def test_a_paper_without_number_says_no_subject():
    assert pypdf.PdfReader(io.BytesIO(render_pdf(report(number="")).bytes)).metadata.subject is None
