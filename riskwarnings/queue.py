"""What awaits a leader, one case after another."""

from dataclasses import dataclass

from casefile.actions import action_url
from casefile.models import CaseFile

from .models import Warning
from .states import WarningState

_ACT = {
    WarningState.IN_REVIEW: "approve", WarningState.LEVEL_REVIEW: "approve_level",
    WarningState.LIFT_REVIEW: "approve_lift",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a case stands among those that await the reader; `position` is 0 when it is not among them."""

    position: int
    total: int
    previous_url: str
    next_url: str


def place(warning, user) -> Place:
    """Return the place of `warning` among the warnings that await a decision of `user`, oldest first."""
    waiting = CaseFile.objects.real().awaiting(user).filter(kind="WARNING", state__in=sorted(_ACT))
    ids = list(waiting.order_by("opened_at", "pk").values_list("pk", flat=True))
    at = ids.index(warning.pk) if warning.pk in ids else None
    if at is None:
        return Place(0, len(ids), "", _url(ids[0]) if ids else "")
    return Place(at + 1, len(ids), _url(ids[at - 1]) if at else "", _url(ids[at + 1]) if at + 1 < len(ids) else "")


def _url(pk: int) -> str:
    warning = Warning.objects.only("pk", "state", "reviewed_at").get(pk=pk)
    name = _ACT[warning.state]
    return action_url(warning, "review" if name == "approve" and not warning.is_reviewed else name)
