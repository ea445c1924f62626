"""Informations that may be the same one: by enterprise and product (rules §3.1), by batch or barcode, by wording.

Every way asks an index, so that the answer takes as long at a million informations as at a hundred. It is a
hint with its reasons and never keeps anything from being filed.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from casefile.models import CaseFile

from . import sketching
from .marking import wording
from .models import InfoBand, InfoMark, RiskInfo
from .states import InfoState

#: Same enterprise and product: rules §3.1.
DAYS = 90
#: Batch, barcode and wording are told again after longer: goods stay on the shelf, complaints come back.
MARK_DAYS = TEXT_DAYS = 365
LIMIT = 10
#: Share of common bigrams from which two texts are shown as similar.
ALIKE = 0.4
#: Newest rows read of each band, and how many of those that meet most often are compared word by word.
PER_BAND, COMPARED = 40, 120


@dataclass(frozen=True)
class Facts:
    """What is known of the one for which others are sought; every part may be missing."""

    bureau_id: int
    enterprise: object = None
    enterprise_text: str = ""
    product_type: object = None
    product_name: str = ""
    batch: str = ""
    barcode: str = ""
    description: str = ""
    near: date | None = None
    besides: int | None = None
    is_drill: bool = False

    @property
    def day(self) -> date:
        return self.near or timezone.localdate()


@dataclass
class Candidate:
    """An information that may be the same, and why; one outside the reader's scope is named by number alone."""

    case: CaseFile
    visible: bool = False
    reasons: list[str] = field(default_factory=list)
    weight: float = 0.0

    @property
    def reason_text(self) -> str:
        return "；".join(self.reasons)


def find(facts: Facts, user=None) -> list[Candidate]:
    """Return the bureau's submitted informations that may be the same as `facts`, likeliest first.

    `user` decides which of them are `visible`; None is the system, which sees all.
    """
    found: dict[int, Candidate] = {}
    for ways in (_by_enterprise, _by_marks, _by_wording):
        for info, weight, reason in ways(facts):
            row = found.setdefault(info.pk, Candidate(info.case))
            row.reasons.append(reason)
            row.weight += weight
    rows = sorted(found.values(), key=lambda row: (-row.weight, -row.case.pk))[:LIMIT]
    if user is None:
        seen = {row.case.pk for row in rows}
    else:
        cases = CaseFile.objects.visible_to(user).filter(pk__in=[row.case.pk for row in rows])
        seen = set(cases.values_list("pk", flat=True))
    for row in rows:
        row.visible = row.case.pk in seen
    return rows


def facts_of(info) -> Facts:
    case = info.case
    return Facts(
        bureau_id=case.bureau_id, enterprise=case.enterprise, enterprise_text=info.enterprise_text,
        product_type=case.product_type, product_name=info.product_name, batch=info.batch,
        description=info.description, near=info.found_on, besides=info.pk, is_drill=case.is_drill,
    )  # fmt: skip


def candidates_of(info, user) -> list[Candidate]:
    """Return what may be the same as `info`."""
    return find(facts_of(info), user)


#: So many complaints about one enterprise in 90 days are a problem reported together (R-142).
CLUSTER = 3
_COMPLAINTS = "COMPLAINT_REPORT"


def complaints_near(facts: Facts) -> int:
    """Return how many complaints about the enterprise came in within 90 days; 0 below CLUSTER."""
    same = _same_enterprise(facts)
    if same is None:
        return 0
    found = _rows(facts, DAYS).filter(same, source__code=_COMPLAINTS).aggregate(
        rows=Count("pk"), more=Sum(F("complaint_count") - 1, default=0)
    )  # fmt: skip
    told = found["rows"] + found["more"]
    return told if told >= CLUSTER else 0


def _same_enterprise(facts: Facts) -> Q | None:
    if facts.enterprise is not None:
        return Q(case__enterprise=facts.enterprise)
    if facts.enterprise_text:
        return Q(case__enterprise=None, enterprise_text=facts.enterprise_text)
    return None


# --- the three ways ----------------------------------------------------------------------
def _rows(facts: Facts, days: int):
    """Return the informations that may be candidates at all, found within `days` of the day in question."""
    rows = RiskInfo.objects.filter(
        case__bureau=facts.bureau_id,
        case__is_drill=facts.is_drill,
        found_on__range=(facts.day - timedelta(days=days), facts.day + timedelta(days=days)),
    ).exclude(state=InfoState.DRAFT)
    if facts.besides is not None:
        rows = rows.exclude(pk=facts.besides)
    return rows.select_related("case__department", "case__enterprise", "case__product_type")


