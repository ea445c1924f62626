"""Who may do what in an emergency (rules §3.3, §3.8).

Each predicate returns the role in which the user may act, or None. The brigade
works on every emergency of its bureau, whichever unit has the case.
"""

from accounts.authority import authority
from accounts.roles import Role


def _is_brigade_for(case, user) -> bool:
    return Role.BRIGADE in user.roles and user.department.bureau_id == case.bureau_id


def _or_brigade(case, user, permission) -> Role | None:
    role = authority(user, permission, department=case.department)
    if role is None and _is_brigade_for(case, user):
        return authority(user, permission, department=user.department)
    return role


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


def may_activate(record, user) -> Role | None:
    """The director, a deputy in his absence; not who determined the facts he decides on."""
    if user.pk == record.findings_by_id:
        return None
    department = record.case.department
    return authority(user, "emergency.activate", department=department) or authority(
        user, "emergency.activate_absent", department=department
    )


def may_terminate(record, user) -> Role | None:
    """As activation; not who wrote the final report."""
    if user.pk == record.final_report_by_id:
        return None
    department = record.case.department
    return authority(user, "emergency.terminate", department=department) or authority(
        user, "emergency.activate_absent", department=department
    )


def may_close(record, user) -> Role | None:
    if user.pk == record.summarised_by_id:
        return None
    return authority(user, "emergency.close", department=record.case.department)
