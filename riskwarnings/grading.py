"""Three-level grading of a product risk as pure functions (rules §2, R-016–R-021, R-026).

    grade(Facts("YES", "YES", "NO", "NONE", "NOT_APPLICABLE", "YES")).outcome  # LEVEL_3

Plain strings and the enumerations of `facts_text` are interchangeable everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from riskwarnings.facts_text import (
    FACT_LABELS,
    Answer,
    MajorHarm,
    Outcome,
    Policy,
    Prompt,
    RecallStatus,
    SaleExtent,
    WarningLevel,
)

#: Stored with every assessment; raise it whenever an outcome, a clause or a prompt may change.
RULE_VERSION = "1.0"

MOSTLY_SOLD = frozenset({SaleExtent.MOST, SaleExtent.ALL})
BEYOND_RECALL = frozenset({RecallStatus.REFUSED, RecallStatus.IMPOSSIBLE})
RECALL_UNFINISHED = frozenset({RecallStatus.PARTIAL, RecallStatus.NOT_STARTED})

_CHOICES = {
    "in_jurisdiction": Answer,
    "violates_safety_standard": Answer,
    "safety_indicator_failed": Answer,
    "sale_extent": SaleExtent,
    "recall_status": RecallStatus,
    "first_offence": Answer,
    "major_harm": MajorHarm,
}
#: The facts that tell the levels apart once both premises hold.
_DECIDING = ("safety_indicator_failed", "sale_extent", "recall_status", "first_offence")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one enterprise, product and batch. Unstated facts are UNKNOWN.

    Raises ValueError (Chinese, naming the fact) for a value outside its list. Whether
    the facts fit each other is asked by `grade`, through `contradiction`.
    """

    in_jurisdiction: Answer = Answer.UNKNOWN
    violates_safety_standard: Answer = Answer.UNKNOWN
    safety_indicator_failed: Answer = Answer.UNKNOWN
    sale_extent: SaleExtent = SaleExtent.UNKNOWN
    recall_status: RecallStatus = RecallStatus.UNKNOWN
    first_offence: Answer = Answer.UNKNOWN
    major_harm: MajorHarm = MajorHarm.NO
    incident: bool = False

    def __post_init__(self):
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in choices.values:
                raise ValueError(f"“{FACT_LABELS[name]}”没有“{value}”这个选项，请重新选择。")
            object.__setattr__(self, name, choices(value))
        if not isinstance(self.incident, bool):
            raise ValueError(f"“{FACT_LABELS['incident']}”只能是“是”或“否”，请重新选择。")

    def contradiction(self) -> str:
        """Why sale and recall cannot both be true, or "".

        Nothing sold ⇔ recall does not apply. A recall not yet looked into beside
        "nothing sold" is no contradiction: it can only turn out as not applicable.
        But "not applicable" claims that nothing was sold, so it does not go with an
        unknown sale.
        """
        unsold = self.sale_extent == SaleExtent.NONE
        not_applicable = self.recall_status == RecallStatus.NOT_APPLICABLE
        if unsold == not_applicable or (unsold and self.recall_status == RecallStatus.UNKNOWN):
            return ""
        remedy = "没有售出的产品，追回情况应为“不适用”" if unsold else "追回情况选“不适用”，只能是产品尚未销售"
        return (
            f"“{FACT_LABELS['sale_extent']}”为“{self.sale_extent.label}”，"
            f"“{FACT_LABELS['recall_status']}”却为“{self.recall_status.label}”，两项矛盾：{remedy}。请改正其中一项。"
        )

    def unknown_among(self, *names: str) -> tuple[str, ...]:
        return tuple(name for name in names if getattr(self, name) == "UNKNOWN")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the plan, in our own words. `source` says where the plan has it."""

    code: str
    level: WarningLevel
    text: str
    source: str
    requirement: str

    def __str__(self):
        return f"{self.code} {self.text}"


CLAUSES = (
    Clause("1.1", WarningLevel.LEVEL_1, "安全、健康指标不合格", "预案四、一级第1项", "R-017"),
    Clause("1.2", WarningLevel.LEVEL_1, "大部或全部售出，拒绝追回或追不回来", "预案四、一级第2项", "R-018"),
    Clause("2.1", WarningLevel.LEVEL_2, "不合格项目与安全、健康指标无关", "预案四、二级第1项", "R-019"),
    Clause("2.2", WarningLevel.LEVEL_2, "售出的产品正由企业主动追回", "预案四、二级第2项", "R-020"),
    Clause("3", WarningLevel.LEVEL_3, "第一次违法生产，产品还没有卖出", "预案四、三级", "R-021"),
)


@dataclass(frozen=True, slots=True)
class Grading:
    """The suggestion. The decision is somebody else's and is stored apart from it.

    outcome       see `Outcome`
    clauses       every clause that surely matches, whatever the unknowns turn out to be
    possible      clauses that match only if unknown facts turn out so
    provisional   UNDETERMINED only: the highest level still possible. It orders the
                  queue and justifies interim measures, and never goes on a document
    to_establish  UNDETERMINED only: names of the facts to find out next
    prompts       what to tell the assessor; `advice` has the sentences
    """

    outcome: Outcome
    clauses: tuple[Clause, ...]
    provisional: Outcome | None
    possible: tuple[Clause, ...]
    to_establish: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    policy: Policy
    rule_version: str = RULE_VERSION

    @property
    def level(self) -> WarningLevel | None:
        return WarningLevel(self.outcome) if self.outcome in WarningLevel.values else None

    @property
    def clause_codes(self) -> tuple[str, ...]:
        return tuple(clause.code for clause in self.clauses)

    @property
    def decisive(self) -> tuple[Clause, ...]:
        """The matching clauses on which the level rests."""
        return tuple(clause for clause in self.clauses if clause.level == self.level)

    @property
    def advice(self) -> tuple[str, ...]:
        return tuple(prompt.label for prompt in self.prompts)


def grade(facts: Facts, policy: str = Policy.LEX_SPECIALIS) -> Grading:
    """Suggest a level for `facts` under `policy`; see `Grading`.

    Raises ValueError (Chinese) when sale and recall contradict each other, unless the
    matter is outside the jurisdiction and goes to another bureau as it is; and for an
    unknown policy.
    """
    if policy not in Policy.values:
        raise ValueError(f"没有“{policy}”这种定级方式，请在设置中改为 lex_specialis 或 strict_highest。")
    policy = Policy(policy)
    if facts.in_jurisdiction != Answer.NO and (message := facts.contradiction()):
        raise ValueError(message)
    outcome, to_establish = _decide(facts, policy)
    certain, possible = _matches(facts)
    return Grading(
        outcome=outcome,
        clauses=certain,
        provisional=_highest_possible(facts, policy) if outcome == Outcome.UNDETERMINED else None,
        possible=possible,
        to_establish=to_establish,
        prompts=tuple(_prompts(facts, outcome, certain)),
        policy=policy,
    )


def _decide(facts: Facts, policy: Policy) -> tuple[Outcome, tuple[str, ...]]:
    """The rows of the decision table, top-down: outcome and the facts it waits for."""
    sale, recall = facts.sale_extent, facts.recall_status
    if facts.in_jurisdiction == Answer.NO:
        return Outcome.OUT_OF_JURISDICTION, ()
    if facts.violates_safety_standard == Answer.NO:
        return Outcome.NOT_GRADED, ()
    if waiting := facts.unknown_among("in_jurisdiction", "violates_safety_standard"):
        return Outcome.UNDETERMINED, waiting
    if facts.safety_indicator_failed == Answer.YES:
        return Outcome.LEVEL_1, ()
    if sale in MOSTLY_SOLD and recall in BEYOND_RECALL:
        return Outcome.LEVEL_1, ()
    if waiting := facts.unknown_among("safety_indicator_failed"):
        return Outcome.UNDETERMINED, waiting
    if sale in MOSTLY_SOLD | {SaleExtent.UNKNOWN} and recall in BEYOND_RECALL | {RecallStatus.UNKNOWN}:
        return Outcome.UNDETERMINED, facts.unknown_among("sale_extent", "recall_status")
    # The one exception to "the highest wins": without it no case could ever be level 3.
    if policy == Policy.LEX_SPECIALIS and sale == SaleExtent.NONE and facts.first_offence == Answer.YES:
        return Outcome.LEVEL_3, ()
    return Outcome.LEVEL_2, ()


def _completions(facts: Facts) -> Iterator[Facts]:
    """Each consistent way in which the unknown facts may turn out, both premises holding."""
    candidates = [
        [value for value in _CHOICES[name] if value != "UNKNOWN"] if getattr(facts, name) == "UNKNOWN"
        else [getattr(facts, name)]
        for name in _DECIDING
    ]  # fmt: skip
    for values in product(*candidates):
        complete = replace(
            facts,
            in_jurisdiction=Answer.YES,
            violates_safety_standard=Answer.YES,
            **dict(zip(_DECIDING, values, strict=True)),
        )
        if not complete.contradiction():
            yield complete


def _codes_met(complete: Facts) -> set[str]:
    """Codes of the clauses that a completely known, consistent case meets."""
    met = {"1.1"} if complete.safety_indicator_failed == Answer.YES else {"2.1"}
    if complete.sale_extent in MOSTLY_SOLD and complete.recall_status in BEYOND_RECALL:
        met.add("1.2")
    if complete.recall_status == RecallStatus.VOLUNTARY:
        met.add("2.2")
    if complete.sale_extent == SaleExtent.NONE and complete.first_offence == Answer.YES:
        met.add("3")
    return met


def _matches(facts: Facts) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """(clauses that match for certain, clauses that may still match)."""
    premises = {facts.in_jurisdiction, facts.violates_safety_standard}
    if Answer.NO in premises:
        return (), ()
    met = [_codes_met(complete) for complete in _completions(facts)]
    some = set.union(*met)
    every = set.intersection(*met) if premises == {Answer.YES} else set()
    return (
        tuple(clause for clause in CLAUSES if clause.code in every),
        tuple(clause for clause in CLAUSES if clause.code in some - every),
    )


def _highest_possible(facts: Facts, policy: Policy) -> Outcome:
    return min(_decide(complete, policy)[0] for complete in _completions(facts))


def _prompts(facts: Facts, outcome: Outcome, clauses: tuple[Clause, ...]) -> Iterator[Prompt]:
    match outcome:
        case Outcome.OUT_OF_JURISDICTION:
            yield Prompt.TRANSFER
        case Outcome.NOT_GRADED:
            yield Prompt.DECIDE_BY_HAND
        case Outcome.UNDETERMINED:
            yield Prompt.KEEP_ANALYSING
        case Outcome.LEVEL_2:
            yield from _level_2_prompts(facts)
    if outcome in WarningLevel.values and len({clause.level for clause in clauses}) > 1:
        yield Prompt.SPECIFIC_FIRST if outcome == Outcome.LEVEL_3 else Prompt.HIGHEST_TAKEN
    if facts.major_harm != MajorHarm.NO:
        yield Prompt.REPORT_UPWARD
    if facts.incident:
        yield Prompt.OPEN_EMERGENCY


def _level_2_prompts(facts: Facts) -> Iterator[Prompt]:
    """Where the text leaves a gap around level 2 (rules §2.3 G5, G6, G7)."""
    if facts.sale_extent == SaleExtent.PART and facts.recall_status == RecallStatus.REFUSED:
        yield Prompt.RAISE
    if facts.recall_status in RECALL_UNFINISHED:
        yield Prompt.REASSESS
    if facts.sale_extent == SaleExtent.NONE and facts.first_offence == Answer.NO:
        yield Prompt.NOT_FIRST
    if facts.sale_extent == SaleExtent.NONE and facts.first_offence == Answer.UNKNOWN:
        yield Prompt.FIRST_UNKNOWN


def sale_extent(produced, sold, most_threshold=Decimal("0.5")) -> SaleExtent:
    """Derive the extent of sale from quantities in one unit (R-018, R-021).

    A missing quantity (None) gives UNKNOWN. "Most" is a share above `most_threshold`
    (0 < threshold < 1; the plan gives no number, rules §2.3 G4). Raises ValueError
    (Chinese) for negative or impossible quantities and for a wrong threshold.
    """
    threshold = Decimal(most_threshold)
    if not threshold.is_finite() or not 0 < threshold < 1:
        raise ValueError("“大部已售”的界限应大于 0、小于 1，例如 0.5，请在设置中改正。")
    quantities = [None if value is None else Decimal(value) for value in (produced, sold)]
    for label, value in zip(("生产数量", "销售数量"), quantities, strict=True):
        if value is not None and (not value.is_finite() or value < 0):
            raise ValueError(f"{label}不能是“{value}”，请填写不小于 0 的数。")
    produced, sold = quantities
    if produced == 0:
        raise ValueError("生产数量为 0，没有可以评估的产品，请核对；不清楚的请留空。")
    if produced is None or sold is None:
        return SaleExtent.UNKNOWN
    if sold > produced:
        raise ValueError(f"销售数量 {sold} 大于生产数量 {produced}，请核对后改正其中一项。")
    if sold == 0:
        return SaleExtent.NONE
    if sold == produced:
        return SaleExtent.ALL
    return SaleExtent.MOST if sold > produced * threshold else SaleExtent.PART
