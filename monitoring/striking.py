"""Striking out a monitoring result that was entered wrongly: it stays to be read, and the line goes on."""

from django.db import transaction
from django.utils import timezone

from casefile import deadlines
from casefile.models import CaseFile
from casefile.notify import notify
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import record_act

from . import permissions, planning
from .models import MonitoringResult
from .terms import ITEM


def why_not(result: MonitoringResult) -> str:
    """Return why a result cannot be struck out as things stand; empty when it can."""
    plan = result.item.plan
    if not plan.takes_results:
        return f"计划现在是“{plan.get_state_display()}”，结果不能再改动。"
    if result.struck_at:
        return "这个结果已经作废。"
    if result.info_id:
        return "这个结果已经转为风险信息；信息不实的，请在信息里排除。"
    return ""


@transaction.atomic
def strike(result: MonitoringResult, reason: str, *, by) -> None:
    """Strike it out; a line that is short of samples again is due again. Raises NotAllowed, WrongState."""
    CaseFile.objects.select_for_update().get(pk=result.item.plan_id)
    rows = MonitoringResult.objects.select_for_update(of=("self",)).select_related(
        "item__plan__case__handler", "item__department", "item__product_type", "item__region", "recorded_by"
    )
    held = rows.get(pk=result.pk)
    role = permissions.may_strike(held, by)
    if role is None:
        raise NotAllowed("由登记人或单位负责人作废。")
    if refusal := why_not(held):
        raise WrongState(refusal)
    item, case = held.item, held.item.plan.case
    held.struck_by, held.struck_at, held.struck_reason = by, timezone.now(), reason
    held.save(update_fields=["struck_by", "struck_at", "struck_reason"])
    record_act(case, "strike_result", "作废监测结果", by=by, role=role, reason=f"{item}：{held}。{reason}")
    is_open = case.deadlines.filter(rule=f"{ITEM.code}:{item.pk}", met_at=None, cancelled_at=None).exists()
    if planning.done_of(item) < item.number and not is_open:
        rule = ITEM.of(item.pk, f"监测{item}"[:60])
        deadlines.set_deadline(case, rule, method="roll", start=item.ends_on, department=item.department)
    people = [person for person in (held.recorded_by, case.handler) if person.pk != by.pk]
    text = f"{case.number} {item}：{by.name}作废了一个监测结果（{held}）：{reason}"
    notify([person for person in people if person.can("monitoring.view")], text,
           key=f"monitoring:{held.pk}:struck", case=case)  # fmt: skip
