"""What else happens with an act on a rectification item, in the same transaction."""

from django.utils import timezone

from casefile import deadlines
from casefile.attachments import attach
from casefile.models import Measure
from casefile.trail import record_act
from registers import workdays

from . import terms
from .models import RecheckRecord
from .states import RecheckResult, RequestState, Severity
from .terms import CORRECTION, INTERVIEW, LOOK_BACK, RECHECK

#: Notes of attachments: the two sides of 整改前后.
BEFORE, AFTER = "整改前", "整改后"


def _terms(record) -> terms.Terms:
    return terms.in_force(record.case.bureau_id)


def set_correction(act) -> None:
    """The term of the order; of a failed sampling the recheck is due from the same day (令18 art. 47)."""
    record, today = act.record, timezone.localdate()
    deadlines.set_deadline(
        record.case, CORRECTION, method=act.data["counting"], start=today, days=act.data["days"],
        user=record.case.handler,
    )  # fmt: skip
    if record.sampling_id and record.published_on is None:
        days = _terms(record).sampling_recheck_days
        deadlines.set_deadline(
            record.case, RECHECK, method="calendar", start=today, days=days, user=record.case.handler
        )
    if record.urgent:
        oblige(record, "ENFORCEMENT_SAMPLING", "执法抽检（必要时）", order=15)


def set_second_recheck(act) -> None:
    """After the publication the recheck is due within the longest term (令18 art. 48)."""
    record = act.record
    days = _terms(record).second_recheck_to
    deadlines.set_deadline(
        record.case, RECHECK, method="calendar", start=record.published_on, days=days, user=record.case.handler
    )


def await_recheck(act) -> None:
    """The enterprise has reported: the correction is met, the recheck is due."""
    deadlines.meet(act.record.case, CORRECTION.code)
    set_recheck(act.record)


def set_recheck(record) -> None:
    if not _open_recheck_deadlines(record).exists():
        deadlines.set_deadline(
            record.case, RECHECK, method="workdays", start=timezone.localdate(), days=_terms(record).recheck_days,
            user=record.case.handler,
        )  # fmt: skip


def end_correction(act) -> None:
    """What is handed over has no term of correction any more."""
    deadlines.cancel(act.record.case, CORRECTION.code)


def lapse_extension(act) -> None:
    """What the item has overtaken needs no decision any more."""
    act.record.extensions.filter(state=RequestState.PENDING).update(state=RequestState.LAPSED)


def begin_recheck(act) -> None:
    """Put the recheck of the round on record; the officers' units may see the case."""
    record, case = act.record, act.record.case
    RecheckRecord.objects.create(
        item=record, round=record.round, first_officer=record.first_officer, second_officer=record.second_officer
    )
    deadlines.cancel(case, CORRECTION.code)  # due without a report: the recheck takes its place
    set_recheck(record)
    _hand_to_officers(record)


def replace_officers(act) -> None:
    record, recheck = act.record, act.record.current_recheck()
    recheck.first_officer, recheck.second_officer = record.first_officer, record.second_officer
    recheck.save()
    _hand_to_officers(record)


def _open_recheck_deadlines(record):
    return record.case.deadlines.open().filter(rule=RECHECK.code)


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
    deadlines.meet(act.record.case, RECHECK.code)


def finish_passed(act) -> None:
    _finish_recheck(act, RecheckResult.PASS)


def finish_failed(act) -> None:
    """Who does not do enough is called in; of a failed sampling the province is told (令18 arts. 47, 48)."""
    _finish_recheck(act, RecheckResult.FAIL)
    _oblige_interview(act)
    if act.record.sampling_id and act.record.published_on is None:
        oblige(act.record, "REPORT_UPWARD", "逐级上报省级市场监管部门公告", order=12, basis="令18第47条")
    elif act.record.sampling_id:
        oblige(act.record, "ART_17", "责令停业限期整顿，仍不合格的吊销执照", order=12, basis="产品质量法第17条")


def finish_refused(act) -> None:
    """A refusal; of a major defect, other departments join in (R-324)."""
    _finish_recheck(act, RecheckResult.REFUSED)
    _oblige_interview(act)
    if act.record.severity == Severity.MAJOR:
        oblige_joint_action(act)


def oblige_joint_action(act) -> None:
    if not act.record.case.measures.filter(code__startswith="JOINT_ENFORCEMENT_", status=Measure.Status.OPEN).exists():
        oblige(act.record, "JOINT_ENFORCEMENT", "联合相关部门依法严肃处理", order=20)


