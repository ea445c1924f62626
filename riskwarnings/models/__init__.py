from .assessment import RiskAssessment
from .warning import Warning

__all__ = ["RiskAssessment", "Warning"]
