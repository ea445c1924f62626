from .monthlyreturn import MonthlyReturn
from .riskinfo import RiskInfo
from .testtask import TestTask

__all__ = ["MonthlyReturn", "RiskInfo", "TestTask"]
