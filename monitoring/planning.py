"""Drawing a plan up and following it: lines, results, the information that a risk becomes, progress, the year."""

import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from accounts.authority import authority
from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.attachments import attach
from casefile.models import CaseFile
from casefile.notify import notify
from casefile.opening import open_case
from casefile.perform import perform
from casefile.refusals import NotAllowed, Refused, WrongState
from casefile.trail import record_act
from registers.lookup import written
from registers.models import InfoSource, LegalBasis, ProductType
from riskinfo import guards as info_guards
from riskinfo import intake
from riskinfo.intake_forms import IntakeForm, handling_units
from riskinfo.models import RiskInfo
from riskinfo.states import Certainty, InfoKind

from . import permissions
from .models import MonitoringItem, MonitoringPlan, MonitoringProject, MonitoringResult
from .states import Criterion, Finding, Ground, Nature, Programme
from .terms import ITEM, is_late

SOURCE = "RISK_MONITORING"
#: The provision on which a programme rests (R-119).
LEGAL_BASES = {Programme.FOOD_CONTACT: "SAMR62"}
#: The types of product that a programme is about (R-119, R-120); the general one is about all.
_PRODUCTS = {
    Programme.FOOD_CONTACT: Q(domain=ProductType.Domain.FOOD_CONTACT),
    Programme.POWER_EQUIPMENT: Q(code__startswith="POWER_EQUIPMENT_"),
}


#: What counts of a line's results, and how many samples they are.
STANDING = Q(results__struck_at=None)
DONE = Sum("results__samples", filter=STANDING, default=0)


def products_of(programme: str):
    """Return the active types of product that a programme may watch."""
    return ProductType.objects.active().filter(_PRODUCTS.get(programme, Q()))


def start(*, by, title, year, programme, starts_on, ends_on, basis="", legal_basis=None, origin=None,
          token=None) -> MonitoringPlan:  # fmt: skip
    """Open a plan as a draft. Whether `by` may plan is the caller's to check. Raises WrongState out of a drill."""
    _no_drill(origin)
    if legal_basis is None and programme in LEGAL_BASES:
        legal_basis = LegalBasis.objects.filter(code=LEGAL_BASES[programme]).first()
    return open_case(
        MonitoringPlan, by=by, role=authority(by, "monitoring.plan", department=by.department) or "",
        department=by.department, title=title, numbered=True, token=token, origin=origin, year=year,
        programme=programme, legal_basis=legal_basis, starts_on=starts_on, ends_on=ends_on, basis=basis,
        label="拟制计划",
    )  # fmt: skip


def start_project(*, by, title, product_type, agency, question, starts_on, ends_on, agency_unit=None, region=None,
                  methods="", origin=None, token=None) -> MonitoringProject:  # fmt: skip
    """Open a project as a draft (R-224). Whether `by` may plan is the caller's to check."""
    _no_drill(origin)
    return open_case(
        MonitoringProject, by=by, role=authority(by, "monitoring.plan", department=by.department) or "",
        department=by.department, title=title, numbered=True, token=token, origin=origin, product_type=product_type,
        region=region, agency=agency, agency_unit=agency_unit, question=question, methods=methods,
        starts_on=starts_on, ends_on=ends_on, label="拟立项",
    )  # fmt: skip


def _no_drill(origin) -> None:
    if origin is not None and origin.is_drill:
        raise WrongState("演练中不编监测计划和项目：样品和结果会记进真实的档案。")


def _held(plan: MonitoringPlan) -> MonitoringPlan:
    """Return the plan read again with its case and its row locked."""
    CaseFile.objects.select_for_update().get(pk=plan.pk)
    return MonitoringPlan.objects.select_for_update(of=("self",)).select_related("case").get(pk=plan.pk)


def _drafted(plan: MonitoringPlan) -> MonitoringPlan:
    fresh = _held(plan)
    if not fresh.is_draft:
        raise WrongState(f"计划现在是“{fresh.get_state_display()}”，监测产品不能改动。要改的请先退回修改。")
    return fresh


