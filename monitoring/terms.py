"""The dates of monitoring: each line of a plan for its unit, the plan, a project (R-124, R-224)."""

from casefile.deadlines import DeadlineRule, register

PLAN = register(DeadlineRule("MONITORING_PLAN", "监测计划完成"))
ITEM = register(DeadlineRule("MONITORING_ITEM", "监测产品完成"))
PROJECT = register(DeadlineRule("MONITORING_PROJECT", "监控项目完成"))
