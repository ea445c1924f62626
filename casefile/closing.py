"""What later apps know that keeps a case open: asked by the guards of the acts that end it."""

from collections.abc import Callable

_ASKED: list[Callable] = []


def register(function: Callable) -> Callable:
    """Let `function` (CaseFile → list of reasons in words) be asked before a case ends."""
    if function not in _ASKED:
        _ASKED.append(function)
    return function


def obstacles(case) -> list[str]:
    """Return what must be done before `case` may end."""
    return [reason for function in _ASKED for reason in function(case)]
