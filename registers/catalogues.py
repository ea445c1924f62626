"""Which catalogues hold on a day: a case keeps the catalogue of its own time (R-128)."""

from datetime import date

from django.db.models import Q

from .models import Catalogue, CatalogueEntry, ProductType


def in_force(day: date) -> list[Catalogue]:
    """Return the catalogues that hold on `day`.

    One without dates holds from the start of its year; one without an end holds until a later
    one of the same name, level and issuer begins.
    """
    begun = [row for row in Catalogue.objects.all() if begins(row) <= day]
    latest: dict[tuple, date] = {}
    for row in begun:
        latest[_line(row)] = max(begins(row), latest.get(_line(row), date.min))
    return [row for row in begun if (row.valid_to is None or row.valid_to >= day) and begins(row) == latest[_line(row)]]


def begins(catalogue: Catalogue) -> date:
    return catalogue.valid_from or date(catalogue.year, 1, 1)


def _line(catalogue: Catalogue) -> tuple:
    return catalogue.name, catalogue.level, catalogue.issuer


def entries_on(product: ProductType, day: date) -> list[CatalogueEntry]:
    """Return where `product`, or the type whose item it is, stands in the catalogues that hold on `day`."""
    listed = Q(product_type=product.pk) | Q(product_type=product.parent_id)
    rows = CatalogueEntry.objects.filter(listed, catalogue__in=in_force(day))
    return list(rows.select_related("catalogue", "product_type"))
