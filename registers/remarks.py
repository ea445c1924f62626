"""What later apps want said on the page of an enterprise, in a line each, above everything else."""

from collections.abc import Callable

#: (enterprise, user) → lines; appended to when Django starts.
sources: list[Callable] = []


def remarks_on(enterprise, user) -> list[str]:
    return [line for source in sources for line in source(enterprise, user)]
