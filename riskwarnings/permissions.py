"""Who may do what with an information's assessment and with a warning (rules §3.2, §3.8).

Each predicate returns the role in which the user may act, or None.
"""

from accounts.authority import authority
from accounts.roles import Role

from . import routes


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


def drafters(warning) -> tuple[int, ...]:
    """Return the ids of who wrote the warning or the assessment behind it, and so may not decide on it."""
    return warning.author_id, warning.case.created_by_id, warning.assessment.assessor_id


def may_review(warning, user) -> Role | None:
    barred = (warning.author_id, warning.case.created_by_id)
    return authority(user, "warning.review", department=warning.case.department, besides=barred)


def may_decide(level: str, department, user, *, besides=()) -> Role | None:
    """Say in which role `user` approves warnings of `level` for this department (the bureau's delegation table)."""
    permission = routes.in_force(department.bureau_id).permission(level)
    return authority(user, permission, department=department, besides=besides)


def may_approve(warning, user) -> Role | None:
    """The leader for the higher of proposed and suggested level, who neither drafted nor assessed."""
    return may_decide(warning.stricter_level, warning.case.department, user, besides=drafters(warning))


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
    barred = [warning.case.handler_id]
    return authority(user, "warning.request_lift", department=warning.case.department, besides=barred)


def may_report_recall(warning, user, brigade) -> Role | None:
    """The brigade, which is with the enterprise, or the unit that handles the case."""
    return may_acknowledge(warning, user, brigade) or authority(
        user, "warning.measure", department=warning.case.department
    )


def may_propose_level(warning, user) -> Role | None:
    """The unit head (rules §2.3 G9); not who made the assessment on which the change rests."""
    return authority(user, "warning.review", department=warning.case.department)


def may_decide_level(warning, user) -> Role | None:
    """The leader for the highest of what was, is suggested and is proposed, who neither proposed nor assessed."""
    change = warning.open_change
    if change is None:
        return None
    barred = (change.proposed_by_id, change.assessment.assessor_id)
    return may_decide(change.strictest_level, warning.case.department, user, besides=barred)


def may_lift(warning, user) -> Role | None:
    """A leader of the level that approved the issue (rules §3.2), who did not ask for the lifting."""
    barred = (warning.lift_requested_by_id, warning.case.handler_id)
    return may_decide(warning.stricter_level, warning.case.department, user, besides=barred)


def may_withdraw(warning, user) -> Role | None:
    role = authority(user, "warning.withdraw", department=warning.case.department)
    return role and may_decide(warning.stricter_level, warning.case.department, user)


def may_archive(warning, user) -> Role | None:
    return authority(user, "warning.archive", department=warning.case.department)
