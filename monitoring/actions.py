"""The acts on a monitoring plan and on a project, one row each."""

from casefile.actions import Action

from . import effects, forms, guards, permissions

_STAFF, _HEAD, _LEADER = "承办单位经办人", "承办单位负责人", "分管领导（不是拟制人）"
_keep = effects.keep_files

PLAN_ACTIONS = (
    Action("hand_in", "送审", permissions.may_plan, _STAFF, guard=guards.may_hand_in, style="primary"),
    Action(
        "approve", "批准", permissions.may_approve, _LEADER, style="primary", effects=(effects.start_plan,),
        confirm="批准后开始监测，各责任单位开始计时。",
    ),
    Action("send_back", "退回修改", permissions.may_approve, _LEADER, needs_reason=True),
    Action(
        "complete", "年度总结，完成", permissions.may_decide, _HEAD, form=forms.CompletePlanForm,
        guard=guards.may_complete, style="primary", effects=(effects.end_plan, _keep),
    ),
    Action(
        "cancel", "取消计划", permissions.may_decide, _HEAD, needs_reason=True, style="danger",
        hidden_unless_allowed=True, effects=(effects.end_deadlines,),
    ),
)  # fmt: skip

PROJECT_ACTIONS = (
    Action("hand_in", "送审", permissions.may_plan, _STAFF, style="primary"),
    Action(
        "approve", "批准立项", permissions.may_approve, _LEADER, style="primary", effects=(effects.start_project,)
    ),
    Action("send_back", "退回修改", permissions.may_approve, _LEADER, needs_reason=True),
    Action(
        "report_study", "报告研究结果", permissions.may_study, "承担研究的技术机构", form=forms.ReportStudyForm,
        style="primary", hidden_unless_allowed=True, effects=(effects.keep_study,),
    ),
    Action(
        "complete", "登记结论，完成", permissions.may_plan, _STAFF, form=forms.CompleteProjectForm, style="primary",
        effects=(effects.end_project, _keep),
    ),
    Action(
        "escalate", "上报省局", permissions.may_decide, _HEAD, form=forms.EscalateForm, effects=(_keep,),
        confirm="技术能力不足或自身难以完成的，报省局组织研究。",
    ),
    Action("take_back", "省局答复，继续研究", permissions.may_decide, _HEAD, form=forms.ReplyForm, effects=(_keep,)),
    Action(
        "cancel", "取消项目", permissions.may_decide, _HEAD, needs_reason=True, style="danger",
        hidden_unless_allowed=True, effects=(effects.end_deadlines,),
    ),
)  # fmt: skip
