"""The data files that come with the product, in fixtures/."""

import csv

from django.conf import settings


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of fixtures/<name>.csv as text, in file order."""
    with open(settings.BASE_DIR / "fixtures" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
