"""Informations that may be the same one (rules §3.1: same enterprise, product and 90 days)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from casefile.models import CaseFile

from .models import RiskInfo
from .states import InfoState

DAYS = 90
LIMIT = 10


@dataclass(frozen=True)
class Candidate:
    """An information that may be the same; one outside the reader's scope is named by number alone."""

    case: CaseFile
    visible: bool


def candidates(user, *, enterprise=None, enterprise_text="", product_type=None, near: date | None = None,
               besides: int | None = None) -> list[Candidate]:  # fmt: skip
    """Return the bureau's submitted informations about the enterprise (a row, or a name not on file)
    and product type, found within 90 days of `near` (default today), newest first.

    Without an enterprise there is nothing to compare, and the list is empty.
    """
    if enterprise is None and not enterprise_text:
        return []
    same = Q(case__enterprise=enterprise) if enterprise else Q(case__enterprise=None, enterprise_text=enterprise_text)
    near = near or timezone.localdate()
    rows = RiskInfo.objects.filter(
        same,
        case__bureau=user.department.bureau_id,
        found_on__range=(near - timedelta(days=DAYS), near + timedelta(days=DAYS)),
    ).exclude(state=InfoState.DRAFT)
    if product_type is not None:
        rows = rows.filter(Q(case__product_type=product_type) | Q(case__product_type=None))
    if besides is not None:
        rows = rows.exclude(pk=besides)
    cases = [
        info.case
        for info in rows.select_related("case__department", "case__enterprise").order_by("-submitted_at", "-pk")[:LIMIT]
    ]
    seen = set(CaseFile.objects.visible_to(user).filter(pk__in=[c.pk for c in cases]).values_list("pk", flat=True))
    return [Candidate(case, case.pk in seen) for case in cases]


def candidates_of(info, user) -> list[Candidate]:
    """Return what may be the same as `info`."""
    return candidates(
        user, enterprise=info.case.enterprise, enterprise_text=info.enterprise_text,
        product_type=info.case.product_type, near=info.found_on, besides=info.pk,
    )  # fmt: skip
