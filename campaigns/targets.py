"""Which enterprises a campaign goes to (R-307, R-205, R-214, R-215, R-204)."""

from django.db import transaction
from django.utils import timezone

from casefile.refusals import WrongState
from casefile.trail import record_act
from inspections import drawing
from inspections.models import Draw

from .models import Campaign, Target
from .states import CHANGEABLE, TargetGround


def add(record: Campaign, enterprises, ground: str, *, by, role="", unit=None, note="", draw=None) -> int:
    """Put enterprises on the list, or add the ground to those that stand there; return how many are new.

    One struck off before comes back. Raises WrongState once the campaign is over.
    """
    with transaction.atomic():
        _hold(record)
        known = {target.enterprise_id: target for target in record.targets.filter(enterprise__in=enterprises)}
        new, names = [], []
        for enterprise in enterprises:
            target = known.get(enterprise.pk)
            if target is None:
                new.append(Target(
                    campaign=record, enterprise=enterprise, grounds=[ground], note=note, unit=unit, added_by=by,
                    added_at=timezone.now(), draw=draw,
                ))  # fmt: skip
                names.append(enterprise.name)
            else:
                _again(target, ground, unit)
        Target.objects.bulk_create(new)
        if unit is not None:
            record.case.add_participant(unit)
        if enterprises:
            record_act(
                record.case, "add_targets", "列入检查对象", by=by, role=role, subject=TargetGround(ground).label,
                data=[{"name": "enterprises", "label": "新列入", "value": [row.enterprise_id for row in new],
                       "text": _shortened(names) or "无，均已在列"}],
            )  # fmt: skip
    return len(new)


def _again(target: Target, ground: str, unit) -> None:
    if ground not in target.grounds:
        target.grounds = [*target.grounds, ground]
    target.struck_at = target.struck_by = None
    target.struck_reason, target.unit = "", target.unit or unit
    target.save()


def _hold(record: Campaign) -> None:
    type(record.case).objects.select_for_update().get(pk=record.pk)
    state = Campaign.objects.values_list("state", flat=True).get(pk=record.pk)
    if state not in CHANGEABLE:
        raise WrongState("行动已经完成，检查对象不再变动。")


def _shortened(names: list[str], most: int = 5) -> str:
    text = "、".join(names[:most])
    return f"{text}等 {len(names)} 家" if len(names) > most else text


def assign(record: Campaign, chosen, unit, *, by, role="") -> int:
    """Give the targets `chosen` to a unit, which sees the campaign from now on; return how many."""
    with transaction.atomic():
        _hold(record)
        count = record.targets.filter(pk__in=[row.pk for row in chosen]).update(unit=unit)
        record.case.add_participant(unit)
        record_act(
            record.case, "assign_targets", "分派检查对象", by=by, role=role, subject=str(unit),
            data=[{"name": "targets", "label": "企业", "value": [row.enterprise_id for row in chosen],
                   "text": _shortened([row.enterprise.name for row in chosen])}],
        )  # fmt: skip
    return count


def draw(record: Campaign, found, size: int, *, by, role="", criteria: str, unit=None):
    """Draw `size` of the enterprises `found` by lot and put them on the list; return the draw (R-232)."""
    population = [{"id": row.pk, "name": row.name, "code": row.uscc} for row in found]
    with transaction.atomic():
        made = drawing.make(
            by=by, among=Draw.Among.ENTERPRISE, title=f"{record.case.title}检查对象"[:100], criteria=criteria[:200],
            population=population, size=size,
        )  # fmt: skip
        chosen = {row["id"] for row in made.drawn}
        add(record, [row for row in found if row.pk in chosen], TargetGround.RANDOM, by=by, role=role, unit=unit,
            note=f"随机抽取，种子 {made.seed}", draw=made)  # fmt: skip
    return made


def strike(target: Target, *, by, role="", reason: str) -> None:
    """Take an enterprise off the list; the row stays with the reason."""
    record = target.campaign
    with transaction.atomic():
        _hold(record)
        target.struck_at, target.struck_by, target.struck_reason = timezone.now(), by, reason
        target.save()
        record_act(
            record.case, "strike_target", "移出检查对象", by=by, role=role, subject=target.enterprise.name,
            reason=reason,
        )  # fmt: skip
