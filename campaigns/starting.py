"""How a campaign begins: from a template, from a document that came in, or from nothing (R-201, R-301)."""

from django.db import transaction

from accounts.authority import authority
from accounts.models import Department
from casefile.attachments import attach
from casefile.models import Measure
from casefile.opening import open_case
from registers.models import Catalogue, ProductType

from . import plantemplates
from .models import Campaign, CampaignPhase, CampaignProduct, CampaignTask
from .states import CampaignState


def start(*, by, title, issuer, issue_level, year, issued_on, starts_on, ends_on, template="", plan_number="",
          goals="", key_points="", superior=None, origin=None, token=None, files=()) -> Campaign:  # fmt: skip
    """Open a campaign of the unit of `by`, with what `template` brings along.

    `origin` is the CaseFile of the 收文 that brought the plan. The same `token` twice returns the first one.
    Whether `by` may is the caller's to check. Raises ValidationError for a file.
    """
    unit = by.department
    role = authority(by, "campaign.plan", department=unit) or ""
    with transaction.atomic():
        record = open_case(
            Campaign, by=by, role=role, department=unit, title=title, token=token, numbered=True, origin=origin,
            label="拟制专项行动", template=template, year=year, issuer=issuer, issue_level=issue_level,
            plan_number=plan_number, issued_on=issued_on, starts_on=starts_on, ends_on=ends_on, goals=goals,
            key_points=key_points, superior=superior,
        )  # fmt: skip
        if not record.case.attachments.exists():
            for upload in files:
                attach(record.case, upload, by=by, role=role, note="方案")
        if template and not record.phases.exists():
            dates = {"year": year, "issued_on": issued_on, "starts_on": starts_on, "ends_on": ends_on}
            fill(record, plantemplates.plan(template, bureau=unit.bureau, **dates))
    return record


def fill(record: Campaign, plan: plantemplates.Plan) -> None:
    """Write the plan's phases, products, tasks and returns into a new campaign."""
    for order, phase in enumerate(plan.phases, start=1):
        CampaignPhase.objects.create(
            campaign=record, order=order, name=phase.name, starts_on=phase.starts_on, ends_on=phase.ends_on,
            tasks=phase.tasks, state=phase.state,
        )  # fmt: skip
    take_catalogue(record, Catalogue.objects.filter(code=plan.catalogue).first())
    known = record.products.values("product_type")
    for product in ProductType.objects.filter(code__in=plan.products, active=True).exclude(pk__in=known):
        CampaignProduct.objects.create(campaign=record, product_type=product, reason="方案模板列入")
    for order, task in enumerate(plan.tasks, start=1):
        own = Department.objects.filter(bureau=record.case.bureau_id, active=True)
        department = own.filter(pk=task.department).first() or record.case.department
        add_task(record, task, department=department, order=order * 10, units=own.filter(pk__in=task.units))
    record.goals, record.key_points = record.goals or plan.goals, record.key_points or plan.key_points
    record.returns_planned = [
        {
            "code": row.code, "label": row.label, "from": row.from_on.isoformat(), "due": row.due_on.isoformat(),
            "contents": list(row.contents), "sealed": row.sealed, "basis": row.basis,
        }
        for row in plan.returns
    ]  # fmt: skip
    record.save(update_fields=["goals", "key_points", "returns_planned"])


def take_catalogue(record: Campaign, catalogue: Catalogue | None) -> int:
    """Add the types of `catalogue` that the campaign does not have yet; return how many."""
    if catalogue is None:
        return 0
    known = set(record.products.values_list("product_type", flat=True))
    rows = [
        CampaignProduct(campaign=record, product_type_id=entry.product_type_id, catalogue=catalogue, order=entry.order)
        for entry in catalogue.entries.all()
        if entry.product_type_id not in known
    ]
    CampaignProduct.objects.bulk_create(rows)
    return len(rows)


def add_task(record: Campaign, task, *, department: Department, order: int, units=()) -> CampaignTask:
    """Add a task (`plantemplates.TaskPlan`) with the measure that says whether it is done."""
    measure = Measure.objects.create(
        case=record.case, code=task.code, label=task.label, basis=task.basis, department=department,
        due_on=task.due_on, due_explanation="按方案要求" if task.due_on else "", order=order,
    )  # fmt: skip
    made = CampaignTask.objects.create(
        campaign=record, measure=measure, group=task.group, code=task.code, text=task.text, leads=task.leads,
        after=task.after,
    )  # fmt: skip
    made.units.set(units)
    return made


def task_missing(measure: Measure) -> list[str]:
    """Return why a task may not be done yet: the plan is not approved, or another one comes first (R-230)."""
    if Campaign.objects.filter(pk=measure.case_id, state=CampaignState.PLANNED).exists():
        return ["方案还没有批准部署"]
    task = CampaignTask.objects.filter(measure=measure).exclude(after="").first()
    if task is None:
        return []
    first = CampaignTask.objects.filter(campaign=task.campaign_id, code=task.after).select_related("measure").first()
    if first is None or first.measure.status != Measure.Status.OPEN:
        return []
    return [f"须在“{first.measure.label}”之后"]
