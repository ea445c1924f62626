"""The papers that wait for a person, single ones and batches: for the desk, the menu and the daily mail."""

from .batches.actions import awaits
from .batches.states import BatchState
from .models import Batch, Document

_OPEN_BATCHES = sorted({*BatchState} - {BatchState.NUMBERING, BatchState.ISSUING, BatchState.ISSUED, BatchState.VOID})


def papers_awaiting(user) -> list:
    """Return the Document and Batch rows whose next act is expected of `user`, who waits longest first.

    Drills are among them, after the rest: their papers are signed for practice, and the row's `case.is_drill` says so.
    """
    if not user.can("document.view"):
        return []
    documents = Document.objects.awaiting(user).select_related("case")
    found = [*documents, *_batches(user)]
    return sorted(found, key=lambda row: (row.case.is_drill, row.drafted_at, row.pk))


def count_awaiting(user) -> int:
    """Return how many papers wait for `user`, drills not counted."""
    if not user.can("document.view"):
        return 0
    batches = sum(not batch.case.is_drill for batch in _batches(user))
    return Document.objects.awaiting(user).filter(case__is_drill=False).count() + batches


def _batches(user) -> list[Batch]:
    if user.department_id is None:
        return []
    rows = Batch.objects.filter(bureau=user.department.bureau_id, state__in=_OPEN_BATCHES)
    rows = rows.select_related("case", "bureau", "department__bureau", "drafter")
    return [batch for batch in rows if awaits(batch, user)]
