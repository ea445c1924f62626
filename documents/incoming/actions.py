"""The acts of an incoming document: who, with what form, with what consequence."""

from casefile.actions import Action

from . import effects, permissions
from .forms import FinishForm, InstructForm, ProposeForm, ReadOnlyForm

ACTIONS = (
    Action(
        "propose", "拟办", who=permissions.may_register, who_text="办公室", form=ProposeForm, style="primary",
    ),
    Action(
        "instruct", "批示交办", who=permissions.may_instruct, who_text="送请批示的领导或局长", form=InstructForm,
        effects=(effects.hand_over,), style="primary", confirm="承办单位随即收到，期限到前自动提醒。",
    ),
    Action(
        "read_only", "阅存", who=permissions.may_instruct, who_text="送请批示的领导或局长", form=ReadOnlyForm,
        effects=(effects.drop,), hidden_unless_allowed=True, confirm="只需阅知、不必承办的，阅后即办结。",
    ),
    Action(
        "finish", "办结", who=permissions.may_handle, who_text="承办单位", form=FinishForm, effects=(effects.settle,),
        style="primary",
    ),
    Action(
        "hand_back", "退回重批", who=permissions.may_handle, who_text="承办单位", effects=(effects.take_back,),
        needs_reason=True, reason_label="退回理由", hidden_unless_allowed=True,
    ),
    Action(
        "void", "作废", who=permissions.may_register, who_text="办公室", effects=(effects.drop,), needs_reason=True,
        reason_label="作废理由", style="danger", hidden_unless_allowed=True,
        confirm="只用于登记有误。收文编号保留，不再给其他来文使用。",
    ),
)  # fmt: skip
