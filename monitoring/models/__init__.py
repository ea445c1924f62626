from .plan import MonitoringItem, MonitoringPlan, MonitoringResult
from .project import MonitoringProject

__all__ = ["MonitoringItem", "MonitoringPlan", "MonitoringProject", "MonitoringResult"]
