"""Numbers of cases as officers type them: FX20260012, 2026-12, fx12 all mean FX-2026-0012."""

import re

from django.utils import timezone

from . import kinds
from .numbering import DRILL_PREFIX

_WITH_YEAR = re.compile(r"([A-Z]{2,6})?-?(20\d\d)-?(\d{1,6})")
_WITHOUT = re.compile(r"([A-Z]{2,6})-?(\d{1,4})")


def meant(word: str) -> list[str]:
    """Return the numbers, or parts of numbers, that `word` means beside itself; none when it is no number.

    A number without its year is one of this year or the last.
    """
    word = word.upper()
    if (found := _WITH_YEAR.fullmatch(word)) and _is_prefix(found[1]):
        return _other(word, [_written(found[1], int(found[2]), found[3])])
    if (found := _WITHOUT.fullmatch(word)) and found[1] and _is_prefix(found[1]):
        year = timezone.localdate().year
        return _other(word, [_written(found[1], year, found[2]), _written(found[1], year - 1, found[2])])
    return []


def _is_prefix(prefix: str | None) -> bool:
    return prefix is None or prefix == DRILL_PREFIX or any(kind.prefix == prefix for kind in kinds.all_kinds())


def _written(prefix: str | None, year: int, sequence: str) -> str:
    return f"{prefix}-{year}-{sequence:0>4}" if prefix else f"{year}-{sequence:0>4}"


def _other(word: str, numbers: list[str]) -> list[str]:
    return [number for number in numbers if number != word]
