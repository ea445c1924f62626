"""The two notices as they are printed, through the real press (R-028, R-035)."""

import io

import pdfplumber
import pytest

from .cases import bring, make_warning


@pytest.fixture(autouse=True)
def plain_papers():
    """Real papers here."""


def text_of(document, which):
    with getattr(document, which).open("rb") as file, pdfplumber.open(io.BytesIO(file.read())) as pdf:
        return "".join(page.extract_text() or "" for page in pdf.pages).replace("\n", "").replace(" ", "")


def test_both_notices_say_what_was_decided(county):
    warning = bring(county, make_warning(county, "LEVEL_1"), "LIFT_ISSUED")
    alert, lift = text_of(warning.notice, "paper_file"), text_of(warning.lift_notice, "paper_file")
    to = ["综合行政执法大队、城关市场监管所、清源县应急管理局", "抄送：清源县人民政府"]
    said = ["风险信息警示通报", "定为一级质量安全风险", "停止生产、限制销售、责令召回、限期整改"]
    assert [words for words in [*said, *to, warning.notice.number] if words not in alert] == []
    said = ["风险信息解除通报", f"解除{warning.notice.number}通报的一级质量安全风险预警"]
    assert [words for words in [*said, *to, warning.lift_notice.number] if words not in lift] == []
