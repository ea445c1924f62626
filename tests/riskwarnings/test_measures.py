"""What each level obliges (R-038–R-041) and the guard before lifting."""

from itertools import product

import pytest

from riskwarnings.measures import MEASURE_RULES, Obligation, Responsible, measures_for, missing_measures

L3 = ["TRACE_CHECK", "TEST_ANALYSE", "RECTIFY_UNTIL_PASS", "QUALITY_MEETING", "TRAINING", "RAISE_FREQUENCY"]
FOUR = ["STOP_PRODUCTION", "RESTRICT_SALE", "ORDER_RECALL", "RECTIFY_BY_DEADLINE"]
EXTRA = ["INFORM_LEADING_GROUP", "REPORT_UPWARD"]


def codes(level):
    return [rule.code for rule in measures_for(level)]


def test_each_level_adds_to_the_one_below():
    """R-029, R-030, R-037–R-040 for level 3, R-041 on top for 2 and 1, two duties more for 1."""
    assert codes("LEVEL_3") == L3
    assert codes("LEVEL_2") == L3 + FOUR
    assert codes("LEVEL_1") == L3 + FOUR + EXTRA


def test_rows_cite_their_clause():
    assert {rule.requirement for rule in measures_for("LEVEL_3")} == {"R-030", "R-037", "R-038", "R-039", "R-040"}
    for code in FOUR:
        rule = MEASURE_RULES[code]
        assert (rule.requirement, rule.obligatory_group) == ("R-041", Obligation.AT_LEAST_ONE)
        assert rule.department == Responsible.BRIGADE
    assert all(rule.default_workdays > 0 and rule.basis for rule in MEASURE_RULES.values())


def test_codes_and_labels_are_unique():
    rules = measures_for("LEVEL_1")
    assert len({rule.code for rule in rules}) == len({rule.label for rule in rules}) == len(rules) == 12


@pytest.mark.parametrize("level", ["UNDETERMINED", "NOT_GRADED", "", None, 1])
def test_only_levels_have_measures(level):
    """R-026: an unsettled case obliges to nothing yet."""
    with pytest.raises(ValueError, match="不是预警级别"):
        measures_for(level)


def test_nothing_on_file_means_everything_is_missing():
    assert [text.split("”")[0] for text in missing_measures("LEVEL_3", {})] == [
        "“检查和重点追踪抽查，逐级上报情况",
        "“检验监测，分析危害程度",
        "“督促整改，复查至合格",
        "“召开质量分析会",
        "“培训企业负责人",
        "“提高同类企业检查频次",
    ]
    assert len(missing_measures("LEVEL_1", {})) == 13


@pytest.mark.parametrize("states", list(product(("OPEN", "DONE", "NOT_APPLICABLE"), repeat=4)))
def test_at_least_one_of_the_four_is_done(states):
    """R-041: one done, the others done or not applicable."""
    given = dict.fromkeys(L3, "DONE") | dict(zip(FOUR, states, strict=True))
    missing = missing_measures("LEVEL_2", given)
    assert (missing == []) == ("DONE" in states and "OPEN" not in states)
    assert len([text for text in missing if "尚未完成" in text]) == states.count("OPEN")
    assert any("至少要完成一项" in text for text in missing) == ("DONE" not in states)


def test_level_3_may_do_without_the_four():
    """R-038–R-040: done, or not applicable with the reason held on the measure."""
    assert missing_measures("LEVEL_3", dict.fromkeys(L3, "DONE")) == []
    assert missing_measures("LEVEL_3", dict.fromkeys(L3, "DONE") | {"TRAINING": "NOT_APPLICABLE"}) == []


def test_level_1_also_informs_the_group_and_reports_upward():
    done = dict.fromkeys(L3 + FOUR, "DONE")
    assert len(missing_measures("LEVEL_1", done)) == 2
    assert missing_measures("LEVEL_1", done | dict.fromkeys(EXTRA, "DONE")) == []


def test_a_measure_of_the_former_level_or_added_by_hand_still_counts():
    """A lowered level drops nothing silently."""
    done = dict.fromkeys(L3, "DONE")
    assert missing_measures("LEVEL_3", done | {"ORDER_RECALL": "OPEN"}) == [
        "“责令召回”尚未完成；确实不适用的，请写明理由"
    ]
    assert "“VISIT”" in missing_measures("LEVEL_3", done | {"VISIT": "OPEN"})[0]
    assert missing_measures("LEVEL_3", done | {"VISIT": "DONE"}) == []


def test_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="责令召回.*FINISHED"):
        missing_measures("LEVEL_2", {"ORDER_RECALL": "FINISHED"})


def test_states_and_departments_are_spelled_as_on_file():
    from accounts.models import Department

    assert Responsible.BRIGADE in Department.Kind.values
