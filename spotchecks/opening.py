"""How the handling of a sampling begins, for who was sampled and for whom the tracing leads to."""

from django.db import transaction

from accounts.authority import authority
from casefile.opening import open_case
from casefile.refusals import WrongState
from registers.models import SamplingResult

from .models import Handling

_Conclusion = SamplingResult.Conclusion
#: What calls for handling; an empty-handed visit is followed by inspections instead (R-215).
HANDLED = (_Conclusion.FAIL, _Conclusion.REFUSED)


def waiting(user):
    """Return the failed and refused samplings that `user` may see and whose handling has not begun."""
    seen = SamplingResult.objects.visible_to(user).filter(conclusion__in=HANDLED, enterprise__bureau=user.bureau)
    return seen.filter(handlings=None).select_related("enterprise", "product_type")


def begin(sampling: SamplingResult, *, by, side: str, token=None) -> Handling:
    """Open the handling of `sampling` for the sampled enterprise. Raises WrongState when it has begun."""
    with transaction.atomic():
        held = SamplingResult.objects.select_for_update(of=("self",)).get(pk=sampling.pk)
        if held.conclusion not in HANDLED:
            raise WrongState(f"抽查结论是“{held.get_conclusion_display()}”，不用后处理。")
        begun = held.handlings.filter(traced_from=None).select_related("case").first()
        if begun is not None and (token is None or begun.case.creation_token != token):
            raise WrongState(f"这个抽查结果已经开始后处理（{begun.case.number}）。")
        target = getattr(held, "spot_target", None)
        return _open(
            held, by=by, side=side, token=token, enterprise=held.enterprise, party_name=held.enterprise.name,
            party_address=held.enterprise.address, origin=target.item.plan.case if target else None,
        )  # fmt: skip


def trace(handling: Handling, *, by, side: str, enterprise=None, party_name="", party_address="", receiver=""):
    """Open the handling for another party of the same sample; out of the area it has a name and a receiver."""
    name = enterprise.name if enterprise else party_name
    if handling.sampling.handlings.filter(party_name=name).exists():
        raise WrongState(f"“{name}”的后处理已经登记。")
    return _open(
        handling.sampling, by=by, side=side, enterprise=enterprise, party_name=name, traced_from=handling,
        party_address=enterprise.address if enterprise else party_address, receiver=receiver, origin=handling.case,
    )  # fmt: skip


def _open(sampling, *, by, enterprise, origin, token=None, **fields) -> Handling:
    department = origin.department if origin is not None else by.department
    label = sampling.get_conclusion_display()
    return open_case(
        Handling, by=by, role=authority(by, "sampling.handle", department=department) or "", department=department,
        title=f"{fields['party_name']}{sampling.product_name}抽查{label}后处理"[:190], numbered=True, token=token,
        enterprise=enterprise, product_type=sampling.product_type, origin=_still_open(origin), sampling=sampling,
        failed_items=sampling.failed_items, label="开始后处理", **fields,
    )  # fmt: skip


def _still_open(origin):
    """A plan that was completed before its last result came in does not hold the handling up."""
    return origin if origin is None or origin.closed_at is None else None
