"""The same paper as .docx, laid out alike, and every kind written at once."""

import io

import docx
import pytest
from django.core.management import call_command
from django.urls import reverse
from docx.oxml.ns import qn

from documents import kinds
from documents.docx_file import docx_bytes
from documents.paper import Table

from .papers import bring, make_document
from .samples import notice, report


def opened(paper):
    return docx.Document(io.BytesIO(docx_bytes(paper)))


def said(file):
    return [paragraph.text for paragraph in file.paragraphs if paragraph.text]


def test_the_page_is_that_of_the_standard():
    section = opened(notice()).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin, section.right_margin)
    assert [round(size.mm) for size in sizes] == [210, 297, 37, 28, 26]
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "580"


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


def test_every_kind_is_written_as_pdf_and_docx(county, tmp_path, capsys):
    call_command("sample_documents", str(tmp_path), bureau=county.bureau.name)
    assert len(list(tmp_path.glob("*.pdf"))) == len(list(tmp_path.glob("*.docx"))) == len(kinds.KINDS)
    assert "送达回证" in capsys.readouterr().out
    assert max(path.stat().st_size for path in tmp_path.glob("*.pdf")) < 200_000
