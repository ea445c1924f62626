"""Supervision tiers: setting one with its reason, and what the risk of the products made suggests."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.roles import ROLE_PERMISSIONS

from .models import Enterprise, ProductType, TierChange
from .permissions import may_set_tier

#: Risk grade of a product → tier of its producers (R-137, R-138, R-139).
TIER_OF_GRADE = {
    ProductType.RiskGrade.HIGH: Enterprise.Tier.KEY,
    ProductType.RiskGrade.MEDIUM_HIGH: Enterprise.Tier.STRICT,
    ProductType.RiskGrade.GENERAL: Enterprise.Tier.NORMAL,
    ProductType.RiskGrade.LOW: Enterprise.Tier.NORMAL,
}
CLOSENESS = list(Enterprise.Tier)  #: from the loosest to the closest


@dataclass(frozen=True)
class Suggestion:
    """The tier that the riskiest product of a producer calls for, and which product that is."""

    tier: Enterprise.Tier
    product: ProductType
    grade: ProductType.RiskGrade


@transaction.atomic
def change_tier(enterprise: Enterprise, tier: str, *, by, ground: str, reason: str) -> TierChange:
    """Set the tier and keep who did it and why.

    Raises PermissionDenied for who may not, ValidationError when the tier is that already or the reason is blank.
    """
    if not may_set_tier(enterprise, by):
        raise PermissionDenied("监管类别由本局股室负责人决定。")
    if not reason.strip():
        raise ValidationError("请写明理由。")
    row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    if row.tier == tier:
        raise ValidationError(f"监管类别已经是“{row.get_tier_display()}”，没有改动。")
    change = kept(row, row.tier, tier, by=by, ground=ground, reason=reason.strip())
    change.save()
    row.tier = enterprise.tier = tier
    row.save(update_fields=["tier", "updated_at"])
    return change


def kept(enterprise, from_tier: str, to_tier: str, *, by, ground: str, reason: str) -> TierChange:
    """Return the record of a change, not yet saved; `by` is None at the console."""
    held = by.roles if by else ()
    role = next((role for role in held if "enterprise.tier" in ROLE_PERMISSIONS[role]), "")
    return TierChange(
        enterprise=enterprise, from_tier=from_tier, to_tier=to_tier, by=by, role=role, ground=ground, reason=reason,
        at=timezone.now(),
    )  # fmt: skip


def suggested(enterprise: Enterprise) -> Suggestion | None:
    """Return what the risk grades call for; None for a mere seller or when no product has a grade.

    An item without a grade of its own has that of its type.
    """
    if not enterprise.is_producer:
        return None
    found = [
        Suggestion(TIER_OF_GRADE[grade], product, grade)
        for product in enterprise.product_types.select_related("parent")
        if (grade := _grade(product)) is not None
    ]
    return max(found, key=lambda row: CLOSENESS.index(row.tier), default=None)


def _grade(product: ProductType) -> ProductType.RiskGrade | None:
    grade = product.risk_grade or (product.parent.risk_grade if product.parent else None)
    return ProductType.RiskGrade(grade) if grade else None


def is_too_loose(enterprise: Enterprise, suggestion: Suggestion | None) -> bool:
    """Say whether the enterprise is watched less closely than its products call for."""
    return suggestion is not None and CLOSENESS.index(Enterprise.Tier(enterprise.tier)) < CLOSENESS.index(
        suggestion.tier
    )


def too_loose(found):
    """Return the producers of `found` that are watched less closely than their products call for."""
    short = Q()
    for grade, wanted in TIER_OF_GRADE.items():
        looser = CLOSENESS[: CLOSENESS.index(wanted)]
        if looser:
            graded = ProductType.objects.filter(Q(risk_grade=grade) | Q(risk_grade=None, parent__risk_grade=grade))
            makers = Enterprise.product_types.through.objects.filter(producttype__in=graded).values("enterprise")
            short |= Q(tier__in=looser, pk__in=makers)
    return found.filter(short, is_producer=True)
