"""Who may do what with monitoring plans and projects (rules §3.8). Each predicate returns the role, or None."""

from accounts.authority import authority
from accounts.roles import Role


def may_plan(record, user) -> Role | None:
    return authority(user, "monitoring.plan", department=record.case.department)


def may_approve(record, user) -> Role | None:
    """A leader who did not draw it up."""
    return authority(user, "monitoring.approve", department=record.case.department, besides=[record.case.created_by_id])


def may_decide(record, user) -> Role | None:
    """The head of the unit, or the leaders in line: the end of a plan, the way upward."""
    return authority(user, "monitoring.decide", department=record.case.department)


def may_test(work, user) -> Role | None:
    """The people of the agency to which a line gives its samples (R-045)."""
    if not user.is_active or user.department_id is None or user.department_id != work.agency_unit_id:
        return None
    return Role.AGENCY if user.can("test.result") else None


def may_study(record, user) -> Role | None:
    """The people of the agency that studies it (R-224)."""
    return may_test(record, user)


def may_strike(result, user) -> Role | None:
    """Who entered it, or the head of either unit."""
    item = result.item
    if result.recorded_by_id == user.pk:
        return may_record(item, user) or may_test(item, user)
    own = authority(user, "monitoring.decide", department=item.department)
    return own or authority(user, "monitoring.decide", department=item.plan.case.department)


def may_record(item, user) -> Role | None:
    """The unit that the line names, and the one whose plan it is."""
    own = authority(user, "monitoring.record", department=item.department)
    return own or authority(user, "monitoring.record", department=item.plan.case.department)
