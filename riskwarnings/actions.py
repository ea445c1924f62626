"""The acts of a warning: who, with what form, with what consequence (rules §3.2)."""

from casefile.actions import Action
from documents.longpapers import weight

from . import effects, guards, level_effects, permissions
from .awaits import brigade_of
from .forms import AcknowledgeForm, ApproveForm, ProposeLevelForm, RecallForm, RequestLiftForm
from .freezing import freeze_facts


def _may_acknowledge(warning, user):
    return permissions.may_acknowledge(warning, user, brigade_of(warning.case.bureau))


def _may_report_recall(warning, user):
    return permissions.may_report_recall(warning, user, brigade_of(warning.case.bureau))


_LEADER = "有权批准该级别的领导"

ACTIONS = (
    Action(
        "submit", "提交审核", who=permissions.may_draft, who_text="拟稿人或经办人", guard=guards.may_submit,
        effects=(effects.submit_notice,), style="primary", takes_number=True,
        confirm="警示通报随即按填写的内容生成，送股室负责人审核。",
    ),
    Action(
        "review", "审核同意", who=permissions.may_review, who_text="股室负责人（拟稿人除外）",
        guard=guards.not_yet_reviewed, effects=(effects.check_notice,), style="primary", reason_label="审核意见",
        hidden_unless_allowed=True,
    ),
    Action(
        "approve", "批准", who=permissions.may_approve,
        who_text=f"{_LEADER}，且不是拟稿人、评估人", form=ApproveForm, guard=guards.may_approve,
        draws=lambda warning: weight(warning.notice),
        effects=(effects.sign_notice, freeze_facts, effects.inform_director), style="primary", reason_label="审批意见",
        confirm="批准即签发警示通报，签发后正文固定。",
    ),
    Action(
        "send_back", "退回", who=permissions.may_send_back, who_text="审核人、批准人", effects=(effects.return_notice,),
        needs_reason=True, reason_label="退回理由", hidden_unless_allowed=True,
    ),
    Action("redraft", "重新拟制", who=permissions.may_draft, who_text="拟稿人或经办人", offered=False),
    Action(
        "issue", "发布", who=permissions.may_issue, who_text="办公室", guard=guards.may_issue,
        style="primary",
        effects=(
            effects.issue_notice, effects.open_measures, effects.call_brigade, effects.oblige_papers,
            level_effects.watch_recall,
        ),
        confirm="警示通报随即印发；按级别列出处置措施，按范围列出应告知、通报的文书，通知综合行政执法大队签收。",
    ),
    Action(
        "acknowledge", "签收", who=_may_acknowledge, who_text="综合行政执法大队", form=AcknowledgeForm,
        effects=(effects.meet_acknowledgement, effects.name_lead), style="primary", reason_label="说明",
    ),
    Action(
        "report_recall", "登记追回变化", who=_may_report_recall, who_text="综合行政执法大队或承办单位",
        form=RecallForm, effects=(level_effects.reassess_on_recall,), reason_label="说明", hidden_unless_allowed=True,
    ),
    Action(
        "propose_level", "提请调级", who=permissions.may_propose_level, who_text="股室负责人",
        form=ProposeLevelForm, guard=guards.may_propose_level, effects=(level_effects.open_change,), needs_reason=True,
        reason_label="调整的理由", hidden_unless_allowed=True,
        confirm="新的警示通报随即生成，收文单位与原通报相同，送有权批准的领导。",
    ),
    Action(
        "approve_level", "批准调级", who=permissions.may_decide_level,
        who_text=f"{_LEADER}（原级别、建议级别、拟调级别中最高的），且不是提请人、评估人",
        guard=guards.may_approve_level, draws=level_effects.weight_of_change,
        effects=(level_effects.close_change, freeze_facts), style="primary",
        reason_label="审批意见", confirm="批准即签发新的警示通报；新增的措施随即列出，原有措施保留。",
    ),
    Action(
        "refuse_level", "不同意调级", who=permissions.may_decide_level, who_text=_LEADER,
        effects=(level_effects.refuse_change,), needs_reason=True, reason_label="不同意的理由",
        hidden_unless_allowed=True,
    ),
    Action(
        "issue_level_notice", "印发调级通报", who=permissions.may_issue, who_text="办公室",
        guard=guards.may_issue_level_notice, effects=(level_effects.issue_notice,), style="primary",
        confirm="新的警示通报随即发给原通报的全部收文单位。", hidden_unless_allowed=True,
    ),
    Action(
        "request_lift", "申请解除", who=permissions.may_request_lift, who_text="股室负责人（经办人本人除外）",
        form=RequestLiftForm, guard=guards.may_lift, effects=(effects.submit_lift_notice, effects.meet_papers),
        style="primary",
        confirm="解除通报随即生成，收文单位与警示通报相同，送有权批准的领导。",
    ),
    Action(
        "approve_lift", "批准解除", who=permissions.may_lift, who_text=f"{_LEADER}，且不是申请人、经办人",
        guard=guards.may_approve_lift, draws=lambda warning: weight(warning.lift_notice),
        effects=(effects.sign_lift_notice, freeze_facts), style="primary",
        reason_label="审批意见",
        confirm="批准即签发解除通报，签发后正文固定。",
    ),
    Action(
        "refuse_lift", "不同意解除", who=permissions.may_lift, who_text=_LEADER,
        effects=(effects.void_lift_notice,), needs_reason=True, reason_label="不同意的理由", hidden_unless_allowed=True,
    ),
    Action(
        "issue_lift_notice", "印发解除通报", who=permissions.may_issue, who_text="办公室",
        guard=guards.may_issue_lift_notice, effects=(effects.issue_lift_notice,), style="primary",
        confirm="解除通报随即发给警示通报的全部收文单位。",
    ),
    Action(
        "archive", "归档", who=permissions.may_archive, who_text="办公室", guard=guards.may_archive,
        hidden_unless_allowed=True,
    ),
    Action(
        "cancel", "取消", who=permissions.may_cancel, who_text="拟稿人或股室负责人，批准后由有权批准的领导",
        effects=(effects.void_notice,), needs_reason=True, reason_label="取消理由", style="danger",
        hidden_unless_allowed=True, confirm="取消后不能恢复；警示通报作废，已取的文号保留不用。",
    ),
    Action(
        "withdraw", "撤回", who=permissions.may_withdraw, who_text="有权批准的领导", guard=guards.may_withdraw,
        effects=(effects.revoke_notice, level_effects.void_unissued, effects.drop_measures), needs_reason=True,
        reason_label="撤回理由", style="danger", hidden_unless_allowed=True,
        confirm="只用于发布有误的预警。撤回后不能恢复，警示通报随即撤销。",
    ),
)  # fmt: skip
