"""The assessment form: evidence, quantities, contradictions, decisions (R-004, R-018, R-021, R-023, R-024)."""

import pytest

from riskwarnings.checks import check_assessment
from riskwarnings.forms import AssessForm

GOOD = {
    "product": "电线电缆 RVV 3×1.5", "in_jurisdiction": "YES", "violates_safety_standard": "YES",
    "evidence_violates_safety_standard": "GB/T 5023.3，检验报告 JY2026-0311", "safety_indicator_failed": "NO",
    "evidence_safety_indicator_failed": "检验报告 JY2026-0311：导体电阻", "sale_extent": "PART",
    "evidence_sale_extent": "现场检查 3月10日", "recall_status": "VOLUNTARY", "evidence_recall_status": "企业书面报告",
    "first_offence": "NO", "major_harm": "NO",
}  # fmt: skip


def filled(offence=("NO", "本局案卷：2024年 风险信息 FX-2024-0003"), **given):
    return AssessForm({name: value for name, value in (GOOD | given).items() if value is not None}, offence=offence)


def errors(form):
    form.is_valid()
    return {name: " ".join(texts) for name, texts in form.errors.items()}


def test_a_whole_form_gives_an_assessment():
    form = filled()
    assert errors(form) == {}
    fields = form.assessment_fields()
    assert (fields["outcome"], fields["decided_level"], fields["clauses"]) == ("LEVEL_2", "LEVEL_2", ["2.1", "2.2"])
    assert fields["facts"]["sale_extent"] == "PART"
    assert fields["evidence"]["first_offence"] == "本局案卷：2024年 风险信息 FX-2024-0003"
    assert (fields["policy"], fields["most_sold_threshold"]) == ("lex_specialis", "0.5")


@pytest.mark.parametrize(
    "fact", ["violates_safety_standard", "safety_indicator_failed", "sale_extent", "recall_status"]
)
def test_what_is_known_says_where_it_is_shown(fact):
    """R-004: an assessment cites evidence; what is not known needs none."""
    assert "请写明依据" in errors(filled(**{f"evidence_{fact}": None}))[f"evidence_{fact}"]
    form = filled(**{f"evidence_{fact}": None, fact: "UNKNOWN"})
    assert f"evidence_{fact}" not in errors(form)


def test_quantities_say_how_much_was_sold():
    """R-018: more than the threshold of the batch is 大部."""
    form = filled(produced="900", sold="860", unit="台", sale_extent="UNKNOWN", evidence_sale_extent=None)
    assert errors(form) == {}
    fields = form.assessment_fields()
    assert fields["facts"]["sale_extent"] == "MOST"
    assert fields["evidence"]["sale_extent"] == "按生产、销售数量推算"


def test_the_threshold_is_the_bureaus(settings):
    settings.MOST_SOLD_THRESHOLD = "0.96"
    form = filled(produced="900", sold="860", sale_extent="UNKNOWN", evidence_sale_extent=None)
    assert errors(form) == {}
    assert form.assessment_fields()["facts"]["sale_extent"] == "PART"
    assert form.assessment_fields()["most_sold_threshold"] == "0.96"


def test_another_extent_than_the_quantities_needs_a_reason():
    given = {"produced": "900", "sold": "860", "sale_extent": "PART"}
    text = errors(filled(**given, evidence_sale_extent=None))["evidence_sale_extent"]
    assert "按数量应为“大部已售”，您选了“部分已售”，请写明理由。" in text
    assert errors(filled(**given, evidence_sale_extent="其中 500 台为样机，未出库")) == {}


def test_more_sold_than_produced_is_a_slip():
    assert "销售数量 20 大于生产数量 10" in errors(filled(produced="10", sold="20"))["sold"]


def test_sale_and_recall_that_contradict_each_other():
    form = filled(sale_extent="NONE")
    text = errors(form)["recall_status"]
    assert "“销售情况”为“尚未销售”，“追回情况”却为“主动追回”，两项矛盾" in text
    assert form.grading is None
    assert form.contradiction == text


