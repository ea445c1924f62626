"""The acts on an inspection, one row each."""

from casefile.actions import Action, ActionForm

from . import duties, effects, forms, permissions
from .states import Outcome

_HEAD = "承办单位负责人"
_OFFICERS = "两名检查人员"


def _close_guard(record) -> list[str]:
    if record.outcome != Outcome.PROBLEMS:
        return []
    return [
        f"第 {item.order} 项“{item.text}”不符合，请登记隐患，或写明不立项的理由" for item in record.unfollowed_items
    ]


def _send_back_guard(record) -> list[str]:
    if record.failed_items.exclude(item=None).exists():
        return ["已有项目登记了整改台账，检查表不能再改"]
    return []


ACTIONS = (
    Action(
        "assign", "派人检查", permissions.may_assign, _HEAD, form=forms.OfficersForm, style="primary",
        effects=(effects.bring_officers,),
    ),
    Action(
        "change_officers", "更换检查人员", permissions.may_assign, _HEAD, form=forms.OfficersForm, needs_reason=True,
        reason_label="更换的理由", effects=(effects.bring_officers,), hidden_unless_allowed=True,
    ),
    Action(
        "reschedule", "改期", permissions.may_assign, _HEAD, form=forms.DateForm, needs_reason=True,
        reason_label="改期的理由", effects=(effects.move_deadline,), hidden_unless_allowed=True,
    ),
    Action(
        "save_sheet", "保存检查表", permissions.may_check, _OFFICERS, form=forms.SheetForm, offered=False,
        effects=(effects.keep_sheet,),
    ),
    Action(
        "finish", "提交检查表", permissions.may_check, _OFFICERS, form=forms.SheetForm, offered=False, style="primary",
        effects=(effects.keep_sheet, effects.end_deadline),
    ),
    Action(
        "confirm", "确认", permissions.may_confirm, "另一名检查人员", form=ActionForm, style="primary",
        confirm="确认检查表与现场情况一致。", effects=(duties.ask_rules,),
    ),
    Action(
        "send_back", "退回补充", permissions.may_send_back, "另一名检查人员或承办单位负责人", needs_reason=True,
        guard=_send_back_guard, reason_label="退回的理由", effects=(effects.resume_deadline, duties.ask_rules),
        hidden_unless_allowed=True, confirm="退回后检查表可以再改，当事人须重新签名。",
    ),
    Action(
        "raise_item", "登记隐患", permissions.may_check, _OFFICERS, form=forms.RaiseForm, offered=False,
        effects=(effects.register_item, duties.ask_rules),
    ),
    Action(
        "settle_item", "不立项", permissions.may_check, _OFFICERS, form=forms.SettleForm, offered=False,
        effects=(effects.settle,),
    ),
    Action(
        "close", "办结", permissions.may_assign, _HEAD, guard=_close_guard, style="primary",
        effects=(effects.meet_follow_up,),
    ),
    Action(
        "cancel", "取消检查", permissions.may_assign, _HEAD, needs_reason=True, reason_label="取消的理由",
        style="danger", hidden_unless_allowed=True, effects=(effects.drop_deadline,),
    ),
)  # fmt: skip
