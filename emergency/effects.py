"""What else happens with an act of an emergency, in the same transaction."""

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.attachments import attach
from casefile.models import Measure
from casefile.notify import notify
from casefile.trail import record_act

from . import plans
from .clocks import FIRST_REPORT, MORE_REPORT, PROVINCE_REPORT, SUMMARY, clocks_of
from .states import Judgement
from .steps import BY_FINDINGS, FIRST_REPORTS, Phase, brigade_of, department_of, office_of
from .steps import PROVINCE_REPORT as PROVINCE_STEP


def add_steps(case, phase: Phase) -> None:
    """Put the steps of `phase` on the case as measures, and let the units concerned see it."""
    for position, step in enumerate(plans.steps_of(case.emergencycase.plan, phase)):
        unit = department_of(step.department, case)
        Measure.objects.create(
            case=case, code=step.code, label=step.label, basis=step.basis, department=unit,
            order=position + (100 if phase == Phase.ON_ACTIVATION else 0),
        )  # fmt: skip
        case.add_participant(unit)


def start_clock(record) -> None:
    """Start the reporting clock from the moment of learning (R-032; hours: clocks.py)."""
    deadlines.set_deadline(
        record.case, FIRST_REPORT, method="hours", start=record.learned_at, department=office_of(record.case),
        hours=clocks_of(record.case).first_report_hours,
    )  # fmt: skip


def start_province_clock(record) -> None:
    """Where the plan has the step, the report to the province has its own clock (rules §3.3)."""
    if record.case.measures.filter(code=PROVINCE_STEP).exists():
        deadlines.set_deadline(
            record.case, PROVINCE_REPORT, method="hours", start=record.learned_at, department=office_of(record.case),
            hours=clocks_of(record.case).province_report_hours,
        )  # fmt: skip


def step_changed(measure: Measure) -> None:
    """Stop a reporting clock when its reports are made; start it again when one was not after all."""
    case = measure.case
    if measure.code == PROVINCE_STEP:
        if measure.status != Measure.Status.OPEN:
            deadlines.meet(case, PROVINCE_REPORT.code)
        elif not case.deadlines.open().filter(rule=PROVINCE_REPORT.code).exists():
            start_province_clock(case.emergencycase)
    if measure.code not in FIRST_REPORTS:
        return
    if not case.measures.filter(code__in=FIRST_REPORTS, status=Measure.Status.OPEN).exists():
        deadlines.meet(case, FIRST_REPORT.code)
    elif not case.deadlines.open().filter(rule=FIRST_REPORT.code).exists():
        start_clock(case.emergencycase)


def settle(case, codes, *, by, role, result: str, status=Measure.Status.DONE) -> None:
    """Close the open steps of these codes as a consequence of something else that was done."""
    for measure in case.measures.filter(code__in=codes, status=Measure.Status.OPEN):
        measure.status, measure.result = status, result
        measure.closed_by, measure.closed_at = by, timezone.now()
        measure.save()
        record_act(
            case, "close_measure", "登记措施结果", by=by, role=role, subject=measure.label,
            data={"status": measure.get_status_display()},
        )  # fmt: skip


def settle_findings(act) -> None:
    """The findings are the result of 查清事故产品 and 认定事故性质."""
    record, who = act.record, {"by": act.by, "role": act.role}
    product_step, nature_step = BY_FINDINGS
    settle(record.case, [product_step], result=record.product_identified, **who)
    nature = f"{record.get_nature_stage_display()}：{record.nature}"
    settle(record.case, [nature_step], result=nature, **who)


def tell_judges(act) -> None:
    """The brigade's and the unit's heads learn that an analysis waits for them."""
    case = act.record.case
    people = User.objects.with_role(Role.UNIT_HEAD, bureau=case.bureau).filter(
        department__in=(case.department_id, brigade_of(case).pk)
    )
    notify(
        [p for p in people if p.pk != act.by.pk], f"{case.number} {case.title}：企业原因分析待审核",
        key=f"emergency:{case.pk}:cause:{act.entry.seq}", case=case,
    )  # fmt: skip


def settle_cause(act) -> None:
    record = act.record
    if record.cause_judgement == Judgement.ACCEPTED:
        settle(record.case, ["CAUSE_ANALYSIS"], by=act.by, role=act.role, result=record.cause[:2000])


def settle_investigation(act) -> None:
    record = act.record
    result = f"{record.investigation_on} 立案，{record.investigation_number}"
    settle(record.case, ["INVESTIGATE_VIOLATION"], by=act.by, role=act.role, result=result)


def drop_steps(act) -> None:
    """Nothing more to do after a false alarm."""
    case = act.record.case
    codes = list(case.measures.values_list("code", flat=True))
    reason = f"经核实排除：{act.reason}"[:2000]
    settle(case, codes, by=act.by, role=act.role, result=reason, status=Measure.Status.NOT_APPLICABLE)
    deadlines.cancel(case)


def add_active_steps(act) -> None:
    add_steps(act.record.case, Phase.ON_ACTIVATION)


def tell_director(act) -> None:
    """A deputy decided in the director's absence: the director learns of it at once."""
    if act.role != Role.DEPUTY:
        return
    case = act.record.case
    notify(
        User.objects.with_role(Role.DIRECTOR, bureau=case.bureau),
        f"{case.number} {case.title}：{act.by}在您不在时代为办理“{act.entry.action_label}”",
        key=f"emergency:{case.pk}:absent:{act.entry.seq}", case=case, urgent=True,
    )  # fmt: skip


def set_summary_deadline(act) -> None:
    deadlines.set_deadline(
        act.record.case, SUMMARY, method="calendar", start=timezone.localdate(act.record.terminated_at),
        days=clocks_of(act.record.case).summary_days,
    )  # fmt: skip


def meet_summary(act) -> None:
    deadlines.meet(act.record.case, SUMMARY.code)


def cancel_deadlines(act) -> None:
    deadlines.cancel(act.record.case)


def ask_follow_up_report(act) -> None:
    """More people hurt is a material change: a follow-up report is due (rules §3.3)."""
    if act.record.casualties_changed:
        deadlines.set_deadline(
            act.record.case, MORE_REPORT, method="hours", start=timezone.now(),
            hours=clocks_of(act.record.case).more_report_hours, department=office_of(act.record.case),
        )  # fmt: skip


def keep_files(act) -> None:
    for upload in act.data.get("files") or []:
        attach(act.record.case, upload, by=act.by, role=act.role, note=act.entry.action_label)
