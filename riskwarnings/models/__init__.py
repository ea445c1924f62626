from .assessment import RiskAssessment
from .measuredetail import MeasureDetail, RaisedFrequency, RecallFigure
from .paper import Consultation, PaperWaiver
from .publication import Publication
from .warning import Warning

__all__ = [
    "Consultation", "MeasureDetail", "PaperWaiver", "Publication", "RaisedFrequency", "RecallFigure", "RiskAssessment",
    "Warning",
]  # fmt: skip
