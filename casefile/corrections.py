"""An entry of the trail that says something wrong is put right by another entry; both stay."""

from django.db import transaction

from accounts.authority import authority
from accounts.roles import Role, permissions_of

from .models import TransitionRecord
from .trail import record_act

ACT = "correct_entry"


def may_correct(case, user) -> Role | None:
    """Return the role in which `user` corrects entries of `case`: whoever adds files to it, or the unit's head."""
    role = authority(user, "case.assign", department=case.department)
    if role is None and user.can("case.attach"):
        taking_part = case.participations.filter(department=user.department_id).exists()
        if user.department_id == case.department_id or taking_part:
            role = next((role for role in user.roles if "case.attach" in permissions_of([role])), None)
    return role


def correct(entry: TransitionRecord, *, by, text: str) -> TransitionRecord:
    """Say in a new entry what is wrong in `entry`. Whether `by` may is the caller's to check."""
    said = {
        "name": "corrects",
        "label": "更正的记录",
        "value": entry.seq,
        "text": f"第 {entry.seq} 条“{entry.action_label}”",
    }
    with transaction.atomic():
        return record_act(
            entry.case, ACT, "更正记录", by=by, role=may_correct(entry.case, by) or "", subject=f"第{entry.seq}条",
            reason=text, data=[said],
        )  # fmt: skip


def of(trail) -> dict[int, list[int]]:
    """Return for each corrected entry of `trail` the numbers of the entries that correct it."""
    found: dict[int, list[int]] = {}
    for entry in trail:
        if entry.action == ACT:
            for item in entry.data:
                if item["name"] == "corrects":
                    found.setdefault(item["value"], []).append(entry.seq)
    return found
