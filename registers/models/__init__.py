"""What the bureau keeps on file; one class a module."""

from .calendar import CalendarDay, CalendarYear
from .catalogue import Catalogue, CatalogueEntry
from .enterprise import Enterprise
from .legalbasis import LegalBasis
from .producttype import ProductType
from .region import Region
from .source import InfoSource

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Catalogue",
    "CatalogueEntry",
    "Enterprise",
    "InfoSource",
    "LegalBasis",
    "ProductType",
    "Region",
]
