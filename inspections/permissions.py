"""Who may do what with an inspection. Each predicate returns the role in which the user may act, or None."""

from accounts.authority import authority
from accounts.roles import Role


def may_plan(user, department) -> Role | None:
    return authority(user, "inspection.plan", department=department)


def may_assign(record, user) -> Role | None:
    """The head of the unit sends the officers, puts off, cancels and closes."""
    return authority(user, "inspection.assign", department=record.case.department)


def may_check(record, user) -> Role | None:
    """The two officers, whatever unit lent them."""
    if user.pk not in record.officer_ids:
        return None
    return authority(user, "inspection.check", department=user.department)


def may_confirm(record, user) -> Role | None:
    """The other officer: who handed the sheet in does not confirm it."""
    return None if user.pk == record.finished_by_id else may_check(record, user)


def may_send_back(record, user) -> Role | None:
    return may_confirm(record, user) or may_assign(record, user)
