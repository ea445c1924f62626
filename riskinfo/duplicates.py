"""Informations that may be the same one: by enterprise and product (rules §3.1), by batch or barcode, by wording.

An information names several firms and products (R-025, R-142): each of one is compared with each of the other.
Every way asks an index, so that the answer takes as long at a million informations as at a hundred. It is a
hint with its reasons and never keeps anything from being filed.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils import timezone

from casefile.models import CaseFile

from . import marking, sketching
from .marking import wording
from .models import InfoBand, InfoMark, InfoParty, InfoProduct, RiskInfo
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
#: Newest informations read of those that name a firm beside the main one.
PER_FIRM = 200


@dataclass(frozen=True)
class Goods:
    """Another product of the same information; `product_type` is its key."""

    product_type: int | None = None
    name: str = ""
    batch: str = ""
    barcode: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of the one for which others are sought; every part may be missing.

    `firms` are the other producers, sellers and suppliers as they are written.
    """

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
    firms: tuple[str, ...] = ()
    goods: tuple[Goods, ...] = ()

    @property
    def types(self) -> set[int]:
        main = {self.product_type.pk} if self.product_type is not None else set()
        return main | {row.product_type for row in self.goods if row.product_type}

    @property
    def names(self) -> set[str]:
        return {self.product_name, *(row.name for row in self.goods)} - {""}

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
        product_type=case.product_type, product_name=info.product_name, batch=info.batch, barcode=info.barcode,
        description=info.description, near=info.found_on, besides=info.pk, is_drill=case.is_drill,
        firms=firms_of(info.producers, info.sellers, info.material_suppliers),
        goods=tuple(Goods(row.product_type_id, row.name, row.batch, row.barcode) for row in info.products.all()),
    )  # fmt: skip


def firms_of(*texts: str) -> tuple[str, ...]:
    """Return the firms that the texts name, as Facts has them."""
    return tuple(dict.fromkeys(firm for text in texts for firm in marking.firms_in(text)))


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
    if not facts.types:
        return Q()
    among_others = InfoProduct.objects.filter(info=OuterRef("pk"), product_type__in=facts.types)
    return Q(case__product_type__in=facts.types) | Q(case__product_type=None) | Q(Exists(among_others))


@dataclass(frozen=True)
class _Firms:
    """Every firm of an information: those on file by key, and the names by which the others may be written."""

    on_file: set[int]
    names: set[str]

    def main_is_one(self, info) -> bool:
        if info.case.enterprise_id:
            return info.case.enterprise_id in self.on_file
        return info.enterprise_text in self.names

    def named_in(self, info):
        """Return the first of them that `info` names beside its main one, or None."""
        rows = info.parties.all()
        return next((row for row in rows if row.enterprise_id in self.on_file or row.name in self.names), None)

    def meets(self, info) -> bool:
        return self.main_is_one(info) or self.named_in(info) is not None


def _firms(facts: Facts) -> _Firms:
    known = marking.on_file({(facts.bureau_id, firm) for firm in facts.firms}) if facts.firms else {}
    keys, names = set(known.values()), set(facts.firms)
    if facts.enterprise is not None:
        keys, names = keys | {facts.enterprise.pk}, names | {facts.enterprise.name}
    elif facts.enterprise_text:
        names.add(facts.enterprise_text)
    return _Firms(keys, names)


def _by_enterprise(facts: Facts):
    """Yield those that name the same enterprise, and product, within 90 days; without an enterprise none."""
    firms = _firms(facts)
    rows = _rows(facts, DAYS).filter(_same_type(facts))
    main, found = _same_enterprise(facts), []
    if main is not None:
        found += _newest(rows.filter(main))
    if others := firms.on_file - {facts.enterprise.pk if facts.enterprise else None}:
        found += _newest(rows.filter(case__enterprise__in=others))
    if others := firms.names & set(facts.firms):
        found += _newest(rows.filter(case__enterprise=None, enterprise_text__in=others))
    if firms.on_file or firms.names:
        found += _newest(rows.filter(pk__in=_naming(firms)))
    for info in rows.filter(pk__in=found).prefetch_related("parties", "products") if found else ():
        both = bool(facts.types & _types(info))
        apart = abs((info.found_on - facts.day).days)
        when = f"相隔 {apart} 天" if apart else "同一天发现"
        if _is_main(facts, info):
            yield info, 2.0 if both else 1.2, f"同一企业{'、同类产品' if both else ''}，{when}"
        elif where := _where(firms, info):
            yield info, 1.5 if both else 0.9, f"{where}{'，同类产品' if both else ''}，{when}"


