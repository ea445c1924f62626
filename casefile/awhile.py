"""What every page of a person shows again, kept for a short while instead of asked for each time.

Own acts, and whatever sends a message, show at once in what is named in WHAT; anything else that is kept here (the
boxes of a list's filters) is as old as it may be.
"""

from django.core.cache import cache
from django.db import transaction

from .notify import people_told

#: Seconds.
KEPT = 20
#: What is kept: how much waits (desk.figures), how much is unread, the campaigns that a list can be narrowed to, the
#: saved views.
WHAT = FIGURES, UNREAD, CAMPAIGNS, VIEWS = ("figures", "unread", "campaigns", "views")


def kept_awhile(user, what: str, make, *, anew: bool = False):
    """Return `make()`, at most KEPT seconds old unless it is wanted `anew`."""
    key = _key(what, user.pk)
    found = None if anew else cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT)
    return found


def forget(*people: int) -> None:
    """Ask anew for these users (keys) from now on, and once more when what is being done is done."""
    keys = [_key(what, pk) for pk in people for what in WHAT]
    cache.delete_many(keys)
    transaction.on_commit(lambda: cache.delete_many(keys))


def _key(what: str, pk: int) -> str:
    return f"{what}:{pk}"


def forget_told(sender, people, **kwargs) -> None:
    forget(*people)


people_told.connect(forget_told)


class ForgetAfterActs:
    """Who has sent a form is asked anew on the next page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") and request.user.is_authenticated:
            forget(request.user.pk)
        return response
