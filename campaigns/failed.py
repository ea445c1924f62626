"""Enterprises that failed a sampling, and whether somebody has handled it since (R-205, R-207, R-214, R-215)."""

from datetime import date

from casefile.models import CaseFile
from registers.models import Enterprise, ProductType, SamplingResult

_Conclusion = SamplingResult.Conclusion
#: Kinds of case that handle a failed sampling: 抽查后处理, 整改, 风险预警, 应急处置.
HANDLING = ("SPOTCHECK", "RECTIFICATION", "WARNING", "EMERGENCY")


def since(record) -> date:
    """Return the first day of 近年来: `years_back` years before the campaign began."""
    start = record.starts_on
    return date(start.year - record.years_back, start.month, min(start.day, 28))


def samplings(record, conclusion: str):
    """Return the samplings of that conclusion at the bureau's enterprises, of the campaign's products, since then."""
    return SamplingResult.objects.filter(
        enterprise__bureau=record.case.bureau_id, conclusion=conclusion, sampled_on__gte=since(record),
        product_type__in=product_ids(record),
    )  # fmt: skip


def product_ids(record) -> set[int]:
    """Return the ids of the campaign's products and of their items."""
    listed = set(record.products.values_list("product_type", flat=True))
    return listed | set(ProductType.objects.filter(parent__in=listed).values_list("pk", flat=True))


def without_handling(record) -> list[Enterprise]:
    """Return the targets whose last failed sampling no case has followed: opened since, and closed."""
    targets = set(record.targets.filter(struck_at=None).values_list("enterprise", flat=True))
    failed: dict[int, date] = {}
    for enterprise, day in samplings(record, _Conclusion.FAIL).values_list("enterprise", "sampled_on"):
        if enterprise in targets:
            failed[enterprise] = max(day, failed.get(enterprise, date.min))
    handled = CaseFile.objects.real().filter(kind__in=HANDLING, enterprise__in=failed).exclude(closed_at=None)
    done = {
        enterprise
        for enterprise, opened in handled.values_list("enterprise", "opened_at__date")
        if opened >= failed[enterprise]
    }
    return list(Enterprise.objects.filter(pk__in=set(failed) - done).order_by("name", "pk"))
