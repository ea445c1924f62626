"""What the bureau keeps on file; one class a module."""

from .calendar import CalendarDay, CalendarYear
from .catalogue import Catalogue, CatalogueEntry
from .enterprise import Enterprise
from .exchange import ExportRun, ImportRun
from .identity import EnterpriseAlias, EnterpriseMerge, Licence
from .legalbasis import LegalBasis
from .producttype import ProductType
from .region import Region
from .sampling import SamplingResult
from .source import InfoSource
from .tier import TierChange, TierRule

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Catalogue",
    "CatalogueEntry",
    "Enterprise",
    "EnterpriseAlias",
    "EnterpriseMerge",
    "ExportRun",
    "ImportRun",
    "InfoSource",
    "LegalBasis",
    "Licence",
    "ProductType",
    "Region",
    "SamplingResult",
    "TierChange",
    "TierRule",
]
