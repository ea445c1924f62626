"""Gap-free numbers, taken inside the transaction that uses them."""

from django.utils import timezone

from . import kinds
from .models import NumberSeries


def take(bureau, series: str, year: int) -> int:
    """Return the next number of `series` in `year`, locked until the transaction ends.

    Must run inside `transaction.atomic()`: a rolled-back act gives its number
    back, so the series has neither gaps nor duplicates.
    """
    NumberSeries.objects.get_or_create(bureau=bureau, series=series, year=year)
    row = NumberSeries.objects.select_for_update().get(bureau=bureau, series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


#: Of the numbers of drills, whatever their kind: an exercise takes no real number.
DRILL_PREFIX = "YL"


def number_of(case) -> str:
    """Return the next number for `case` this year, e.g. FX-2026-0001; YL-2026-0001 for a drill."""
    prefix = DRILL_PREFIX if case.is_drill else kinds.get(case.kind).prefix
    return case_number(case.bureau, prefix, timezone.localdate().year)


def case_number(bureau, prefix: str, year: int) -> str:
    """Return e.g. FX-2026-0001."""
    return f"{prefix}-{year}-{take(bureau, prefix, year):04d}"
