"""Past informations like this one, and how they ended (R-112)."""

from . import sketching
from .duplicates import PER_BAND
from .marking import wording
from .models import InfoBand, RiskInfo
from .states import CLOSED, ExclusionReason, InfoState

#: Newest ended informations of the type of product that are compared.
POOL = 300
#: Share of common bigrams from which a past case says something about this one.
ALIKE = 0.12


def ending(info) -> str:
    """Return how an information ended, e.g. 评估为二级, 因不属实排除, 移送."""
    if info.state == InfoState.TRANSFERRED:
        return "移送"
    if info.state == InfoState.EXCLUDED:
        return f"因{ExclusionReason(info.exclusion_reason).label}排除"
    return f"评估为{info.get_outcome_display()}" if info.outcome else info.get_state_display()


def nearest(text: str, product_type_id, rows, *, most: int = 3) -> list[tuple[object, float]]:
    """Return up to `most` of `rows` with the most in common with `text`, those of the same product type alone
    where one is known: [(information, share)], nearest first."""
    mine = sketching.grams(sketching.normal(text))
    of_type = [row for row in rows if not product_type_id or row.case.product_type_id == product_type_id]
    shares = ((row, sketching.similarity(mine, sketching.grams(sketching.normal(wording(row))))) for row in of_type)
    alike = [(row, share) for row, share in shares if share >= ALIKE]
    return sorted(alike, key=lambda pair: (-pair[1], -pair[0].pk))[:most]


def past_like(user, text: str, product_type_id, *, besides=None, most: int = 3) -> list[tuple[object, float]]:
    """Return the ended informations that `user` may see and that are most like `text`.

    Compared are the newest of the type of product and, whatever their type, those whose wording meets it.
    """
    from casefile.models import CaseFile

    ended = RiskInfo.objects.filter(case__bureau=user.department.bureau_id, case__is_drill=False, state__in=CLOSED)
    ended = ended.filter(case__in=CaseFile.objects.visible_to(user)).exclude(pk=besides).select_related("case")
    rows = {row.pk: row for row in ended.filter(case__product_type=product_type_id).order_by("-pk")[:POOL]}
    keys = sketching.bands(text)
    if not product_type_id and keys:
        meeting = InfoBand.objects.filter(key__in=keys).order_by("-info").values_list("info", flat=True)[:PER_BAND]
        rows |= {row.pk: row for row in ended.filter(pk__in=list(meeting))}
    return nearest(text, product_type_id, rows.values(), most=most)
