from .attachment import Attachment
from .case import CaseFile, CaseLink, Participation
from .deadline import Deadline
from .job import Job
from .measure import Measure
from .notification import Notification
from .savedview import SavedView
from .sent import SentForm
from .series import NumberSeries
from .tally import CaseTally
from .transition import TransitionRecord

__all__ = [
    "Attachment",
    "CaseFile",
    "CaseLink",
    "CaseTally",
    "Deadline",
    "Job",
    "Measure",
    "Notification",
    "NumberSeries",
    "Participation",
    "SavedView",
    "SentForm",
    "TransitionRecord",
]