@transaction.atomic
def add_item(plan: MonitoringPlan, *, by, **fields) -> MonitoringItem:
    """Put a line into a draft. Raises ValidationError, WrongState, NotAllowed."""
    return _keep_item(MonitoringItem(plan=plan, **fields), by, "add_item", "列入监测产品")


@transaction.atomic
def change_item(item: MonitoringItem, *, by, **fields) -> MonitoringItem:
    item = MonitoringItem.objects.select_related("plan__case").get(pk=item.pk)
    for name, value in fields.items():
        setattr(item, name, value)
    return _keep_item(item, by, "change_item", "修改监测产品")


def _keep_item(item, by, act, label) -> MonitoringItem:
    item.plan = plan = _drafted(item.plan)
    role = permissions.may_plan(plan, by)
    if role is None:
        raise NotAllowed("计划由承办单位拟制。")
    item.full_clean()
    item.save()
    why = f"{item.get_priority_display()}：{item.criteria}；{item.grounds}"
    reason = f"{item} {item.number} 个样品，{item.department}，{why}"
    record_act(plan.case, act, label, by=by, role=role, reason=reason)
    return item


@transaction.atomic
def remove_item(item: MonitoringItem, *, by) -> None:
    """Take a line out of a draft. What was approved stays."""
    plan = _drafted(item.plan)
    role = permissions.may_plan(plan, by)
    if role is None:
        raise NotAllowed("计划由承办单位拟制。")
    record_act(plan.case, "remove_item", "去掉监测产品", by=by, role=role, reason=str(item))
    item.delete()


@transaction.atomic
def record_result(item: MonitoringItem, *, by, as_info=True, files=(), **fields) -> MonitoringResult:
    """Write down what a sample showed; with `as_info` a risk becomes an information at once (R-125).

    Raises NotAllowed, WrongState (the plan is not running), ValidationError.
    """
    plan = _held(item.plan)
    item = MonitoringItem.objects.select_related("plan__case__department", "department").get(pk=item.pk)
    role = permissions.may_record(item, by) or permissions.may_test(item, by)
    if role is None:
        raise NotAllowed(f"监测结果由{item.department}登记。")
    if not plan.takes_results:
        raise WrongState(f"计划现在是“{plan.get_state_display()}”，不能登记结果。")
    result = MonitoringResult(item=item, recorded_by=by, recorded_at=timezone.now(), **fields)
    result.full_clean()
    result.save()
    reason = f"{item}：{result}" + (f"（{result.samples} 个样品）" if result.samples > 1 else "")
    record_act(plan.case, "record_result", "登记监测结果", by=by, role=role, reason=reason)
    for upload in files:
        attach(plan.case, upload, by=by, role=role, note=f"监测结果 {result.report_number}".strip())
    if done_of(item) >= item.number:
        deadlines.meet(plan.case, f"{ITEM.code}:{item.pk}")
    if role == Role.AGENCY:
        _tell_of(result, item)
    elif as_info and result.finding == Finding.RISK:
        to_information(result, by=by)
    return result


def done_of(item: MonitoringItem) -> int:
    """Return how many samples of a line have their result."""
    return item.results.standing().aggregate(n=Sum("samples", default=0))["n"]


def _tell_of(result: MonitoringResult, item: MonitoringItem) -> None:
    """An agency only says what it found: the unit hears of it, at once and by head and handler of a risk (R-046)."""
    risk = result.finding == Finding.RISK
    text = f"{item.agency}登记了“{item}”的监测结果：{result.get_finding_display()}"
    people = [item.plan.case.handler]
    if risk:
        text = f"立即处理：{text}，请核对后转为风险信息"
        unit = User.objects.active().filter(department=item.department)
        people += unit.filter(role_assignments__role__in=[Role.STAFF, Role.BRIGADE, Role.UNIT_HEAD]).distinct()
    notify(people, text, key=f"monitoring:{result.pk}:found", case=item.plan.case, urgent=risk)


