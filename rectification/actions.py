"""The acts on a rectification item, one row each (rules §3.4)."""

from django.utils import timezone

from casefile.actions import Action
from casefile.models import Measure

from . import effects, forms, permissions
from .states import ItemState
from .terms import CORRECTION, INTERVIEW, LOOK_BACK

_HEAD = "承办单位负责人"
_STAFF = "承办单位经办人"


def _recheck_guard(record) -> list[str]:
    """A recheck needs a report, a term that is over, or the outcome of the enforcement."""
    if record.state == ItemState.ENFORCEMENT and not record.enforcement_outcome:
        return ["执法结果还没有登记"]
    if record.state != ItemState.ORDERED:
        return []
    term = record.case.deadlines.open().filter(rule=CORRECTION.rule.code).first()
    if term is None or term.due_at <= timezone.now():
        return []
    due = timezone.localtime(term.due_at)
    return [f"整改期限到 {due:%Y-%m-%d}，还没有到期，企业也没有报告完成；企业已报告的请先登记"]


def _write_off_guard(record) -> list[str]:
    missing = []
    if not record.cause:
        missing.append("还没有写明问题产生的原因，请先“登记原因”")
    if record.supervised:
        missing.append("正在挂牌督办，请先摘牌")
    open_measures = record.case.measures.filter(status=Measure.Status.OPEN)
    missing += [f"“{measure.label}”尚未办结；确实不适用的，请写明理由" for measure in open_measures]
    return missing


def _close_otherwise_guard(record) -> list[str]:
    return ["正在挂牌督办，请先摘牌"] if record.supervised else []


ACTIONS = (
    Action(
        "order", "责令整改", permissions.may_order, _HEAD, form=forms.OrderForm, style="primary",
        effects=(effects.set_correction,),
    ),
    Action(
        "order_again", "再次责令整改", permissions.may_order, _HEAD, form=forms.OrderForm, style="primary",
        effects=(effects.set_correction,), confirm="轮次加一，重新计算期限。",
    ),
    Action(
        "report_done", "登记企业报告", permissions.may_handle, _STAFF, form=forms.ReportDoneForm, style="primary",
        effects=(effects.await_recheck, effects.keep_files),
    ),
    Action(
        "record_cause", "登记原因", permissions.may_handle, _STAFF, form=forms.CauseForm, hidden_unless_allowed=True,
    ),
    Action(
        "start_recheck", "开始复查", permissions.may_recheck, _STAFF, form=forms.OfficersForm, guard=_recheck_guard,
        effects=(effects.begin_recheck,),
    ),
    Action(
        "change_officers", "更换复查人员", permissions.may_recheck, _STAFF, form=forms.OfficersForm, needs_reason=True,
        reason_label="更换的理由", effects=(effects.replace_officers,),
    ),
    Action(
        "pass_recheck", "复查合格", permissions.may_pass, "参加复查的两人之一", form=forms.ResultForm, style="primary",
        effects=(effects.finish_passed, effects.keep_files),
    ),
    Action(
        "fail_recheck", "整改不到位", permissions.may_order, _HEAD, form=forms.ResultForm,
        effects=(effects.finish_failed, effects.keep_files), confirm=f"列出约谈措施，期限 {INTERVIEW.days} 个工作日。",
    ),
    Action(
        "refuse", "拒不整改", permissions.may_order, _HEAD, form=forms.ResultForm, style="danger",
        effects=(effects.finish_refused, effects.keep_files),
        confirm="列出约谈措施；重大隐患同时列出联合相关部门处理。",
    ),
    Action(
        "enforce", "转执法", permissions.may_order, "承办单位负责人或分管领导", form=forms.EnforceForm,
    ),
    Action(
        "record_outcome", "登记执法结果", permissions.may_handle, _STAFF, form=forms.OutcomeForm, style="primary",
        effects=(effects.keep_files,),
    ),
    Action(
        "supervise", "挂牌督办", permissions.may_supervise, "分管领导", form=forms.SuperviseForm, needs_reason=True,
        reason_label="督办要求", hidden_unless_allowed=True,
    ),
    Action(
        "lift_supervision", "摘牌", permissions.may_lift_supervision, "分管领导", needs_reason=True,
        reason_label="摘牌的理由", hidden_unless_allowed=True,
    ),
    Action(
        "write_off", "销号", permissions.may_write_off, "承办单位负责人（重大隐患由分管领导），且没有参加复查",
        guard=_write_off_guard, style="primary", effects=(effects.end_deadlines, effects.plan_look_back),
        confirm=f"销号后本项办结。重大隐患 {LOOK_BACK.days} 日后回头看。",
    ),
    Action(
        "close_otherwise", "其他方式关闭", permissions.may_close_otherwise, "分管领导", form=forms.CloseOtherwiseForm,
        guard=_close_otherwise_guard, needs_reason=True, reason_label="说明", style="danger",
        hidden_unless_allowed=True, effects=(effects.end_deadlines, effects.drop_measures, effects.keep_files),
    ),
    Action(
        "record_look_back", "登记回头看", permissions.may_recheck, _STAFF, form=forms.LookBackForm, needs_reason=True,
        reason_label="回头看情况", hidden_unless_allowed=True, effects=(effects.meet_look_back, effects.keep_files),
    ),
    Action(
        "reopen", "发现复发，重开", permissions.may_order, _HEAD, form=forms.LookBackForm, needs_reason=True,
        reason_label="复发情况", style="danger", hidden_unless_allowed=True,
        effects=(effects.meet_look_back, effects.keep_files),
    ),
)  # fmt: skip
