"""The forms of inspections: planning, acts, the sheet."""

from .acts import DateForm, OfficersForm, RaiseForm, SettleForm
from .plan import EnterprisesField, PlanForm
from .sheet import SheetForm

__all__ = [
    "DateForm", "EnterprisesField", "OfficersForm", "PlanForm", "RaiseForm", "SettleForm", "SheetForm",
]  # fmt: skip
