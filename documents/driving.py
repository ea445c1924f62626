"""A document that goes with its case: the act on the case moves the document too."""

from casefile import actions
from casefile.perform import perform
from casefile.refusals import GuardRefused

from .actions import DRIVEN_ACTS
from .models import Document
from .states import DocumentState

#: Acts that a case's act may carry; number and seal are always the office's own.
_CARRIED = DRIVEN_ACTS | {"revoke"}


def drive(document, name: str, act):
    """Do `name` on a driven document as part of `act` on its case, and return the trail entry.

    Done by the same person in the same role, with the same reason. Submitting a
    returned document takes it up again first. Raises WrongState and GuardRefused
    (each reason names the document): the whole act on the case is then undone.
    """
    if not document.driven or name not in _CARRIED or document.case_id != act.record.case_id:
        raise ValueError(f"document {document.pk} cannot be driven to {name!r} by this act")
    fresh = Document.objects.get(pk=document.pk)
    try:
        if name == "submit" and fresh.state == DocumentState.RETURNED:
            perform(fresh, "redraft", by=act.by, as_role=act.role)
        entry = perform(fresh, name, by=act.by, as_role=act.role, **({"reason": act.reason} if act.reason else {}))
    except GuardRefused as refusal:
        raise GuardRefused(_named(fresh, refusal.reasons)) from refusal
    document.__dict__.update(fresh.__dict__)
    return entry


def obstacles(document, name: str) -> list[str]:
    """Return what keeps a driven document from `name`, for the guard of the case's act.

    The wrong state is one of the reasons: a notice that has no number cannot be issued.
    """
    action = actions.get(document, name)
    if not actions.in_state(document, action):
        if name == "submit" and document.state == DocumentState.RETURNED:
            return _named(document, action.guard(document))
        return _named(document, [f"在“{document.get_state_display()}”环节，还不能{action.label}"])
    return _named(document, action.guard(document))


def _named(document, reasons: list[str]) -> list[str]:
    return [f"{document.kind_info.label}：{reason}" for reason in reasons]
