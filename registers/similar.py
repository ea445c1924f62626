"""Enterprises that may already be on file under a name that is nearly the same."""

import re

from rapidfuzz import fuzz, process

from .models import Enterprise

#: What firms of one county share and what says nothing about which firm it is.
_COMMON = re.compile(
    r"股份有限公司|有限责任公司|有限公司|分公司|总公司|公司|经营部|经销部|营业部|门市部|专卖店|商店|商行|工厂|厂|店|部|"
    r"[（）()\s]"
)
_CUTOFF = 70
_LIMIT = 5


def core(name: str, district: str = "") -> str:
    """Return what distinguishes a firm: 清源县恒通线缆有限公司 → 恒通线缆."""
    for common in (district, district[:-1]):
        name = name.replace(common, "", 1) if len(common) > 1 else name
    return _COMMON.sub("", name) or name


def similar_enterprises(bureau, name: str, *, leave_out: int | None = None) -> list[Enterprise]:
    """Return up to five enterprises of `bureau` whose name is nearly `name`, nearest first."""
    district = bureau.government_name.removesuffix("人民政府")
    wanted = core(name, district)
    if len(wanted) < 2:
        return []
    names = Enterprise.objects.filter(bureau=bureau).exclude(pk=leave_out).values_list("pk", "name")
    cores = {pk: core(other, district) for pk, other in names}
    found = process.extract(wanted, cores, scorer=fuzz.ratio, score_cutoff=_CUTOFF, limit=_LIMIT)
    rows = Enterprise.objects.in_bulk([pk for _, _, pk in found])
    return [rows[pk] for _, _, pk in found if pk in rows]
