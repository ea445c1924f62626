"""Which acts stand at the head of a record page and which beside it, so that the next step is not one of a dozen."""

from django import template

register = template.Library()
#: So many acts that are neither the next step nor grave have room at the head.
ROOM = 3


@register.filter
def at_head(offers):
    """Return the offers for the head of the page: the next step, the grave ones, the others if they are few."""
    plain = _plain(offers)
    return [offer for offer in offers if offer not in plain] if len(plain) > ROOM else offers


@register.filter
def at_side(offers):
    """Return the offers that found no room at the head."""
    plain = _plain(offers)
    return plain if len(plain) > ROOM else []


def _plain(offers):
    return [offer for offer in offers if offer.action.style not in ("primary", "danger")]
