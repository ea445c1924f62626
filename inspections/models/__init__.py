"""现场检查: checklists, inspections and their sheets, draws."""

from .checklist import Checklist, ChecklistItem
from .draw import Draw
from .frequency import GradeRule, VisitArea, VisitSetting
from .inspection import Inspection
from .selfcheck import ControlList, ControlPoint, SelfCheck, SelfCheckItem
from .sheet import CheckPhoto, SheetItem

__all__ = [
    "CheckPhoto", "Checklist", "ChecklistItem", "ControlList", "ControlPoint", "Draw", "GradeRule", "Inspection",
    "SelfCheck", "SelfCheckItem", "SheetItem", "VisitArea", "VisitSetting",
]  # fmt: skip
