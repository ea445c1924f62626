"""The acts of risk information, its tests and the monthly return (rules §3.1, R-144)."""

from casefile.actions import Action

from . import (
    effects,
    findingforms,
    forms,
    guards,
    permissions,
    returneffects,
    returnforms,
    returnpaper,
    situationforms,
    studyforms,
    upward,
    upwardforms,
)
from .permissions import holding

_HEAD = "承办股室负责人"
_LEADER = "分管领导"

INFO_ACTIONS = (
    Action(
        "submit", "提交鉴别", permissions.may_write, "登记人", guard=guards.before_submit, takes_number=True,
        by_system=True, style="primary", confirm="提交后取得编号，由股室负责人鉴别；提交当月计入报送表。",
        effects=(effects.set_screening, effects.alert_key_information),
    ),
    Action(
        "screen", "鉴别", permissions.may_screen, f"{_HEAD}或指定的经办人", form=forms.ScreenForm, style="primary",
        effects=(effects.screening_done,),
    ),
    Action(
        "start_assessing", "启动评估", holding("info.assess"), "承办股室经办人", form=forms.AssessForm, style="primary",
        effects=(effects.assessment_started,),
    ),
    Action(
        "send_to_testing", "安排检验", holding("test.assign"), _HEAD, form=forms.TestingForm, needs_reason=True,
        reason_label="检验的必要性", effects=(effects.assign_test,),
    ),
    Action(
        "record_study", "登记专家论证", holding("info.assess"), "承办股室经办人", form=studyforms.StudyForm,
        hidden_unless_allowed=True, beside=True, effects=(effects.keep_study,),
    ),
    Action(
        "record_outcome", "记录评估结论", holding("info.assess"), "承办股室经办人", form=forms.OutcomeForm,
        effects=(effects.assessment_started,), offered=False,
    ),
    Action(
        "find_inconclusive", "尚无定论", holding("info.assess"), "承办股室经办人",
        effects=(effects.keep_undecided_in_sight,), offered=False,
    ),
    Action(
        "reassess", "重新评估", permissions.is_head, _HEAD, guard=guards.before_reassess, needs_reason=True,
        reason_label="新的证据或研判安排",
        effects=(effects.assessment_started,),
    ),
    Action(
        "confirm", "确认", permissions.may_confirm, f"{_HEAD}（不是评估人）", form=forms.ConfirmForm,
        guard=guards.before_confirm, style="primary",
        effects=(upward.note_confirmed, effects.nothing_more_due),
    ),
    Action(
        "report_up", "上报", permissions.may_report_up, f"{_HEAD}、局领导或办公室", form=upwardforms.ReportUpForm,
        confirm="上报的内容照现在的样子留存；上级局在本系统的，立即收到通知。", effects=(upward.send,),
    ),
    Action(
        "follow_level", "级别随预警调整", holding("warning.approve_l3"), _LEADER, form=forms.OutcomeForm, offered=False,
    ),
    Action(
        "transfer", "移送", holding("info.transfer"), _HEAD, form=forms.TransferForm, needs_reason=True,
        reason_label="移送理由", guard=guards.nothing_held, effects=(effects.nothing_more_due, effects.answer_reporter),
    ),
    Action(
        "exclude", "排除", holding("info.exclude_screened"), _HEAD, form=forms.ExcludeForm, style="danger",
        guard=guards.nothing_held,
        effects=(effects.nothing_more_due, effects.tell_the_original, effects.answer_reporter),
    ),
    Action(
        "mark_duplicate", "标为重复", holding("info.exclude_screened"), _HEAD, form=findingforms.DuplicateForm,
        guard=guards.before_marking_duplicate, hidden_unless_allowed=True,
        confirm="本条作为重复信息排除，以后只办理另一条；标错了可以撤销。",
        effects=(effects.nothing_more_due, effects.tell_the_original, effects.answer_reporter),
    ),
    Action(
        "undo_duplicate", "撤销重复", permissions.may_undo_duplicate, _HEAD, needs_reason=True, reason_label="撤销理由",
        hidden_unless_allowed=True, effects=(effects.go_on, effects.tell_the_former_original),
    ),
    Action(
        "link", "关联信息", permissions.may_link, "登记人、经办人或承办股室负责人", form=findingforms.LinkForm,
        hidden_unless_allowed=True, beside=True, effects=(effects.make_link,),
    ),
    Action(
        "unlink", "取消关联", permissions.may_unlink, "登记人、经办人或承办股室负责人", form=findingforms.UnlinkForm,
        needs_reason=True, reason_label="取消的理由", hidden_unless_allowed=True, beside=True,
        effects=(effects.take_link_away,),
    ),
    Action(
        "tie_sampling", "关联抽查结果", permissions.may_link, "登记人、经办人或承办股室负责人",
        form=findingforms.TieSamplingForm, hidden_unless_allowed=True, beside=True, effects=(effects.tie_sampling,),
    ),
    Action(
        "untie_sampling", "取消抽查关联", permissions.may_untie_sampling, "登记人、经办人或承办股室负责人",
        form=findingforms.UntieSamplingForm, needs_reason=True, reason_label="取消的理由", hidden_unless_allowed=True,
        beside=True, effects=(effects.untie_sampling,),
    ),
    Action(
        "exclude_assessed", "认定无风险", permissions.may_exclude_assessed, f"{_LEADER}（不是评估人）",
        form=forms.ExcludeAssessedForm, style="danger", guard=guards.nothing_held,
        effects=(effects.nothing_more_due, effects.answer_reporter),
    ),
    Action(
        "request_resolve", "提请办结", permissions.is_head, _HEAD, form=forms.ResolveForm, guard=guards.before_request,
    ),
    Action(
        "refuse_resolve", "退回办结", permissions.may_refuse_resolve, _LEADER, needs_reason=True,
        reason_label="退回理由", hidden_unless_allowed=True,
    ),
    Action(
        "resolve", "批准办结", permissions.may_resolve, f"{_LEADER}（不是提请人）", form=forms.ResolveForm,
        guard=guards.before_resolve, style="primary", effects=(effects.nothing_more_due, effects.answer_reporter),
    ),
    Action("archive", "归档", holding("info.archive"), "办公室", style="primary"),
    Action(
        "reopen", "重新办理", holding("info.reopen"), _LEADER, needs_reason=True, reason_label="重新办理的理由",
        style="danger", hidden_unless_allowed=True, guard=guards.before_reopening, effects=(effects.take_up_again,),
    ),
)  # fmt: skip

