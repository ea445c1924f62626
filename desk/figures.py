"""How much waits for a person: in the menu of every page, so kept for a short while."""

from documents.awaiting import count_awaiting
from oversight.owing import owed
from rectification.models import Prompt
from riskinfo import gathering, signals

from .worklist import awaiting_counts, seals_awaiting


def figures(user) -> dict[str, int]:
    """Return how much of each kind waits for `user`."""
    waiting = awaiting_counts(user) | {"DOCUMENT": count_awaiting(user)}
    if user.can("emergency.view"):
        waiting["EMERGENCY"] = waiting.get("EMERGENCY", 0) + seals_awaiting(user)
    if user.can("warning.view"):
        waiting["OVERSIGHT"] = len(owed(user))
    waiting["MONITORPLAN"] = waiting.get("MONITORPLAN", 0) + waiting.get("MONITORPROJECT", 0)
    waiting["GATHERING"] = gathering.awaiting(user).count()
    waiting["ANALYSIS"] = waiting.get("ANALYSIS", 0) + signals.awaiting(user).count()
    if user.can("item.order"):
        waiting["PROMPT"] = Prompt.objects.awaiting(user).count()
    return waiting
