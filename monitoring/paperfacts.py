"""What the papers of a plan or a project take from it (documents.merging): a 通报 or a 报告 begins with them."""

from documents.merging import provide

from .models import MonitoringPlan, MonitoringProject
from .planning import progress
from .states import Finding


@provide("MONITORPLAN")
def of_plan(case) -> dict[str, str]:
    found = MonitoringPlan.objects.filter(pk=case.pk).first()
    if found is None:
        return {}
    lines = progress(found)
    risks = [row for line in lines for row in line.results if row.finding == Finding.RISK]
    tested, failed = sum(line.done for line in lines), len(risks)
    return {
        "产品": "、".join(str(line.item.product_type) for line in lines),
        "企业": "、".join(dict.fromkeys(row.party for row in risks if row.party)),
        "批次": "、".join(row.batch for row in risks if row.batch),
        "问题": f"风险监测 {tested} 个样品，发现风险 {failed} 个"
        + "".join(f"；{row.product_name}：{row.found}" for row in risks).replace("。；", "；").rstrip("。"),
    }


@provide("MONITORPROJECT")
def of_project(case) -> dict[str, str]:
    found = MonitoringProject.objects.filter(pk=case.pk).first()
    if found is None:
        return {}
    return {"问题": found.findings or found.question, "建议": found.advice, "范围": str(found.region or "")}