def oblige_government_report(act) -> None:
    """R-345: hard problems go to party committee and government, which bring the departments together."""
    if not act.record.case.measures.filter(code__startswith="GOVERNMENT_REPORT_").exists():
        oblige(act.record, "GOVERNMENT_REPORT", "报告地方党委政府，协调相关部门", order=18, basis="方案四（一）")


def _oblige_interview(act) -> None:
    """Who refuses or does not do enough is called in (R-322)."""
    oblige_interview(act.record)


def oblige_interview(record, *, mark="") -> None:
    """List an interview: of this round, unless it is listed or was held; with `mark` one more, unless one is open."""
    listed = record.case.measures.filter(code__startswith="INTERVIEW_")
    known = listed.filter(status=Measure.Status.OPEN) if mark else listed.filter(code=f"INTERVIEW_{record.round}")
    if known.exists():
        return
    days = _terms(record).interview_days
    due = workdays.add_workdays_explained(timezone.localdate(), days)
    oblige(
        record, f"INTERVIEW_{mark}" if mark else "INTERVIEW", "约谈企业负责人", order=10, due_on=due.date,
        due_explanation=due.explanation[:200],
    )  # fmt: skip
    deadlines.set_deadline(record.case, INTERVIEW, method="workdays", start=timezone.localdate(), days=days)


def oblige(record, code: str, label: str, *, basis="方案二（二）2", **fields) -> Measure:
    """List a measure of the present round; one that the round has is left as it is."""
    measure, _ = Measure.objects.get_or_create(
        case=record.case, code=f"{code}_{record.round}",
        defaults={"label": f"{label}（第{record.round}轮）", "basis": basis, "department": record.case.department,
                  **fields},
    )  # fmt: skip
    return measure


def fulfil(act, code: str, result: str) -> None:
    """Close the open measures of `code` as done: an act has put on record what they asked."""
    for measure in act.record.case.measures.filter(code__startswith=f"{code}_", status=Measure.Status.OPEN):
        _close(act, measure, Measure.Status.DONE, result)


def measure_changed(measure: Measure) -> None:
    """The interview is held, or is not needed: its deadline is met."""
    if measure.code.startswith("INTERVIEW_") and measure.status != Measure.Status.OPEN:
        deadlines.meet(measure.case, INTERVIEW.code)


#: Measures that an act of their own puts on record.
_BY_ACT = {"INTERVIEW_": "登记约谈", "JOINT_ENFORCEMENT_": "登记联合处理"}


def measure_missing(measure: Measure) -> list[str]:
    """Return what must be on record before the measure counts as done."""
    return [f"请用“{label}”登记，措施随之办结" for code, label in _BY_ACT.items() if measure.code.startswith(code)]


def end_deadlines(act) -> None:
    deadlines.cancel(act.record.case)


def plan_look_back(act) -> None:
    """The item is looked at again on the day set with its write-off (R-323)."""
    day = act.record.look_back_due
    if day is not None:
        deadlines.set_deadline(act.record.case, LOOK_BACK, method="calendar", start=day, user=act.record.case.handler)


def meet_look_back(act) -> None:
    deadlines.meet(act.record.case, LOOK_BACK.code)


def drop_measures(act) -> None:
    """Nothing more can be done at an enterprise that is gone."""
    for measure in act.record.case.measures.filter(status=Measure.Status.OPEN):
        _close(act, measure, Measure.Status.NOT_APPLICABLE, act.record.get_other_ground_display())


def _close(act, measure: Measure, status: str, result: str) -> None:
    """Close a measure as part of `act`, whose permission was asked."""
    measure.status, measure.result = status, result
    measure.closed_by, measure.closed_at = act.by, timezone.now()
    measure.save()
    measure.case = act.record.case
    record_act(
        act.record.case, "close_measure", "登记措施结果", by=act.by, role=act.role, subject=measure.label,
        reason=measure.result, data={"status": measure.get_status_display()},
    )  # fmt: skip
    measure_changed(measure)


def keep_files(act) -> None:
    """Keep what came with the act; photos taken afterwards stand beside those from before."""
    for upload in act.data.get("files") or []:
        attach(act.record.case, upload, by=act.by, role=act.role, note=act.entry.action_label)
    for upload in act.data.get("photos") or []:
        attach(act.record.case, upload, by=act.by, role=act.role, note=AFTER)
