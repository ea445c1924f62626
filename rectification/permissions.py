"""Who may do what with a rectification item (rules §3.4, §3.8).

Each predicate returns the role in which the user may act, or None; None too for what
does not concern the item, so that its button is not there.
"""

from accounts.authority import authority
from accounts.roles import Role

from .states import Severity


def _of_unit(record, user, permission, besides=()) -> Role | None:
    return authority(user, permission, department=record.case.department, besides=besides)


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


def may_decide_extension(record, user) -> Role | None:
    """Not who asked for it, nor who stands in for that person."""
    asked = record.pending_extension()
    return _of_unit(record, user, "item.order", besides=[asked.asked_by_id]) if asked else None


def may_publish(record, user) -> Role | None:
    return _of_unit(record, user, "item.order") if record.sampling_id else None


def may_follow_up(record, user) -> Role | None:
    return _of_unit(record, user, "item.create") if record.open_interview() else None


def may_find_uncontrolled(record, user) -> Role | None:
    """R-324: only a major risk calls other departments."""
    return _of_unit(record, user, "item.order") if record.severity == Severity.MAJOR else None


def may_act_jointly(record, user) -> Role | None:
    return _of_unit(record, user, "item.create") if record.severity == Severity.MAJOR else None


def may_enforce(record, user) -> Role | None:
    """What failed or was refused; at once what the law hands over in any state (R-332, R-333)."""
    if record.state not in ("FAILED", "REFUSED") and not record.problem_info.to_transfer:
        return None
    return _of_unit(record, user, "item.order")


def may_write_off(record, user) -> Role | None:
    """The head, for a major item the deputy; nobody who rechecked the item, nor stands in for one."""
    major = record.severity == Severity.MAJOR
    return _of_unit(record, user, "item.write_off_major" if major else "item.write_off", record.rechecker_ids())


def may_supervise(record, user) -> Role | None:
    return None if record.supervised else _of_unit(record, user, "item.supervise")


def may_request_lift(record, user) -> Role | None:
    put = record.supervision()
    return _of_unit(record, user, "item.order") if put and put.asked_at is None else None


def may_decide_lift(record, user) -> Role | None:
    """A leader who did not ask for it, nor stands in for who did."""
    put = record.supervision()
    return _of_unit(record, user, "item.supervise", [put.asked_by_id]) if put and put.asked_at else None


def may_close_otherwise(record, user) -> Role | None:
    return _of_unit(record, user, "item.close_other")
