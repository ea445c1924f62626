"""How a seal begins, and how its list is written."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from casefile import trail
from casefile.models import CaseFile
from casefile.notify import notify
from casefile.refusals import NotAllowed, WrongState

from .models import Sealing
from .permissions import may_propose_seal, may_work_seal, why_no_seal
from .sealeffects import leaders
from .sealstates import LIST_OPEN


def propose(case, *, by, title, party, place, ground, token=None) -> Sealing:
    """Propose a seal in `case` and ask the leaders for approval; the same `token` twice returns the first.

    Raises NotAllowed, WrongState, ValidationError.
    """
    role = may_propose_seal(case, by)
    if role is None:
        raise NotAllowed("封存由承办单位或执法大队提请。")
    try:
        with transaction.atomic():
            if token is not None and (made := Sealing.objects.filter(creation_token=token).first()):
                return made
            locked = CaseFile.objects.select_for_update().get(pk=case.pk)
            if reason := why_no_seal(locked):
                raise WrongState(reason)
            sealing = Sealing(
                case=locked, department=by.department, title=title, party=party, place=place, ground=ground,
                creation_token=token, proposed_by=by, proposed_at=timezone.now(),
            )  # fmt: skip
            sealing.clean_fields(exclude=["state"])
            sealing.save()
            sealing.trail_subject = f"封存{sealing.pk}《{title}》"
            sealing.save(update_fields=["trail_subject"])
            trail.write(
                locked, action="propose_seal", label="提请封存", by=by, role=role, to_state=sealing.state,
                to_label=sealing.get_state_display(), subject=sealing.trail_subject, reason=ground,
                data=[_said("party", "当事人", party), _said("place", "封存地点", place)],
            )  # fmt: skip
            locked.add_participant(by.department)
            notify(
                [p for p in leaders(locked) if p.pk != by.pk], f"{locked.number or ''} {sealing}：提请批准，请办理",
                key=f"seal:{sealing.pk}:proposed", case=locked, url=sealing.get_absolute_url(), urgent=True,
            )  # fmt: skip
    except IntegrityError:
        made = Sealing.objects.filter(creation_token=token).first() if token is not None else None
        if made is None:
            raise
        return made
    return sealing


def write_list(sealing, formset, *, by) -> None:
    """Save the valid `formset` of articles and enter the list in the trail.

    Raises NotAllowed, WrongState (it was handed over already).
    """
    role = may_work_seal(sealing, by)
    if role is None:
        raise NotAllowed("封存清单由承办单位或执法大队登记。")
    with transaction.atomic():
        CaseFile.objects.select_for_update().get(pk=sealing.case_id)
        state = Sealing.objects.values_list("state", flat=True).get(pk=sealing.pk)
        if state not in LIST_OPEN:
            raise WrongState("清单已随决定书交付当事人，不能再改；有差错的，在案卷中说明并附材料。")
        formset.save()
        lines = [
            _said(f"item{n}", str(n), " ".join(filter(None, [str(item), item.spec, item.place, item.seal_number])))
            for n, item in enumerate(sealing.items.all(), start=1)
        ]
        trail.record_act(
            sealing.case, "seal_list", "登记封存清单", by=by, role=role, subject=sealing.trail_subject, data=lines
        )


def _said(name: str, label: str, text: str) -> dict:
    return {"name": name, "label": label, "value": text, "text": text}
