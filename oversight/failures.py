"""不合格企业名单: which enterprises of an area stood under a warning or a correction in recent years (R-213)."""

from datetime import timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone

from casefile.models import CaseFile
from registers.models import Enterprise
from riskinfo.states import TestResult

#: How many years count as recent.
YEARS = 3
_WARNED = Q(kind="WARNING") & ~Q(state__in=["DRAFT", "IN_REVIEW", "RETURNED", "CANCELLED", "WITHDRAWN"])


def failed_enterprises(user, region) -> list[dict]:
    """Return the enterprises of `region` with their failures as far as `user` may see the cases, the worst first.

    Each {enterprise, tests, warnings, items, last}: failed tests, issued warnings, corrections ordered, newest day.
    """
    code = region.code.rstrip("0") if region.code.endswith("000000") else region.code[:9]
    since = timezone.now() - timedelta(days=365 * YEARS)
    cases = (
        CaseFile.objects.real().visible_to(user).filter(enterprise__region__code__startswith=code, opened_at__gte=since)
    )
    failed = Q(riskinfo__tests__result=TestResult.FAIL)
    rows = (
        cases.filter(_WARNED | Q(kind="RECTIFICATION") & ~Q(state="DRAFT") | failed)
        .order_by().values("enterprise")
        .annotate(
            tests=Count("riskinfo__tests", filter=failed, distinct=True),
            warnings=Count("pk", filter=Q(kind="WARNING"), distinct=True),
            items=Count("pk", filter=Q(kind="RECTIFICATION"), distinct=True), last=Max("opened_at"),
        )
    )  # fmt: skip
    found = {row["enterprise"]: row for row in rows}
    names = Enterprise.objects.select_related("region").in_bulk(found)
    rows = [row | {"enterprise": names[pk]} for pk, row in found.items()]
    return sorted(rows, key=lambda row: (-(row["tests"] + row["warnings"] + row["items"]), row["enterprise"].name))
