"""The acts on a rectification item, one row each (rules §3.4). partactions.py has the rest."""

from datetime import timedelta

from django.utils import timezone

from casefile.actions import Action
from casefile.models import Measure

from . import effects, forms, permissions, terms
from .following import ask_rules
from .helping import HELP_ACTIONS
from .partactions import PART_ACTIONS
from .terms import CORRECTION

HEAD = "承办单位负责人"
STAFF = "承办单位经办人"


def _recheck_guard(record) -> list[str]:
    """A recheck needs a report, a term that is over, or the outcome of the enforcement."""
    if record.state == "ENFORCEMENT" and not record.enforcement_outcome:
        return ["执法结果还没有登记"]
    if record.published_on is not None:
        days = terms.in_force(record.case.bureau_id).second_recheck_from
        first = record.published_on + timedelta(days=days)
        if timezone.localdate() < first:
            return [f"省级公告后满 {days} 日（{first}）才能再次复查"]
    if record.state != "ORDERED":
        return []
    term = record.case.deadlines.open().filter(rule=CORRECTION.code).first()
    if term is None or term.due_at <= timezone.now():
        return []
    due = timezone.localtime(term.due_at)
    return [f"整改期限到 {due:%Y-%m-%d}，还没有到期，企业也没有报告完成；企业已报告的请先登记"]


def _outcome_guard(record) -> list[str]:
    """What went to another authority has its receipt first (rules §3.4)."""
    if record.enforcement_to in ("POLICE", "OTHER") and record.receipt_on is None:
        return [f"移送{record.enforcement_body}的回执还没有登记"]
    return []


def _write_off_guard(record) -> list[str]:
    missing = []
    if not record.cause:
        missing.append("还没有写明问题产生的原因，请先“登记原因”")
    if record.supervised:
        missing.append("正在挂牌督办，请先摘牌")
    if record.problem_info.to_transfer and not record.enforcement_reference:
        missing.append(f"“{record.problem_info.label}”须移送执法或公安机关")
    open_measures = record.case.measures.filter(status=Measure.Status.OPEN)
    missing += [f"“{measure.label}”尚未办结；确实不适用的，请写明理由" for measure in open_measures]
    return missing


def _close_otherwise_guard(record) -> list[str]:
    return ["正在挂牌督办，请先摘牌"] if record.supervised else []


def _again_guard(record) -> list[str]:
    """A sampling that failed its second recheck is no longer ordered but dealt with (产品质量法 art. 17)."""
    if record.sampling_id and record.published_on and record.state == "FAILED":
        return ["公告后再次复查仍不合格，依照产品质量法第十七条处理，请“转执法”"]
    return []


def _publish_guard(record) -> list[str]:
    return ["已登记过公告"] if record.published_on is not None else []


