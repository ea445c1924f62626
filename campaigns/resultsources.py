"""Where each figure of the 行动成果清单 comes from: facts with what they count (R-304; documents §4.4).

Counted is what was opened under the campaign (`CaseFile.campaign`), and of registers the campaign's products
in the bureau. A day is the day on which the thing itself happened, never that on which it was typed in.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from casefile.models import CaseFile, TransitionRecord
from documents.models import Document
from documents.states import ISSUED_ON
from inspections.models import Inspection, SelfCheck
from inspections.states import InspectionState, Outcome
from rectification.models import HelpVisit, Interview, RectificationItem, Supervision
from rectification.states import CLOSED, Severity, TransferTo
from registers.models import SamplingResult, TierChange
from riskwarnings.models import Guidance

from . import failed
from .models import Campaign, TypicalCase

#: The sheet of the visit is handed in.
_VISITED = (InspectionState.FILLED, InspectionState.CONFIRMED, InspectionState.CLOSED)
CASE, DOCUMENT, SAMPLING, INTERVIEW, TYPICAL, ENTERPRISE = (
    "case", "document", "sampling", "interview", "typical", "enterprise",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One thing counted in `column`: `sort` and `pk` say what; `amount` is 1 but for persons."""

    column: str
    product: int | None
    sort: str
    pk: int
    amount: int = 1

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
    fields = ("pk", "outcome", "first_officer", "second_officer", "case__product_type", "case__enterprise__is_producer")
    for pk, outcome, first, second, product, produces in rows.values_list(*fields):
        yield Fact("officers", product, CASE, pk, len({first, second} - {None}))
        if outcome != Outcome.IMPOSSIBLE:
            yield Fact("producers" if produces else "sellers", product, CASE, pk)


def _self_checks(scope: Scope):
    """Enterprises of the campaign that checked themselves in the period, each once (R-310)."""
    listed = scope.record.targets.filter(struck_at=None).values("enterprise")
    rows = SelfCheck.objects.filter(enterprise__in=listed, **scope.on("made_on"))
    for enterprise in rows.order_by().values_list("enterprise", flat=True).distinct():
        yield Fact("self_checks", None, ENTERPRISE, enterprise)


def _hazards(scope: Scope):
    names = {Severity.GENERAL: "general", Severity.LARGER: "larger", Severity.MAJOR: "major"}
    rows = RectificationItem.objects.filter(case__in=scope.cases, **scope.on("found_on"))
    for pk, severity, product in rows.values_list("pk", "severity", "case__product_type"):
        yield Fact(names[severity], product, CASE, pk)


def _corrections(scope: Scope):
    """Put right in the period; still being put right on its last day, whenever found."""
    rows = RectificationItem.objects.filter(case__in=scope.cases, found_on__lte=scope.last)
    start, end = scope.moments
    for pk, state, closed, product in rows.values_list("pk", "state", "case__closed_at", "case__product_type"):
        if closed is None or closed >= end:
            yield Fact("correcting", product, CASE, pk)
        elif state in CLOSED and closed >= start:
            yield Fact("corrected", product, CASE, pk)


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
    rows = Supervision.objects.filter(item__case__in=scope.cases, **scope.within("put_at"))
    for case, product in rows.order_by().values_list("item", "item__case__product_type").distinct():
        yield Fact("supervised", product, CASE, case)


def _enforcements(scope: Scope):
    """立案, 移送公安 and 结案 are acts on an item; a repeated one of the same case counts once."""
    rows = TransitionRecord.objects.filter(
        case__in=scope.cases, action__in=("enforce", "record_outcome"), **scope.within("at")
    )
    to = "case__rectificationitem__enforcement_to"
    for action, case, product, body in (
        rows.order_by().values_list("action", "case", "case__product_type", to).distinct()
    ):
        if action == "record_outcome":
            yield Fact("concluded", product, CASE, case)
        else:
            yield Fact("police" if body == TransferTo.POLICE else "filed", product, CASE, case)


def _handled(scope: Scope):
    """Failed samplings whose item was closed in the period."""
    rows = RectificationItem.objects.filter(
        case__in=scope.cases, sampling__isnull=False, state__in=CLOSED, **scope.within("case__closed_at")
    )
    for pk, product in rows.values_list("pk", "case__product_type"):
        yield Fact("handled", product, CASE, pk)


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
    rows = TypicalCase.objects.filter(campaign=scope.record, **scope.on("exposed_on"))
    for pk, product in rows.values_list("pk", "case__product_type"):
        yield Fact("exposed", product, TYPICAL, pk)


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
    _samplings,
    _handled,
    _interviews,
    _supervisions,
    _enforcements,
    _documents,
    _helped,
    _exposed,
    _tiers,
]
