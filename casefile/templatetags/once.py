"""The token by which a form that arrives twice is known (casefile.once)."""

import uuid

from django import template

register = template.Library()


@register.simple_tag
def once_token() -> str:
    return str(uuid.uuid4())
