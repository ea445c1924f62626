"""What the papers of an emergency take from it (documents.merging)."""

from django.utils import timezone

from documents.drafting import RecipientSpec
from documents.merging import provide, provide_recipients
from documents.paper import chinese_date

from .bulletins import told
from .models import EmergencyCase, ProductFlow


@provide("EMERGENCY")
def of_emergency(case) -> dict[str, str]:
    """Return the merge fields that the emergency knows."""
    record = EmergencyCase.objects.filter(pk=case.pk).first()
    if record is None:
        return {}
    flows = list(case.product_flows.all())
    regions = dict.fromkeys([record.place, *(row.region for row in flows)])
    suppliers = [row.partner for row in flows if row.direction == ProductFlow.Direction.SOURCE]
    known = {
        "发现日期": chinese_date(timezone.localdate(record.learned_at)), "信息来源": "突发事件接报",
        "问题": record.description, "危害": f"受伤{record.injured}人，死亡{record.dead}人。",
        "原因": record.cause or record.nature, "范围": "、".join(regions), "原料供应企业": "、".join(suppliers),
        "建议": record.lessons,
    }  # fmt: skip
    return known | ({"产品": record.product_identified} if record.product_identified else {})


@provide_recipients("told")
def everybody_told(case) -> list[RecipientSpec]:
    """Return those who were told by bulletin or request (R-035)."""
    record = EmergencyCase.objects.filter(pk=case.pk).first()
    return [RecipientSpec(to.name, department=to.department) for to in told(case)] if record else []
