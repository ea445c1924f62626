"""Three-level grading (rules §2; R-016–R-021, R-026).

The oracle below does not walk the decision table. It says what a level *means* for a
case of which everything is known, and calls a case with unknowns settled when every way
they may turn out ends alike.
"""

from collections import Counter
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskwarnings.facts_text import Answer, Outcome, Prompt, RecallStatus, SaleExtent, WarningLevel
from riskwarnings.grading import CLAUSES, RULE_VERSION, Facts, grade, sale_extent

YNU = ("YES", "NO", "UNKNOWN")
SALES = ("NONE", "PART", "MOST", "ALL", "UNKNOWN")
RECALLS = ("NOT_APPLICABLE", "VOLUNTARY", "PARTIAL", "NOT_STARTED", "REFUSED", "IMPOSSIBLE", "UNKNOWN")
CROSS = tuple(product(YNU, YNU, YNU, SALES, RECALLS, YNU))
POLICIES = ("lex_specialis", "strict_highest")
LEVEL_OF = {"1.1": 1, "1.2": 1, "2.1": 2, "2.2": 2, "3": 3}

# What a recall may be, for each extent of sale: nothing sold ⇔ not applicable.
REAL_RECALLS = tuple(value for value in RECALLS if value not in ("NOT_APPLICABLE", "UNKNOWN"))
WORLDS = [("NONE", "NOT_APPLICABLE")] + [(x, c) for x in ("PART", "MOST", "ALL") for c in REAL_RECALLS]


def codes_of(s, x, c, f):
    """R-017–R-021, clause by clause, for a case of which everything is known."""
    table = {
        "1.1": s == "YES",
        "1.2": (x == "MOST" or x == "ALL") and (c == "REFUSED" or c == "IMPOSSIBLE"),
        "2.1": s == "NO",
        "2.2": x != "NONE" and c == "VOLUNTARY",
        "3": f == "YES" and x == "NONE",
    }
    return frozenset(code for code, holds in table.items() if holds)


def level_of(codes, policy):
    """Highest wins, save that clause 3 beats the general clause 2.1."""
    if policy == "lex_specialis" and codes == {"2.1", "3"}:
        return 3
    return min(LEVEL_OF[code] for code in codes)


@cache
def known_cases(s, x, c, f):
    """Every known, consistent (s, x, c, f) that the given facts may turn out to be."""
    worlds = ((s1, x1, c1, f1) for s1, (x1, c1), f1 in product(("YES", "NO"), WORLDS, ("YES", "NO")))
    return tuple(
        world
        for world in worlds
        if all(given in ("UNKNOWN", value) for given, value in zip((s, x, c, f), world, strict=True))
    )


def is_inconsistent(x, c):
    """No known case fits; or recall "not applicable" is claimed of a sale nobody has established."""
    return not known_cases("UNKNOWN", x, c, "UNKNOWN") or (x, c) == ("UNKNOWN", "NOT_APPLICABLE")


def oracle(j, p, s, x, c, f, policy):
    """(outcome, provisional), or None where the facts contradict each other."""
    if j == "NO":
        return "OUT_OF_JURISDICTION", None
    if is_inconsistent(x, c):
        return None
    if p == "NO":
        return "NOT_GRADED", None
    # An unknown first offence counts as none, so it never keeps a case open.
    counted = {level_of(codes_of(*case), policy) for case in known_cases(s, x, c, "NO" if f == "UNKNOWN" else f)}
    if j == p == "YES" and len(counted) == 1:
        return f"LEVEL_{counted.pop()}", None
    return "UNDETERMINED", f"LEVEL_{min(counted)}"


def outcome_of(*values, policy="lex_specialis"):
    return grade(Facts(*values), policy).outcome


# --- the whole table -----------------------------------------------------------


@pytest.mark.parametrize("policy", POLICIES)
def test_every_combination_agrees_with_the_oracle(policy):
    """R-016–R-021, R-026: 2 835 combinations, each one outcome or one refusal."""
    assert len(CROSS) == 2835
    refused = 0
    for values in CROSS:
        expected = oracle(*values, policy)
        if expected is None:
            refused += 1
            with pytest.raises(ValueError, match="两项矛盾"):
                grade(Facts(*values), policy)
            continue
        result = grade(Facts(*values), policy)
        assert (result.outcome, result.provisional) == expected, values
    assert refused == 486


