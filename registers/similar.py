"""Enterprises that may already be on file under a name that is nearly the same."""

import re

from rapidfuzz import fuzz, process

from .models import Enterprise, EnterpriseAlias

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


class NamesOnFile:
    """The names and old names of a bureau's enterprises, read once, to ask for near ones many times."""

    def __init__(self, bureau, *, leave_out: int | None = None):
        self._district = bureau.government_name.removesuffix("人民政府")
        on_file = Enterprise.objects.filter(bureau=bureau).exclude(pk=leave_out)
        held = [(pk, other, "") for pk, other in on_file.values_list("pk", "name")]
        old = EnterpriseAlias.objects.filter(enterprise__in=on_file).values_list("enterprise", "name")
        self._held = held + [(pk, other, other) for pk, other in old]
        self._cores = [core(other, self._district) for _, other, _ in self._held]

    def nearest(self, name: str) -> dict[int, str]:
        """Return up to five {enterprise: the old name that was near, or empty}, the nearest first."""
        wanted = core(name, self._district)
        found: dict[int, str] = {}
        if len(wanted) < 2:
            return found
        near = process.extract(wanted, self._cores, scorer=fuzz.ratio, score_cutoff=_CUTOFF, limit=2 * _LIMIT)
        for _, _, place in near:
            pk, _, known_as = self._held[place]
            found.setdefault(pk, known_as)
        return dict(list(found.items())[:_LIMIT])


def similar_enterprises(bureau, name: str, *, leave_out: int | None = None) -> list[Enterprise]:
    """Return up to five enterprises of `bureau` whose name or old name is nearly `name`, nearest first.

    `known_as` on each is the old name that was near, or empty.
    """
    nearest = NamesOnFile(bureau, leave_out=leave_out).nearest(name)
    rows = Enterprise.objects.in_bulk(list(nearest))
    for pk, row in rows.items():
        row.known_as = nearest[pk]
    return [rows[pk] for pk in nearest if pk in rows]
