"""What is counted of cases as they come and go (casefile.tallying)."""

from .models import CaseFile, CaseTally
from .tallying import Tally, Watched, local

_COUNTED = ("kind", "bureau_id", "department_id", "state", "level", "is_drill")
_YEAR = {vendor: f"COALESCE({year}, '')" for vendor, year in local("c.closed_at", "year").items()}

BY_STATE = Tally(
    CaseTally,
    (*((name, f"c.{name}") for name in _COUNTED), ("closed_in", _YEAR)),
    (Watched(CaseFile._meta.db_table, "c", (*_COUNTED, "closed_at")),),
)
