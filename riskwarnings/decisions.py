"""What a leader's page shows: facts, suggestion, what changed since the last version, the paper (rules §3.2)."""

from .effects import ACKNOWLEDGE_WORKDAYS
from .facts_text import WarningLevel
from .judgement import changes_between, clauses_with_evidence, decision_text, fact_rows, minute, minute_to_lift
from .measures import measures_for
from .queue import place

#: Acts decided on one screen, the paper beside the facts; and the refusal offered there.
DECISIONS = {
    "review": ("send_back", "退回修改"), "approve": ("send_back", "退回修改"),
    "approve_level": ("refuse_level", "不同意调级"), "approve_lift": ("refuse_lift", "不同意解除"),
}  # fmt: skip


def context_of(warning, name: str, user) -> dict:
    """Return the context of templates/warnings/decide.html beside that of the act page."""
    shown = {"review": _issue, "approve": _issue, "approve_level": _level, "approve_lift": _lift}[name](warning)
    assessment = shown["assessment"]
    return {
        "fact_rows": fact_rows(assessment),
        "decision": decision_text(warning),
        "recipients": warning.recipients,
        "refusal": DECISIONS[name],
        "place": place(warning, user),
        "opinions": _opinions(warning.case),
    } | shown


def _issue(warning) -> dict:
    labels = "、".join(rule.label for rule in measures_for(warning.level))
    return {
        "assessment": warning.assessment,
        "clauses": clauses_with_evidence(warning.assessment),
        "minute": minute(warning),
        "changes": changes_between(warning.assessment.replaces, warning.assessment),
        "edits": _edits_since_return(warning),
        "after": f"发布后即日起：{labels}；综合行政执法大队须在{ACKNOWLEDGE_WORKDAYS}个工作日内签收。",
        "document": warning.notice,
    }


def _level(warning) -> dict:
    """`change` is None once it is decided; the page then only says so."""
    change = warning.open_change
    if change is None:
        return _issue(warning)
    assessment = change.assessment
    held = set(warning.case.measures.values_list("code", flat=True))
    added = [rule.label for rule in measures_for(change.to_level) if rule.code not in held]
    open_now = warning.case.measures.filter(status="OPEN").count()
    after = f"批准后新增：{'、'.join(added)}。" if added else "批准后不新增措施。"
    direction = "提高" if change.raises else "下调"
    return {
        "assessment": assessment,
        "clauses": clauses_with_evidence(assessment),
        "minute": [
            f"{change.proposed_by}提请由{change.get_from_level_display()}{direction}为{change.get_to_level_display()}；"
            f"第{assessment.version}版评估建议{change.get_suggested_level_display()}"
            + (f"，评估为{assessment.get_decided_level_display()}。"
               if assessment.decided_level != assessment.outcome else "。"),
            f"理由：{change.reason}",
        ],
        "changes": changes_between(warning.assessment, assessment),
        "edits": [],
        "after": f"{after}原有措施保留，其中{open_now}项未完成；新的警示通报发给原通报的全部收文单位。",
        "document": change.notice,
        "decision": f"建议{WarningLevel(change.suggested_level).label}",
        "change": change,
    }  # fmt: skip


def _lift(warning) -> dict:
    if warning.lift_notice_id is None:
        return _issue(warning)
    return {
        "assessment": warning.assessment,
        "clauses": [],
        "minute": minute_to_lift(warning),
        "changes": [],
        "edits": [],
        "after": f"批准即签发解除通报，发给警示通报的全部收文单位（{len(warning.recipients)}个）。",
        "document": warning.lift_notice,
    }


def _edits_since_return(warning) -> list[tuple[str, str]]:
    """Return what the drafter changed after the last return, as (label, text)."""
    trail = warning.case.trail.filter(subject="")
    returned = trail.filter(action="send_back").order_by("-seq").first()
    if returned is None:
        return []
    edits = trail.filter(action="edit", seq__gt=returned.seq).order_by("seq")
    return [pair for entry in edits for pair in entry.content]


def _opinions(case) -> list[dict]:
    """Return the acts on the warning itself, newest first, without those on its documents and measures."""
    return [
        {"label": entry.action_label, "who": f"{entry.actor.name} · {entry.role_label}", "at": entry.at,
         "reason": entry.reason, "current": False}
        for entry in case.trail.filter(subject="").exclude(actor=None).select_related("actor").order_by("-seq")
    ]  # fmt: skip
