"""The address on a paper under which anybody may verify it: its number and the beginning of its content's hash."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

#: 48 bits: who has not seen the paper does not guess it at 20 questions a minute.
HASH_DIGITS = 12


def verify_address(document) -> str:
    """Return the address for the code on a numbered paper; empty when the bureau prints none."""
    if not settings.PAPER_VERIFY_URL or not document.kind_rules.bears_code:
        return ""
    query = urlencode({"n": document.number, "c": document.content_sha256[:HASH_DIGITS]})
    return f"{settings.PAPER_VERIFY_URL.rstrip('/')}{reverse('documents:verify')}?{query}"
