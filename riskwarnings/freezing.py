"""What a decision rested on, kept in the trail as it was at that moment (facts, clauses, rule version)."""

from casefile.trail import record_act
from documents.paper import chinese_date

from . import routes
from .facts_text import FACT_LABELS, WarningLevel
from .judgement import fact_rows
from .papers import quantities

ACT = "freeze_facts"


def freeze_facts(act) -> None:
    """Append the assessment that `act` decided on to the hash chain, machine-readable and in words."""
    warning = act.record
    assessment = warning.assessment
    record_act(
        warning.case, ACT, "固定决定依据", by=act.by, role=act.role, subject=f"评估《第{assessment.version}版》",
        data=[_item("decision", "决定", act.entry.action, act.entry.action_label), *frozen(warning)],
    )  # fmt: skip


def frozen(warning) -> list[dict]:
    """Return the facts, clauses and rules behind the present level as the trail keeps them: values and texts."""
    assessment, route = warning.assessment, routes.in_force(warning.case.bureau_id)
    words = {row.name: row for row in fact_rows(assessment)}
    items = [
        _item("level", "级别", warning.level, WarningLevel(warning.level).label),
        _item("suggested_level", "建议级别", warning.suggested_level, WarningLevel(warning.suggested_level).label),
        _item("assessment", "评估", {"id": assessment.pk, "version": assessment.version},
              f"第{assessment.version}版，{assessment.assessor}，{chinese_date(assessment.created_at.date())}"),
        _item("product", "产品", [assessment.product, assessment.batch], f"{assessment.product} {assessment.batch}"),
    ]  # fmt: skip
    if known := quantities(assessment):
        values = [str(value) for value in (assessment.produced, assessment.sold)] + [assessment.unit]
        items.append(_item("quantities", "数量", values, known))
    for name, value in assessment.facts.items():
        row = words.get(name)
        shown = f"{row.answer}（依据：{row.evidence}）" if row and row.evidence else row.answer if row else "否"
        items.append(_item(name, FACT_LABELS[name], [value, assessment.evidence.get(name, "")], shown))
    hit = assessment.clauses_hit
    clauses = [[clause.code, clause.level, clause.text, clause.source] for clause in hit]
    clause_text = "；".join(f"{clause.level.label}：{clause.text}（{clause.source}）" for clause in hit)
    return [
        *items,
        _item("clauses", "命中条款", clauses, clause_text or "无"),
        _item("policy", "定级方式", assessment.policy, assessment.get_policy_display()),
        _item("threshold", "“大部”界限", str(assessment.most_sold_threshold), f"{assessment.most_sold_threshold:.0%}"),
        _item("rule_version", "定级规则", assessment.rule_version, f"{assessment.rule_version} 版"),
        _item("route_version", "审批权限", route.version, f"第{route.version}版" if route.version else "默认"),
    ]


def _item(name: str, label: str, value, text: str) -> dict:
    return {"name": name, "label": label, "value": value, "text": text}