def test_another_answer_than_the_files_needs_a_reason():
    """R-021: suggested from the enterprise's history, editable with a reason."""
    text = errors(filled(first_offence="YES"))["evidence_first_offence"]
    assert "本局案卷显示为“否”（本局案卷：2024年 风险信息 FX-2024-0003），改动请写明理由。" in text
    assert errors(filled(first_offence="YES", evidence_first_offence="2024年的不合格系同名企业")) == {}


def test_major_harm_and_incidents_are_analysed():
    """R-023: the consequence is analysed; R-024: major harm is an axis of its own."""
    for given in ({"major_harm": "POSSIBLE"}, {"incident": "on"}):
        assert "危害后果分析" in errors(filled(**given))["harm_analysis"]
        assert errors(filled(**given, harm_analysis="可能致人触电。")) == {}


def test_a_level_beside_the_suggestion_needs_a_reason():
    assert "建议是二级，调整须写明理由" in errors(filled(decided_level="LEVEL_1"))["decision_reason"]
    form = filled(decided_level="LEVEL_1", decision_reason="两年内第三次不合格。")
    assert errors(form) == {}
    fields = form.assessment_fields()
    assert (fields["outcome"], fields["decided_level"]) == ("LEVEL_2", "LEVEL_1")


def test_where_no_level_fits_none_is_given():
    form = filled(safety_indicator_failed="UNKNOWN", decided_level="LEVEL_2")
    assert "建议为“尚无定论”，不能直接列级" in errors(form)["decided_level"]
    form = filled(safety_indicator_failed="UNKNOWN")
    assert errors(form) == {}
    fields = form.assessment_fields()
    assert (fields["outcome"], fields["decided_level"], fields["provisional"]) == ("UNDETERMINED", "", "LEVEL_1")


def test_partly_sold_and_refusing_is_confirmed_or_raised():
    """Rules §2.3 G5: the clauses say level 2; somebody must say that it stays there."""
    given = {"recall_status": "REFUSED"}
    assert "请明确选择维持二级，或提高到一级" in errors(filled(**given))["decided_level"]
    assert errors(filled(**given, decided_level="LEVEL_2")) == {}
    assert errors(filled(**given, decided_level="LEVEL_1", decision_reason="拒不追回，影响大。")) == {}


def test_the_policy_is_the_bureaus(settings):
    unsold = {
        "sale_extent": "NONE", "recall_status": "NOT_APPLICABLE", "evidence_recall_status": None,
        "first_offence": "YES", "offence": ("YES", "没有记录"),
    }  # fmt: skip
    form = filled(**unsold)
    assert errors(form) == {}
    assert form.grading.outcome == "LEVEL_3"
    settings.ASSESSMENT_POLICY = "strict_highest"
    form = filled(**unsold)
    form.is_valid()
    assert form.grading.outcome == "LEVEL_2"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("ASSESSMENT_POLICY", "highest", "warnings.E001"), ("MOST_SOLD_THRESHOLD", "50%", "warnings.E002"),
     ("MOST_SOLD_THRESHOLD", "1", "warnings.E002"), ("MOST_SOLD_THRESHOLD", "0.3333", "warnings.E002")],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused_at_the_start(settings, name, value, code):
    assert check_assessment(None) == []
    setattr(settings, name, value)
    assert [error.id for error in check_assessment(None)] == [code]


def test_a_second_assessment_says_what_to_do():
    """R-211: 提出解决建议和对策; R-023: who took part besides the assessor."""
    assert errors(filled()) == {}
    data = dict(filled(("NO", "")).data)
    again = AssessForm(data, offence=("NO", ""), again=True)
    assert again.errors["advice"] == ["二次研判须提出解决建议和对策。"]
    told = data | {"advice": "停用该批导体，改进进料检验", "assessors": "县质检所 刘敏 工程师"}
    form = AssessForm(told, offence=("NO", ""), again=True)
    assert form.is_valid(), form.errors
    fields = form.assessment_fields()
    assert fields["advice"] == "停用该批导体，改进进料检验"
    assert fields["assessors"] == [{"unit": "县质检所", "name": "刘敏", "post": "工程师"}]
    assert "assessors" in AssessForm(data | {"assessors": "刘敏"}, offence=("NO", "")).errors
