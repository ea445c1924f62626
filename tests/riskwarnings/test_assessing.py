"""Assessments: versions, evidence, the gravest governs, history suggests (R-004, R-016, R-021, R-023, R-026)."""

import uuid
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import NotAllowed, WrongState
from riskinfo.models import RiskInfo
from riskwarnings.assessing import combined_outcome, suggest_first_offence
from riskwarnings.models import RiskAssessment
from riskwarnings.models.assessment import AssessmentIsFinal

from .cases import assess, bring, confirmed, make_enterprise, make_info, make_warning


def test_an_assessment_carries_its_outcome_to_the_information(county):
    info = make_info(county)
    assessment = assess(county, info, "LEVEL_1", facts={"major_harm": "POSSIBLE"}, harm_analysis="可能致人触电。")
    info = RiskInfo.objects.get(pk=info.pk)
    assert (info.state, info.outcome, info.level, info.major_harm) == ("ASSESSING", "LEVEL_1", "LEVEL_1", "POSSIBLE")
    assert (assessment.version, assessment.clauses, assessment.rule_version) == (1, ["1.1", "1.2"], "1.0")
    assert CaseFile.objects.get(pk=info.pk).level == "LEVEL_1"
    entry = info.case.trail.get(action="record_outcome")
    assert (entry.actor, entry.role) == (county.staff, "STAFF")
    assert "第1版评估" in entry.reason


def test_undetermined_keeps_the_information_under_analysis(county):
    """R-026: analysis goes on; the provisional level is kept beside, never as a level."""
    info = make_info(county)
    assessment = assess(county, info, "UNDETERMINED")
    info = RiskInfo.objects.get(pk=info.pk)
    assert (info.state, info.outcome, info.level) == ("INCONCLUSIVE", "UNDETERMINED", "")
    assert (assessment.provisional, assessment.decided_level) == ("LEVEL_1", "")
    again = assess(county, info, "LEVEL_2", replaces=assessment)
    info = RiskInfo.objects.get(pk=info.pk)
    assert (again.version, info.state, info.outcome) == (2, "ASSESSING", "LEVEL_2")


def test_versions_are_only_added(county):
    """R-104, rules §2.3 G9: a second assessment is a new version."""
    info = make_info(county)
    first = assess(county, info)
    second = assess(county, info, "LEVEL_1", replaces=first)
    assert [one.version for one in info.assessments.order_by("version")] == [1, 2]
    assert list(info.assessments.current()) == [second]
    first.decided_level = "LEVEL_3"
    for change in (
        first.save, first.delete, lambda: RiskAssessment.objects.update(batch=""),
        RiskAssessment.objects.all().delete, lambda: RiskAssessment.objects.bulk_update([first], ["batch"]),
    ):  # fmt: skip
        with pytest.raises(AssessmentIsFinal, match="只能另作新版本"):
            change()


