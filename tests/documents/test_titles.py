"""Title lines: whole words, trapezium or rhombus (GB/T 9704-2012, 7.3.1; R-101)."""

import pytest

from documents.titles import break_title

TITLES = [
    "关于开展2024年产品质量安全风险监控工作的通知",
    "原平市市场监督管理局关于开展2024年产品质量安全风险监控工作的通知",
    "清源县市场监督管理局关于电动自行车充电器产品质量安全风险信息的警示通报",
    "清源县市场监督管理局关于解除儿童玩具增塑剂超标质量安全风险警示的通报",
    "清源县市场监督管理局关于2026年第一季度产品质量安全风险处置情况的报告",
    "关于印发《清源县重点工业产品质量安全隐患排查整治专项行动方案》的通知",
    "关于恒达电线电缆有限公司生产销售不合格聚氯乙烯绝缘无护套电缆重大风险情况的报告",
    "清源县市场监督管理局关于调整产品质量安全风险预警和应急处置工作领导小组成员的通知",
    "关于转发《黔南州市场监督管理局关于进一步加强醇基液体燃料和燃气灶具质量安全监管工作的通知》的通知",
]


def width(line: str) -> float:
    return sum(0.55 if char.isascii() else 1 for char in line)


@pytest.mark.parametrize("title", TITLES)
def test_no_character_is_lost_and_every_line_fits(title):
    lines = break_title(title)
    assert "".join(lines) == title
    assert len(lines) >= 2
    assert all(width(line) <= 20 for line in lines)


@pytest.mark.parametrize("title", TITLES)
def test_shape_is_no_hourglass_and_no_rectangle(title):
    widths = [width(line) for line in break_title(title)]
    assert len({round(w) for w in widths}) > 1 or len(widths) == 1
    for left, middle, right in zip(widths, widths[1:], widths[2:], strict=False):
        assert middle >= min(left, right)


@pytest.mark.parametrize("title", TITLES)
def test_no_line_begins_with_what_belongs_to_the_line_before(title):
    for line in break_title(title)[1:]:
        assert line[0] not in "的》，、）局"
    for line in break_title(title)[:-1]:
        assert line[-1] not in "《（和与"
        assert not line.endswith("关于")


@pytest.mark.parametrize(
    ("title", "word"),
    [
        (TITLES[0], "2024年"),
        (TITLES[2], "电动自行车"),
        (TITLES[2], "清源县市场监督管理局"),
        (TITLES[3], "儿童玩具"),
        (TITLES[4], "2026年第一季度"),
        (TITLES[5], "隐患"),
        (TITLES[6], "有限公司"),
        (TITLES[7], "领导小组"),
    ],
)
def test_words_stay_whole(title, word):
    assert any(word in line for line in break_title(title))


def test_short_title_stays_on_one_line():
    assert break_title("产品质量安全风险信息警示通报") == ["产品质量安全风险信息警示通报"]


def test_the_drafters_own_line_break_is_kept():
    assert break_title("清源县市场监督管理局\n关于开展检查的通知") == ["清源县市场监督管理局", "关于开展检查的通知"]


@pytest.mark.parametrize("title", ["质" * 90, "A" * 90, "《" + "质" * 50 + "》", "质 " * 40, "的" * 30])
def test_anything_can_be_broken(title):
    lines = break_title(title)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert all(width(line) <= 20 for line in lines)


def test_an_empty_title_breaks_into_nothing_printable():
    assert "".join(break_title("")) == ""
