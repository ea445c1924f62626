"""Writing and checking the hash chain of 办理记录."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from accounts.roles import Role

from .models import CaseFile, TransitionRecord

SYSTEM_NAME = "系统"
_HASHED = (
    "case_id", "seq", "subject", "action", "action_label", "from_state", "from_label", "to_state", "to_label",
    "actor_id", "actor_name", "role", "reason", "data", "previous_hash",
)  # fmt: skip


def digest(record: TransitionRecord) -> str:
    """Return the SHA-256 (hex) over the record's content and its predecessor's hash."""
    content = {name: getattr(record, name) for name in _HASHED}
    content["at"] = record.at.timestamp()
    if record.on_behalf_of_id:
        content |= {"on_behalf_of_id": record.on_behalf_of_id, "on_behalf_name": record.on_behalf_name}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value):
    """Return `value` as JSON keeps it: rows as id and text, files as their names."""
    if isinstance(value, models.Model):
        return {"id": value.pk, "text": str(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, models.QuerySet)):
        return [plain(item) for item in value]
    if hasattr(value, "chunks"):
        return value.name
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


#: Labels of what acts without a form give.
LABELS = {
    "title": "标题", "from": "原", "to": "现", "status": "结果", "sha256": "SHA-256", "size": "字节",
    "explanation": "计算", "previous_result": "原结果",
}  # fmt: skip


def itemised(data: dict | list | None) -> list[dict]:
    """Return `data` as the trail keeps it: [{name, label, value, text}], in the given order."""
    if isinstance(data, list):
        return data
    items = []
    for name, value in (data or {}).items():
        kept = plain(value)
        items.append({"name": name, "label": LABELS.get(name, name), "value": kept, "text": _text(kept)})
    return items


def _text(value) -> str:
    if isinstance(value, dict):
        return str(value.get("text", value))
    if isinstance(value, list):
        return "、".join(_text(item) for item in value)
    return "" if value is None else str(value)


def write(
    case: CaseFile,
    *,
    action: str,
    label: str,
    by,
    role="",
    from_state="",
    from_label="",
    to_state="",
    to_label="",
    subject="",
    reason="",
    data=None,
) -> TransitionRecord:
    """Append a record to the chain of `case`, whose row the caller holds locked.

    `role` may be an `accounts.authority.ActingRole`: then it is also kept for whom one stood in.
    """
    absent = getattr(role, "absent", None)
    record = TransitionRecord(
        case=case,
        seq=case.trail_length + 1,
        subject=subject,
        action=action,
        action_label=label,
        from_state=from_state,
        from_label=from_label,
        to_state=to_state,
        to_label=to_label,
        actor=by,
        actor_name=f"{by.name}（{by.username}）" if by else SYSTEM_NAME,
        role=Role(role) if role else "",
        on_behalf_of=absent,
        on_behalf_name=absent.name if absent else "",
        at=timezone.now(),
        reason=reason,
        data=itemised(data),
        previous_hash=case.trail_head,
    )
    record.hash = digest(record)
    record.save()
    case.trail_length, case.trail_head = record.seq, record.hash
    case.save(update_fields=["trail_length", "trail_head", "updated_at"])
    return record


def record_act(case: CaseFile, act: str, label: str, *, by, role="", subject="", reason="", data=None):
    """Append an act that changes no state (a measure done, a file added) to the chain.

    Locks the case row; call inside `transaction.atomic()`.
    """
    locked = CaseFile.objects.select_for_update().get(pk=case.pk)
    record = write(
        locked, action=act, label=label, by=by, role=role, from_state=locked.state, from_label=locked.state_label,
        to_state=locked.state, to_label=locked.state_label, subject=subject, reason=reason, data=data,
    )  # fmt: skip
    case.trail_length, case.trail_head = locked.trail_length, locked.trail_head
    return record


@dataclass(frozen=True)
class Fault:
    case_id: int
    number: str
    seq: int
    text: str


def verify(cases: Iterable[CaseFile]) -> Iterator[Fault]:
    """Yield every place where the chain of a case is broken: removed, altered or added rows."""
    for case in cases:
        previous, expected = "", 0
        for record in case.trail.order_by("seq"):
            expected += 1
            if record.seq != expected:
                yield Fault(case.pk, str(case.number), record.seq, f"第 {expected} 条缺失")
                expected = record.seq
            elif record.previous_hash != previous:
                yield Fault(case.pk, str(case.number), record.seq, "与前一条不相接")
            if digest(record) != record.hash:
                yield Fault(case.pk, str(case.number), record.seq, "内容被改动")
            previous = record.hash
        if (expected, previous) != (case.trail_length, case.trail_head):
            yield Fault(case.pk, str(case.number), expected, f"末尾应为第 {case.trail_length} 条，记录有缺失或增加")
