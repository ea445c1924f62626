"""Where each figure of the 行动成果清单 comes from: facts with what they count (R-304; documents §4.4).

Counted is what was opened under the campaign (`CaseFile.campaign`), and of registers the campaign's products
in the bureau. A day is the day on which the thing itself happened, never that on which it was typed in.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from casefile.models import CaseFile, TransitionRecord
from documents.models import Document
from documents.states import ISSUED_ON
from inspections.models import Inspection, SelfCheck
from inspections.states import InspectionState, Outcome
from rectification.models import (
    Amount,
    AreaSupervision,
    Consequence,
    HelpVisit,
    Interview,
    RectificationItem,
    Supervision,
)
from rectification.states import CLOSED, AreaWay, Severity, TransferTo
from registers.models import Enterprise, ProductType, SamplingResult, TierChange
from riskwarnings.models import Guidance
from spotchecks.models import Handling
from spotchecks.states import HandlingState

from . import failed, relapsed
from .models import Campaign, Conference, TypicalCase

#: The sheet of the visit is handed in.
_VISITED = (InspectionState.FILLED, InspectionState.CONFIRMED, InspectionState.CLOSED)
CASE, DOCUMENT, SAMPLING, INTERVIEW, TYPICAL, ENTERPRISE, CONSEQUENCE, AMOUNT, CONFERENCE = (
    "case", "document", "sampling", "interview", "typical", "enterprise", "consequence", "amount", "conference",
)  # fmt: skip
#: Money is kept in yuan and reported in 万元.
_WAN = Decimal(10_000)


@dataclass(frozen=True)
class Fact:
    """One thing counted in `column`: `sort` and `pk` say what; `amount` is 1 but for persons and money (万元)."""

    column: str
    product: int | None
    sort: str
    pk: int
    amount: int | float = 1

    def as_list(self) -> list:
        return [self.column, self.product, self.sort, self.pk, self.amount]


def from_lists(rows) -> list[Fact]:
    return [Fact(*row) for row in rows]


@dataclass(frozen=True)
class Scope:
    """What is counted: the cases under a campaign, and a period, both days included."""

    record: Campaign
    first: date
    last: date

    @property
    def cases(self):
        return CaseFile.objects.real().filter(campaign=self.record.pk)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The period as [start, end) in local time."""
        start = timezone.make_aware(datetime.combine(self.first, time()))
        return start, timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))

    def within(self, field: str) -> dict:
        start, end = self.moments
        return {f"{field}__gte": start, f"{field}__lt": end}

    def on(self, field: str) -> dict:
        return {f"{field}__gte": self.first, f"{field}__lte": self.last}


def facts(record: Campaign, first: date, last: date) -> list[Fact]:
    """Return everything that the campaign's figures of the period count, in a stable order."""
    scope = Scope(record, first, last)
    found = [fact for source in SOURCES for fact in source(scope)]
    return sorted(found, key=lambda fact: (fact.column, fact.sort, fact.pk))


def _inspections(scope: Scope):
    """Visits whose sheet was handed in within the period; a firm that also sells counts as a producer.

    Who found the door shut went out all the same, but nothing was inspected.
    """
    rows = Inspection.objects.filter(case__in=scope.cases, state__in=_VISITED, **scope.within("finished_at"))
    fields = (
        "pk", "outcome", "first_officer", "second_officer", "case__product_type", "case__enterprise",
        "case__enterprise__is_producer",
    )  # fmt: skip
    found = list(rows.values_list(*fields))
    only = _only_products(scope, {row[5] for row in found if row[4] is None})
    for pk, outcome, first, second, named, enterprise, produces in found:
        product = named or only.get(enterprise)
        yield Fact("officers", product, CASE, pk, len({first, second} - {None}))
        if outcome != Outcome.IMPOSSIBLE:
            yield Fact("producers" if produces else "sellers", product, CASE, pk)


def _only_products(scope: Scope, enterprises) -> dict[int, int]:
    """Return the product of each enterprise that has one alone of the campaign: a visit to it is about that."""
    listed = scope.record.products.values("product_type")
    types = ProductType.objects.filter(Q(pk__in=listed) | Q(parent__in=listed))
    pairs = Enterprise.product_types.through.objects.filter(enterprise__in=enterprises, producttype__in=types)
    of: dict[int, list[int]] = {}
    for enterprise, product in pairs.values_list("enterprise", "producttype"):
        of.setdefault(enterprise, []).append(product)
    return {enterprise: products[0] for enterprise, products in of.items() if len(products) == 1}


def _self_checks(scope: Scope):
    """Enterprises of the campaign that checked themselves in the period, each once (R-310)."""
    listed = scope.record.targets.filter(struck_at=None).values("enterprise")
    rows = SelfCheck.objects.filter(enterprise__in=listed, **scope.on("made_on"))
    found = list(rows.order_by().values_list("enterprise", flat=True).distinct())
    only = _only_products(scope, found)
    for enterprise in found:
        yield Fact("self_checks", only.get(enterprise), ENTERPRISE, enterprise)


