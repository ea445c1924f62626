"""What the papers of a rectification take from it (documents.merging)."""

from documents.merging import provide
from documents.paper import chinese_date

from .models import RectificationItem


@provide("RECTIFICATION")
def of_item(case) -> dict[str, str]:
    """Return the merge fields that the item knows."""
    item = RectificationItem.objects.filter(pk=case.pk).first()
    if item is None:
        return {}
    return {
        "问题": item.situation, "发现日期": chinese_date(item.found_on), "原因": item.cause,
        "整改要求": item.requirement, "措施": item.completion,
    }  # fmt: skip