@transaction.atomic
def to_information(result: MonitoringResult, *, by) -> RiskInfo:
    """Make the information of a risk, through the intake's own form, and submit it when nothing is missing.

    The same result twice gives the same information. Raises NotAllowed, WrongState.
    """
    held = MonitoringResult.objects.select_for_update(of=("self",)).select_related("item__plan__case").get(pk=result.pk)
    if held.info_id:
        return held.info
    if held.struck_at:
        raise WrongState("这个结果已经作废。")
    if held.finding != Finding.RISK:
        raise WrongState("没有发现风险的结果，不转为风险信息。")
    if permissions.may_record(held.item, by) is None:
        raise NotAllowed(f"由{held.item.department}办理。")
    form = IntakeForm(_as_typed(held, by), user=by)
    if not form.is_valid():
        raise Refused("没有转成风险信息：" + "；".join(t for texts in form.errors.values() for t in texts))
    info = intake.open_info(form, by=by, token=uuid.uuid4(), origin=held.item.plan.case)
    held.info = result.info = info
    held.save(update_fields=["info"])
    if not info_guards.missing(info):
        perform(info, "submit", by=by)
        info = RiskInfo.objects.select_related("case").get(pk=info.pk)
    return info


def _as_typed(result: MonitoringResult, by) -> dict:
    """Return what an officer would have typed into the intake form (R-011–R-013, R-125)."""
    plan, item = result.item.plan, result.item
    nature = result.get_nature_display()
    source = InfoSource.objects.get(code=SOURCE)
    party = written(result.enterprise) if result.enterprise else result.enterprise_text
    units = [unit.pk for unit in handling_units(by)]
    unit = next((pk for pk in (item.department_id, plan.case.department_id) if pk in units), units[0] if units else "")
    in_county = item.region is not None and item.region.code.startswith(by.bureau.region_code[:6])
    certainty = Certainty.POSSIBLE if result.nature == Nature.LATENT else Certainty.EXISTS
    return {
        "source": source.pk, "source_detail": f"{plan.case.title}（{plan.case.number}）"[:120],
        "source_reference": result.report_number, "found_on": result.tested_on, "product_type": item.product_type_id,
        "product_name": result.product_name, "batch": result.batch, "enterprise_name": party,
        "region": item.region_id if in_county else "", "info_kind": InfoKind.HAZARD, "certainty": certainty,
        "basis": result.basis, "harm_objects": result.harm_objects, "department": unit,
        "description": f"风险监测发现{nature}风险：{result.found}\n指标：{item.indicators}。机构：{item.agency}。",
        "title": f"{result.party}{result.product_name}风险监测发现{nature}风险"[:200],
    }  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """How far a line has come, in samples; what was struck out is shown and does not count."""

    item: MonitoringItem
    results: list[MonitoringResult] = field(default_factory=list)
    struck: list[MonitoringResult] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(row.samples for row in self.results)

    @property
    def share(self) -> int:
        return min(100, round(self.done * 100 / self.item.number))

    @property
    def risks(self) -> int:
        return sum(row.finding == Finding.RISK for row in self.results)

    @property
    def late(self) -> bool:
        return self.done < self.item.number and is_late(self.item.ends_on)


def progress(plan: MonitoringPlan) -> list[Progress]:
    """Return the lines of a plan, the most urgent first, with their results, in two queries."""
    rows: dict[int, list[MonitoringResult]] = {}
    found = MonitoringResult.objects.filter(item__plan=plan)
    for row in found.select_related("enterprise", "info__case", "struck_by"):
        rows.setdefault(row.item_id, []).append(row)
    items = plan.items.select_related("product_type", "region", "department")
    return [
        Progress(
            item,
            [row for row in rows.get(item.pk, []) if not row.struck_at],
            [row for row in rows.get(item.pk, []) if row.struck_at],
        )
        for item in items
    ]


