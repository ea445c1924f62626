"""Finding the enterprises that a campaign should go to (R-204, R-205, R-210, R-214, R-215, R-307).

Each way of finding answers with a queryset of the bureau's active enterprises; nothing is put on the list here.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from casefile.models import CaseFile
from registers.models import Enterprise, InfoSource, Region, SamplingResult
from riskinfo import hazardreview

from . import failed
from .models import Campaign
from .states import TargetGround

_G = TargetGround
#: The source of informations that are complaints (R-307).
COMPLAINTS = ("COMPLAINT_REPORT",)


@dataclass(frozen=True)
class Wanted:
    """What is looked for. `least`: how often it must have happened; `years`: failed in several years (R-214)."""

    ground: str
    region: Region | None = None
    least: int = 1
    several_years: bool = False


def enterprises(record: Campaign, wanted: Wanted):
    """Return the enterprises that fit, by name."""
    rows = Enterprise.objects.active().filter(bureau=record.case.bureau_id)
    if wanted.region is not None:
        rows = rows.filter(region__code__startswith=wanted.region.code)
    find = _FINDERS.get(wanted.ground, _making)
    return find(record, rows, wanted).order_by("name", "pk")


def _making(record, rows, wanted):
    """Those that make or sell a product of the campaign."""
    products = failed.product_ids(record)
    through = Enterprise.product_types.through.objects.filter(producttype__in=products)
    return rows.filter(pk__in=through.values("enterprise"))


def _failed(record, rows, wanted):
    """Those that failed samplings of recent years, often enough, in several years where that is asked."""
    counts, years = defaultdict(int), defaultdict(set)
    found = failed.samplings(record, SamplingResult.Conclusion.FAIL)
    for enterprise, day in found.values_list("enterprise", "sampled_on"):
        counts[enterprise] += 1
        years[enterprise].add(day.year)
    fit = [pk for pk, n in counts.items() if n >= wanted.least and (not wanted.several_years or len(years[pk]) > 1)]
    return rows.filter(pk__in=fit)


def _no_sample(record, rows, wanted):
    """Where no sample was found in recent years, what stands idle long or can make nothing (R-215)."""
    empty = failed.samplings(record, SamplingResult.Conclusion.NO_SAMPLE).values("enterprise")
    idle = Q(long_idle=True) | Q(no_capacity=True)
    making = _making(record, rows, wanted).values("pk")
    return rows.filter(Q(pk__in=empty) | idle & Q(pk__in=making))


def _informations(record, rows, wanted):
    """Whom an information of recent years concerns, of a product of the campaign or of any (R-204)."""
    return rows.filter(pk__in=_of_cases(record, Q(kind="INFO"), wanted))


def _hazard_found(record, rows, wanted):
    """Where going through the informations again has found a hazard (R-210)."""
    counts = defaultdict(int)
    hazards = hazardreview.hazardous(record.case.bureau_id, failed.since(record))
    for enterprise in hazards.exclude(case__enterprise=None).values_list("case__enterprise", flat=True):
        counts[enterprise] += 1
    return rows.filter(pk__in=[pk for pk, n in counts.items() if n >= wanted.least])


def _open_items(record, rows, wanted):
    """Where a hazard is known and open (R-204)."""
    return rows.filter(pk__in=_of_cases(record, Q(kind="RECTIFICATION", closed_at=None), wanted))


def _repeated(record, rows, wanted):
    """Where problems were found more than once: items and failed samplings together (R-307)."""
    counts = defaultdict(int)
    for enterprise, n in _counted(record, Q(kind="RECTIFICATION")):
        counts[enterprise] += n
    for enterprise in failed.samplings(record, SamplingResult.Conclusion.FAIL).values_list("enterprise", flat=True):
        counts[enterprise] += 1
    return rows.filter(pk__in=[pk for pk, n in counts.items() if n >= max(wanted.least, 2)])


def _told_by(sources):
    def find(record, rows, wanted):
        known = InfoSource.objects.filter(code__in=sources)
        return rows.filter(pk__in=_of_cases(record, Q(kind="INFO", riskinfo__source__in=known), wanted))

    return find


def _of_cases(record, condition: Q, wanted) -> list[int]:
    return [enterprise for enterprise, n in _counted(record, condition) if n >= wanted.least]


def _counted(record, condition: Q):
    cases = CaseFile.objects.real().filter(condition, bureau=record.case.bureau_id).exclude(enterprise=None)
    cases = cases.filter(opened_at__date__gte=failed.since(record)).exclude(state__in=("DRAFT", "EXCLUDED"))
    return cases.order_by().values("enterprise").annotate(n=Count("pk")).values_list("enterprise", "n")


_FINDERS = {
    _G.PRODUCT: _making, _G.FAILED: _failed, _G.NO_SAMPLE: _no_sample, _G.INFORMATION: _informations,
    _G.HAZARD_FOUND: _hazard_found, _G.OPEN_ITEM: _open_items, _G.REPEAT_PROBLEMS: _repeated,
    _G.MANY_COMPLAINTS: _told_by(COMPLAINTS), _G.PUBLIC_OPINION: _told_by(InfoSource.PUBLIC_OPINION),
}  # fmt: skip
