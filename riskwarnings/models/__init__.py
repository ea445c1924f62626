from .assessment import RiskAssessment
from .paper import Consultation, PaperWaiver
from .publication import Publication
from .warning import Warning

__all__ = ["Consultation", "PaperWaiver", "Publication", "RiskAssessment", "Warning"]