@pytest.mark.parametrize("policy", POLICIES)
def test_clauses_are_those_that_match_in_every_case_still_possible(policy):
    for j, p, *rest in CROSS:
        if oracle(j, p, *rest, policy) is None:
            continue
        result = grade(Facts(j, p, *rest), policy)
        met = [codes_of(*case) for case in known_cases(*rest)]
        if "NO" in (j, p):
            certain = some = frozenset()
        else:
            some = frozenset().union(*met)
            certain = frozenset.intersection(*met) if j == p == "YES" else frozenset()
        assert result.clause_codes == tuple(sorted(certain)), (j, p, *rest)
        assert tuple(clause.code for clause in result.possible) == tuple(sorted(some - certain)), (j, p, *rest)


def test_consistent_facts_by_outcome():
    """The shares of the table: a changed rule cannot pass unseen."""
    tally = {policy: Counter() for policy in POLICIES}
    for policy, values in product(POLICIES, CROSS):
        if expected := oracle(*values, policy):
            assert outcome_of(*values, policy=policy) == expected[0]
            tally[policy][expected[0]] += 1
    lex, strict = tally["lex_specialis"], tally["strict_highest"]
    assert sum(lex.values()) == sum(strict.values()) == 2835 - 486
    assert lex["OUT_OF_JURISDICTION"] == 945
    assert lex["NOT_GRADED"] == 2 * 26 * 9
    # Nothing sold, no safety indicator, first offence; recall given or not yet looked into.
    assert (lex["LEVEL_3"], strict["LEVEL_3"]) == (2, 0)
    assert lex["LEVEL_2"] + 2 == strict["LEVEL_2"]
    assert (lex["LEVEL_1"], lex["UNDETERMINED"]) == (strict["LEVEL_1"], strict["UNDETERMINED"])


@pytest.mark.parametrize("values", [v for v in CROSS if v[:2] == ("YES", "YES") and "UNKNOWN" not in v])
def test_known_cases_meet_a_clause_of_their_level(values):
    """The level always rests on a clause of that level (R-016)."""
    if is_inconsistent(values[3], values[4]):
        pytest.raises(ValueError, grade, Facts(*values))
        return
    result = grade(Facts(*values))
    assert result.decisive
    assert {clause.level for clause in result.decisive} == {result.level}


def test_several_levels_match_in_sixteen_of_sixty_four_known_cases():
    """G2: 64 known consistent cases; 16 of them meet clauses of more than one level."""
    several = Counter()
    known = 0
    for s, (x, c), f in product(("YES", "NO"), WORLDS, ("YES", "NO")):
        known += 1
        result = grade(Facts("YES", "YES", s, x, c, f))
        if len({clause.level for clause in result.clauses}) > 1:
            several["+".join(result.clause_codes)] += 1
    assert known == 64
    assert several == {"1.1+3": 1, "1.1+2.2": 6, "1.2+2.1": 8, "2.1+3": 1}


# --- vectors ------------------------------------------------------------------


VECTORS = [
    ("Y,Y,Y,NONE,NA,Y", "LEVEL_1", ("1.1", "3")),
    ("Y,Y,N,NONE,NA,Y", "LEVEL_3", ("2.1", "3")),
    ("Y,Y,N,NONE,NA,N", "LEVEL_2", ("2.1",)),
    ("Y,Y,N,MOST,REFUSED,N", "LEVEL_1", ("1.2", "2.1")),
    ("Y,Y,N,PART,REFUSED,N", "LEVEL_2", ("2.1",)),
    ("Y,Y,Y,ALL,VOLUNTARY,Y", "LEVEL_1", ("1.1", "2.2")),
    ("Y,Y,U,NONE,NA,Y", "UNDETERMINED", ("3",)),
    ("Y,N,N,ALL,REFUSED,N", "NOT_GRADED", ()),
    ("N,U,U,U,U,U", "OUT_OF_JURISDICTION", ()),
    ("Y,Y,N,MOST,U,N", "UNDETERMINED", ("2.1",)),
    ("Y,Y,N,U,REFUSED,N", "UNDETERMINED", ("2.1",)),
    ("Y,Y,N,MOST,VOLUNTARY,Y", "LEVEL_2", ("2.1", "2.2")),
    ("Y,Y,N,PART,NOT_STARTED,Y", "LEVEL_2", ("2.1",)),
    ("Y,Y,U,ALL,IMPOSSIBLE,U", "LEVEL_1", ("1.2",)),
]


