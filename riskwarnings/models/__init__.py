from .assessment import RiskAssessment
from .guidance import Guidance
from .levelchange import LevelChange
from .matrixsheet import RiskMatrixSheet
from .measuredetail import MeasureDetail, RaisedFrequency, RecallFigure
from .paper import Consultation, PaperWaiver
from .publication import Publication
from .route import ApprovalRoute
from .warning import Warning

__all__ = [
    "ApprovalRoute", "Consultation", "Guidance", "LevelChange", "MeasureDetail", "PaperWaiver", "Publication",
    "RaisedFrequency", "RecallFigure", "RiskAssessment", "RiskMatrixSheet", "Warning",
]  # fmt: skip
