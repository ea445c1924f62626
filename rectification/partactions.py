"""The acts about extensions, interviews, joint action and 挂牌督办 (rules §3.4; R-322, R-324, R-345, R-347)."""

from django.utils import timezone

from casefile.actions import Action

from . import effects, partforms, permissions, terms
from . import parteffects as parts
from .states import RequestState
from .terms import CORRECTION

_HEAD = "承办单位负责人"
_STAFF = "承办单位经办人"
_LEADER = "分管领导"


def _extension_guard(record) -> list[str]:
    """One at a time, before the term is over, no more often than the bureau allows."""
    if record.pending_extension():
        return ["已有一个延期申请待批"]
    most = terms.in_force(record.case.bureau_id).extensions
    granted = record.extensions.filter(round=record.round, state=RequestState.APPROVED).count()
    if granted >= most:
        return [f"本轮已延期 {granted} 次，每轮最多 {most} 次"]
    term = record.case.deadlines.open().filter(rule=CORRECTION.code).first()
    if term is None or term.due_at < timezone.now():
        return ["整改期限已过，不能再延期"]
    return []


PART_ACTIONS = (
    Action(
        "request_extension", "申请延期", permissions.may_handle, _STAFF, form=partforms.ExtensionForm,
        guard=_extension_guard, effects=(parts.ask_extension, effects.keep_files), hidden_unless_allowed=True,
    ),
    Action(
        "approve_extension", "同意延期", permissions.may_decide_extension, "承办单位负责人，且不是申请人",
        effects=(parts.grant_extension,), style="primary", hidden_unless_allowed=True,
    ),
    Action(
        "refuse_extension", "不同意延期", permissions.may_decide_extension, "承办单位负责人，且不是申请人",
        needs_reason=True, reason_label="不同意的理由", effects=(parts.refuse_extension,), hidden_unless_allowed=True,
    ),
    Action(
        "hold_interview", "登记约谈", permissions.may_handle, _STAFF, form=partforms.InterviewForm,
        effects=(parts.keep_interview, effects.keep_files), hidden_unless_allowed=True,
    ),
    Action(
        "follow_up", "约谈后跟进", permissions.may_follow_up, _STAFF, form=partforms.FollowUpForm,
        effects=(parts.keep_follow_up, effects.keep_files), hidden_unless_allowed=True,
    ),
    Action(
        "find_uncontrolled", "未采取管控措施", permissions.may_find_uncontrolled, _HEAD, needs_reason=True,
        reason_label="情况", effects=(effects.oblige_joint_action,), hidden_unless_allowed=True,
        confirm="重大质量安全风险未采取管控措施的，列出联合相关部门处理。",
    ),
    Action(
        "act_jointly", "登记联合处理", permissions.may_act_jointly, _STAFF, form=partforms.JointForm,
        effects=(parts.keep_joint_action, effects.keep_files), hidden_unless_allowed=True,
    ),
    Action(
        "mark_hard", "治理难度大", permissions.may_order, _HEAD, needs_reason=True, reason_label="难在哪里",
        effects=(effects.oblige_government_report,), hidden_unless_allowed=True,
        confirm="列出向地方党委政府报告、协调相关部门的措施。",
    ),
    Action(
        "supervise", "挂牌督办", permissions.may_supervise, _LEADER, form=partforms.SuperviseForm,
        hidden_unless_allowed=True, effects=(parts.put_under_supervision,),
    ),
    Action(
        "request_lift", "申请摘牌", permissions.may_request_lift, _HEAD, form=partforms.LiftRequestForm,
        hidden_unless_allowed=True, effects=(parts.ask_lift, effects.keep_files),
    ),
    Action(
        "lift_supervision", "摘牌", permissions.may_decide_lift, _LEADER, needs_reason=True, reason_label="摘牌的理由",
        hidden_unless_allowed=True, effects=(parts.lift,), style="primary",
    ),
    Action(
        "refuse_lift", "不同意摘牌", permissions.may_decide_lift, _LEADER, needs_reason=True,
        reason_label="不同意的理由", hidden_unless_allowed=True, effects=(parts.refuse_lift,),
    ),
)  # fmt: skip
