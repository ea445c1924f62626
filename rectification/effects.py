"""What else happens with an act on a rectification item, in the same transaction."""

from django.utils import timezone

from casefile import deadlines
from casefile.attachments import attach
from casefile.models import Measure
from casefile.trail import record_act
from registers import workdays

from .models import RecheckRecord
from .states import RecheckResult, Severity
from .terms import CORRECTION, INTERVIEW, LOOK_BACK, RECHECK, Term


def _set(record, term: Term, *, start=None, user=None) -> None:
    deadlines.set_deadline(
        record.case, term.rule, method=term.method, start=start or timezone.localdate(), days=term.days, user=user
    )


def set_correction(act) -> None:
    deadlines.set_deadline(
        act.record.case, CORRECTION.rule, method=act.data["counting"], start=timezone.localdate(),
        days=act.data["days"], user=act.record.case.handler,
    )  # fmt: skip


def await_recheck(act) -> None:
    """The enterprise has reported: the correction is met, the recheck is due."""
    deadlines.meet(act.record.case, CORRECTION.rule.code)
    _set(act.record, RECHECK, user=act.record.case.handler)


def begin_recheck(act) -> None:
    """Put the recheck of the round on record; the officers' units may see the case."""
    record, case = act.record, act.record.case
    RecheckRecord.objects.create(
        item=record, round=record.round, first_officer=record.first_officer, second_officer=record.second_officer
    )
    deadlines.cancel(case, CORRECTION.rule.code)  # due without a report: the recheck takes its place
    if not _open_recheck_deadlines(record).exists():
        _set(record, RECHECK)
    _hand_to_officers(record)


def replace_officers(act) -> None:
    record, recheck = act.record, act.record.current_recheck()
    recheck.first_officer, recheck.second_officer = record.first_officer, record.second_officer
    recheck.save()
    _hand_to_officers(record)


def _open_recheck_deadlines(record):
    return record.case.deadlines.open().filter(rule=RECHECK.rule.code)


def _hand_to_officers(record) -> None:
    """The officers' units see the case; the first officer is reminded of the deadline."""
    _open_recheck_deadlines(record).update(responsible_user=record.first_officer)
    for officer in (record.first_officer, record.second_officer):
        record.case.add_participant(officer.department)


def _finish_recheck(act, result: RecheckResult) -> None:
    recheck = act.record.current_recheck()
    recheck.on, recheck.text, recheck.result = act.data["on"], act.data["text"], result
    recheck.retest_reference, recheck.recorded_by = act.data.get("retest_reference", ""), act.by
    recheck.full_clean()
    recheck.save()
    deadlines.meet(act.record.case, RECHECK.rule.code)


def finish_passed(act) -> None:
    _finish_recheck(act, RecheckResult.PASS)


def finish_failed(act) -> None:
    _finish_recheck(act, RecheckResult.FAIL)
    _oblige_interview(act)


def finish_refused(act) -> None:
    """A refusal; of a major defect, other departments join in (R-324)."""
    _finish_recheck(act, RecheckResult.REFUSED)
    _oblige_interview(act)
    if act.record.severity == Severity.MAJOR:
        _oblige(act.record, "JOINT_ENFORCEMENT", "联合相关部门依法严肃处理", order=20)


def _oblige_interview(act) -> None:
    """Who refuses or does not do enough is called in (R-322)."""
    due = workdays.add_workdays_explained(timezone.localdate(), INTERVIEW.days)
    _oblige(act.record, "INTERVIEW", "约谈企业负责人", order=10, due_on=due.date, due_explanation=due.explanation[:200])
    _set(act.record, INTERVIEW)


def _oblige(record, code: str, label: str, **fields) -> None:
    Measure.objects.create(
        case=record.case, code=f"{code}_{record.round}", label=f"{label}（第{record.round}轮）", basis="方案二（二）2",
        department=record.case.department, **fields,
    )  # fmt: skip


def measure_changed(measure: Measure) -> None:
    """The interview is held: its deadline is met."""
    if measure.code.startswith("INTERVIEW_") and measure.status != Measure.Status.OPEN:
        deadlines.meet(measure.case, INTERVIEW.rule.code)


def end_deadlines(act) -> None:
    deadlines.cancel(act.record.case)


def plan_look_back(act) -> None:
    """A major item is looked at again after its write-off (R-323)."""
    if act.record.severity == Severity.MAJOR:
        _set(act.record, LOOK_BACK, user=act.record.case.handler)


def meet_look_back(act) -> None:
    deadlines.meet(act.record.case, LOOK_BACK.rule.code)


def drop_measures(act) -> None:
    """Nothing more can be done at an enterprise that is gone."""
    case = act.record.case
    for measure in case.measures.filter(status=Measure.Status.OPEN):
        measure.status, measure.result = Measure.Status.NOT_APPLICABLE, act.record.get_other_ground_display()
        measure.closed_by, measure.closed_at = act.by, timezone.now()
        measure.save()
        record_act(
            case, "close_measure", "登记措施结果", by=act.by, role=act.role, subject=measure.label,
            reason=measure.result, data={"status": measure.get_status_display()},
        )  # fmt: skip


def keep_files(act) -> None:
    for upload in act.data.get("files") or []:
        attach(act.record.case, upload, by=act.by, role=act.role, note=act.entry.action_label)
