"""Which acts stand at the head of a record page and which beside it, so that the next step is not one of a dozen."""

from django import template

register = template.Library()


@register.filter
def at_head(offers):
    return [offer for offer in offers if not offer.action.beside]


@register.filter
def at_side(offers):
    return [offer for offer in offers if offer.action.beside]
