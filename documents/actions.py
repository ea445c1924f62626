"""The acts of a document: who, when, with what consequence (rules §3.5)."""

from dataclasses import dataclass

from casefile.actions import Action

from . import effects, guards, permissions
from .act_forms import CountersignForm, NumberForm, ReadForm, ReplyForm, SealForm
from .longpapers import weight


@dataclass(frozen=True)
class DocumentAction(Action):
    """An act whose transition may bear another name: `check` and `number` mean other things on a model."""

    transition: str = ""

    def method(self, record):
        return getattr(record, self.transition or self.name)


#: Of a document that its case drives, these happen only through the case's acts.
DRIVEN_ACTS = frozenset({"submit", "check", "sign", "send_back", "redraft", "issue", "void"})

ACTIONS = (
    DocumentAction(
        "submit", "送核稿", who=permissions.may_submit, who_text="拟稿单位", guard=guards.complete,
        effects=(effects.tell_next,), style="primary",
    ),
    DocumentAction(
        "check", "核稿通过", who=permissions.may_check, who_text="股室负责人（有法制审核人员的，责令类文书由法制审核）",
        form=ReadForm, guard=guards.complete, effects=(effects.tell_next,), style="primary", transition="pass_check",
    ),
    DocumentAction(
        "countersign", "会签", who=permissions.may_countersign, who_text="会签单位负责人或会签领导",
        form=CountersignForm, guard=guards.complete, effects=(effects.tell_after_countersign,), style="primary",
        transition="take_countersign",
    ),
    DocumentAction(
        "sign", "签发", who=permissions.may_sign, who_text="分管领导（上行文、一级预警通报由局长）",
        form=ReadForm, guard=guards.complete, effects=(effects.keep_sheet, effects.tell_next), style="primary",
        draws=weight,
        confirm="签发后正文和版式即固定，不能再改；签发稿随即生成并留存。",
    ),
    DocumentAction(
        "number", "编号", who=permissions.may_number, who_text="办公室", form=NumberForm,
        guard=guards.unaltered, effects=(effects.tell_next,), style="primary", transition="take_number", draws=weight,
        confirm="将取用下一个发文字号并生成正本。文号用后不再收回，作废也不重用。",
    ),
    DocumentAction(
        "seal", "登记用印", who=permissions.may_seal, who_text="办公室", form=SealForm, guard=guards.unaltered,
        effects=(effects.keep_scan, effects.tell_next), style="primary",
        confirm="请先打印正本并加盖印章，再登记。",
    ),
    DocumentAction(
        "issue", "印发", who=permissions.may_issue, who_text="办公室", guard=guards.unaltered,
        effects=(effects.serve_units, effects.await_reply), style="primary",
        confirm="本局单位即时在系统内收到；其他单位和企业送出后，在本页登记送达。",
    ),
    DocumentAction(
        "send_back", "退回", who=permissions.may_send_back, who_text="核稿人、会签人或签发人", needs_reason=True,
        reason_label="退回理由", effects=(effects.tell_next,),
    ),
    DocumentAction("redraft", "重新拟稿", who=permissions.may_submit, who_text="拟稿单位", style="primary"),
    DocumentAction(
        "reply", "登记反馈", who=permissions.may_reply, who_text="拟稿单位或办公室", form=ReplyForm,
        effects=(effects.keep_reply,), transition="take_reply", hidden_unless_allowed=True,
    ),
    DocumentAction(
        "lapse", "反馈逾期", who=permissions.nobody, who_text="系统", guard=guards.reply_day_passed, by_system=True,
        offered=False, effects=(effects.tell_overdue,),
    ),
    DocumentAction(
        "archive", "归档", who=permissions.may_archive, who_text="办公室", guard=guards.finished, style="primary",
        effects=(effects.stop_waiting,),
    ),
    DocumentAction(
        "revoke", "撤销", who=permissions.may_revoke, who_text="有权签发的领导", guard=guards.replaced,
        effects=(effects.stop_waiting,),
        needs_reason=True, reason_label="撤销理由", style="danger", hidden_unless_allowed=True,
    ),
    DocumentAction(
        "void", "作废", who=permissions.may_void, who_text="拟稿单位；签发后由有权签发的领导", needs_reason=True,
        reason_label="作废理由", style="danger", hidden_unless_allowed=True,
        confirm="作废后不能恢复。已编号的，文号保留，不再给其他文书使用。",
    ),
)  # fmt: skip
