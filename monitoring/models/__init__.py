from .plan import MonitoringItem, MonitoringPlan, MonitoringResult
from .project import MonitoringProject
from .publicity import Publicity

__all__ = ["MonitoringItem", "MonitoringPlan", "MonitoringProject", "MonitoringResult", "Publicity"]