@pytest.mark.parametrize(("facts", "outcome", "codes"), VECTORS)
def test_vectors_of_the_decision_table(facts, outcome, codes):
    short = {"Y": "YES", "N": "NO", "U": "UNKNOWN", "NA": "NOT_APPLICABLE"}
    result = grade(Facts(*(short.get(part, part) for part in facts.split(","))))
    assert (result.outcome, result.clause_codes) == (outcome, codes)


def test_strict_policy_makes_level_3_unreachable():
    """G1: why the exception for clause 3 exists."""
    facts = Facts("YES", "YES", "NO", "NONE", "NOT_APPLICABLE", "YES")
    assert grade(facts, policy="strict_highest").outcome == "LEVEL_2"
    assert grade(facts, policy="strict_highest").clause_codes == ("2.1", "3")
    assert [clause.code for clause in grade(facts).decisive] == ["3"]


# --- unknowns -----------------------------------------------------------------


tri = st.sampled_from(YNU)
any_facts = st.builds(
    Facts, tri, tri, tri, st.sampled_from(SALES), st.sampled_from(RECALLS), tri,
    st.sampled_from(("NO", "POSSIBLE", "OCCURRED")), st.booleans(),
).filter(lambda facts: not facts.contradiction())  # fmt: skip


@given(any_facts, st.data(), st.sampled_from(POLICIES))
def test_learning_more_never_passes_the_provisional_level(facts, data, policy):
    """R-026: whatever the unknowns turn out to be, the level is not above what was announced."""
    before = grade(facts, policy)
    s, x, c, f = data.draw(
        st.sampled_from(
            known_cases(facts.safety_indicator_failed, facts.sale_extent, facts.recall_status, facts.first_offence)
        )
    )
    after = grade(replace(
        facts, in_jurisdiction="YES", violates_safety_standard="YES",
        safety_indicator_failed=s, sale_extent=x, recall_status=c, first_offence=f,
    ), policy)  # fmt: skip
    assert after.level, "nothing is unknown any more"
    assert after.provisional is None
    if announced := before.provisional or before.level:
        assert after.level >= announced


@cache
def graded(values, policy):
    """The grading of these six facts, or None where they contradict each other."""
    facts = Facts(*values)
    return None if facts.contradiction() else grade(facts, policy)


@pytest.mark.parametrize("policy", POLICIES)
def test_each_answer_narrows_the_provisional_level(policy):
    """All of them: of the undetermined cases too few come up at random."""
    choices = (YNU, YNU, YNU, SALES, RECALLS, YNU)
    steps = 0
    for values in CROSS:
        before = graded(values, policy)
        if before is None or before.outcome != "UNDETERMINED":
            continue
        for place in range(2, 6):
            if values[place] != "UNKNOWN":
                continue
            for answer in choices[place][:-1]:
                after = graded((*values[:place], answer, *values[place + 1 :]), policy)
                if after is not None:
                    steps += 1
                    assert (after.provisional or after.level) >= before.provisional, (values, place, answer)
    assert steps > 1000


@pytest.mark.parametrize("policy", POLICIES)
def test_only_an_unsettled_case_names_facts_to_establish(policy):
    """R-026: and those it names are unknown indeed."""
    for values in CROSS:
        expected = oracle(*values, policy)
        if expected is None:
            continue
        result = grade(Facts(*values), policy)
        assert bool(result.to_establish) == (expected[0] == "UNDETERMINED"), values
        assert "first_offence" not in result.to_establish
        assert all(getattr(Facts(*values), name) == "UNKNOWN" for name in result.to_establish)


def test_unknown_facts_are_named():
    assert grade(Facts()).to_establish == ("in_jurisdiction", "violates_safety_standard")
    assert grade(Facts("YES", "YES")).to_establish == ("safety_indicator_failed",)
    assert grade(Facts("YES", "YES", "NO")).to_establish == ("sale_extent", "recall_status")
    assert grade(Facts("YES", "YES", "NO", "ALL")).to_establish == ("recall_status",)


