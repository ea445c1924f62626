"""Targets of the sampling plans with their results, and who was not sampled again, as spreadsheets."""

from casefile.models import CaseFile
from registers.listings import Listing, table

from . import planning
from .models import PlanTarget


def _targets(user, query):
    seen = CaseFile.objects.real().filter(kind="SPOTPLAN").visible_to(user)
    rows = PlanTarget.objects.filter(item__plan__case__in=seen)
    plan = query.get("plan", "")
    if plan.isascii() and plan.isdigit() and len(plan) < 19:
        rows = rows.filter(item__plan=int(plan))
    rows = rows.select_related(
        "item__plan__case", "item__product_type", "item__region", "enterprise", "result", "follows", "added_by"
    )
    return rows.order_by("-item__plan", "item", "enterprise__name", "pk")


def _of_result(name: str):
    def value(row):
        if row.result is None:
            return ""
        display = getattr(row.result, f"get_{name}_display", None)
        return display() if display else getattr(row.result, name)

    return value


_TARGETS = table(
    "spot-targets", "抽查对象和结果", "sampling.view", _targets,
    ("计划编号", lambda row: row.item.plan.case.number or "草稿"), ("抽查计划", lambda row: row.item.plan.case.title),
    ("产品类别", lambda row: row.item.product_type.name), ("抽样领域", lambda row: row.item.get_field_display()),
    ("区域", lambda row: row.item.region.name if row.item.region else ""),
    ("企业名称", lambda row: row.enterprise.name), ("统一社会信用代码", lambda row: row.enterprise.uscc),
    ("列入理由", "ground"), ("抽样日期", _of_result("sampled_on")), ("产品名称", _of_result("product_name")),
    ("批次或规格", _of_result("batch")), ("结论", _of_result("conclusion")),
    ("不合格项目", _of_result("failed_items")), ("列入人", lambda row: row.added_by.name), ("列入时间", "added_at"),
)  # fmt: skip

_FOLLOW_UPS = table(
    "follow-ups", "待跟踪抽查", "sampling.view", lambda user, query: planning.to_follow_up(user),
    ("企业名称", lambda row: row.enterprise.name), ("统一社会信用代码", lambda row: row.enterprise.uscc),
    ("产品类别", lambda row: row.product_type.name if row.product_type else ""), ("产品名称", "product_name"),
    ("批次或规格", "batch"), ("抽样日期", "sampled_on"), ("结论", "conclusion"), ("不合格项目", "failed_items"),
    ("报告编号", "report_number"),
)  # fmt: skip


def listings() -> list[Listing]:
    return [_TARGETS, _FOLLOW_UPS]
