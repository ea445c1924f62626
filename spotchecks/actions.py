"""The acts on a handling, one row each (rules §3.4; 市场监管总局令第18号 arts. 46–48)."""

from casefile.actions import Action

from . import effects, forms, guards, permissions

_HEAD = "承办单位负责人"
_STAFF = "承办单位经办人"
_keep = effects.keep_files

ACTIONS = (
    Action(
        "serve_result", "登记送达", permissions.may_handle, _STAFF, form=forms.ServeForm, guard=guards.may_serve,
        style="primary", effects=(effects.start_objection, _keep),
    ),
    Action(
        "apply_retest", "登记复检申请", permissions.may_handle, _STAFF, form=forms.ApplyForm,
        effects=(effects.end_objection, _keep),
    ),
    Action(
        "confirm", "不合格成立", permissions.may_decide, _HEAD, form=forms.ConfirmForm, style="primary",
        effects=(effects.end_objection, _keep), confirm="异议期已过或当事人书面表示无异议。",
    ),
    Action(
        "uphold", "复检仍不合格", permissions.may_decide, _HEAD, form=forms.RetestForm, style="primary",
        effects=(_keep,),
    ),
    Action(
        "overturn", "复检合格", permissions.may_decide, _HEAD, form=forms.RetestForm,
        effects=(effects.end_deadlines, effects.put_sampling_right, _keep),
        confirm="抽查结论更正为合格，本案办结。",
    ),
    Action(
        "order", "责令改正", permissions.may_decide, _HEAD, form=forms.OrderForm, guard=guards.may_order,
        style="primary", effects=(effects.order_correction,), confirm="同时列入整改台账。",
    ),
    Action(
        "pass_recheck", "复查合格，办结", permissions.may_handle, _STAFF, guard=guards.may_pass, style="primary",
        effects=(effects.end_recheck,),
    ),
    Action(
        "fail_recheck", "复查不合格，报请公告", permissions.may_decide, _HEAD, form=forms.ReportForm,
        guard=guards.may_fail, style="danger", effects=(effects.end_recheck, _keep),
    ),
    Action(
        "publish", "登记公告", permissions.may_handle, _STAFF, form=forms.PublishForm, style="primary",
        effects=(effects.start_second,),
    ),
    Action(
        "pass_second", "再次复查合格，办结", permissions.may_decide, _HEAD, form=forms.SecondForm, style="primary",
        effects=(effects.end_second, _keep),
    ),
    Action(
        "fail_second", "再次复查不合格", permissions.may_decide, _HEAD, form=forms.SecondForm, style="danger",
        effects=(effects.end_second, _keep), confirm="按产品质量法第十七条查处。",
    ),
    Action(
        "record_outcome", "登记查处结果", permissions.may_decide, _HEAD, form=forms.OutcomeForm, style="primary",
        effects=(_keep,),
    ),
    Action(
        "transfer", "移送", permissions.may_decide, _HEAD, guard=guards.may_transfer, style="primary",
        confirm="移送函已印发，等待对方反馈。", hidden_unless_allowed=True,
    ),
    Action(
        "record_reply", "登记反馈", permissions.may_handle, _STAFF, form=forms.ReplyForm, style="primary",
        effects=(_keep,),
    ),
    Action("trace", "追查上下家", permissions.may_handle, _STAFF, form=forms.TraceForm, effects=(effects.open_traced,)),
    Action(
        "urge_platform", "督促平台", permissions.may_handle, _STAFF, form=forms.UrgeForm, guard=guards.may_urge,
        hidden_unless_allowed=True,
    ),
    Action(
        "record_exposure", "登记曝光", permissions.may_handle, _STAFF, form=forms.ExposureForm,
        hidden_unless_allowed=True,
    ),
    Action(
        "close_otherwise", "其他方式办结", permissions.may_close_otherwise, "分管领导", form=forms.CloseForm,
        needs_reason=True, reason_label="说明", style="danger", hidden_unless_allowed=True,
        effects=(effects.end_deadlines, _keep),
    ),
)  # fmt: skip