def test_nothing_known_is_provisionally_level_1():
    result = grade(Facts())
    assert (result.outcome, result.provisional, result.level) == ("UNDETERMINED", "LEVEL_1", None)
    assert [clause.code for clause in result.possible] == ["1.1", "1.2", "2.1", "2.2", "3"]


# --- contradictions and wrong values -------------------------------------------


@pytest.mark.parametrize(
    ("sale", "recall", "words"),
    [
        ("NONE", "REFUSED", ("尚未销售", "拒不追回", "追回情况应为“不适用”")),
        ("ALL", "NOT_APPLICABLE", ("全部已售", "不适用", "只能是产品尚未销售")),
        ("UNKNOWN", "NOT_APPLICABLE", ("未查清", "不适用", "只能是产品尚未销售")),
    ],
)
def test_a_contradiction_names_both_facts_and_the_remedy(sale, recall, words):
    with pytest.raises(ValueError) as caught:
        grade(Facts("UNKNOWN", "NO", "UNKNOWN", sale, recall, "UNKNOWN"))
    for word in ("销售情况", "追回情况", *words):
        assert word in str(caught.value)


def test_outside_the_jurisdiction_nothing_is_refused():
    """R-017: the matter is handed over as it is, contradictions included."""
    assert outcome_of("NO", "YES", "YES", "NONE", "REFUSED", "NO") == "OUT_OF_JURISDICTION"


def test_unsold_with_recall_not_looked_into_is_graded():
    """R-021: nothing sold can only mean that recall does not apply."""
    assert outcome_of("YES", "YES", "NO", "NONE", "UNKNOWN", "YES") == "LEVEL_3"


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("in_jurisdiction", "MAYBE", "本辖区"),
        ("sale_extent", "", "销售情况"),
        ("recall_status", None, "追回情况"),
        ("major_harm", "UNKNOWN", "重大危害"),
        ("incident", "False", "突发事故"),
    ],
)
def test_a_value_outside_its_list_is_refused_by_name(field, value, label):
    with pytest.raises(ValueError, match=label):
        Facts(**{field: value})


def test_an_unknown_policy_is_refused():
    with pytest.raises(ValueError, match="highest.*定级方式"):
        grade(Facts(), policy="highest")


def test_plain_strings_and_enumerations_are_interchangeable():
    plain = Facts("YES", "YES", "NO", "PART", "VOLUNTARY", "NO")
    typed = Facts(Answer.YES, Answer.YES, Answer.NO, SaleExtent.PART, RecallStatus.VOLUNTARY, Answer.NO)
    assert plain == typed
    assert hash(plain) == hash(typed)
    assert grade(plain) == grade(typed)
    assert plain.sale_extent.label == "部分已售"
    with pytest.raises(FrozenInstanceError):
        plain.incident = True


# --- what the assessor is told ----------------------------------------------------


def prompts_of(*values, **facts):
    return set(grade(Facts(*values, **facts)).prompts)


@pytest.mark.parametrize(
    ("values", "prompts"),
    [
        (("YES", "YES", "NO", "PART", "REFUSED", "NO"), {Prompt.RAISE}),
        (("YES", "YES", "YES", "PART", "REFUSED", "NO"), set()),
        (("YES", "YES", "NO", "PART", "IMPOSSIBLE", "NO"), set()),
        (("YES", "YES", "NO", "ALL", "NOT_STARTED", "NO"), {Prompt.REASSESS}),
        (("YES", "YES", "NO", "UNKNOWN", "PARTIAL", "NO"), {Prompt.REASSESS}),
        (("YES", "YES", "NO", "MOST", "VOLUNTARY", "YES"), set()),
        (("YES", "YES", "NO", "NONE", "NOT_APPLICABLE", "NO"), {Prompt.NOT_FIRST}),
        (("YES", "YES", "NO", "NONE", "NOT_APPLICABLE", "UNKNOWN"), {Prompt.FIRST_UNKNOWN}),
        (("YES", "YES", "NO", "NONE", "NOT_APPLICABLE", "YES"), {Prompt.SPECIFIC_FIRST}),
        (("YES", "YES", "YES", "NONE", "NOT_APPLICABLE", "YES"), {Prompt.HIGHEST_TAKEN}),
        (("YES", "YES", "YES", "ALL", "REFUSED", "YES"), set()),
        (("YES", "NO"), {Prompt.DECIDE_BY_HAND}),
        (("NO",), {Prompt.TRANSFER}),
        (("YES", "YES"), {Prompt.KEEP_ANALYSING}),
    ],
)
def test_prompts(values, prompts):
    """G2, G5–G8, R-026."""
    assert prompts_of(*values) == prompts


