"""Who may do what with a campaign and its returns (rules §3.6, §3.8).

Each predicate takes the record and the user and returns the role in which the user may act, or None.
"""

from accounts.authority import authority
from accounts.roles import ROLE_PERMISSIONS, Role


def holding(permission: str):
    """Return the predicate: somebody who holds `permission` for the unit of the case."""

    def predicate(record, user) -> Role | None:
        return authority(user, permission, department=record.case.department)

    predicate.__name__ = f"holds_{permission.replace('.', '_')}"
    return predicate


may_plan = holding("campaign.plan")
may_move = holding("campaign.move")


def may_deploy(record, user) -> Role | None:
    """The director, who neither drew the plan up nor handed it in."""
    if record.handed_in_at is None:
        return None
    besides = [record.handed_in_by_id, record.case.created_by_id]
    return authority(user, "campaign.approve", department=record.case.department, besides=besides)


def may_hand_in(record, user) -> Role | None:
    return None if record.handed_in_at else may_plan(record, user)


def may_complete(record, user) -> Role | None:
    return authority(user, "campaign.complete", department=record.case.department)


def _line(record) -> set:
    """Who already has a hand in the return: nobody approves or signs after himself."""
    return {record.compiled_by_id, record.approved_by_id} - {None}


def may_approve_return(record, user) -> Role | None:
    return authority(user, "return.approve", department=record.case.department, besides=_line(record))


def may_sign_return(record, user) -> Role | None:
    return authority(user, "return.sign", department=record.case.department, besides=_line(record))


def may_submit_return(record, user) -> Role | None:
    """The unit itself or the office."""
    unit = record.case.department
    return authority(user, "return.fill", department=unit) or authority(user, "return.submit", department=unit)


def may_send_back_return(record, user) -> Role | None:
    """Before whom it lies; a signed one the leader or the office."""
    unit = record.case.department
    if record.signed_by_id:
        return authority(user, "return.submit", department=unit) or authority(user, "return.sign", department=unit)
    return may_sign_return(record, user) if record.approved_by_id else may_approve_return(record, user)


def stands_above(user, bureau_id: int) -> bool:
    """Say whether the bureau of `user` stands above that one."""
    return user.is_active and user.department_id is not None and bureau_id in user.department.bureau.subordinate_ids()


def may_answer_return(record, user) -> Role | None:
    """The office and the leaders of a bureau above that of the return."""
    if not stands_above(user, record.case.bureau_id):
        return None
    wanted = {"return.submit", "return.sign"}
    return next((role for role in user.roles if wanted & ROLE_PERMISSIONS[role]), None)
