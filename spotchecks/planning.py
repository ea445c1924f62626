"""Drawing a plan up and following it: lines, targets out of what failed before, results, progress."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.authority import authority
from casefile.opening import open_case
from casefile.refusals import WrongState
from casefile.trail import record_act
from registers.models import SamplingResult
from registers.samplings import of_type, tell_changed

from .models import PlanItem, PlanTarget, SpotPlan
from .states import TargetGround

_Conclusion = SamplingResult.Conclusion
#: Why an enterprise is chosen → which earlier results call for it (R-221, R-215, R-327).
CALLED_BY = {
    TargetGround.FAILED: (_Conclusion.FAIL,),
    TargetGround.FOLLOW_UP: (_Conclusion.FAIL, _Conclusion.REFUSED),
    TargetGround.NO_SAMPLE: (_Conclusion.NO_SAMPLE,),
}


def start(*, by, title, year, starts_on, ends_on, basis="", agency="", origin=None, token=None,
          by_prompts=False) -> SpotPlan:  # fmt: skip
    """Open a plan as a draft. Whether `by` may plan is the caller's to check. Raises WrongState out of a drill."""
    if origin is not None and origin.is_drill:
        raise WrongState("演练中不编抽查计划：样品和结果会记进真实的企业档案。")
    role = authority(by, "sampling.plan", department=by.department) or ""
    return open_case(
        SpotPlan, by=by, role=role, department=by.department, title=title, numbered=True, token=token, origin=origin,
        year=year, starts_on=starts_on, ends_on=ends_on, basis=basis, agency=agency, by_prompts=by_prompts,
        label="拟制计划",
    )  # fmt: skip


def _held(plan: SpotPlan, *, running=False) -> SpotPlan:
    """Return the plan read again, its case locked; WrongState when it is not in the state for it."""
    fresh = SpotPlan.objects.select_for_update(of=("self",)).select_related("case").get(pk=plan.pk)
    allowed = fresh.takes_results if running else fresh.is_draft or fresh.takes_results
    if not allowed:
        raise WrongState(f"计划现在是“{fresh.get_state_display()}”，不能办理。请刷新后再看。")
    return fresh


def _note(plan, by, act, label, reason) -> None:
    role = authority(by, "sampling.plan", department=plan.case.department) or ""
    record_act(plan.case, act, label, by=by, role=role, reason=reason)


@transaction.atomic
def add_item(plan: SpotPlan, *, by, **fields) -> PlanItem:
    plan = _held(plan)
    item = PlanItem(plan=plan, **fields)
    item.full_clean()
    item.save()
    _note(plan, by, "add_item", "列入产品", f"{item} {item.number} 批次")
    return item


@transaction.atomic
def remove_item(item: PlanItem, *, by) -> None:
    """Take a line out of a draft, with its targets. What was approved stays."""
    plan = _held(item.plan)
    if not plan.is_draft:
        raise WrongState("计划已经批准，产品不能去掉。")
    item.targets.all().delete()
    _note(plan, by, "remove_item", "去掉产品", str(item))
    item.delete()


def called_for(item: PlanItem, ground: str, *, since: date):
    """Return the newest result of each enterprise that calls for a sampling under `item`, newest first.

    A follow-up is called for by a result after which no sample of the product was tested at the enterprise, and
    which no target of an open plan follows already.
    """
    products = of_type(item.product_type)
    found = SamplingResult.objects.filter(
        enterprise__bureau=item.plan.case.bureau_id, enterprise__active=True, product_type__in=products,
        conclusion__in=CALLED_BY[ground], sampled_on__gte=since,
    )  # fmt: skip
    if item.region_id:
        found = found.filter(enterprise__region__code__startswith=item.region.code)
    if ground == TargetGround.FOLLOW_UP:
        found = without_follow_up(found)
    newest: dict[int, SamplingResult] = {}
    for row in found.select_related("enterprise").order_by("-sampled_on", "-pk"):
        newest.setdefault(row.enterprise_id, row)
    there = set(item.targets.values_list("enterprise", flat=True))
    return [row for enterprise, row in newest.items() if enterprise not in there]


def without_follow_up(found):
    """Return the samplings of `found` that nobody has followed up (R-327)."""
    later = SamplingResult.objects.tested().filter(
        Q(sampled_on__gt=OuterRef("sampled_on")) | Q(sampled_on=OuterRef("sampled_on"), pk__gt=OuterRef("pk")),
        enterprise=OuterRef("enterprise"), product_type=OuterRef("product_type"),
    )  # fmt: skip
    planned = PlanTarget.objects.filter(follows=OuterRef("pk"))
    return found.filter(~Exists(later), ~Exists(planned.exclude(item__plan__state="CANCELLED")))


def to_follow_up(user):
    """Return the failed and refused samplings of three years that `user` may see and nobody has followed up."""
    found = SamplingResult.objects.visible_to(user).filter(
        conclusion__in=(_Conclusion.FAIL, _Conclusion.REFUSED), enterprise__active=True,
        sampled_on__gte=timezone.localdate() - timedelta(days=3 * 365),
    )  # fmt: skip
    rows = without_follow_up(found).select_related("enterprise", "product_type")
    return rows.order_by("-sampled_on", "-pk")


