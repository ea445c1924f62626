"""What the papers of a handling take from it (documents.merging)."""

from documents.merging import provide
from documents.paper import chinese_date

from .models import Handling
from .states import Side


@provide("SPOTCHECK")
def of_handling(case) -> dict[str, str]:
    """Return the merge fields that the handling knows: the sample, what failed, whose it is."""
    found = Handling.objects.select_related("sampling__enterprise").filter(pk=case.pk).first()
    if found is None:
        return {}
    sampling = found.sampling
    facts = {
        "产品": sampling.product_name,
        "批次": sampling.batch,
        "问题": f"监督抽查{sampling.get_conclusion_display()}，不合格项目：{found.failed_items}"
        if found.failed_items
        else f"监督抽查{sampling.get_conclusion_display()}",
        "发现日期": chinese_date(sampling.sampled_on) if sampling.sampled_on else "",
        "企业": found.party_name,
        "地址": found.party_address,
        "销售者": sampling.enterprise.name if found.side == Side.PRODUCER else "",
    }
    return {name: text for name, text in facts.items() if text}
