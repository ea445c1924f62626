"""Work that outlives a request. The queue is casefile's (jobs); it plugs itself in when Django starts,
because the registers stand below the cases and may not import them."""

from collections.abc import Callable

_handlers: dict[str, Callable] = {}
_queue: dict[str, Callable] = {}


def handler(kind: str):
    """Register the function that does work of `kind`: called with `progress(done, total)` and its arguments.

    It may run more than once.
    """

    def decorate(function):
        _handlers[kind] = function
        if _queue:
            _queue["register"](kind, function)
        return function

    return decorate


def connect(*, register: Callable, enqueue: Callable) -> None:
    """Take the queue: `register(kind, function)` and `enqueue(kind, owner=…, **arguments)`."""
    _queue.update(register=register, enqueue=enqueue)
    for kind, function in _handlers.items():
        register(kind, function)


def enqueue(kind: str, *, owner, **arguments) -> None:
    """Ask for work of `kind` when the current transaction commits."""
    _queue["enqueue"](kind, owner=owner, **arguments)
