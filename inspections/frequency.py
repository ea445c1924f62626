"""How often each enterprise is visited, when next, and planning that (R-137–R-139, R-040, R-123, R-215).

Visits a year = the most that the tier, the risk of the products made, a raised frequency and standing idle ask. The
next one is due 365/n days after the last; for one never visited the days are spread over the first interval.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from registers.models import Enterprise, SamplingResult, TierChange, TierRule
from riskwarnings.models import RaisedFrequency

from .models import GradeRule, Inspection, VisitArea, VisitSetting
from .planning import plan
from .states import UNANNOUNCED, InspectionKind, InspectionState

YEAR = 365
CLOSE = (Enterprise.Tier.KEY, Enterprise.Tier.SPECIAL)
#: More than these are planned in the next run of the timetable.
AT_ONCE = 300
_MADE = (InspectionState.FILLED, InspectionState.CONFIRMED, InspectionState.CLOSED)


@dataclass(frozen=True)
class Need:
    """How often an enterprise is to be visited, why, when last and until when next."""

    enterprise: int
    a_year: int
    why: str
    last: date | None
    due: date
    kind: str = InspectionKind.DAILY

    @property
    def is_overdue(self) -> bool:
        return self.due < timezone.localdate()


def needs(bureau, enterprises=None) -> list[Need]:
    """Return what the enterprises in use of `bureau` (or of the queryset `enterprises`) need, the earliest first."""
    rows = enterprises if enterprises is not None else Enterprise.objects.filter(bureau=bureau)
    rows = rows.filter(active=True)
    wanted = _wanted(bureau, rows)
    if not wanted:
        return []
    made = Inspection.objects.filter(state__in=_MADE, case__enterprise__in=list(wanted), started_at__isnull=False)
    made = made.exclude(case__is_drill=True)  # an exercise is no visit
    last = dict(made.values_list("case__enterprise").annotate(last=Max("started_at")).order_by())
    since = VisitSetting.objects.filter(bureau=bureau).values_list("since", flat=True).first() or timezone.localdate()
    found = []
    for pk, (count, why, kind) in wanted.items():
        seen = timezone.localdate(last[pk]) if pk in last else None
        found.append(Need(pk, count, why, seen, _due(pk, count, seen, since), kind))
    return sorted(found, key=lambda need: (need.due, need.enterprise))


def _due(pk: int, a_year: int, last: date | None, since: date) -> date:
    interval = max(YEAR // a_year, 1)
    if last is not None:
        return last + timedelta(days=interval)
    return since + timedelta(days=pk * 7919 % interval + 1)


def _wanted(bureau, rows) -> dict[int, tuple[int, str, str]]:
    """Return {enterprise: (visits a year, why, kind of visit)} for those with at least one."""
    tiers = dict(TierRule.objects.filter(bureau=bureau).values_list("tier", "checks_a_year"))
    rules = {rule.grade: rule for rule in GradeRule.objects.filter(bureau=bureau)}
    found: dict[int, tuple[int, str, str]] = {}

    def ask(pk, count, why, kind=InspectionKind.DAILY):
        if count > found.get(pk, (0, "", ""))[0]:
            found[pk] = (count, why, kind)

    grades = ("product_types__risk_grade", "product_types__parent__risk_grade")
    for pk, tier, makes, own, inherited in rows.values_list("pk", "tier", "is_producer", *grades):
        ask(pk, tiers.get(tier, 0), Enterprise.Tier(tier).label)
        if makes and (rule := rules.get(own or inherited)):
            ask(pk, rule.checks_a_year, f"生产{rule.get_grade_display()}产品")
    raised = RaisedFrequency.objects.in_force().filter(enterprise__in=rows)
    for pk, after in raised.values_list("enterprise", "after"):
        ask(pk, after, "预警提高频次")
    patrols = VisitSetting.objects.filter(bureau=bureau).values_list("idle_checks", flat=True).first() or 0
    for pk in rows.filter(Q(long_idle=True) | Q(no_capacity=True)).values_list("pk", flat=True):
        ask(pk, patrols, "长期不生产或不具备生产能力", InspectionKind.PATROL)
    return found


def plan_due() -> int:
    """Plan what falls due in every bureau that lets the timetable do so; return how many visits were planned."""
    return sum(_plan_of(setting) for setting in VisitSetting.objects.exclude(department=None).order_by("pk"))


def _plan_of(setting: VisitSetting) -> int:
    planned = _after_tier_changes(setting) + _after_no_sample(setting)
    horizon = timezone.localdate() + timedelta(days=setting.lead_days)
    open_ones = _open_ones()
    busy = set(open_ones.filter(case__bureau=setting.bureau).values_list("case__enterprise", flat=True))
    cancelled = _cancelled_lately(setting)
    due = [row for row in needs(setting.bureau) if row.due <= horizon and row.enterprise not in busy | cancelled]
    areas = _areas(setting)
    for need in due[:AT_ONCE]:
        planned += _plan_one(setting, areas, need)
    return planned


def _open_ones():
    """Visits that will be made; an exercise keeps nobody from planning a real one."""
    rows = Inspection.objects.exclude(state__in=[InspectionState.CLOSED, InspectionState.CANCELLED])
    return rows.exclude(case__is_drill=True)


def _cancelled_lately(setting: VisitSetting) -> set[int]:
    """A visit that a head called off does not come back the next hour, but after the lead time."""
    since = timezone.now() - timedelta(days=setting.lead_days)
    rows = Inspection.objects.filter(state=InspectionState.CANCELLED, by_timetable=True, case__closed_at__gte=since)
    return set(rows.filter(case__bureau=setting.bureau).values_list("case__enterprise", flat=True))


def _plan_one(setting, areas, need: Need) -> bool:
    with transaction.atomic():
        enterprise = Enterprise.objects.select_for_update(of=("self",)).select_related("region").get(pk=need.enterprise)
        if _open_ones().filter(case__enterprise=enterprise).exists():
            return False  # another run of the timetable was faster
        plan(
            by=None, enterprise=enterprise, kind=need.kind, department=_unit(setting, areas, enterprise),
            due_on=max(need.due, timezone.localdate()), purpose=f"监管频次：{need.why}，每年 {need.a_year} 次",
            by_timetable=True,
        )  # fmt: skip
    return True


def _after_tier_changes(setting: VisitSetting) -> int:
    """Who was put under close watch is visited within the days that the bureau has settled (R-123)."""
    changes = TierChange.objects.filter(
        enterprise__bureau=setting.bureau, enterprise__active=True, to_tier__in=CLOSE, at__date__gte=setting.since,
        inspection=None,
    ).exclude(from_tier="").exclude(from_tier__in=CLOSE)  # fmt: skip
    planned, areas = 0, _areas(setting)
    for change in changes.order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            enterprise = Enterprise.objects.select_for_update(of=("self",)).select_related("region")
            enterprise = enterprise.get(pk=change.enterprise_id)
            if enterprise.tier not in CLOSE or Inspection.objects.filter(tier_change=change).exists():
                continue
            due = timezone.localdate(change.at) + timedelta(days=setting.tier_days)
            plan(
                by=None, enterprise=enterprise, kind=InspectionKind.SPECIAL, by_timetable=True, tier_change=change,
                department=_unit(setting, areas, enterprise), due_on=max(due, timezone.localdate()),
                purpose=f"列为{change.get_to_tier_display()}：{change.reason}"[:200],
            )  # fmt: skip
            planned += 1
    return planned


def _after_no_sample(setting: VisitSetting) -> int:
    """Where no sample was found somebody comes unannounced, once for each sampling (R-215)."""
    if not setting.no_sample_days:
        return 0
    visits = Inspection.objects.filter(
        case__enterprise=OuterRef("enterprise"), kind__in=UNANNOUNCED, case__opened_at__date__gte=OuterRef("sampled_on")
    )
    rows = SamplingResult.objects.filter(
        ~Exists(visits), enterprise__bureau=setting.bureau, enterprise__active=True, sampled_on__gte=setting.since,
        conclusion=SamplingResult.Conclusion.NO_SAMPLE,
    )  # fmt: skip
    planned, areas = 0, _areas(setting)
    for row in rows.order_by("sampled_on", "pk")[:AT_ONCE]:
        with transaction.atomic():
            enterprise = Enterprise.objects.select_for_update(of=("self",)).select_related("region")
            enterprise = enterprise.get(pk=row.enterprise_id)
            if not rows.filter(pk=row.pk).exists():
                continue  # a sampling of the same enterprise, or another run, has seen to it
            due = row.sampled_on + timedelta(days=setting.no_sample_days)
            plan(
                by=None, enterprise=enterprise, kind=InspectionKind.UNANNOUNCED, by_timetable=True,
                product_type=row.product_type, department=_unit(setting, areas, enterprise),
                due_on=max(due, timezone.localdate()),
                purpose=f"{row.sampled_on} 监督抽查未抽到样品：{row.product_name}"[:200],
            )  # fmt: skip
            planned += 1
    return planned


def _areas(setting: VisitSetting) -> list[VisitArea]:
    rows = VisitArea.objects.filter(bureau=setting.bureau, department__active=True)
    return sorted(rows.select_related("region", "department"), key=lambda row: -len(row.region.code))


def _unit(setting, areas, enterprise):
    code = enterprise.region.code if enterprise.region else ""
    return next((row.department for row in areas if code.startswith(row.region.code)), setting.department)
