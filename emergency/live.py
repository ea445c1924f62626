"""The command page looks for news by itself: the page again when it changed, else a word that it did not."""

import hashlib
import re

from django.http import HttpResponse

from accounts.middleware import idle_seconds_left, refresh_session

HEADER = "X-Live-Version"
#: What differs each time the page is drawn although nothing happened: tokens and the ticking clock.
_VARYING = re.compile(rb'csrfmiddlewaretoken" value="[^"]*"|data-clock-seconds="\d+">[^<]*<|data-live-at="[^"]*"')


def is_look(request) -> bool:
    """Say whether the page's own script asks, not a person."""
    return HEADER in request.headers


def answer(request, response: HttpResponse, *, keep_open: bool) -> HttpResponse:
    """Return `response`, or 204 when the asking page shows the same already.

    Looking is no work: it does not keep a session alive, but for `keep_open` (the
    wall of a running response, where nobody sits at the keyboard).
    """
    if keep_open:
        refresh_session(request)
    main = response.content.partition(b"<main")[2].partition(b"</main>")[0]
    version = hashlib.sha256(_VARYING.sub(b"", main)).hexdigest()[:16]
    if request.headers.get(HEADER) == version:
        response = HttpResponse(status=204)
    response[HEADER] = version
    response["X-Idle-Seconds"] = idle_seconds_left(request)
    response["Cache-Control"] = "no-store"
    return response
