from .handling import Handling
from .plan import PlanItem, PlanTarget, SpotPlan

__all__ = ["Handling", "PlanItem", "PlanTarget", "SpotPlan"]