@pytest.mark.postgres
def test_postgresql_itself_refuses_to_change_an_assessment(county):
    assess(county, make_info(county))
    for sql in ("UPDATE warnings_riskassessment SET batch = ''", "DELETE FROM warnings_riskassessment"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_two_people_do_not_renew_the_same_version(county):
    info = make_info(county)
    first = assess(county, info)
    assess(county, info, replaces=first, by=county.second_staff)
    with pytest.raises(WrongState, match="第1版已由孙丽更新为第2版"):
        assess(county, info, replaces=first)
    assert info.assessments.count() == 2


def test_a_double_click_makes_one_version(county):
    info, token = make_info(county), uuid.uuid4()
    first = assess(county, info, token=token)
    assert assess(county, info, token=token) == first
    assert info.case.trail.filter(action="record_outcome").count() == 1


def test_only_the_unit_that_has_it_assesses(county):
    info = make_info(county)
    for person in (county.other_staff, county.brigade_officer, county.deputy, county.tester, county.inspector):
        with pytest.raises(NotAllowed, match="质量监督股"):
            assess(county, info, by=person)
    assert not RiskAssessment.objects.exists()


def test_after_confirmation_it_is_too_late(county):
    info = confirmed(county)
    with pytest.raises(WrongState):
        assess(county, info)
    assert info.assessments.count() == 1


def test_the_database_holds_a_decision_to_its_reason(county):
    info = make_info(county)
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAssessment.objects.bulk_create([RiskAssessment(**_row(county, info, decided_level="LEVEL_3"))])
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAssessment.objects.bulk_create([RiskAssessment(**_row(county, info, decided_level=""))])
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAssessment.objects.bulk_create([RiskAssessment(**_row(county, info, produced=10, sold=11))])


def _row(county, info, **given):
    return {
        "info": info, "version": 1, "product": "电线", "facts": {}, "policy": "lex_specialis", "rule_version": "1.0",
        "outcome": "LEVEL_2", "decided_level": "LEVEL_2", "assessor": county.staff, "most_sold_threshold": "0.5",
    } | given  # fmt: skip


# --- several products ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assessments", "expected"),
    [
        (["LEVEL_3", "LEVEL_1", "LEVEL_2"], "LEVEL_1"),
        (["LEVEL_2", "NOT_GRADED"], "LEVEL_2"),
        (["LEVEL_2", ("UNDETERMINED", "LEVEL_1")], "UNDETERMINED"),
        (["LEVEL_1", ("UNDETERMINED", "LEVEL_1")], "LEVEL_1"),
        (["LEVEL_2", ("UNDETERMINED", "LEVEL_3")], "LEVEL_2"),
        ([("UNDETERMINED", "LEVEL_1")], "UNDETERMINED"),
        (["NOT_GRADED", "OUT_OF_JURISDICTION"], "NOT_GRADED"),
        (["OUT_OF_JURISDICTION"], "OUT_OF_JURISDICTION"),
    ],
)
def test_the_gravest_governs(assessments, expected):
    """One assessment for each product; the information's level is the highest of them (rules §2.1)."""
    rows = [
        SimpleNamespace(outcome=one[0], result=one[0], provisional=one[1])
        if isinstance(one, tuple)
        else SimpleNamespace(outcome=one, result=one, provisional="")
        for one in assessments
    ]
    assert combined_outcome(rows) == expected


def test_a_second_product_does_not_replace_the_first(county):
    info = make_info(county)
    assess(county, info, "LEVEL_1", product="防爆灯具")
    second = assess(county, info, "LEVEL_3", product="电线")
    info = RiskInfo.objects.get(pk=info.pk)
    assert info.level == "LEVEL_1"
    perform(info, "confirm", by=county.head, major_harm="NO")
    warning = make_warning(county, info=info, level="LEVEL_1")
    assert warning.suggested_level == "LEVEL_1"
    assert warning.assessment != second


# --- what the bureau's files say ------------------------------------------------------------


def test_without_history_it_is_a_first_offence(county):
    info = make_info(county, enterprise=make_enterprise(county))
    assert suggest_first_offence(info.case.enterprise, info.case) == ("YES", "本局案卷中没有该企业以前的违法记录")
    assert suggest_first_offence(None, info.case) == ("UNKNOWN", "")


def test_an_earlier_graded_information_counts(county):
    """R-021, rules §2.3 G7: 初次 = no earlier violation of that enterprise on record."""
    enterprise = make_enterprise(county)
    earlier = confirmed(county, "LEVEL_3", enterprise=enterprise)
    info = make_info(county, enterprise=enterprise)
    answer, text = suggest_first_offence(enterprise, info.case)
    assert answer == "NO"
    assert earlier.case.number in text
    other = make_enterprise(county, name="另一家企业")
    assert suggest_first_offence(other, info.case)[0] == "YES"


def test_what_proved_nothing_does_not_count(county):
    enterprise = make_enterprise(county)
    make_info(county, enterprise=enterprise, state="EXCLUDED", exclusion_reason="UNTRUE")
    make_info(county, enterprise=enterprise, state="SUBMITTED")
    confirmed(county, "NOT_GRADED", enterprise=enterprise)
    info = make_info(county, enterprise=enterprise)
    assert suggest_first_offence(enterprise, info.case)[0] == "YES"


def test_the_informations_own_warning_does_not_count(county):
    enterprise = make_enterprise(county)
    info = confirmed(county, enterprise=enterprise)
    bring(county, make_warning(county, info=info), "ISSUED")
    assert suggest_first_offence(enterprise, info.case)[0] == "YES"
    later = make_info(county, enterprise=enterprise)
    answer, text = suggest_first_offence(enterprise, later.case)
    assert answer == "NO"
    assert "风险预警 YJ-" in text