def totals(lines: list[Progress]) -> dict[str, int]:
    return {
        "items": len(lines), "planned": sum(line.item.number for line in lines),
        "done": sum(line.done for line in lines), "risks": sum(line.risks for line in lines),
        "infos": sum(row.info_id is not None for line in lines for row in line.results),
        "late": sum(line.late for line in lines),
    }  # fmt: skip


def draft_conclusion(plan: MonitoringPlan) -> str:
    """Return the yearly summary in words, made of the figures, for an officer to go on with."""
    lines = progress(plan)
    sums = totals(lines)
    said = [
        f"{plan.year}年计划监测 {sums['items']} 个产品 {sums['planned']} 个样品，完成 {sums['done']} 个，"
        f"发现风险 {sums['risks']} 个，转为风险信息 {sums['infos']} 件。"
    ]
    said += [f"{line.item}：监测 {line.done} 个，发现风险 {line.risks} 个。" for line in lines]
    return "\n".join(said)


# --- items over all plans, and the year -------------------------------------------------
def items_seen(user):
    """Return the lines of every plan that `user` may see, with samples done and risks found."""
    seen = CaseFile.objects.real().filter(kind="MONITORPLAN").visible_to(user)
    rows = MonitoringItem.objects.filter(plan__case__in=seen).select_related(
        "plan__case__bureau", "product_type", "region", "department"
    )
    risk = Q(results__finding=Finding.RISK) & STANDING
    return rows.annotate(
        done=DONE, risks=Count("results", filter=risk),
        infos=Count("results__info", filter=risk),
    ).order_by("-plan__year", "-plan", "priority", "pk")  # fmt: skip


@dataclass
class YearRow:
    label: str
    items: int = 0
    planned: int = 0
    done: int = 0
    risks: int = 0
    infos: int = 0

    def add(self, item) -> None:
        self.items += 1
        self.planned += item.number
        self.done += item.done
        self.risks += item.risks
        self.infos += item.infos

    @property
    def rate(self) -> str:
        """Risks per hundred samples tested."""
        return f"{self.risks * 100 / self.done:.1f}%" if self.done else "—"


def year_summary(user, year: int) -> dict:
    """Return the year's figures: whole, by product, unit, agency, criterion and ground, and the fate of the risks.

    A line with several criteria stands in each of them, so these two tables do not add up to the whole.
    """
    items = list(items_seen(user).filter(plan__year=year).exclude(plan__state__in=["DRAFT", "REVIEW", "CANCELLED"]))
    whole = YearRow("合计")
    for item in items:
        whole.add(item)

    def table(keys):
        rows: dict[str, YearRow] = {}
        for item in items:
            for label in keys(item):
                rows.setdefault(label, YearRow(label)).add(item)
        return sorted(rows.values(), key=lambda row: (-row.risks, -row.done, row.label))

    codes = [
        (
            "按监测重点",
            sorted(table(lambda i: [Criterion(c).label for c in i.criteria.split()]), key=lambda r: r.label),
        ),
        ("按监测依据", sorted(table(lambda i: [Ground(c).label for c in i.grounds.split()]), key=lambda r: r.label)),
    ]
    seen = CaseFile.objects.visible_to(user)
    fate = Counter(
        CaseFile.objects.filter(riskinfo__monitoring_result__item__in=items, pk__in=seen).values_list(
            "state_label", flat=True
        )
    )
    return {
        "whole": whole, "fate": sorted(fate.items(), key=lambda pair: (-pair[1], pair[0])),
        "tables": [
            ("按产品", table(lambda i: [str(i.product_type)])), ("按责任单位", table(lambda i: [str(i.department)])),
            ("按承担机构", table(lambda i: [i.agency])), *codes,
        ],
    }  # fmt: skip
