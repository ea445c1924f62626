from .finding import InfoBand, InfoLink, InfoMark
from .gathering import GatheredItem, Gathering, GatherPlan
from .hazardreview import HazardReview
from .monthlyreturn import MonthlyReturn
from .parties import InfoParty, InfoProduct
from .returnversion import ReturnVersion
from .riskinfo import RiskInfo
from .signal import Signal, SignalMark
from .situation import SituationAnalysis
from .sourcetoken import ReceivedInfo, SourceToken
from .study import ExpertStudy
from .suggestion import SuggestionModel
from .testtask import TestTask
from .upwardreport import UpwardReport

__all__ = [
    "ExpertStudy",
    "GatherPlan",
    "GatheredItem",
    "Gathering",
    "HazardReview",
    "InfoBand",
    "InfoLink",
    "InfoMark",
    "InfoParty",
    "InfoProduct",
    "MonthlyReturn",
    "ReceivedInfo",
    "ReturnVersion",
    "RiskInfo",
    "Signal",
    "SignalMark",
    "SituationAnalysis",
    "SourceToken",
    "SuggestionModel",
    "TestTask",
    "UpwardReport",
]
