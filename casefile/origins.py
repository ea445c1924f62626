"""The case that a new one comes out of: named in the address as ?from=<case id>."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from .models import CaseFile
from .notify import notify_awaited
from .refusals import WrongState


def origin_of(request) -> CaseFile | None:
    """Return the visible case that the address names, None when it names none; else Http404."""
    named = request.GET.get("from", "")
    if not named:
        return None
    if not (named.isascii() and named.isdigit()):
        raise Http404("没有这件来源案卷。")
    visible = CaseFile.objects.visible_to(request.user).select_related("enterprise", "product_type", "department")
    return get_object_or_404(visible, pk=int(named))


def why_not_origin(case: CaseFile) -> str:
    """Say why nothing more may be derived from `case`; empty when it may."""
    if case.closed_at is None:
        return ""
    return f"来源案卷{case.number or ''}已办结（{case.state_label}），不能再由它派生；请不带来源直接登记。"


def mirror_origins(case: CaseFile, entry) -> None:
    """Ask anew for whom the cases wait that `case` came out of: it was just opened, closed or opened again.

    `entry` is the trail entry of the act; whom an origin waits for again is told.
    Call inside `transaction.atomic()`.
    """
    for link in case.origin_links.order_by("origin"):
        origin = CaseFile.objects.select_for_update().get(pk=link.origin_id)
        record = origin.kind_info.get_model().objects.get(pk=origin.pk)
        record.case = origin
        before = awaited(origin)
        record.mirror(timezone.now())
        if awaited(origin) != before:
            origin.save()
            notify_awaited(origin, entry)


def awaited(case: CaseFile) -> tuple:
    """Return what tells whether a case waits for somebody else than before."""
    return case.state, case.awaiting_role, case.awaiting_department_id, case.awaiting_user_id


def hold_open(case: CaseFile) -> CaseFile:
    """Return the origin read again with its row locked, so that it cannot close meanwhile.

    Call inside `transaction.atomic()`. Raises WrongState when it is closed already:
    a lifted warning must not gain an open item (rules §3.2, guard of lifting).
    """
    fresh = CaseFile.objects.select_for_update().get(pk=case.pk)
    if reason := why_not_origin(fresh):
        raise WrongState(reason)
    return fresh
