from .finding import InfoBand, InfoLink, InfoMark
from .gathering import GatheredItem, Gathering, GatherPlan
from .monthlyreturn import MonthlyReturn
from .returnversion import ReturnVersion
from .riskinfo import RiskInfo
from .situation import SituationAnalysis
from .testtask import TestTask
from .upwardreport import UpwardReport

__all__ = [
    "GatherPlan",
    "GatheredItem",
    "Gathering",
    "InfoBand",
    "InfoLink",
    "InfoMark",
    "MonthlyReturn",
    "ReturnVersion",
    "RiskInfo",
    "SituationAnalysis",
    "TestTask",
    "UpwardReport",
]
