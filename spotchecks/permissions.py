"""Who may do what with sampling plans and with what follows a failed sampling (rules §3.8).

Each predicate returns the role in which the user may act, or None.
"""

from accounts.authority import authority
from accounts.roles import Role


def _of_unit(record, user, permission, **others) -> Role | None:
    return authority(user, permission, department=record.case.department, **others)


def may_plan(record, user) -> Role | None:
    return _of_unit(record, user, "sampling.plan")


def may_approve(record, user) -> Role | None:
    """A leader who did not draw the plan up."""
    return _of_unit(record, user, "sampling.approve", besides=[record.case.created_by_id])


def may_end(record, user) -> Role | None:
    return _of_unit(record, user, "sampling.decide")


def may_handle(record, user) -> Role | None:
    """The people of the unit deliver, trace, and write down what they are told."""
    return _of_unit(record, user, "sampling.handle")


def may_decide(record, user) -> Role | None:
    """The head of the unit confirms, orders and transfers."""
    return _of_unit(record, user, "sampling.decide")


def may_close_otherwise(record, user) -> Role | None:
    return _of_unit(record, user, "sampling.approve")
