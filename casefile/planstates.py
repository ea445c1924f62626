"""The steps of a plan of one year, of whatever app: drawn up, approved, carried out, ended."""

from django.db.models import TextChoices


class PlanState(TextChoices):
    DRAFT = "DRAFT", "拟制"  # its lines are being chosen
    REVIEW = "REVIEW", "待批准"
    RUNNING = "RUNNING", "实施中"  # samples are taken and tested, results come in
    COMPLETED = "COMPLETED", "已完成"
    CANCELLED = "CANCELLED", "已取消"


PLAN_CLOSED = frozenset({PlanState.COMPLETED, PlanState.CANCELLED})
