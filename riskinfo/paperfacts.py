"""What the papers of a risk information take from it (documents.merging)."""

from documents.merging import provide
from documents.paper import chinese_date

from .models import RiskInfo


@provide("INFO")
def of_info(case) -> dict[str, str]:
    """Return the merge fields that the information knows; R-025 asks for most of them."""
    info = RiskInfo.objects.filter(pk=case.pk).select_related("source", "region").first()
    if info is None:
        return {}
    harm = "，".join(filter(None, (info.harm_objects_text, info.get_harm_degree_display())))
    return {
        "企业": info.producers_text, "产品": info.products_text, "批次": info.batch, "商标": info.brand,
        "原料供应企业": info.material_suppliers, "销售者": info.sellers, "发现日期": chinese_date(info.found_on),
        "信息来源": str(info.source), "问题": info.description, "标准号": info.standard_number, "危害": harm,
        "原因": info.cause, "建议": info.handling_advice,
        "范围": info.affected_area or info.regions_text, "重点": "是" if info.is_key else "",
    }  # fmt: skip