def _hazards(scope: Scope):
    names = {Severity.GENERAL: "general", Severity.LARGER: "larger", Severity.MAJOR: "major"}
    rows = RectificationItem.objects.filter(case__in=scope.cases, **scope.on("found_on"))
    for pk, severity, product in rows.values_list("pk", "severity", "case__product_type"):
        yield Fact(names[severity], product, CASE, pk)


def _corrections(scope: Scope):
    """Put right in the period; still being put right on its last day, whenever found. A relapse is as it was then."""
    rows = RectificationItem.objects.filter(case__in=scope.cases, found_on__lte=scope.last)
    start, end = scope.moments
    back = relapsed.histories(scope.cases)
    for pk, closed, product in rows.values_list("pk", "case__closed_at", "case__product_type"):
        if pk in back:
            closed = relapsed.closed_before(back[pk], end)
        if closed is None or closed >= end:
            yield Fact("correcting", product, CASE, pk)
        elif closed >= start:
            yield Fact("corrected", product, CASE, pk)


def _look_backs(scope: Scope):
    """回头看 that were made: items looked at again after their write-off, and visits of that kind (R-217, R-323)."""
    back = relapsed.histories(scope.cases)
    for pk, product in CaseFile.objects.filter(pk__in=back).values_list("pk", "product_type"):
        for day in relapsed.looked_on(back[pk]):
            if scope.first <= day <= scope.last:
                yield Fact("look_backs", product, CASE, pk)
    rows = RectificationItem.objects.filter(case__in=scope.cases, relapses=0, **scope.on("look_back_on"))
    visits = Inspection.objects.filter(
        case__in=scope.cases, kind="LOOK_BACK", state__in=_VISITED, **scope.within("finished_at")
    )
    for found in (rows, visits):
        for pk, product in found.values_list("pk", "case__product_type"):
            yield Fact("look_backs", product, CASE, pk)


def _samplings(scope: Scope):
    rows = SamplingResult.objects.filter(
        enterprise__bureau=scope.record.case.bureau_id, product_type__in=failed.product_ids(scope.record),
        conclusion__in=["PASS", "FAIL"], **scope.on("sampled_on"),
    )  # fmt: skip
    for pk, conclusion, product in rows.values_list("pk", "conclusion", "product_type"):
        yield Fact("sampled", product, SAMPLING, pk)
        if conclusion == "FAIL":
            yield Fact("failed", product, SAMPLING, pk)


def _interviews(scope: Scope):
    """约谈 that were held: one a record of it, whoever was asked to come."""
    rows = Interview.objects.filter(item__case__in=scope.cases, **scope.on("held_on"))
    for pk, product in rows.values_list("pk", "item__case__product_type"):
        yield Fact("interviews", product, INTERVIEW, pk)


def _supervisions(scope: Scope):
    """挂牌督办 of items and of areas."""
    rows = Supervision.objects.filter(item__case__in=scope.cases, **scope.within("put_at"))
    for case, product in rows.order_by().values_list("item", "item__case__product_type").distinct():
        yield Fact("supervised", product, CASE, case)
    areas = AreaSupervision.objects.filter(case__in=scope.cases, **scope.within("approved_at"))
    for case, way in areas.values_list("pk", "way"):
        if way in _AREA_COLUMN:
            yield Fact(_AREA_COLUMN[way], None, CASE, case)


#: R-346: an area is listed or called in; a bulletin about it is no figure of the form.
_AREA_COLUMN = {AreaWay.LISTED: "supervised", AreaWay.TALK: "interviews"}


def _enforcements(scope: Scope):
    """立案, 移送公安 and 结案 are acts on an item or on a failed sampling; a repeated one of a case counts once.

    A sampling that failed its last recheck is dealt with under 产品质量法 art. 17: that is 立案 too.
    """
    acts = ("enforce", "fail_second", "record_outcome")
    rows = TransitionRecord.objects.filter(case__in=scope.cases, action__in=acts, **scope.within("at"))
    to = "case__rectificationitem__enforcement_to"
    for action, case, product, body in (
        rows.order_by().values_list("action", "case", "case__product_type", to).distinct()
    ):
        if action == "record_outcome":
            yield Fact("concluded", product, CASE, case)
        else:
            yield Fact("police" if body == TransferTo.POLICE else "filed", product, CASE, case)


def _handled(scope: Scope):
    """Failed samplings that were dealt with in the period: put right or punished, on the ledger or after a sampling.

    Each once, whatever became of its other parties; of the campaign's products, or followed under the campaign.
    """
    done = dict(_failed_in_ledger(scope))
    done |= dict(_failed_handled(scope))
    for pk, product in done.items():
        yield Fact("handled", product, SAMPLING, pk)


def _ours(scope: Scope, case: str, sampling: str) -> Q:
    products = Q(**{
        f"{sampling}__product_type__in": failed.product_ids(scope.record),
        f"{sampling}__enterprise__bureau": scope.record.case.bureau_id,
    })  # fmt: skip
    return Q(**{f"{case}__in": scope.cases}) | products


