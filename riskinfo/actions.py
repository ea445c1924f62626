"""The acts of risk information, its tests and the monthly return (rules §3.1, R-144)."""

from casefile.actions import Action

from . import effects, forms, guards, permissions
from .permissions import holding

_HEAD = "承办股室负责人"
_LEADER = "分管领导"

INFO_ACTIONS = (
    Action(
        "submit", "提交鉴别", permissions.may_write, "登记人", guard=guards.before_submit, takes_number=True,
        style="primary", confirm="提交后取得编号，由股室负责人鉴别；提交当月计入报送表。",
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
        guard=guards.before_confirm, style="primary", effects=(effects.nothing_more_due,),
    ),
    Action(
        "transfer", "移送", holding("info.transfer"), _HEAD, form=forms.TransferForm, needs_reason=True,
        reason_label="移送理由", guard=guards.nothing_held, effects=(effects.nothing_more_due, effects.answer_reporter),
    ),
    Action(
        "exclude", "排除", holding("info.exclude_screened"), _HEAD, form=forms.ExcludeForm, style="danger",
        guard=guards.nothing_held, effects=(effects.nothing_more_due, effects.answer_reporter),
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
        style="danger", hidden_unless_allowed=True,
    ),
)  # fmt: skip

TEST_ACTIONS = (
    Action(
        "submit_result", "报告检验结果", permissions.may_report_test, "受托的质检机构", form=forms.TestResultForm,
        style="primary", confirm="报告后不能修改；不合格或者涉及安全、健康指标的，立即通知市场监管局。",
        effects=(effects.keep_report, effects.test_done, effects.tell_result),
    ),
)  # fmt: skip

RETURN_ACTIONS = (
    Action(
        "compile", "填报", holding("return.fill"), "本单位填报人", form=forms.CompileForm, style="primary",
        confirm="按现在的数据汇总本月提交的风险信息；没有的，作零报告。", effects=(effects.freeze_rows,),
    ),
    Action(
        "send_back", "退回", permissions.may_approve_return, "本单位负责人", needs_reason=True, reason_label="退回理由",
        effects=(effects.forget_rows,),
    ),
    Action(
        "submit", "审核报送", permissions.may_approve_return, "本单位负责人（不是填报人）", style="primary",
        confirm="审核后即为报送；20日（遇休息日顺延）以后的记为迟报。", effects=(effects.return_done,),
    ),
)  # fmt: skip
