"""How much waits for a person: in the menu of every page, so kept for a short while."""

from django.core.cache import cache
from django.db import transaction

from casefile.notify import people_told
from documents.awaiting import count_awaiting
from oversight.owing import owed
from rectification.models import Prompt
from riskinfo import gathering

from .worklist import awaiting_counts, seals_awaiting

#: Seconds. Own acts, and whatever sends a message, show at once; the desk itself always counts anew.
KEPT = 20


def figures(user) -> dict[str, int]:
    """Return how much of each kind waits for `user`."""
    waiting = awaiting_counts(user) | {"DOCUMENT": count_awaiting(user)}
    if user.can("emergency.view"):
        waiting["EMERGENCY"] = waiting.get("EMERGENCY", 0) + seals_awaiting(user)
    if user.can("warning.view"):
        waiting["OVERSIGHT"] = len(owed(user))
    waiting["MONITORPLAN"] = waiting.get("MONITORPLAN", 0) + waiting.get("MONITORPROJECT", 0)
    waiting["GATHERING"] = gathering.awaiting(user).count()
    if user.can("item.order"):
        waiting["PROMPT"] = Prompt.objects.awaiting(user).count()
    return waiting


def kept_figures(user, *, anew: bool = False) -> dict[str, int]:
    """Return the `figures` of `user`, at most KEPT seconds old."""
    found = None if anew else cache.get(_key(user.pk))
    if found is None:
        found = figures(user)
        cache.set(_key(user.pk), found, KEPT)
    return found


def forget_figures(*people: int) -> None:
    """Count anew for these users (keys) from now on, and once more when what is being done is done."""
    keys = [_key(pk) for pk in people]
    cache.delete_many(keys)
    transaction.on_commit(lambda: cache.delete_many(keys))


def _key(pk: int) -> str:
    return f"figures:{pk}"


def forget_told(sender, people, **kwargs) -> None:
    forget_figures(*people)


people_told.connect(forget_told)


class ForgetAfterActs:
    """Who has sent a form counts anew on the next page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") and request.user.is_authenticated:
            forget_figures(request.user.pk)
        return response