def _newest(rows) -> list[int]:
    """Sorted here: asked for the newest, a database walks the whole table by date to find one enterprise's."""
    return sorted(rows.values_list("pk", flat=True), reverse=True)[:LIMIT]


def _naming(firms: _Firms) -> set[int]:
    """Return the newest informations that name one of the firms beside the main one."""
    wanted = [("enterprise", key) for key in sorted(firms.on_file)] + [("name", name) for name in sorted(firms.names)]
    return set(_newest_of(InfoParty, wanted, PER_FIRM))


def _is_main(facts: Facts, info) -> bool:
    if facts.enterprise is not None:
        return info.case.enterprise_id == facts.enterprise.pk
    return bool(facts.enterprise_text) and not info.case.enterprise_id and info.enterprise_text == facts.enterprise_text


def _where(firms: _Firms, info) -> str:
    """Return which firm both name and what the other says it is."""
    if firms.main_is_one(info):
        return f"都涉及“{info.enterprise_name}”（那条的企业）"
    party = firms.named_in(info)
    return f"都涉及“{party.name}”（那条的{party.get_role_display()}）" if party else ""


def _types(info) -> set[int]:
    return {info.case.product_type_id, *(row.product_type_id for row in info.products.all())} - {None}


def _by_marks(facts: Facts):
    """Yield those with the same barcode, or the same batch of the same enterprise or type of product."""
    fields = [facts.batch, *(row.batch for row in facts.goods)]
    codes = sketching.barcodes(facts.barcode, *(row.barcode for row in facts.goods), *fields, facts.description)
    batches = sketching.batches(*fields, description=facts.description)
    if not codes and not batches:
        return
    kind = InfoMark.Kind
    wanted = Q(marks__kind=kind.BARCODE, marks__value__in=codes)
    wanted |= Q(marks__kind=kind.BATCH, marks__value__in=batches)
    rows = _rows(facts, MARK_DAYS).filter(wanted).annotate(mark=F("marks__value"), mark_kind=F("marks__kind"))
    firms = _firms(facts)
    for info in rows.prefetch_related("parties", "products")[: 5 * LIMIT]:
        if info.mark_kind == kind.BARCODE:
            yield info, 3.0, f"商品条码相同（{info.mark}）"
        elif _about_the_same(info, facts, firms):
            yield info, 1.8, f"批号相同（{info.mark}）"


def _about_the_same(info, facts: Facts, firms: _Firms) -> bool:
    """A batch number alone is often a date: it says something of one maker or one kind of goods."""
    if firms.meets(info):
        return True
    if facts.enterprise is not None and info.case.enterprise_id:
        return False
    theirs = _types(info)
    if facts.types and theirs:
        return bool(facts.types & theirs)
    return bool(facts.names & {info.product_name, *(row.name for row in info.products.all())})


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
    return _newest_of(InfoBand, [("key", key) for key in keys], PER_BAND)


def _newest_of(model, wanted: list[tuple[str, object]], limit: int) -> list[int]:
    """Return the newest informations of the rows of each (field, value), one number for each meeting; one query.

    Written out, because the ORM joins limited queries on PostgreSQL alone.
    """
    table, info = model._meta.db_table, model._meta.get_field("info").column
    columns = [model._meta.get_field(name).column for name, _ in wanted]
    each = (
        f'SELECT * FROM (SELECT "{info}" FROM "{table}" WHERE "{column}" = %s ORDER BY "{info}" DESC LIMIT %s) AS part'
        for column in columns
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each), [item for _, value in wanted for item in (value, limit)])
        return [pk for (pk,) in cursor.fetchall()]