TEST_ACTIONS = (
    Action(
        "submit_result", "报告检验结果", permissions.may_report_test, "受托的质检机构", form=forms.TestResultForm,
        style="primary", confirm="报告后不能修改；不合格或者涉及安全、健康指标的，立即通知市场监管局。",
        effects=(effects.keep_report, effects.test_done, effects.tell_result),
    ),
    Action(
        "record_study", "登记专家研究、对比实验", permissions.may_report_test, "受托的质检机构",
        form=studyforms.StudyForm, effects=(effects.keep_study,),
    ),
)  # fmt: skip

REPORT_ACTIONS = (
    Action(
        "receive", "签收", permissions.may_answer_report, "收到上报的局，或上报的局代为登记",
        form=upwardforms.ReceiveForm, style="primary", effects=(upward.tell_answer,),
    ),
    Action(
        "instruct", "登记指示", permissions.may_answer_report, "收到上报的局，或上报的局代为登记",
        form=upwardforms.InstructForm, effects=(upward.tell_answer,),
    ),
    Action(
        "pass_on", "转报上级", permissions.may_pass_on_report, "收到上报的局", form=upwardforms.PassOnForm,
        guard=guards.before_passing_on, hidden_unless_allowed=True, effects=(upward.pass_on,),
    ),
)  # fmt: skip

_FILLER = "本单位填报人"
_ABOVE = "上级局办公室、局领导"
RETURN_ACTIONS = (
    Action(
        "compile", "填报", holding("return.fill"), _FILLER, form=returnforms.CompileForm, style="primary",
        confirm="按现在的数据汇总，内容从此固定；没有信息的，作零报告。", effects=(returneffects.fix_rows,),
    ),
    Action(
        "leave_out", "不计入", holding("return.fill"), _FILLER, form=returnforms.LeaveOutForm,
        guard=guards.before_leaving_out, needs_reason=True, reason_label="不计入的理由",
        effects=(returneffects.note_left_out,),
    ),
    Action(
        "add_information", "增加信息", holding("return.fill"), _FILLER, form=returnforms.AddForm, needs_reason=True,
        reason_label="增加的理由", effects=(returneffects.note_added,),
    ),
    Action(
        "take_back", "撤销调整", holding("return.fill"), _FILLER, form=returnforms.TakeBackForm,
        guard=guards.before_taking_back,
    ),
    Action("approve", "审核", permissions.may_approve_return, "本单位负责人（不是填报人）", style="primary"),
    Action(
        "sign", "签发", permissions.may_sign_return, "分管领导（不是填报人、审核人）", style="primary",
        guard=returnpaper.printable, draws=returnpaper.weight,
        confirm="签发后生成报送表正本（PDF 和 Excel），内容不再改动。",
        effects=(returneffects.freeze_version,),
    ),
    Action(
        "submit", "报送", permissions.may_submit_return, "填报单位或办公室", form=returnforms.SubmitForm,
        style="primary", confirm="以办理的时间为报送时间；期限以后的记为迟报。", effects=(returneffects.note_sent,),
    ),
    Action(
        "send_back", "退回", permissions.may_send_back_return, "正在审核、签发的人", needs_reason=True,
        reason_label="退回理由", effects=(returneffects.void_version,),
    ),
    Action(
        "record_receipt", "登记回执", permissions.may_submit_return, "填报单位或办公室", form=returnforms.ReceiptForm,
        guard=guards.before_receipt, hidden_unless_allowed=True, effects=(returneffects.note_receipt,),
    ),
    Action(
        "receive", "签收", permissions.may_receive_return, _ABOVE, guard=guards.before_receiving, style="primary",
        hidden_unless_allowed=True, effects=(returneffects.note_received,),
    ),
    Action(
        "demand_again", "退回重报", permissions.may_demand_return, _ABOVE, needs_reason=True, reason_label="退回理由",
        style="danger", hidden_unless_allowed=True,
        confirm="填报单位须在 3 个工作日内重新填报、审核、签发、报送。原来的一版照旧留存。",
        effects=(returneffects.begin_again,),
    ),
)  # fmt: skip

ANALYSIS_ACTIONS = (
    Action(
        "write", "写形势判断", permissions.may_write_analysis, "做这份分析的股室", form=situationforms.JudgementForm,
    ),
    Action(
        "finish", "完成", permissions.may_write_analysis, "做这份分析的股室", guard=guards.before_finishing_analysis,
        confirm="报告印发以后，分析就此完成。",
    ),
)  # fmt: skip
