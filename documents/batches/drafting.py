"""How a batch begins, and how its text and its list of recipients are changed before it is checked."""

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from casefile import trail
from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState
from registers.models import Enterprise

from ..models import Batch, BatchMember
from ..permissions import may_draft


@dataclass(frozen=True)
class MemberSpec:
    """A recipient to be; `values` are columns of its own, heading → text."""

    name: str
    enterprise: Enterprise | None = None
    values: dict[str, str] = field(default_factory=dict)


def begin(case, kind: str, *, by, title: str, body: str, members: list[MemberSpec], token=None) -> Batch:
    """Begin a batch in the name of `by`. The same `token` twice returns the first one.

    Whether `by` may draft is the caller's to check. Raises ValidationError.
    """
    try:
        with transaction.atomic():
            if token is not None and (made := Batch.objects.filter(creation_token=token).first()):
                return made
            locked = CaseFile.objects.select_for_update().get(pk=case.pk)
            batch = Batch(
                case=locked, bureau=case.bureau, department=by.department, kind=kind, title=title, body=body,
                creation_token=token, drafter=by, drafted_at=timezone.now(),
            )  # fmt: skip
            batch.clean_fields(exclude=["state"])
            batch.save()
            batch.trail_subject = f"成批文书{batch.pk}《{title[:150]}》"
            batch.save(update_fields=["trail_subject"])
            _list(batch, members)
            _enter(locked, batch, by, "draft", "拟成批文书")
    except IntegrityError:
        made = Batch.objects.filter(creation_token=token).first() if token is not None else None
        if made is None:
            raise
        return made
    return batch


def revise(batch, *, by, title: str, body: str, members: list[MemberSpec]) -> None:
    """Change text and list while it is a draft or returned. Raises NotAllowed, WrongState, ValidationError."""
    if may_draft(batch, by) is None:
        raise NotAllowed(f"这批文书由{batch.department}拟稿，您不能改动。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=batch.case_id)
        fresh = Batch.objects.get(pk=batch.pk)
        if not fresh.is_editable:
            raise WrongState(f"没有保存：这批文书已在“{fresh.get_state_display()}”环节，退回后才能再改。")
        fresh.title, fresh.body = title, body
        fresh.clean_fields(exclude=["state"])
        fresh.save()
        fresh.members.all().delete()
        _list(fresh, members)
        _enter(case, fresh, by, "revise", "修改成批文稿")
    batch.__dict__.update(fresh.__dict__)


def _list(batch, members: list[MemberSpec]) -> None:
    BatchMember.objects.bulk_create([
        BatchMember(batch=batch, order=order, name=spec.name, enterprise=spec.enterprise, values=spec.values)
        for order, spec in enumerate(members, start=1)
    ])  # fmt: skip


def _enter(case, batch, by, act: str, label: str) -> None:
    said = [("title", "标题", batch.title), ("body", "正文", batch.body), ("count", "份数", str(batch.members.count()))]
    trail.write(
        case, action=act, label=label, by=by, role=may_draft(batch, by) or "", from_state=batch.state,
        to_state=batch.state, from_label=batch.get_state_display(), to_label=batch.get_state_display(),
        subject=batch.trail_subject,
        data=[{"name": name, "label": name_of, "value": text, "text": text} for name, name_of, text in said],
    )  # fmt: skip
