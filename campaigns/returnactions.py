"""The acts on a return of a campaign, one row each (rules §3.6)."""

from casefile.actions import Action
from documents.states import SIGNED_ON

from . import permissions, returncontent, returneffects, returnforms, returnpaper
from .permissions import holding

_FILLER = "承办单位填报人"
_ABOVE = "上级局办公室、局领导"


def before_summary(record) -> list[str]:
    if returncontent.summary_of(record) is not None:
        return ["已经起草，见下方文书"]
    if record.asks("RESULT_LIST") and not record.figures:
        return ["请先填报，总结用填报时固定的数据"]
    return []


def before_signing(record) -> list[str]:
    return returnpaper.printable(record)


def before_submitting(record) -> list[str]:
    """The summary is signed where one is asked for, the sealed copy is there (R-348, R-349)."""
    missing = []
    summary = returncontent.summary_of(record)
    if record.asks("PHASE_SUMMARY") or record.asks("FINAL_SUMMARY"):
        if summary is None:
            missing.append("还没有起草工作总结")
        elif summary.state not in SIGNED_ON:
            missing.append(f"工作总结还没有签发（{summary.get_state_display()}）")
    if record.sealed and record.versions.first().sealed_copy is None:
        missing.append("还没有上传盖章件")
    return missing


def before_receiving(record) -> list[str]:
    return ["已经签收"] if record.versions.first().received_at else []


RETURN_ACTIONS = (
    Action(
        "compile", "填报", holding("return.fill"), _FILLER, form=returnforms.CompileForm, style="primary",
        confirm="按现在的数据汇总，内容从此固定；没有数据的，作零报告。", effects=(returneffects.fix_contents,),
    ),
    Action(
        "draft_summary", "起草总结", holding("return.fill"), _FILLER, guard=before_summary,
        confirm="用固定的数据生成总结初稿，作为本件的文书核稿、签发，可下载 Word。",
        effects=(returneffects.draft_summary,),
    ),
    Action("approve", "审核", permissions.may_approve_return, "承办单位负责人（不是填报人）", style="primary"),
    Action(
        "sign", "签发", permissions.may_sign_return, "分管领导（不是填报人、审核人）", style="primary",
        guard=before_signing, draws=returnpaper.weight, confirm="签发后生成清单正本（PDF 和 Excel），内容不再改动。",
        effects=(returneffects.freeze_version,),
    ),
    Action(
        "keep_sealed", "上传盖章件", permissions.may_submit_return, "填报单位或办公室", form=returnforms.SealedForm,
        effects=(returneffects.keep_sealed,),
    ),
    Action(
        "submit", "报送", permissions.may_submit_return, "填报单位或办公室", form=returnforms.SubmitForm,
        guard=before_submitting, style="primary", confirm="以办理的时间为报送时间；期限以后的记为迟报。",
        effects=(returneffects.note_sent,),
    ),
    Action(
        "send_back", "退回", permissions.may_send_back_return, "正在审核、签发的人", needs_reason=True,
        reason_label="退回理由", effects=(returneffects.void_version,),
    ),
    Action(
        "receive", "签收", permissions.may_answer_return, _ABOVE, guard=before_receiving, style="primary",
        hidden_unless_allowed=True, effects=(returneffects.note_received,),
    ),
    Action(
        "demand_again", "退回重报", permissions.may_answer_return, _ABOVE, needs_reason=True, reason_label="退回理由",
        style="danger", hidden_unless_allowed=True, confirm="填报单位须在 3 个工作日内重新报送。原来的一版照旧留存。",
        effects=(returneffects.begin_again,),
    ),
)  # fmt: skip
