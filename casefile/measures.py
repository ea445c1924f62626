"""Doing what a case obliges, or saying why it does not apply."""

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from accounts.roles import Role

from .attachments import attach
from .models import CaseFile, Measure
from .notify import notify
from .refusals import GuardRefused, NotAllowed, WrongState
from .trail import itemised, record_act


def may_close(measure: Measure, user) -> Role | None:
    """The responsible unit's people close a measure, and the head of the unit whose case it is."""
    role = None
    if user.department_id == measure.department_id:  # the office works for the whole bureau, yet does its own tasks
        role = authority(user, measure.case.kind_info.measure_permission, department=measure.department)
    return role or authority(user, "case.assign", department=measure.case.department)


def what_is_missing(measure: Measure) -> list[str]:
    """Return what must be there before the measure counts as done, in words; nothing for most kinds."""
    ask = measure.case.kind_info.measure_missing
    return ask(measure) if ask else []


def may_name_owner(measure: Measure, user) -> Role | None:
    """The head of the responsible unit names who answers for it, and the head whose case it is."""
    role = authority(user, "case.assign", department=measure.department)
    return role or authority(user, "case.assign", department=measure.case.department)


def name_owner(measure: Measure, owner, *, by, reason: str = "", role: Role | None = None) -> None:
    """Make `owner` answer for an open measure. `role`: permission was asked elsewhere.

    Raises NotAllowed, WrongState (closed meanwhile, or the same person).
    """
    role = role or may_name_owner(measure, by)
    if role is None:
        raise NotAllowed(f"责任人由{measure.department}负责人指定。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=measure.case_id)
        fresh = Measure.objects.get(pk=measure.pk)
        if case.closed_at is not None or fresh.status != Measure.Status.OPEN:
            raise WrongState(f"“{fresh.label}”已登记结果，不再改责任人。")
        if fresh.owner_id == owner.pk:
            raise WrongState(f"责任人已经是{owner}。")
        old, fresh.owner = fresh.owner, owner
        fresh.save(update_fields=["owner"])
        entry = record_act(
            case, "name_owner", "指定责任人", by=by, role=role, subject=fresh.label, reason=reason,
            data={"from": old, "to": owner},
        )  # fmt: skip
        text = f"{case.number or ''} {case.title}：您负责“{fresh.label}”"
        notify([owner], text[:200], key=f"measure:{fresh.pk}:owner:{entry.seq}", case=case)
        _tell_kind(case, fresh)
    measure.__dict__.update(fresh.__dict__)


def close_measure(measure: Measure, status: str, *, by, result: str, files=(), details=None) -> None:
    """Close a measure as DONE or NOT_APPLICABLE with its result or reason, and its evidence.

    `details`: what the kind of case asks beside the result (CaseKind.keep_details).
    Raises NotAllowed, WrongState (already closed), GuardRefused (done without what
    its kind demands), ValidationError (a file).
    """
    role = may_close(measure, by)
    if role is None:
        raise NotAllowed(f"“{measure.label}”由{measure.department}办理。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=measure.case_id)
        fresh = Measure.objects.get(pk=measure.pk)
        if case.closed_at is not None:
            raise WrongState("案卷已办结，措施不能再改。")
        if fresh.status != Measure.Status.OPEN:
            raise WrongState(f"“{fresh.label}”已由{fresh.closed_by}登记为{fresh.get_status_display()}。")
        if status == Measure.Status.DONE and (missing := what_is_missing(fresh)):
            raise GuardRefused(missing)
        fresh.status, fresh.result, fresh.closed_by, fresh.closed_at = status, result, by, timezone.now()
        fresh.full_clean()
        fresh.save()
        record_act(
            case, "close_measure", "登记措施结果", by=by, role=role, subject=fresh.label, reason=result,
            data=itemised({"status": fresh.get_status_display()}) + _details(case, fresh, details or {}, by),
        )  # fmt: skip
        for upload in files:
            attach(case, upload, by=by, role=role, measure=fresh)
        _tell_kind(case, fresh)
    measure.__dict__.update(fresh.__dict__)


def reopen_measure(measure: Measure, *, by, reason: str) -> None:
    """Open a closed measure again (the unit head found it not done after all)."""
    role = authority(by, "case.assign", department=measure.case.department)
    if role is None:
        raise NotAllowed(f"只有{measure.case.department}负责人可以退回已登记的措施。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=measure.case_id)
        if case.closed_at is not None:
            raise WrongState("案卷已办结，措施不能再改。")
        measure.status, measure.closed_by, measure.closed_at = Measure.Status.OPEN, None, None
        measure.full_clean()
        measure.save()
        record_act(
            case, "reopen_measure", "退回措施", by=by, role=role, subject=measure.label, reason=reason,
            data={"previous_result": measure.result},
        )  # fmt: skip
        _tell_kind(case, measure)


def _details(case: CaseFile, measure: Measure, details: dict, by) -> list[dict]:
    """Let the kind keep its details; return them as the trail has them."""
    measure.case = case
    keep = case.kind_info.keep_details
    return keep(measure, details, by=by) if keep is not None else []


def _tell_kind(case: CaseFile, measure: Measure) -> None:
    if case.kind_info.measure_changed is not None:
        measure.case = case
        case.kind_info.measure_changed(measure)
