from .acts import AcknowledgeForm, ApproveForm, RequestLiftForm
from .assess import AssessForm
from .draft import WarningForm

__all__ = ["AcknowledgeForm", "ApproveForm", "AssessForm", "RequestLiftForm", "WarningForm"]