ACTIONS = (
    Action(
        "order", "责令整改", permissions.may_order, HEAD, form=forms.OrderForm, style="primary",
        effects=(effects.set_correction,),
    ),
    Action(
        "order_again", "再次责令整改", permissions.may_order, HEAD, form=forms.OrderForm, style="primary",
        guard=_again_guard, effects=(effects.set_correction,), confirm="轮次加一，重新计算期限。",
    ),
    Action(
        "publish", "登记省级公告", permissions.may_publish, HEAD, form=forms.PublishForm, guard=_publish_guard,
        effects=(effects.set_correction, effects.set_second_recheck), hidden_unless_allowed=True,
        confirm="再次责令整改，轮次加一；公告后 60 至 90 日内再次复查。",
    ),
    Action(
        "report_done", "登记企业报告", permissions.may_handle, STAFF, form=forms.ReportDoneForm, style="primary",
        effects=(effects.await_recheck, effects.lapse_extension, effects.keep_files),
    ),
    Action(
        "record_cause", "登记原因", permissions.may_handle, STAFF, form=forms.CauseForm, hidden_unless_allowed=True,
    ),
    Action(
        "note_external_id", "登记工品查编号", permissions.may_handle, STAFF, form=forms.ExternalIdForm,
        reason_label="说明", hidden_unless_allowed=True,
    ),
    Action(
        "regrade", "改变隐患等级、类型", permissions.may_order, HEAD, form=forms.RegradeForm, needs_reason=True,
        reason_label="改变的理由", hidden_unless_allowed=True, effects=(ask_rules,),
    ),
    Action(
        "start_recheck", "开始复查", permissions.may_recheck, STAFF, form=forms.OfficersForm, guard=_recheck_guard,
        effects=(effects.begin_recheck, effects.lapse_extension),
    ),
    Action(
        "change_officers", "更换复查人员", permissions.may_recheck, STAFF, form=forms.OfficersForm, needs_reason=True,
        reason_label="更换的理由", effects=(effects.replace_officers,),
    ),
    Action(
        "pass_recheck", "复查合格", permissions.may_pass, "参加复查的两人之一", form=forms.ResultForm, style="primary",
        effects=(effects.finish_passed, effects.keep_files),
    ),
    Action(
        "fail_recheck", "整改不到位", permissions.may_order, HEAD, form=forms.ResultForm,
        effects=(effects.finish_failed, effects.keep_files), confirm="列出约谈措施和期限。",
    ),
    Action(
        "refuse", "拒不整改", permissions.may_order, HEAD, form=forms.ResultForm, style="danger",
        effects=(effects.finish_refused, effects.keep_files),
        confirm="列出约谈措施；重大隐患同时列出联合相关部门处理。",
    ),
    Action(
        "enforce", "转执法", permissions.may_enforce, "承办单位负责人或分管领导", form=forms.EnforceForm,
        effects=(effects.end_correction, effects.lapse_extension, effects.keep_files), hidden_unless_allowed=True,
    ),
    Action(
        "record_receipt", "登记回执", permissions.may_handle, STAFF, form=forms.ReceiptForm,
        effects=(effects.keep_files,), hidden_unless_allowed=True,
    ),
    Action(
        "record_outcome", "登记执法结果", permissions.may_handle, STAFF, form=forms.OutcomeForm, style="primary",
        guard=_outcome_guard, effects=(effects.keep_files,),
    ),
    *PART_ACTIONS,
    *HELP_ACTIONS,
    Action(
        "write_off", "销号", permissions.may_write_off, "承办单位负责人（重大隐患由分管领导），且没有参加复查",
        form=forms.WriteOffForm, guard=_write_off_guard, style="primary",
        effects=(effects.end_deadlines, effects.plan_look_back, ask_rules), confirm="销号后本项办结。",
    ),
    Action(
        "close_otherwise", "其他方式关闭", permissions.may_close_otherwise, "分管领导", form=forms.CloseOtherwiseForm,
        guard=_close_otherwise_guard, needs_reason=True, reason_label="说明", style="danger",
        hidden_unless_allowed=True,
        effects=(
            effects.end_deadlines, effects.lapse_extension, effects.drop_measures, effects.keep_files, ask_rules,
        ),
    ),
    Action(
        "record_look_back", "登记回头看", permissions.may_recheck, STAFF, form=forms.LookBackForm, needs_reason=True,
        reason_label="回头看情况", hidden_unless_allowed=True, effects=(effects.meet_look_back, effects.keep_files),
    ),
    Action(
        "reopen", "发现复发，重开", permissions.may_order, HEAD, form=forms.LookBackForm, needs_reason=True,
        reason_label="复发情况", style="danger", hidden_unless_allowed=True,
        effects=(effects.meet_look_back, effects.keep_files, ask_rules),
    ),
)  # fmt: skip

#: Acts beside the way of an item: listed apart on its page.
BESIDE = frozenset({
    "record_cause", "note_external_id", "regrade", "mark_hard", "hold_interview", "follow_up", "find_uncontrolled",
    "act_jointly", "supervise", "close_otherwise", "request_extension", "help_enterprise", "judge_help",
})  # fmt: skip
