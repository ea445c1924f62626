"""Who may do what with a rectification item (rules §3.4, §3.8).

Each predicate returns the role in which the user may act, or None.
"""

from accounts.authority import authority
from accounts.roles import Role

from .states import Severity


def _of_unit(record, user, permission) -> Role | None:
    return authority(user, permission, department=record.case.department)


def may_handle(record, user) -> Role | None:
    """The people of the unit write down what the enterprise says and does."""
    return _of_unit(record, user, "item.create")


def may_order(record, user) -> Role | None:
    return _of_unit(record, user, "item.order")


def may_recheck(record, user) -> Role | None:
    return _of_unit(record, user, "item.recheck")


def may_pass(record, user) -> Role | None:
    """One of the two officers who rechecked, whatever unit lent them."""
    if user.pk not in (record.first_officer_id, record.second_officer_id):
        return None
    return authority(user, "item.recheck", department=user.department)


def may_write_off(record, user) -> Role | None:
    """The head, for a major item the deputy; nobody who took part in a recheck of the item."""
    if record.was_rechecked_by(user):
        return None
    major = record.severity == Severity.MAJOR
    return _of_unit(record, user, "item.write_off_major" if major else "item.write_off")


def may_supervise(record, user) -> Role | None:
    return None if record.supervised else _of_unit(record, user, "item.supervise")


def may_lift_supervision(record, user) -> Role | None:
    return _of_unit(record, user, "item.supervise") if record.supervised else None


def may_close_otherwise(record, user) -> Role | None:
    return _of_unit(record, user, "item.close_other")
