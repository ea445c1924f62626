"""What is counted of informations as they come and go (casefile.tallying)."""

from casefile.models import CaseFile
from casefile.tallying import Tally, Watched, local

from .models import InfoTally, RiskInfo

_CASE, _INFO = CaseFile._meta.db_table, RiskInfo._meta.db_table
_PAIR = "c.id = r.case_id"

BY_SOURCE = Tally(
    InfoTally,
    (
        ("month", local("c.opened_at", "month")), ("bureau_id", "c.bureau_id"), ("department_id", "c.department_id"),
        ("source_id", "r.source_id"), ("is_drill", "c.is_drill"),
    ),
    (
        Watched(_INFO, "r", ("source_id", "state", "case_id"), others=((_CASE, "c", _PAIR),)),
        # A case has no information yet when it is made, and none any more when it goes.
        Watched(
            _CASE, "c", ("bureau_id", "department_id", "is_drill", "opened_at"), ("update",),
            others=((_INFO, "r", _PAIR),),
        ),
    ),
    "r.state <> 'DRAFT'",
)  # fmt: skip