def _failed_in_ledger(scope: Scope):
    rows = RectificationItem.objects.filter(
        _ours(scope, "case", "sampling"), sampling__conclusion="FAIL", state__in=CLOSED, case__is_drill=False,
        **scope.within("case__closed_at"),
    )  # fmt: skip
    return rows.values_list("sampling", "sampling__product_type")


def _failed_handled(scope: Scope):
    rows = Handling.objects.filter(
        _ours(scope, "case", "sampling"), sampling__conclusion="FAIL", case__is_drill=False,
        state__in=[HandlingState.RECTIFIED, HandlingState.ENFORCED], **scope.within("case__closed_at"),
    )  # fmt: skip
    return rows.values_list("sampling", "sampling__product_type")


def _amounts(scope: Scope):
    """Value of what was dealt with, fines and forfeitures, in 万元."""
    rows = Amount.objects.filter(case__in=scope.cases, struck_by=None, **scope.on("on"))
    for pk, goods, fine, product in rows.values_list("pk", "goods_value", "fine", "case__product_type"):
        for column, yuan in (("goods", goods), ("fines", fine)):
            if yuan:
                yield Fact(column, product, AMOUNT, pk, float(yuan / _WAN))


def _consequences(scope: Scope):
    """列入失信 on the day of the decision; 撤、注销证书建议 on the day on which they went upward."""
    rows = Consequence.objects.filter(case__in=scope.cases)
    listed = rows.filter(kind="DISHONESTY", state="DONE", **scope.on("done_on"))
    proposed = rows.filter(kind__in=["REVOKE", "CANCEL"], **scope.on("sent_on"))
    for column, found in (("dishonest", listed), ("licences", proposed)):
        for pk, product in found.values_list("pk", "case__product_type"):
            yield Fact(column, product, CONSEQUENCE, pk)


def _documents(scope: Scope):
    columns = {"RECTIFY_NOTICE": "orders", "URGING_LETTER": "urgings"}
    for pk, kind, product, _ in _issued(scope, *columns):
        yield Fact(columns[kind], product, DOCUMENT, pk)


def _issued(scope: Scope, *kinds: str):
    """Return (pk, kind, product, enterprise) of the papers issued in the period."""
    rows = Document.objects.filter(
        case__in=scope.cases, kind__in=kinds, state__in=ISSUED_ON, **scope.within("issued_at")
    ).order_by("pk")
    return rows.values_list("pk", "kind", "case__product_type", "case__enterprise")


def _helped(scope: Scope):
    """Enterprises that got a 整改指导意见书, were guided or visited to be helped, each once whatever the help."""
    helped = {enterprise: product for _, _, product, enterprise in _issued(scope, "GUIDANCE")}
    guided = Guidance.objects.filter(warning__case__in=scope.cases, **scope.on("given_on"))
    helped |= dict(guided.values_list("warning__case__enterprise", "warning__case__product_type"))
    visited = HelpVisit.objects.filter(item__case__in=scope.cases, **scope.on("on"))
    helped |= dict(visited.values_list("item__case__enterprise", "item__case__product_type"))
    for enterprise, product in helped.items():
        if enterprise is not None:
            yield Fact("helped", product, ENTERPRISE, enterprise)


def _exposed(scope: Scope):
    """Typical cases made public, and failed samplings that were (R-222, R-335); a case told as both counts once."""
    rows = TypicalCase.objects.filter(campaign=scope.record, **scope.on("exposed_on"))
    told = set()
    for pk, case, product in rows.values_list("pk", "case", "case__product_type"):
        told.add(case)
        yield Fact("exposed", product, TYPICAL, pk)
    shown = Handling.objects.filter(case__in=scope.cases, **scope.on("exposed_on")).exclude(pk__in=told - {None})
    for pk, product in shown.values_list("pk", "case__product_type"):
        yield Fact("exposed", product, CASE, pk)


def _conferences(scope: Scope):
    """安全隐患分析大会 that were held (R-223)."""
    rows = Conference.objects.filter(campaign=scope.record, struck_by=None, **scope.on("held_on"))
    for pk in rows.values_list("pk", flat=True):
        yield Fact("conferences", None, CONFERENCE, pk)


def _tiers(scope: Scope):
    """Enterprises of the campaign raised to 重点 or 特别监管; each once, by the last change."""
    columns = {"KEY": "key_tier", "SPECIAL": "special_tier"}
    listed = scope.record.targets.filter(struck_at=None).values("enterprise")
    rows = TierChange.objects.filter(enterprise__in=listed, **scope.within("at")).exclude(from_tier="")
    last = dict(rows.order_by("at", "pk").values_list("enterprise", "to_tier"))
    for enterprise, tier in last.items():
        if tier in columns:
            yield Fact(columns[tier], None, ENTERPRISE, enterprise)


SOURCES = [
    _inspections,
    _self_checks,
    _hazards,
    _corrections,
    _look_backs,
    _samplings,
    _handled,
    _amounts,
    _consequences,
    _interviews,
    _supervisions,
    _enforcements,
    _documents,
    _helped,
    _exposed,
    _tiers,
    _conferences,
]