@transaction.atomic
def add_target(item: PlanItem, enterprise, *, by, ground=TargetGround.CHOSEN, follows=None) -> PlanTarget | None:
    """Put an enterprise on a line; None when it is there already."""
    return next(iter(_add(item, [(enterprise, follows)], by=by, ground=ground)), None)


@transaction.atomic
def add_called(item: PlanItem, ground: str, *, since: date, by) -> list[PlanTarget]:
    """Put on a line every enterprise that earlier results call for; return the new targets."""
    return _add(item, [(row.enterprise, row) for row in called_for(item, ground, since=since)], by=by, ground=ground)


def _add(item, wanted, *, by, ground) -> list[PlanTarget]:
    plan = _held(item.plan)
    there = set(item.targets.values_list("enterprise", flat=True))
    made = [
        PlanTarget(
            item=item, enterprise=enterprise, ground=ground, added_by=by, added_at=timezone.now(),
            follows=follows if ground == TargetGround.FOLLOW_UP else None,
        )
        for enterprise, follows in wanted if enterprise.pk not in there
    ]  # fmt: skip
    if made:
        PlanTarget.objects.bulk_create(made)
        names = "、".join(row.enterprise.name for row in made[:5]) + (" 等" if len(made) > 5 else "")
        _note(
            plan, by, "add_targets", "列入抽查对象", f"{item}：{TargetGround(ground).label} {len(made)} 家（{names}）"
        )
    return made


@transaction.atomic
def remove_target(target: PlanTarget, *, by, reason: str) -> None:
    """Take a target without result off, the reason kept in the trail."""
    plan = _held(target.item.plan)
    target = PlanTarget.objects.select_related("enterprise", "item").get(pk=target.pk)
    if target.result_id:
        raise WrongState("已经有抽查结果，不能移出。")
    _note(plan, by, "remove_target", "移出抽查对象", f"{target}：{reason}")
    target.delete()


@transaction.atomic
def record_result(target: PlanTarget, *, by, **fields) -> SamplingResult:
    """Write down what the sampling of a target found. Raises WrongState when a result is there already."""
    plan = _held(target.item.plan, running=True)
    target = PlanTarget.objects.select_for_update(of=("self",)).select_related("item__plan").get(pk=target.pk)
    if target.result_id:
        raise WrongState("这个对象的抽查结果已经登记。")
    result = SamplingResult(enterprise=target.enterprise, created_by=by, **fields)
    result.full_clean()
    result.save()
    _link(plan, target, result, by)
    tell_changed([target.enterprise_id])
    return result


def _link(plan, target, result, by) -> None:
    target.result = result
    target.save(update_fields=["result"])
    _note(plan, by, "record_result", "登记抽查结果", f"{target.enterprise}：{result}")


@transaction.atomic
def match_results(plan: SpotPlan, *, by) -> tuple[int, int]:
    """Join targets with results on file (imported, say) that can be nobody else's.

    Return how many were joined and how many targets have more than one candidate: those stay for a person.
    """
    plan = _held(plan, running=True)
    joined = doubtful = 0
    for target in plan.targets().filter(result=None).select_related("item", "enterprise"):
        found = list(
            SamplingResult.objects.filter(
                enterprise=target.enterprise, product_type__in=of_type(target.item.product_type),
                sampled_on__gte=plan.starts_on, spot_target=None,
            ).order_by("sampled_on", "pk")[:2]
        )  # fmt: skip
        if len(found) == 1:
            _link(plan, target, found[0], by)
            joined += 1
        doubtful += len(found) > 1
    return joined, doubtful


@dataclass(frozen=True)
class Progress:
    """How far a line has come; `by_conclusion` counts results by conclusion."""

    item: PlanItem
    targets: list[PlanTarget]
    by_conclusion: Counter

    @property
    def done(self) -> int:
        """Batches taken: a refused or empty-handed visit took none."""
        return self.by_conclusion[_Conclusion.PASS] + self.by_conclusion[_Conclusion.FAIL]

    @property
    def share(self) -> int:
        return min(100, round(self.done * 100 / self.item.number))

    @property
    def failed(self) -> int:
        return self.by_conclusion[_Conclusion.FAIL]

    @property
    def untested(self) -> int:
        return self.by_conclusion[_Conclusion.REFUSED] + self.by_conclusion[_Conclusion.NO_SAMPLE]


def progress(plan: SpotPlan) -> list[Progress]:
    """Return the lines of a plan with their targets, in two queries."""
    items = list(plan.items.select_related("product_type", "region", "catalogue"))
    targets: dict[int, list[PlanTarget]] = {item.pk: [] for item in items}
    for target in plan.targets().select_related("enterprise", "result", "follows"):
        targets[target.item_id].append(target)
    return [
        Progress(item, targets[item.pk], Counter(t.result.conclusion for t in targets[item.pk] if t.result))
        for item in items
    ]


def totals(lines: list[Progress]) -> dict[str, int]:
    return {
        "planned": sum(line.item.number for line in lines), "targets": sum(len(line.targets) for line in lines),
        "done": sum(line.done for line in lines), "failed": sum(line.failed for line in lines),
        "untested": sum(line.untested for line in lines),
    }  # fmt: skip
