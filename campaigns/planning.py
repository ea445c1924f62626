"""Changing what a plan consists of; each change enters the trail of the campaign (R-235, R-305, R-306, R-344)."""

from contextlib import contextmanager

from django.db import transaction

from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import record_act

from . import obligations, permissions
from .models import Campaign, CampaignPhase, CampaignProduct, CampaignTask, GroupMember
from .plantemplates import TaskPlan
from .starting import add_task, take_catalogue
from .states import CHANGEABLE, RUNNING, CampaignState, TaskGroup


def may_change(record: Campaign, user):
    """While it is drawn up the unit's people change a plan; once it runs, the head."""
    if record.state not in CHANGEABLE:
        return None
    return (
        permissions.may_plan(record, user)
        if record.state == CampaignState.PLANNED
        else permissions.may_move(record, user)
    )


@contextmanager
def changing(record: Campaign, label: str, *, by, subject="", reason="", data=None):
    """Lock the campaign, let the change happen, write it to the trail. Raises NotAllowed, WrongState."""
    with transaction.atomic():
        CaseFile.objects.select_for_update().get(pk=record.pk)
        fresh = Campaign.objects.get(pk=record.pk)
        if fresh.state not in CHANGEABLE:
            raise WrongState("行动已经完成，方案不再改动。")
        role = may_change(fresh, by)
        if role is None:
            raise NotAllowed("拟制时由承办单位修改，部署以后由承办单位负责人修改。")
        yield fresh
        record_act(fresh.case, "change_plan", label, by=by, role=role, subject=subject, reason=reason, data=data)


def change_basics(record: Campaign, *, by, **values) -> None:
    """Set goals, dates and the like; dates of a running campaign take its deadline along."""
    said = [
        {
            "name": name,
            "label": str(Campaign._meta.get_field(name).verbose_name),
            "value": str(value),
            "text": str(value),
        }
        for name, value in values.items()
        if getattr(record, name) != value
    ]
    with changing(record, "修改方案", by=by, data=said) as fresh:
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.save(update_fields=list(values))
        if fresh.state in RUNNING - {CampaignState.CONTINUING}:
            obligations.set_end(fresh)


def save_phase(record: Campaign, phase: CampaignPhase | None, *, by, **values) -> CampaignPhase:
    with changing(record, "修改阶段" if phase else "增加阶段", by=by, subject=values["name"]) as fresh:
        made = phase or CampaignPhase(campaign=fresh, order=_next(fresh.phases, 1))
        for name, value in values.items():
            setattr(made, name, value)
        made.full_clean()
        made.save()
        obligations.set_next_phase(fresh)
    return made


def _next(rows, step: int) -> int:
    last = rows.order_by("-order").first()
    return (last.order if last else 0) + step


def add_catalogue(record: Campaign, catalogue, *, by) -> int:
    """Take over the products of a catalogue of a year (R-305); return how many are new."""
    with changing(record, "列入目录产品", by=by, subject=str(catalogue)) as fresh:
        return take_catalogue(fresh, catalogue)


def add_product(record: Campaign, product_type, *, by, reason: str) -> CampaignProduct:
    """Add a product of the bureau's own, with the reason (R-306)."""
    with changing(record, "增加本地产品", by=by, subject=str(product_type), reason=reason) as fresh:
        made = CampaignProduct(campaign=fresh, product_type=product_type, reason=reason, order=_next(fresh.products, 1))
        made.full_clean()
        made.save()
    return made


def remove_product(row: CampaignProduct, *, by, reason: str) -> None:
    with changing(row.campaign, "移出重点产品", by=by, subject=str(row.product_type), reason=reason):
        row.delete()


def add_member(record: Campaign, *, by, person, post, duty="") -> GroupMember:
    """Put somebody into the leading group (R-235)."""
    with changing(record, "领导小组增加成员", by=by, subject=str(person)) as fresh:
        made = GroupMember(campaign=fresh, person=person, post=post, duty=duty, order=_next(fresh.members, 10))
        made.full_clean()
        made.save()
    return made


def remove_member(row: GroupMember, *, by, reason: str) -> None:
    with changing(row.campaign, "领导小组减少成员", by=by, subject=str(row.person), reason=reason):
        row.delete()


def add_local_task(
    record: Campaign, *, by, label, department, units=(), leads="", text="", due_on=None
) -> CampaignTask:
    """Add a task of the bureau's own; its units see the campaign once it runs (R-344)."""
    with changing(record, "增加任务", by=by, subject=label) as fresh:
        order = (fresh.case.measures.count() + 1) * 10
        plan = TaskPlan(f"LOCAL_{order}", TaskGroup.LOCAL, label, text=text, leads=leads, due_on=due_on)
        made = add_task(fresh, plan, department=department, order=order, units=units)
        _let_see(fresh, [department, *units])
    return made


def hand_task(task: CampaignTask, *, by, department, units=(), leads="", due_on=None) -> None:
    """Say who answers for a task, and until when (R-314, R-344)."""
    with changing(task.campaign, "分派任务", by=by, subject=task.measure.label, reason=str(department)) as fresh:
        measure = task.measure
        measure.department, measure.due_on = department, due_on
        if measure.owner and measure.owner.department_id != department.pk:
            measure.owner = None
        measure.save(update_fields=["department", "due_on", "owner"])
        task.leads = leads
        task.save(update_fields=["leads"])
        task.units.set(units)
        _let_see(fresh, [department, *units])


def _let_see(record: Campaign, units) -> None:
    if record.state != CampaignState.PLANNED:
        for unit in units:
            record.case.add_participant(unit)


def plan_return(record: Campaign, *, by, name, due_on, from_on, contents, sealed=False, basis="") -> None:
    """Add a return that the bureau above asks for (R-238); opened at once in a running campaign."""
    with changing(record, "增加报送", by=by, subject=name) as fresh:
        code = f"R{fresh.returns.count() + len(fresh.returns_planned) + 1}-{due_on:%Y%m%d}"
        fresh.returns_planned = [
            *fresh.returns_planned,
            {
                "code": code, "label": name, "from": from_on.isoformat(), "due": due_on.isoformat(),
                "contents": list(contents), "sealed": sealed, "basis": basis,
            },
        ]  # fmt: skip
        fresh.save(update_fields=["returns_planned"])
        if fresh.state != CampaignState.PLANNED:
            obligations.open_planned(fresh)
