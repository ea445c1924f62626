"""The acts of an emergency, one row each (rules §3.3)."""

from casefile.actions import Action
from casefile.models import Measure

from . import effects, ending, flow, forms, group, permissions
from .sealguards import still_sealed

_LEADER = "局长（局长不在时由分管领导），且不是登记核实情况的人"


def _activation_guard(record) -> list[str]:
    missing = []
    if not record.product_identified:
        missing.append("还没有查清事故产品，请先“登记核实情况”")
    if not (record.nature_stage and record.nature):
        missing.append("还没有认定事故性质（初步认定即可），请先“登记核实情况”")
    return missing


def _termination_guard(record) -> list[str]:
    open_steps = record.case.measures.filter(status=Measure.Status.OPEN).select_related("department")
    missing = [f"“{step.label}”尚未办结（{step.department}）；确实不适用的，请写明理由" for step in open_steps]
    missing += flow.unexplained(record)
    if not record.has_final_report:
        missing.append("还没有登记终报")
    return missing


def _closing_guard(record) -> list[str]:
    missing = []
    if record.government_reported_on is None:
        missing.append("还没有登记向县政府报告处理结果")
    if record.city_reported_on is None:
        missing.append("还没有登记向市局报告处理结果")
    case = record.case
    missing += ending.unacknowledged(case) + ending.untold_of_the_end(case)
    return missing + ending.unsettled_lessons(case) + still_sealed(case)


def _ruling_out_guard(record) -> list[str]:
    return still_sealed(record.case)


ACTIONS = (
    Action("verify", "开始核实", permissions.may_verify, "执法大队或承办单位负责人", style="primary"),
    Action(
        "record_findings", "登记核实情况", permissions.may_work, "执法大队或承办单位", form=forms.FindingsForm,
        effects=(effects.settle_findings,),
    ),
    Action(
        "record_progress", "登记进展", permissions.may_report, "执法大队、承办单位或办公室", form=forms.ProgressForm,
        needs_reason=True, reason_label="进展情况", hidden_unless_allowed=True,
        effects=(effects.keep_files, effects.ask_follow_up_report),
    ),
    Action(
        "record_quantities", "登记数量", permissions.may_work, "执法大队或承办单位", form=forms.QuantitiesForm,
        hidden_unless_allowed=True,
    ),
    Action(
        "record_cause_analysis", "登记企业原因分析", permissions.may_work, "执法大队或承办单位", form=forms.CauseForm,
        hidden_unless_allowed=True, effects=(effects.keep_files, effects.tell_judges),
    ),
    Action(
        "judge_cause_analysis", "审核原因分析", permissions.may_judge_cause, "负责人或执法大队，且不是登记分析的人",
        form=forms.JudgeCauseForm, hidden_unless_allowed=True, effects=(effects.settle_cause,),
    ),
    Action(
        "record_investigation", "登记立案", permissions.may_work, "执法大队或承办单位", form=forms.InvestigationForm,
        hidden_unless_allowed=True, effects=(effects.settle_investigation,),
    ),
    Action(
        "rule_out", "排除", permissions.may_verify, "执法大队或承办单位负责人", needs_reason=True,
        reason_label="排除的理由", style="danger", guard=_ruling_out_guard, effects=(effects.drop_steps,),
        confirm="排除后本案办结，未办结的步骤记为不适用，不能恢复。",
    ),
    Action(
        "activate", "启动应急处置", permissions.may_activate, _LEADER, form=group.ActivateForm, guard=_activation_guard,
        style="primary", effects=(effects.add_active_steps, group.set_up, effects.tell_director),
        confirm="启动后按预案列出封存、追查、收回、通报等步骤，交执法大队、承办单位和办公室办理。",
    ),
    Action("control", "开始控制处置", permissions.may_work, "执法大队或承办单位", style="primary"),
    Action(
        "follow_up", "转入后续监测", permissions.may_work, "执法大队或承办单位", needs_reason=True,
        reason_label="控制情况", style="primary",
    ),
    Action(
        "record_final_report", "登记终报", permissions.may_work, "执法大队或承办单位", form=forms.FinalReportForm,
        effects=(effects.keep_files, ending.report_end),
    ),
    Action(
        "terminate", "终止应急处置", permissions.may_terminate,
        "局长（局长不在时由分管领导），且不是登记终报的人", form=forms.LeaderForm, guard=_termination_guard,
        style="primary", effects=(effects.set_summary_deadline, effects.tell_director),
    ),
    Action(
        "summarise", "提交总结", permissions.may_work, "执法大队或承办单位", form=forms.SummaryForm, style="primary",
        effects=(effects.keep_files, effects.meet_summary, ending.keep_lessons),
    ),
    Action(
        "settle_lessons", "落实教训", permissions.may_work, "执法大队或承办单位", form=ending.LessonsForm,
        effects=(ending.settle_lessons,), hidden_unless_allowed=True,
    ),
    Action(
        "record_result_reports", "登记结果报告", permissions.may_report, "办公室、执法大队或承办单位",
        form=forms.ResultReportsForm, effects=(effects.keep_files, ending.report_result),
    ),
    Action(
        "close", "办结", permissions.may_close, "分管领导，且不是写总结的人", guard=_closing_guard, style="primary",
        effects=(effects.cancel_deadlines,),
    ),
)  # fmt: skip
