"""What a confirmed prompt plans: a line of the unit's plan of follow-up samplings (R-123, R-214)."""

from datetime import timedelta

from django.utils import timezone

from casefile.measures import close_measure
from casefile.models import CaseFile, Measure
from casefile.planstates import PlanState
from rectification.triggers import Rule
from registers.models import ProductType, SamplingResult

from . import planning
from .models import SpotPlan
from .states import FieldOfSampling, TargetGround

#: How long a plan gathered from prompts runs, in days; its unit may change what it says before it is approved.
TERM = 90
_GROUND = {Rule.DUTY: TargetGround.DUTIES, Rule.TRACK: TargetGround.FAILED}


def plan_spot_check(prompt, *, by) -> str:
    """Put the enterprise on the draft that gathers what prompts of the unit call for; say what was done.

    An empty text for a rule that asks for no sampling. Without a product on file there is nothing to sample:
    then the text says so, for the unit to choose one.
    """
    ground = _GROUND.get(Rule(prompt.rule))
    if ground is None:
        return ""
    products = _products(prompt)
    if not products:
        return "企业没有登记产品类别，请在抽查计划中列入"
    plan = _draft_of(by)
    for product in products:
        _list(plan, product, prompt.enterprise, ground, by)
    _meet_measure(prompt, plan, by)
    return f"已列入抽查计划{plan.case.number}"


def _products(prompt) -> list[ProductType]:
    """The products that failed, else that of the item, else one that the enterprise has on file or in a case."""
    ids = [row["id"] for row in prompt.evidence if row["kind"] == "sampling"]
    failed = SamplingResult.objects.filter(pk__in=ids).exclude(product_type=None).values("product_type")
    found = list(ProductType.objects.filter(pk__in=failed).order_by("pk"))
    if found:
        return found
    if prompt.case is not None and prompt.case.product_type is not None:
        return [prompt.case.product_type]
    on_file = list(prompt.enterprise.product_types.order_by("pk")[:1])
    cases = CaseFile.objects.real().filter(enterprise=prompt.enterprise).exclude(product_type=None)
    return on_file or [case.product_type for case in cases.order_by("-opened_at", "-pk")[:1]]


def _draft_of(by) -> SpotPlan:
    today = timezone.localdate()
    drafts = SpotPlan.objects.filter(
        case__department=by.department, state=PlanState.DRAFT, by_prompts=True, year=today.year
    ).select_related("case")
    return drafts.order_by("pk").first() or planning.start(
        by=by, title=f"{today.year}年跟踪抽查（{today.month}月{today.day}日起确认的触发提示）", year=today.year,
        starts_on=today, ends_on=today + timedelta(days=TERM), basis="通知三（三），方案三（三）", by_prompts=True,
    )  # fmt: skip


def _list(plan: SpotPlan, product, enterprise, ground, by) -> None:
    field = FieldOfSampling.PRODUCTION if enterprise.is_producer else FieldOfSampling.CIRCULATION
    item = plan.items.filter(product_type=product, field=field, region=None).first()
    if item is None:
        item = planning.add_item(plan, by=by, product_type=product, field=field, number=1)
        planning.add_target(item, enterprise, by=by, ground=ground)
    elif planning.add_target(item, enterprise, by=by, ground=ground) is not None:
        item.number += 1
        item.save(update_fields=["number"])


def _meet_measure(prompt, plan, by) -> None:
    """The item of the ledger asked for a planned spot check: here it is."""
    measure = Measure.objects.filter(
        case=prompt.case_id, code__startswith="SPOT_CHECK", status=Measure.Status.OPEN
    ).first()
    if measure is not None:
        close_measure(measure, Measure.Status.DONE, by=by, result=f"已列入抽查计划{plan.case.number}")
