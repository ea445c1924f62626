from .acts import AcknowledgeForm, ApproveForm, RequestLiftForm
from .assess import AssessForm
from .draft import WarningForm
from .level import ProposeLevelForm, RecallForm
from .matrix import MatrixForm
from .route import RouteForm

__all__ = [
    "AcknowledgeForm", "ApproveForm", "AssessForm", "MatrixForm", "ProposeLevelForm", "RecallForm", "RequestLiftForm",
    "RouteForm", "WarningForm",
]  # fmt: skip
