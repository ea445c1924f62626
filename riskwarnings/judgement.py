"""An assessment as people read it: each fact, how it was found, which clause it meets."""

from dataclasses import dataclass

from .facts_text import FACT_LABELS, Answer, MajorHarm, Outcome, RecallStatus, SaleExtent, WarningLevel
from .grading import Clause
from .papers import quantities

_WORDS = {
    "in_jurisdiction": Answer,
    "violates_safety_standard": Answer,
    "safety_indicator_failed": Answer,
    "sale_extent": SaleExtent,
    "recall_status": RecallStatus,
    "first_offence": Answer,
    "major_harm": MajorHarm,
}
#: The fact at which a clause is shown.
_CLAUSE_AT = {
    "1.1": "safety_indicator_failed", "1.2": "recall_status", "2.1": "safety_indicator_failed",
    "2.2": "recall_status", "3": "first_offence",
}  # fmt: skip


@dataclass(frozen=True)
class FactRow:
    name: str
    label: str
    answer: str
    evidence: str
    clauses: tuple[Clause, ...]
    decisive: bool  #: one of the clauses is what the suggested level rests on


def fact_rows(assessment) -> list[FactRow]:
    """Return the facts of an assessment in the order of the decision table."""
    rows = []
    for name, choices in _WORDS.items():
        answer = choices(assessment.facts[name]).label
        if name == "sale_extent" and (known := quantities(assessment)):
            answer = f"{answer}（{known}）"
        clauses = tuple(clause for clause in assessment.clauses_hit if _CLAUSE_AT[clause.code] == name)
        decisive = any(clause.level == assessment.outcome for clause in clauses)
        rows.append(FactRow(name, FACT_LABELS[name], answer, assessment.evidence.get(name, ""), clauses, decisive))
    if assessment.facts["incident"]:
        rows.append(FactRow("incident", FACT_LABELS["incident"], "已发生", "", (), False))
    return rows


def changes_between(before, after) -> list[tuple[str, str, str]]:
    """Return (label, before, after) of what a newer assessment says otherwise; [] without an earlier one."""
    if before is None or before.pk == after.pk:
        return []
    old, new = ({row.name: row for row in fact_rows(one)} for one in (before, after))
    rows = [
        (row.label, old[name].answer if name in old else "—", row.answer)
        for name, row in new.items()
        if name not in old or old[name].answer != row.answer
    ]
    if before.outcome != after.outcome:
        rows.append(("建议", before.get_outcome_display(), after.get_outcome_display()))
    if before.result != after.result:
        rows.append(("评估级别", Outcome(before.result).label, Outcome(after.result).label))
    return rows


def outcome_text(assessment) -> str:
    """What an assessment came to, e.g. 建议二级 · 评估为一级 or 尚无定论（最高可能一级）."""
    if assessment.decided_level and assessment.decided_level != assessment.outcome:
        return f"建议{assessment.get_outcome_display()} · 评估为{assessment.get_decided_level_display()}"
    if assessment.provisional:
        return f"{assessment.get_outcome_display()}（最高可能{assessment.get_provisional_display()}）"
    return f"{'建议' if assessment.decided_level else ''}{assessment.get_outcome_display()}"


def decision_text(warning) -> str:
    """How the level stands to the suggestion, e.g. 建议二级 · 未调整."""
    suggested, level = WarningLevel(warning.suggested_level), WarningLevel(warning.level)
    if suggested == level:
        return f"建议{suggested.label} · 未调整"
    decider = "领导" if warning.approved_at else "经办人"
    return f"建议{suggested.label} · {decider}{'提高' if level < suggested else '下调'}为{level.label}"


def clauses_with_evidence(assessment) -> list[tuple[Clause, str]]:
    """Return the clauses hit, each with where it is shown."""
    return [(clause, row.evidence) for row in fact_rows(assessment) for clause in row.clauses]


def minute_to_lift(warning) -> list[str]:
    """Return what a leader must know before lifting a warning."""
    recall = warning.get_recall_outcome_display()
    city, government = (
        f"{day.month}月{day.day}日" for day in (warning.reported_city_on, warning.reported_government_on)
    )
    outcome = warning.get_risk_outcome_display()
    return [
        warning.lift_result,
        f"{outcome}；{warning.residual_control}" if warning.residual_control else f"{outcome}。",
        f"{recall}：{warning.recall_report}" if warning.recall_report else f"{recall}。",
        f"{warning.reinspected_on.month}月{warning.reinspected_on.day}日复检{warning.get_reinspection_display()}"
        f"（报告 {warning.reinspection_report}）；处置措施全部办结，没有未办结的派生案卷。",
        f"处理结果已于{city}报告上级局、{government}报告本级政府。",
    ]


def minute(warning) -> list[str]:
    """Return what a leader must know, in three sentences."""
    assessment = warning.assessment
    facts = assessment.facts
    safety = {
        Answer.YES: "不合格项目属安全、健康指标", Answer.NO: "不合格项目不属安全、健康指标",
        Answer.UNKNOWN: "不合格项目是否属安全、健康指标尚未查清",
    }[facts["safety_indicator_failed"]]  # fmt: skip
    sale = SaleExtent(facts["sale_extent"]).label
    if known := quantities(assessment):
        sale = f"{sale}（{known}）"
    recall, harm = RecallStatus(facts["recall_status"]), MajorHarm(facts["major_harm"])
    recall_text = "" if recall == RecallStatus.NOT_APPLICABLE else f"，{recall.label}"
    harm_text = "" if harm == MajorHarm.NO else f"；重大危害{harm.label}"
    return [
        f"{warning.info.enterprise_name}的{assessment.product}：{warning.info.description}",
        f"{safety}；{sale}{recall_text}{harm_text}。",
        f"{_grounds(warning)}{decision_text(warning)}。",
    ]


def _grounds(warning) -> str:
    hit = [clause for clause in warning.assessment.clauses_hit if clause.level == warning.suggested_level]
    if not hit:
        return ""
    suggested = WarningLevel(warning.suggested_level).label
    return f"命中{suggested}条款{len(hit)}项：{'；'.join(clause.text for clause in hit)}。"
