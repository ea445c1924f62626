"""Giving a case to another handler."""

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority

from .models import CaseFile
from .notify import notify_awaited
from .refusals import NotAllowed, WrongState
from .trail import record_act


def assign(case: CaseFile, handler, *, by, reason: str = "") -> None:
    """Make `handler` the handler of an open case; what waits for its handler waits for the new one.

    The new handler is told. Raises NotAllowed, WrongState (closed, or his or hers already).
    """
    role = authority(by, "case.assign", department=case.department)
    if role is None:
        raise NotAllowed(f"经办人由{case.department}负责人指定。")
    with transaction.atomic():
        fresh = CaseFile.objects.select_for_update().get(pk=case.pk)
        if fresh.closed_at is not None:
            raise WrongState("案卷已办结，不再改经办人。")
        if fresh.handler_id == handler.pk:
            raise WrongState(f"经办人已经是{handler}，没有改动。")
        old, fresh.handler = fresh.handler, handler
        fresh.save(update_fields=["handler", "updated_at"])
        entry = record_act(
            fresh, "assign", "指定经办人", by=by, role=role, reason=reason, data={"from": old, "to": handler}
        )
        record = fresh.kind_info.get_model().objects.get(pk=fresh.pk)
        record.case = fresh
        record.mirror(timezone.now())
        fresh.save()
        notify_awaited(fresh, entry)
    case.__dict__.update(fresh.__dict__)
