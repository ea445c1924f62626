from .finding import InfoBand, InfoLink, InfoMark
from .gathering import GatheredItem, Gathering, GatherPlan
from .hazardreview import HazardReview
from .infosampling import InfoSampling
from .monthlyreturn import MonthlyReturn
from .parties import InfoParty, InfoProduct
from .returnversion import ReturnVersion
from .riskinfo import RiskInfo
from .signal import Signal, SignalMark
from .signalrule import SignalRule
from .situation import SituationAnalysis
from .sourcetoken import ReceivedInfo, SourceToken
from .station import Station
from .study import ExpertStudy
from .suggestion import SuggestionModel
from .tally import InfoTally
from .testtask import TestTask
from .upwardreport import UpwardReport
from .workduty import WorkDuty, WorkPlan

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
    "InfoSampling",
    "InfoTally",
    "MonthlyReturn",
    "ReceivedInfo",
    "ReturnVersion",
    "RiskInfo",
    "Signal",
    "SignalMark",
    "SignalRule",
    "SituationAnalysis",
    "SourceToken",
    "Station",
    "SuggestionModel",
    "TestTask",
    "UpwardReport",
    "WorkDuty",
    "WorkPlan",
]
