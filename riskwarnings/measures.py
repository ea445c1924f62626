"""What each warning level obliges the bureau to do (R-029, R-030, R-037–R-041), as rows of data.

That the director signs a level 1 warning is a matter of approval, not a measure.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from riskwarnings.facts_text import WarningLevel


class Responsible(TextChoices):
    """Which department a measure falls to unless somebody chooses another."""

    BRIGADE = "BRIGADE", "综合行政执法大队"
    OWN_UNIT = "OWN_UNIT", "承办单位"


class Obligation(TextChoices):
    EACH = "EACH", "须完成"
    # At least one of the group is done, the others are done or do not apply.
    AT_LEAST_ONE = "AT_LEAST_ONE", "至少完成一项"


class MeasureState(TextChoices):
    """The same values as the status of a measure on file; a reason for the last is held there."""

    OPEN = "OPEN", "未完成"
    DONE = "DONE", "已完成"
    NOT_APPLICABLE = "NOT_APPLICABLE", "不适用"


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """One measure. `basis` is where the plan has it; `workdays` count from issue (a proposal)."""

    code: str
    label: str
    requirement: str
    basis: str
    obligatory_group: Obligation
    default_workdays: int
    department: Responsible


#: What the plan asks of the bureau and the brigade for any warning, as far as it is needed.
_ANY_LEVEL = (
    MeasureRule(
        "TRACE_CHECK", "检查和重点追踪抽查，逐级上报情况", "R-037", "预案六（一）2、（二）1",
        Obligation.EACH, 5, Responsible.BRIGADE,
    ),
    MeasureRule(
        "TEST_ANALYSE", "检验监测，分析危害程度", "R-030", "预案六（一）3",
        Obligation.EACH, 10, Responsible.OWN_UNIT,
    ),
)  # fmt: skip

_LEVEL_3 = (
    *_ANY_LEVEL,
    MeasureRule(
        "RECTIFY_UNTIL_PASS", "督促整改，复查至合格", "R-038", "预案六（二）2",
        Obligation.EACH, 15, Responsible.BRIGADE,
    ),
    MeasureRule(
        "QUALITY_MEETING", "召开质量分析会", "R-039", "预案六（二）2",
        Obligation.EACH, 10, Responsible.OWN_UNIT,
    ),
    MeasureRule(
        "TRAINING", "培训企业负责人", "R-039", "预案六（二）2",
        Obligation.EACH, 10, Responsible.OWN_UNIT,
    ),
    MeasureRule(
        "RAISE_FREQUENCY", "提高同类企业检查频次", "R-040", "预案六（二）2",
        Obligation.EACH, 5, Responsible.OWN_UNIT,
    ),
)  # fmt: skip

_ENFORCEMENT = (
    MeasureRule(
        "STOP_PRODUCTION", "停止生产", "R-041", "预案六（二）3",
        Obligation.AT_LEAST_ONE, 3, Responsible.BRIGADE,
    ),
    MeasureRule(
        "RESTRICT_SALE", "限制销售", "R-041", "预案六（二）3",
        Obligation.AT_LEAST_ONE, 3, Responsible.BRIGADE,
    ),
    MeasureRule(
        "ORDER_RECALL", "责令召回", "R-041", "预案六（二）3",
        Obligation.AT_LEAST_ONE, 3, Responsible.BRIGADE,
    ),
    MeasureRule(
        "RECTIFY_BY_DEADLINE", "限期整改", "R-041", "预案六（二）3",
        Obligation.AT_LEAST_ONE, 3, Responsible.BRIGADE,
    ),
)  # fmt: skip

# A proposal for level 1, beyond the text: both duties also where no major harm is named.
_LEVEL_1_EXTRA = (
    MeasureRule(
        "INFORM_LEADING_GROUP", "报告领导小组", "R-007", "预案二",
        Obligation.EACH, 1, Responsible.OWN_UNIT,
    ),
    MeasureRule(
        "REPORT_UPWARD", "逐级上报", "R-024", "预案五",
        Obligation.EACH, 1, Responsible.OWN_UNIT,
    ),
)  # fmt: skip

_BY_LEVEL = {
    WarningLevel.LEVEL_3: _LEVEL_3,
    WarningLevel.LEVEL_2: _LEVEL_3 + _ENFORCEMENT,
    WarningLevel.LEVEL_1: _LEVEL_3 + _ENFORCEMENT + _LEVEL_1_EXTRA,
}

MEASURE_RULES = {rule.code: rule for rule in _BY_LEVEL[WarningLevel.LEVEL_1]}


def measures_for(level: str) -> tuple[MeasureRule, ...]:
    """The measures of a level ("LEVEL_1"…"LEVEL_3"), in the order of the list.

    Raises ValueError (Chinese) for anything that is no warning level.
    """
    if level not in WarningLevel.values:
        raise ValueError(f"“{level}”不是预警级别，只有一级、二级、三级预警有规定的处置措施。")
    return _BY_LEVEL[WarningLevel(level)]


def missing_measures(level: str, states: Mapping[str, str]) -> list[str]:
    """What is still missing before a warning of this level may be lifted; [] when nothing is.

    `states`: measure code → "OPEN", "DONE" or "NOT_APPLICABLE". Every measure in it
    counts, also those of an earlier, higher level and those added by hand; an
    obligatory one that is absent counts as open. Raises ValueError for another state.
    """
    for code, state in states.items():
        if state not in MeasureState.values:
            raise ValueError(f"措施“{_label(code)}”的状态“{state}”无法识别。")
    rules = measures_for(level)
    codes = dict.fromkeys([rule.code for rule in rules] + list(states))
    missing = [
        f"“{_label(code)}”尚未完成；确实不适用的，请写明理由"
        for code in codes
        if states.get(code, MeasureState.OPEN) == MeasureState.OPEN
    ]
    one_of = [rule for rule in rules if rule.obligatory_group == Obligation.AT_LEAST_ONE]
    if one_of and not any(states.get(rule.code) == MeasureState.DONE for rule in one_of):
        missing.append(f"{'、'.join(rule.label for rule in one_of)}中至少要完成一项，不能都不适用")
    return missing


def _label(code: str) -> str:
    return MEASURE_RULES[code].label if code in MEASURE_RULES else code
