"""The acts of a seal, one row each (rules §3.3, sub-machine 封存)."""

from casefile.actions import Action

from . import permissions, sealeffects, sealforms, sealguards
from .forms import LeaderForm

_LEADER = "局长（局长不在时由分管领导），且不是提请的人"
_WORKERS = "承办单位或执法大队"

ACTIONS = (
    Action(
        "drop", "不予批准或撤回", permissions.may_drop_seal, "局长、分管领导或提请单位", needs_reason=True,
        reason_label="不予批准或撤回的理由", style="danger", hidden_unless_allowed=True,
        effects=(sealeffects.stop_clocks, sealeffects.tell_officers),
    ),
    Action(
        "execute_first", "先行封存（紧急）", permissions.may_work_seal, _WORKERS, form=sealforms.ExecuteFirstForm,
        guard=sealguards.list_complete, needs_reason=True, reason_label="情况紧急、来不及事先批准的理由",
        effects=(
            sealeffects.keep_papers, sealeffects.start_approval_clock, sealeffects.set_term, sealeffects.tell_leaders,
        ),
        confirm="只用于情况紧急、需要当场封存的：封存后立即报告，24 小时内补办批准，逾时应当解除。",
    ),
    Action(
        "approve", "批准封存", permissions.may_decide_seal, _LEADER, form=LeaderForm, style="primary",
        effects=(sealeffects.call_brigade, sealeffects.tell_officers),
    ),
    Action(
        "execute", "登记执行", permissions.may_work_seal, _WORKERS, form=sealforms.ExecuteForm,
        guard=sealguards.list_complete, reason_label="现场情况", style="primary",
        effects=(sealeffects.keep_papers, sealeffects.set_term),
        confirm="当场交付决定书和清单后登记。登记后清单不再改动。",
    ),
    Action(
        "approve_late", "补办批准", permissions.may_decide_seal, _LEADER, form=LeaderForm, guard=sealguards.in_time,
        style="primary", effects=(sealeffects.stop_approval_clock, sealeffects.tell_officers),
    ),
    Action(
        "record_decision", "登记决定书", permissions.may_work_seal, _WORKERS, form=sealforms.DecisionForm,
        effects=(sealeffects.keep_papers,), hidden_unless_allowed=True,
    ),
    Action(
        "report_upward", "登记上报", permissions.may_work_seal, _WORKERS, form=sealforms.UpwardForm,
        hidden_unless_allowed=True,
    ),
    Action(
        "record_instruction", "登记上级指示", permissions.may_work_seal, _WORKERS, form=sealforms.InstructionForm,
        effects=(sealeffects.keep_papers,), hidden_unless_allowed=True,
    ),
    Action(
        "pause", "登记检验期间", permissions.may_work_seal, _WORKERS, form=sealforms.PauseForm,
        guard=sealguards.not_over, effects=(sealeffects.keep_papers, sealeffects.set_term),
    ),
    Action(
        "end_pause", "检验提前结束", permissions.may_end_pause, _WORKERS, form=sealforms.EndPauseForm,
        needs_reason=True, reason_label="提前结束或没有检验的情况", hidden_unless_allowed=True,
        effects=(sealeffects.set_term,), confirm="检验提前结束的，多扣除的日子补回封存期限，到期日相应提前。",
    ),
    Action(
        "add_photos", "补充照片", permissions.may_work_seal, _WORKERS, form=sealforms.PhotoForm,
        hidden_unless_allowed=True, effects=(sealeffects.keep_item_photos,),
    ),
    Action(
        "ask_extension", "提请延长", permissions.may_work_seal, _WORKERS, form=sealforms.AskExtensionForm,
        guard=sealguards.not_over, effects=(sealeffects.tell_leaders,),
    ),
    Action(
        "extend", "批准延长", permissions.may_decide_seal, _LEADER, form=LeaderForm, guard=sealguards.extension_asked,
        effects=(sealeffects.set_term, sealeffects.tell_officers),
    ),
    Action(
        "record_notice", "登记延长告知", permissions.may_work_seal, _WORKERS, form=sealforms.NoticeForm,
        effects=(sealeffects.keep_papers,),
    ),
    Action(
        "lift", "解除封存", permissions.may_lift, "局长、分管领导；期限届满后由承办单位或执法大队立即",
        form=sealforms.LiftForm, guard=sealguards.superior_heard, needs_reason=True, reason_label="解除说明",
        effects=(sealeffects.keep_papers, sealeffects.stop_clocks, sealeffects.tell_officers), style="danger",
    ),
    Action(
        "convert", "转为没收、销毁或移送", permissions.may_decide_seal, _LEADER, form=sealforms.ConvertForm,
        guard=sealguards.convertible, style="danger",
        effects=(sealeffects.keep_papers, sealeffects.stop_clocks, sealeffects.tell_officers),
    ),
)  # fmt: skip
