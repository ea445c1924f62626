"""What a later app knows and this one asks: registered by that app, so that nothing is imported backwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

_HOLDS: list[Callable[[Iterable], list[str]]] = []
_QUANTITIES: list[Callable] = []


@dataclass(frozen=True)
class Quantities:
    """How much of a product was made and sold, in `unit`, and where that stands (`source`)."""

    produced: int
    sold: int
    unit: str
    source: str


def hold(question: Callable[[Iterable], list[str]]) -> None:
    """Let `question(cases)` say in words what keeps a warning with these cases from being lifted."""
    _HOLDS.append(question)


def reasons(cases) -> list[str]:
    return [reason for question in _HOLDS for reason in question(cases)]


def know_quantities(source: Callable) -> None:
    """Let `source(info_case)` return the Quantities that it knows of an information's product, or None."""
    _QUANTITIES.append(source)


def quantities_of(case) -> Quantities | None:
    return next((found for source in _QUANTITIES if (found := source(case))), None)
