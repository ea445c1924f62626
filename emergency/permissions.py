"""Who may do what in an emergency (rules §3.3, §3.8).

Each predicate returns the role in which the user may act, or None. The brigade
works on every emergency of its bureau, whichever unit has the case.
"""

from accounts.authority import authority
from accounts.roles import Role


def _is_brigade_for(case, user) -> bool:
    return Role.BRIGADE in user.roles and user.department.bureau_id == case.bureau_id


def _or_brigade(case, user, permission, besides=()) -> Role | None:
    role = authority(user, permission, department=case.department, besides=besides)
    if role is None and _is_brigade_for(case, user):
        return authority(user, permission, department=user.department, besides=besides)
    return role


def _leader_of(case, user, besides=()) -> Role | None:
    """The director, a deputy in his absence; none of `besides`, nor who stands in for one of them."""
    for permission in ("emergency.activate", "emergency.activate_absent"):
        if role := authority(user, permission, department=case.department, besides=besides):
            return role
    return None


def may_verify(record, user) -> Role | None:
    return _or_brigade(record.case, user, "emergency.verify")


def may_work(record, user) -> Role | None:
    """The people of the case's unit and the brigade; the office, though bureau-wide, only does its own steps."""
    if user.department_id != record.case.department_id and not _is_brigade_for(record.case, user):
        return None
    return authority(user, "emergency.step", department=user.department)


def may_report(record, user) -> Role | None:
    """Whoever may report an emergency may add what happened and what was reported."""
    return _or_brigade(record.case, user, "emergency.report")


def may_judge_cause(record, user) -> Role | None:
    """As verification, while an analysis waits; not who registered it."""
    waits = record.cause_received_on is not None and not record.cause_judgement
    return _or_brigade(record.case, user, "emergency.verify", besides=(record.cause_by_id,)) if waits else None


def may_activate(record, user) -> Role | None:
    """The director, a deputy in his absence; not who determined the facts he decides on."""
    return _leader_of(record.case, user, besides=(record.findings_by_id,))


def may_terminate(record, user) -> Role | None:
    """As activation; not who wrote the final report."""
    barred, department = (record.final_report_by_id,), record.case.department
    return authority(user, "emergency.terminate", department=department, besides=barred) or authority(
        user, "emergency.activate_absent", department=department, besides=barred
    )


def may_close(record, user) -> Role | None:
    return authority(user, "emergency.close", department=record.case.department, besides=(record.summarised_by_id,))


#: A seal may begin while an information is undecided (R-047), and in an emergency or warning that is not over.
_SEAL_FROM_INFO = frozenset({"ASSESSING", "INCONCLUSIVE"})


def why_no_seal(case) -> str:
    """Say why nothing may be sealed in `case` now; empty when it may."""
    if case.kind not in ("INFO", "EMERGENCY"):
        return "封存从应急处置或尚未判定的风险信息提请。"
    if case.closed_at is not None:
        return f"案卷{case.number or ''}已办结（{case.state_label}），不能再提请封存。"
    if case.kind == "INFO" and case.state not in _SEAL_FROM_INFO:
        return f"临时封存用于危害程度尚不能判定的信息（研判或尚无定论）；本信息当前环节是“{case.state_label}”。"
    return ""


def may_propose_seal(case, user) -> Role | None:
    """Who works on the case proposes its seals; the office does not."""
    if user.department_id != case.department_id and not _is_brigade_for(case, user):
        return None
    return authority(user, "emergency.step", department=user.department)


def may_work_seal(sealing, user) -> Role | None:
    return may_propose_seal(sealing.case, user)


def may_end_pause(sealing, user) -> Role | None:
    """As work on a seal, once there is a pause to shorten."""
    return may_work_seal(sealing, user) if sealing.pauses.counted().exists() else None


def may_decide_seal(sealing, user) -> Role | None:
    """The director, a deputy in his absence; not who proposed it (行政强制法 art. 18)."""
    return _leader_of(sealing.case, user, besides=(sealing.proposed_by_id, sealing.extension_asked_by_id))


def may_drop_seal(sealing, user) -> Role | None:
    return may_work_seal(sealing, user) or _leader_of(sealing.case, user)


def may_lift(sealing, user) -> Role | None:
    """A leader; once the term is over there is nothing left to decide and its officers lift at once (art. 28)."""
    role = _leader_of(sealing.case, user)
    if role is None and sealing.is_over:
        return may_work_seal(sealing, user)
    return role
