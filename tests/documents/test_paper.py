"""The paper as a value: what an officer types, and its JSON."""

import dataclasses
import json

import pytest

from documents.body import clean, parse_body
from documents.paper import Annex, Heading, Paper, Paragraph, Table
from tests.documents.samples import notice, report


def test_numbered_lines_become_headings():
    blocks = parse_body("正文。\n一、基本情况\n（一）来源\n1.检验\n（1）样品\n\n  结尾。")
    assert blocks == (
        Paragraph("正文。"),
        Heading(1, "一、基本情况"),
        Heading(2, "（一）来源"),
        Heading(3, "1.检验"),
        Heading(4, "（1）样品"),
        Paragraph("结尾。"),
    )


def test_text_after_the_headings_full_stop_runs_on():
    assert parse_body("（一）开展溯源。各所要逐户排查。") == (Heading(2, "（一）开展溯源。", "各所要逐户排查。"),)


@pytest.mark.parametrize("line", ["3.5吨产品已封存。", "2026年3月", "一是加强排查", "（本页为草稿）"])
def test_lines_that_only_look_numbered_are_paragraphs(line):
    assert parse_body(line) == (Paragraph(line),)


def test_a_numbered_sentence_is_an_item_and_no_heading():
    """A heading on a line of its own bears no full stop; what does is set as body text throughout."""
    assert parse_body("一、停止销售。\n（二）由所里牵头。\n三、后续工作") == (
        Paragraph("一、停止销售。"), Paragraph("（二）由所里牵头。"), Heading(1, "三、后续工作"),
    )  # fmt: skip


def test_half_width_parentheses_are_headings_too():
    assert [block.level for block in parse_body("(一)来源\n(1)样品\n1．检验")] == [2, 4, 3]


def test_a_long_numbered_sentence_is_no_heading():
    line = "一、" + "各市场监管所要认真排查" * 5 + "。"
    assert parse_body(line) == (Paragraph(line),)


def test_line_ends_of_every_system():
    assert len(parse_body("甲\r\n乙\r丙\u2028丁")) == 4


def test_invisible_characters_of_word_processors_are_dropped():
    assert clean("\ufeff\u200b王\u200d喆\ufe00\t　") == "王喆"


def test_paper_survives_json():
    table = Table(("序号", "名称"), (("1", "充电器"),), caption="清单", widths=(1, 3))
    paper = report(
        body=(Paragraph("甲"), Heading(2, "（一）乙。", "丙"), table),
        annexes=(Annex("清单", (table,)),),
        secrecy="秘密★1年",
    )
    assert Paper.from_json(json.loads(json.dumps(paper.to_json()))) == paper


def test_paper_without_dates_survives_json():
    paper = notice(date=None, print_date=None)
    assert Paper.from_json(json.loads(json.dumps(paper.to_json()))) == paper


def test_paper_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        notice().title = "别的"


def test_unknown_layout_is_refused():
    with pytest.raises(ValueError, match="layout"):
        notice(layout="sideways")


def test_a_text_for_a_list_is_refused():
    with pytest.raises(TypeError, match="cc"):
        notice(cc="县人民政府")
