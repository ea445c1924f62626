"""The dates of monitoring: each line of a plan for its unit, the plan, a project (R-124, R-224)."""

from datetime import date, datetime

from django.utils import timezone

from casefile.deadlines import DeadlineRule, at_end_of, register
from registers import workdays

PLAN = register(DeadlineRule("MONITORING_PLAN", "监测计划完成"))
ITEM = register(DeadlineRule("MONITORING_ITEM", "监测产品完成"))
PROJECT = register(DeadlineRule("MONITORING_PROJECT", "监控项目完成"))


def due_at(day: date) -> datetime:
    """Return until when something planned for `day` is in time, as its deadline says: a rest day rolls."""
    return at_end_of(workdays.roll(day))


def is_late(day: date) -> bool:
    return workdays.roll(day) < timezone.localdate()
