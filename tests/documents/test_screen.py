"""The preview on the screen is the layout of the PDF: every line at the same place, every format (R-101)."""

import re

import pytest
from django.test import RequestFactory

from documents import screen
from documents.body import parse_body
from documents.pdf import render_pdf

from .measure import MM, measure
from .samples import notice, report
from .test_layout_formats import form

TEXT = re.compile(r'<text x="([\d.-]+)" y="([\d.-]+)"[^>]*>(.*?)</text>')
FRAME = re.compile(r'<g transform="translate\(([\d.]+) ([\d.]+)\)">')


def shown(paper) -> str:
    request = RequestFactory().post("/", headers={screen.HEADER: "1"})
    return screen.preview(request, paper).content.decode()


@pytest.mark.parametrize(
    "paper",
    [notice(), report(), form(6, 8), *(notice(layout=name) for name in ("letter", "minutes", "instrument"))],
    ids=["notice", "report", "form", "letter", "minutes", "instrument"],
)  # fmt: skip
def test_each_line_stands_where_the_pdf_has_it(paper):
    sheets, pages = measure(render_pdf(paper).bytes), shown(paper).split("<svg")[1:]
    assert len(sheets) == len(pages)
    for sheet, page in zip(sheets, pages, strict=True):
        right, down = map(float, FRAME.search(page).groups())
        lines = [(x, y, re.sub(r"<[^>]+>", "", said)) for x, y, said in TEXT.findall(page.split("rotate(90)")[0])]
        assert len(lines) >= len(sheet.lines()) - 2
        for x, y, said in lines:
            begin = "".join(said.split())[:6]
            starts = [
                (glyph.left * MM, glyph.baseline * MM)
                for row in sheet.lines()
                for at, glyph in enumerate(row)
                if "".join(g.text for g in row[at : at + len(begin)]) == begin
            ]
            assert any(
                abs(left - right - float(x)) < 1.5 and abs(base - down - float(y)) < 1.5 for left, base in starts
            ), said


def test_it_is_escaped_and_a_plain_request_gets_the_pdf():
    paper = notice(body=parse_body("<script>alert(1)</script>"))
    assert "<script" not in shown(paper)
    assert screen.preview(RequestFactory().post("/"), paper).content.startswith(b"%PDF-")
