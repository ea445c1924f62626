"""An undefined variable in a template of ours is a mistake, not an empty string."""

import sys
from pathlib import Path

from django.template.base import Node

PROJECT = Path(__file__).resolve().parent.parent.parent


class UndefinedVariable(AssertionError):
    pass


class Undefined(str):
    """For `string_if_invalid`: Django asks whether it holds "%s" and, if so, fills in the variable's name."""

    def __contains__(self, item):
        return item == "%s"

    def __bool__(self):
        return True

    def __mod__(self, variable):
        node = _node_being_rendered()
        origin = getattr(getattr(node, "origin", None), "name", "")
        if not origin.startswith(str(PROJECT)) or "site-packages" in origin:
            return ""  # a package's own template: Django's behaviour
        line = getattr(getattr(node, "token", None), "lineno", "?")
        raise UndefinedVariable(
            f"{{{{ {variable} }}}} is undefined in {Path(origin).relative_to(PROJECT)}, line {line}"
        )


def _node_being_rendered() -> Node | None:
    frame = sys._getframe(1)
    while frame is not None:
        candidate = frame.f_locals.get("self")
        if isinstance(candidate, Node):
            return candidate
        frame = frame.f_back
    return None
