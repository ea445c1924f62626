"""What is watched, with why and how far, and the results, as spreadsheets."""

from casefile.models import CaseFile
from registers.listings import Listing, table

from . import agencytasks, planning, publicity
from .itemfilter import ItemFilter
from .models import MonitoringResult
from .publicity import PublicityFilter


def _items(user, query):
    return ItemFilter(query, user=user).apply(planning.items_seen(user))


_ITEMS = table(
    "monitoring-items", "风险监测产品", "monitoring.view", _items, ("年度", lambda row: row.plan.year),
    ("计划编号", lambda row: row.plan.case.number), ("监测计划", lambda row: row.plan.case.title),
    ("环节", lambda row: row.plan.get_state_display()), ("产品类别", lambda row: row.product_type.name),
    ("区域", lambda row: row.region.name if row.region else ""), ("优先程度", "priority"),
    ("监测重点", lambda row: "；".join(row.criteria_labels)), ("监测依据", lambda row: "；".join(row.ground_labels)),
    ("必要性", "necessity"), ("影响范围", "impact"), ("海外危害的国家和来源", "overseas"),
    ("其他情形", "other_criterion"), ("其他依据", "other_ground"), ("监测指标", "indicators"),
    ("承担机构", "agency"), ("责任单位", lambda row: row.department.name), ("开始日期", "starts_on"),
    ("完成期限", "ends_on"), ("计划样品数", "number"), ("已完成样品数", lambda row: row.done),
    ("发现风险", lambda row: row.risks), ("转为风险信息", lambda row: row.infos),
)  # fmt: skip


def _results(user, query):
    seen = CaseFile.objects.real().filter(kind="MONITORPLAN").visible_to(user)
    rows = MonitoringResult.objects.filter(item__plan__case__in=seen)
    plan = query.get("plan", "")
    if plan.isascii() and plan.isdigit() and len(plan) < 19:
        rows = rows.filter(item__plan=int(plan))
    return rows.select_related(
        "item__plan__case", "item__product_type", "item__department", "enterprise", "info__case", "recorded_by"
    )


_RESULTS = table(
    "monitoring-results", "风险监测结果", "monitoring.view", _results,
    ("计划编号", lambda row: row.item.plan.case.number), ("产品类别", lambda row: row.item.product_type.name),
    ("产品名称", "product_name"), ("规格型号、批次", "batch"), ("企业", lambda row: row.party),
    ("样品数", "samples"), ("报告日期", "tested_on"), ("报告编号", "report_number"), ("监测结果", "finding"),
    ("风险性质", "nature"), ("发现的问题", "found"), ("责任单位", lambda row: row.item.department.name),
    ("风险信息编号", lambda row: row.info.case.number or "草稿" if row.info else ""),
    ("登记人", lambda row: row.recorded_by.name), ("登记时间", "recorded_at"), ("作废时间", "struck_at"),
    ("作废理由", "struck_reason"),
)  # fmt: skip


def _publicity(user, query):
    return PublicityFilter(query, user=user).apply(publicity.seen_by(user))


_PUBLICITY = table(
    "publicity", "宣传报道", "monitoring.view", _publicity, ("日期", "on"), ("方式", "way"), ("媒体或场合", "media"),
    ("标题", "title"), ("链接", "link"), ("内容和效果", "summary"),
    ("产品类别", lambda row: str(row.product_type or "")),
    ("有关案卷", lambda row: row.case.number if row.case else ""), ("单位", lambda row: row.department.name),
    ("登记人", lambda row: row.recorded_by.name), ("登记时间", "recorded_at"), ("作废时间", "struck_at"),
    ("作废理由", "struck_reason"),
)  # fmt: skip


def _tasks(user, query):
    return agencytasks.tasks_of(user)


_TASKS = table(
    "monitoring-tasks", "监测任务", "test.result", _tasks, ("产品类别", lambda row: row.product_type.name),
    ("区域", lambda row: row.region.name if row.region else ""), ("监测指标", "indicators"),
    ("计划样品数", "number"), ("已完成样品数", lambda row: row.done), ("开始日期", "starts_on"),
    ("完成期限", "ends_on"), ("责任单位", lambda row: row.department.name),
)  # fmt: skip


def listings() -> list[Listing]:
    return [_ITEMS, _RESULTS, _PUBLICITY, _TASKS]
