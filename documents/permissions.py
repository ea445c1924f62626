"""Who may do what with a document (rules §3.5, §3.8). Nobody checks or signs what he drafted,
nor does who stands in for the drafter.

Each returns the role in which the person acts, or None. Where a document is
driven by its case, the case's own act asks for permission instead.
"""

from accounts.authority import ActingRole, authority
from accounts.roles import ROLE_PERMISSIONS, Role

from .states import DocumentState


def may_draft(document, user) -> Role | None:
    """Edit, submit or take back: the drafter's unit."""
    return authority(user, "document.draft", department=document.department)


def may_submit(document, user) -> Role | None:
    return None if document.driven else may_draft(document, user)


def may_check(document, user) -> Role | None:
    if document.driven:
        return None
    return authority(user, document.check_permission, department=document.department, besides=[document.drafter_id])


def may_sign(document, user) -> Role | None:
    if document.driven:
        return None
    return authority(user, document.sign_permission, department=document.department, besides=[document.drafter_id])


def may_countersign(document, user) -> Role | None:
    """Whose turn it is; of a driven document too, for the case does not ask these people."""
    due = document.countersigns.due()
    if not user.is_active or user.department_id is None or not due.of(user).exists():
        return None
    for person in (user, *(row.absent for row in user.absences_covered() if row.covers("document.countersign"))):
        role = next((role for role in person.roles if "document.countersign" in ROLE_PERMISSIONS[role]), None)
        if role is not None and due.own(person).exists():
            return role if person is user else ActingRole(role, person)
    return None


def may_send_back(document, user) -> Role | None:
    """Whoever would have to let it pass."""
    if document.state == DocumentState.COUNTERSIGN:
        return None if document.driven else may_countersign(document, user)
    if document.state == DocumentState.CHECK:
        return may_check(document, user)
    return may_sign(document, user)


def may_number(document, user) -> Role | None:
    return authority(user, "document.number", department=document.department)


def may_seal(document, user) -> Role | None:
    return authority(user, "document.seal", department=document.department)


def may_issue(document, user) -> Role | None:
    return None if document.driven else authority(user, "document.issue", department=document.department)


def may_void(document, user) -> Role | None:
    """Before signature its unit or whoever it lies with; afterwards whoever may sign it."""
    if document.driven:
        return None
    if document.is_frozen:
        return authority(user, document.sign_permission, department=document.department)
    return may_draft(document, user) or may_check(document, user) or may_sign(document, user)


def may_reply(document, user) -> Role | None:
    """Write down an answer: whoever records service."""
    return may_serve(document, user)


def nobody(document, user) -> None:
    """What only the system does."""


def may_revoke(document, user) -> Role | None:
    return authority(user, document.sign_permission, department=document.department)


def may_archive(document, user) -> Role | None:
    return authority(user, "document.archive", department=document.department)


def may_serve(document, user) -> Role | None:
    """Record service: the office, the drafting unit, and the unit whose case it is."""
    role = authority(user, "document.serve", department=document.department)
    return role or authority(user, "document.serve", department=document.case.department)
