"""What else happens with an act on a plan or a handling, in the same transaction."""

from django.utils import timezone

from casefile import deadlines
from casefile.attachments import attach
from casefile.perform import perform
from casefile.trail import record_act
from rectification.registering import register
from registers.models import SamplingResult
from registers.samplings import tell_changed

from . import opening, terms


def _clock(act, rule, days, start) -> None:
    case = act.record.case
    deadlines.set_deadline(case, rule, method="calendar", start=start, days=days, user=case.handler)


def keep_files(act) -> None:
    for upload in act.data.get("files") or []:
        attach(act.record.case, upload, by=act.by, role=act.role, note=act.entry.action_label)


def end_deadlines(act) -> None:
    deadlines.cancel(act.record.case)


def set_finish(act) -> None:
    case = act.record.case
    deadlines.set_deadline(case, terms.FINISH, method="roll", start=act.record.ends_on, user=case.handler)


def meet_finish(act) -> None:
    deadlines.meet(act.record.case, terms.FINISH.code)


def start_objection(act) -> None:
    _clock(act, terms.OBJECTION, terms.OBJECTION_DAYS, act.record.served_on)


def end_objection(act) -> None:
    deadlines.meet(act.record.case, terms.OBJECTION.code)


def put_sampling_right(act) -> None:
    """The retest passed: the sampling counts as passed from now on; what it said before stays in the trail."""
    sampling = SamplingResult.objects.select_for_update(of=("self",)).get(pk=act.record.sampling_id)
    before = f"{sampling.get_conclusion_display()} {sampling.failed_items}".strip()
    sampling.conclusion, sampling.failed_items = SamplingResult.Conclusion.PASS, ""
    sampling.save(update_fields=["conclusion", "failed_items"])
    record_act(
        act.record.case, "correct_sampling", "更正抽查结论", by=act.by, role=act.role,
        reason=f"{before} → {sampling.get_conclusion_display()}，依据复检报告 {act.record.retest_reference}",
        data={"sampling": sampling.pk, "before": before},
    )  # fmt: skip
    tell_changed([sampling.enterprise_id])


def order_correction(act) -> None:
    """The defect enters the ledger, ordered; both clocks run from today."""
    record, sampling, today = act.record, act.record.sampling, timezone.localdate()
    product_type = record.case.product_type or act.data["product_type"]
    what = f"不合格项目：{record.failed_items}" if record.failed_items else sampling.get_conclusion_display()
    named = f"{sampling.product_name} {sampling.batch}".strip()
    item = register(
        by=act.by, enterprise=record.case.enterprise, product_type=product_type,
        problem="OTHER" if record.refused else "STANDARD_NONCONFORMITY", severity=act.data["severity"],
        situation=f"监督抽查{sampling.get_conclusion_display()}：{named}。{what}。"
        f"报告 {sampling.report_number or '—'}。",
        found_on=record.served_on or sampling.sampled_on or today, department=record.case.department,
        origin=record.case,
    )  # fmt: skip
    perform(
        item,
        "order",
        by=act.by,
        as_role=act.role,
        requirement=act.data["requirement"],
        days=act.data["days"],
        counting="calendar",
    )
    record.item = item
    record.save()
    _clock(act, terms.CORRECTION, act.data["days"], today)
    _clock(act, terms.RECHECK, terms.RECHECK_DAYS, today)


def end_recheck(act) -> None:
    for rule in (terms.CORRECTION, terms.RECHECK):
        deadlines.meet(act.record.case, rule.code)


def start_second(act) -> None:
    _clock(act, terms.SECOND, terms.SECOND_TO, act.record.published_on)


def end_second(act) -> None:
    deadlines.meet(act.record.case, terms.SECOND.code)


def open_traced(act) -> None:
    given = act.data
    opening.trace(
        act.record, by=act.by, side=given["side"], enterprise=given["enterprise"], party_name=given["party_name"],
        party_address=given["party_address"], receiver=given["receiver"],
    )  # fmt: skip
