"""Which leader decides on which level: the bureau's delegation table, or the rule (rules §3.2)."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from .facts_text import WarningLevel


class Approver(models.TextChoices):
    DIRECTOR = "DIRECTOR", "局长"
    DEPUTY = "DEPUTY", "分管领导"


@dataclass(frozen=True)
class Route:
    """The table in force. `reassess_days`: rules §2.3 G6; `offence_years`: G7, 0 for no limit."""

    level_1: str = Approver.DIRECTOR
    level_2: str = Approver.DEPUTY
    level_3: str = Approver.DEPUTY
    inform_director: bool = True
    batch_level_3: bool = True
    reassess_days: int = 7
    offence_years: int = 0
    version: int = 0

    def approver(self, level: str) -> Approver:
        return Approver(getattr(self, WarningLevel(level).value.lower()))

    def permission(self, level: str) -> str:
        """Return the permission that decides on `level`; the director holds all of them."""
        if self.approver(level) == Approver.DIRECTOR:
            return "warning.approve_l1"
        return "warning.approve_l3" if level == WarningLevel.LEVEL_3 else "warning.approve_l2"


DEFAULT = Route()


def in_force(bureau_id: int) -> Route:
    """Return the latest table that the bureau settled, or DEFAULT."""
    row = apps.get_model("warnings", "ApprovalRoute").objects.filter(bureau=bureau_id).order_by("-version").first()
    if row is None:
        return DEFAULT
    return Route(**{name: getattr(row, name) for name in Route.__dataclass_fields__})
