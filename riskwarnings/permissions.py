"""Who may do what with an information's assessment and with a warning (rules §3.2, §3.8).

Each predicate returns the role in which the user may act, or None.
"""

from accounts.authority import authority
from accounts.roles import Role

from .facts_text import WarningLevel

_APPROVAL = {
    WarningLevel.LEVEL_1: "warning.approve_l1",
    WarningLevel.LEVEL_2: "warning.approve_l2",
    WarningLevel.LEVEL_3: "warning.approve_l3",
}


def may_assess(info, user) -> Role | None:
    return authority(user, "info.assess", department=info.case.department)


def may_create(info, user) -> Role | None:
    """The unit that has the information drafts the warning."""
    return authority(user, "warning.draft", department=info.case.department)


def may_draft(warning, user) -> Role | None:
    """Only the drafter, or who handles the case now."""
    if user.pk not in (warning.author_id, warning.case.handler_id):
        return None
    return authority(user, "warning.draft", department=warning.case.department)


def drafted(warning, user) -> bool:
    """Say whether `user` wrote the warning or the assessment behind it, and so may not decide on it."""
    return user.pk in (warning.author_id, warning.case.created_by_id, warning.assessment.assessor_id)


def may_review(warning, user) -> Role | None:
    if user.pk in (warning.author_id, warning.case.created_by_id):
        return None
    return authority(user, "warning.review", department=warning.case.department)


def may_decide(level: str, department, user) -> Role | None:
    """Say in which role `user` approves warnings of `level` for this department."""
    return authority(user, _APPROVAL[WarningLevel(level)], department=department)


def may_approve(warning, user) -> Role | None:
    """The leader for the higher of proposed and suggested level, who neither drafted nor assessed."""
    if drafted(warning, user):
        return None
    return may_decide(warning.stricter_level, warning.case.department, user)


def may_send_back(warning, user) -> Role | None:
    """Whoever has to say yes next may also say no."""
    return may_approve(warning, user) if warning.is_reviewed else may_review(warning, user)


def may_cancel(warning, user) -> Role | None:
    """Before approval the drafter or the unit head gives it up, after it the leader who may approve."""
    if warning.approved_at is not None:
        return may_decide(warning.stricter_level, warning.case.department, user)
    if warning.is_editable and (role := may_draft(warning, user)):
        return role
    return authority(user, "warning.review", department=warning.case.department)


def may_issue(warning, user) -> Role | None:
    return authority(user, "warning.issue", department=warning.case.department)


def may_acknowledge(warning, user, brigade) -> Role | None:
    """`brigade`: the department of this bureau, or None where there is none."""
    return authority(user, "warning.acknowledge", department=brigade) if brigade else None


def may_request_lift(warning, user) -> Role | None:
    """The unit head; not who handles the case, whose 解除通报 the head checks by asking."""
    if user.pk == warning.case.handler_id:
        return None
    return authority(user, "warning.request_lift", department=warning.case.department)


def may_lift(warning, user) -> Role | None:
    """A leader of the level that approved the issue (rules §3.2), who did not ask for the lifting."""
    if user.pk in (warning.lift_requested_by_id, warning.case.handler_id):
        return None
    return may_decide(warning.stricter_level, warning.case.department, user)


def may_withdraw(warning, user) -> Role | None:
    role = authority(user, "warning.withdraw", department=warning.case.department)
    return role and may_decide(warning.stricter_level, warning.case.department, user)


def may_archive(warning, user) -> Role | None:
    return authority(user, "warning.archive", department=warning.case.department)
