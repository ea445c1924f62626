"""The acts on a sampling plan, one row each."""

from casefile.actions import Action

from . import effects, guards, permissions
from .plan_forms import CompleteForm

_STAFF, _HEAD, _LEADER = "承办单位经办人", "承办单位负责人", "分管领导（不是拟制人）"

PLAN_ACTIONS = (
    Action("hand_in", "送审", permissions.may_plan, _STAFF, guard=guards.may_hand_in, style="primary"),
    Action(
        "approve", "批准", permissions.may_approve, _LEADER, style="primary", effects=(effects.set_finish,),
        confirm="批准后开始抽样。",
    ),
    Action("send_back", "退回修改", permissions.may_approve, _LEADER, needs_reason=True),
    Action(
        "complete", "完成", permissions.may_end, _HEAD, form=CompleteForm, guard=guards.may_complete, style="primary",
        effects=(effects.meet_finish,),
    ),
    Action(
        "cancel", "取消计划", permissions.may_end, _HEAD, needs_reason=True, style="danger",
        hidden_unless_allowed=True, effects=(effects.end_deadlines,),
    ),
)  # fmt: skip
