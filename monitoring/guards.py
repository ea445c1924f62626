"""What is still missing before an act, in words that an officer can act on."""

from .models import MonitoringItem
from .states import Finding


def may_hand_in(record) -> list[str]:
    return [] if record.items.exists() else ["计划里还没有监测产品，请先列入"]


def unfinished(record) -> list[MonitoringItem]:
    """Return the lines with fewer results than planned samples."""
    done: dict[int, int] = {}
    for item, samples in record.results().values_list("item", "samples"):
        done[item] = done.get(item, 0) + samples
    return [
        item for item in record.items.select_related("product_type", "region") if done.get(item.pk, 0) < item.number
    ]


def may_complete(record) -> list[str]:
    """Every planned sample has its result, and every risk its information (R-125)."""
    missing = []
    if short := unfinished(record):
        names = "、".join(str(item) for item in short[:3]) + (f"等 {len(short)} 个" if len(short) > 3 else "")
        missing.append(f"{names}还没有完成计划样品数")
    if left := record.results().filter(finding=Finding.RISK, info=None).count():
        missing.append(f"还有 {left} 个发现风险的结果没有转为风险信息")
    return missing
