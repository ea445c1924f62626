"""Drawing by lot so that anybody can draw again (R-232): a seed on record, a lot for each member."""

import hashlib
import secrets
from collections.abc import Iterable

from django.http import Http404

from .models import Draw


def lot(seed: str, key) -> str:
    """Return the lot of a member: SHA-256 of "seed:key" in hex."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def drawn(population: Iterable[dict], seed: str, size: int) -> list[dict]:
    """Return the `size` members with the smallest lots, in the order of their lots; the order of the list
    does not matter."""
    return sorted(population, key=lambda row: lot(seed, row["id"]))[:size]


def new_seed() -> str:
    return secrets.token_hex(8)


def make(*, by, among: str, title: str, criteria: str, population: list[dict], size: int, seed: str = "") -> Draw:
    """Draw and keep the list, the seed and the result. The population is not empty, `size` fits it."""
    seed = seed or new_seed()
    return Draw.objects.create(
        bureau=by.bureau, by=by, among=among, title=title, criteria=criteria, seed=seed, population=population,
        size=size, drawn=drawn(population, seed, size),
    )  # fmt: skip


def is_reproducible(draw: Draw) -> bool:
    """Draw again from what is on record."""
    return drawn(draw.population, draw.seed, draw.size) == draw.drawn


def draw_of(request) -> Draw | None:
    """Return the draw of the own bureau that the address names (?draw=<id>), None when it names none."""
    named = request.GET.get("draw", "")
    if not named:
        return None
    if not (named.isascii() and named.isdigit() and len(named) < 19):
        raise Http404("没有这次抽取。")
    found = Draw.objects.filter(bureau=request.user.bureau, pk=int(named)).first()
    if found is None:
        raise Http404("没有这次抽取。")
    return found