def _same_type(facts: Facts) -> Q:
    """Of the same type of product, or of one that nobody has said."""
    if facts.product_type is None:
        return Q()
    return Q(case__product_type=facts.product_type) | Q(case__product_type=None)


def _by_enterprise(facts: Facts):
    """Yield those about the same enterprise and product within 90 days; without an enterprise none."""
    same = _same_enterprise(facts)
    if same is None:
        return
    rows = _rows(facts, DAYS)
    # Sorted here: asked for the newest, a database walks the whole table by date to find one enterprise's.
    newest = sorted(rows.filter(same).filter(_same_type(facts)).values_list("pk", flat=True), reverse=True)[:LIMIT]
    for info in rows.filter(pk__in=newest):
        both = facts.product_type is not None and info.case.product_type_id == facts.product_type.pk
        what = "同一企业、同类产品" if both else "同一企业"
        apart = abs((info.found_on - facts.day).days)
        yield info, 2.0 if both else 1.2, f"{what}，{f'相隔 {apart} 天' if apart else '同一天发现'}"


def _by_marks(facts: Facts):
    """Yield those with the same barcode, or the same batch of the same enterprise or type of product."""
    codes = sketching.barcodes(facts.barcode, facts.batch, facts.description)
    batches = sketching.batches(facts.batch, description=facts.description)
    if not codes and not batches:
        return
    kind = InfoMark.Kind
    wanted = Q(marks__kind=kind.BARCODE, marks__value__in=codes)
    wanted |= Q(marks__kind=kind.BATCH, marks__value__in=batches)
    rows = _rows(facts, MARK_DAYS).filter(wanted).annotate(mark=F("marks__value"), mark_kind=F("marks__kind"))
    for info in rows[: 5 * LIMIT]:
        if info.mark_kind == kind.BARCODE:
            yield info, 3.0, f"商品条码相同（{info.mark}）"
        elif _about_the_same(info, facts):
            yield info, 1.8, f"批号相同（{info.mark}）"


def _about_the_same(info, facts: Facts) -> bool:
    """A batch number alone is often a date: it says something of one maker or one kind of goods."""
    case = info.case
    if facts.enterprise is not None and case.enterprise_id:
        return case.enterprise_id == facts.enterprise.pk
    if facts.enterprise_text and facts.enterprise_text == info.enterprise_text:
        return True
    if facts.product_type is not None and case.product_type_id:
        return case.product_type_id == facts.product_type.pk
    return bool(facts.product_name) and facts.product_name == info.product_name


def _by_wording(facts: Facts):
    """Yield those whose text has much in common, with the share and the longest common passages."""
    text = f"{facts.product_name}\n{facts.description}"
    keys = sketching.bands(text)
    if not keys or not facts.description:
        return
    meeting = Counter(_in_bands(keys))
    meeting.pop(facts.besides, None)
    nearest = [pk for pk, _ in sorted(meeting.items(), key=lambda row: (-row[1], -row[0]))[:COMPARED]]
    if not nearest:
        return
    mine = sketching.grams(sketching.normal(text))
    texts = RiskInfo.objects.filter(pk__in=nearest).values_list("pk", "product_name", "description")
    shares = {
        pk: sketching.similarity(mine, sketching.grams(sketching.normal(f"{product}\n{description}")))
        for pk, product, description in texts
    }
    alike = [pk for pk, share in sorted(shares.items(), key=lambda row: -row[1]) if share >= ALIKE]
    for info in _rows(facts, TEXT_DAYS).filter(pk__in=alike[: 3 * LIMIT]):
        words = sketching.shared_words(text, wording(info))
        both = f"，都写到“{'”“'.join(words)}”" if words else ""
        yield info, 2 * shares[info.pk], f"文字相似 {shares[info.pk]:.0%}{both}"


def _in_bands(keys: list[int]) -> list[int]:
    """Return the newest informations of each band, one number for each meeting; one query.

    Written out, because the ORM joins limited queries on PostgreSQL alone.
    """
    table, info = InfoBand._meta.db_table, InfoBand._meta.get_field("info").column
    one = f'SELECT * FROM (SELECT "{info}" FROM "{table}" WHERE "key" = %s ORDER BY "{info}" DESC LIMIT %s) AS band'
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(keys)), [value for key in keys for value in (key, PER_BAND)])
        return [pk for (pk,) in cursor.fetchall()]