@pytest.mark.parametrize("values", [("NO",), ("YES", "NO"), ("YES", "YES", "YES"), ()])
def test_harm_and_incident_are_separate_axes(values):
    """R-024, R-032: they oblige whatever the outcome and never move it."""
    quiet = grade(Facts(*values))
    loud = grade(Facts(*values, major_harm="POSSIBLE", incident=True))
    assert set(loud.prompts) - set(quiet.prompts) == {Prompt.REPORT_UPWARD, Prompt.OPEN_EMERGENCY}
    assert (loud.outcome, loud.clauses, loud.provisional) == (quiet.outcome, quiet.clauses, quiet.provisional)
    assert Prompt.REPORT_UPWARD in prompts_of(*values, major_harm="OCCURRED")


def test_advice_is_sentences():
    result = grade(Facts("YES", "YES", "NO", "PART", "REFUSED", "NO"))
    assert len(result.advice) == 1
    assert result.advice[0].startswith("建议提级")


def test_clauses_say_their_level_words_and_source():
    """R-017–R-021."""
    assert [(c.code, c.level.label, c.requirement) for c in CLAUSES] == [
        ("1.1", "一级", "R-017"),
        ("1.2", "一级", "R-018"),
        ("2.1", "二级", "R-019"),
        ("2.2", "二级", "R-020"),
        ("3", "三级", "R-021"),
    ]
    assert all(clause.text and clause.source.startswith("预案四") for clause in CLAUSES)
    assert str(CLAUSES[0]) == "1.1 安全、健康指标不合格"
    assert set(WarningLevel.values) < set(Outcome.values)


def test_the_rule_version_is_kept_with_the_result():
    result = grade(Facts(), "strict_highest")
    assert (result.rule_version, result.policy) == (RULE_VERSION, "strict_highest")


# --- sale extent ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("produced", "sold", "expected"),
    [
        (100, 0, "NONE"),
        (100, 1, "PART"),
        (100, 50, "PART"),
        (100, Decimal("50.01"), "MOST"),
        (100, 99, "MOST"),
        (100, 100, "ALL"),
        (Decimal("0.3"), Decimal("0.15"), "PART"),
        (None, 5, "UNKNOWN"),
        (5, None, "UNKNOWN"),
        (None, None, "UNKNOWN"),
    ],
)
def test_sale_extent(produced, sold, expected):
    """R-018, R-021; exactly half is not yet "most"."""
    assert sale_extent(produced, sold) == expected


def test_the_threshold_of_most_can_be_set():
    assert sale_extent(100, 60, most_threshold=Decimal("0.7")) == "PART"
    assert sale_extent(100, 71, most_threshold=Decimal("0.7")) == "MOST"


@pytest.mark.parametrize(
    ("produced", "sold", "threshold", "message"),
    [
        (10, 11, "0.5", "销售数量 11 大于生产数量 10"),
        (-1, None, "0.5", "生产数量不能是“-1”"),
        (None, -1, "0.5", "销售数量不能是“-1”"),
        (Decimal("NaN"), 1, "0.5", "生产数量不能是"),
        (0, 0, "0.5", "生产数量为 0"),
        (10, 5, "0", "大部已售"),
        (10, 5, "1", "大部已售"),
        (10, 5, "NaN", "大部已售"),
    ],
)
def test_impossible_quantities_are_refused(produced, sold, threshold, message):
    with pytest.raises(ValueError, match=message):
        sale_extent(produced, sold, Decimal(threshold))


@given(st.integers(1, 10**12), st.integers(0, 10**12))
def test_derived_extent_grows_with_what_is_sold(produced, sold):
    sold = min(sold, produced)
    order = ["NONE", "PART", "MOST", "ALL"]
    extent = sale_extent(produced, sold)
    assert (extent == "NONE") == (sold == 0)
    assert (extent == "ALL") == (sold == produced)
    if sold:
        assert order.index(sale_extent(produced, sold - 1)) <= order.index(extent)
