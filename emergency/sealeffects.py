"""What else happens with an act of a seal, in the same transaction."""

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.attachments import attach
from casefile.notify import notify

from .clocks import SEAL_APPROVAL, SEAL_TERM
from .sealclock import APPROVAL_HOURS
from .sealstates import SealState
from .steps import brigade_of


def leaders(case) -> list[User]:
    return [
        *User.objects.with_role(Role.DIRECTOR, bureau=case.bureau),
        *User.objects.with_role(Role.DEPUTY, bureau=case.bureau),
    ]


def _tell(act, people, text: str, *, urgent=True) -> None:
    sealing = act.record
    notify(
        [person for person in people if person.pk != act.entry.actor_id],
        f"{sealing.case.number or ''} {sealing}：{text}",
        key=f"seal:{sealing.pk}:{act.entry.seq}", case=sealing.case, url=sealing.get_absolute_url(), urgent=urgent,
    )  # fmt: skip


def tell_leaders(act) -> None:
    _tell(act, leaders(act.record.case), f"{act.entry.action_label}，请办理")


def tell_officers(act) -> None:
    """Who proposed it and the two officers learn of a decision; the director of one made in his absence."""
    sealing = act.record
    people = [p for p in (sealing.proposed_by, sealing.officer_1, sealing.officer_2) if p is not None]
    if act.role == Role.DEPUTY:
        people += User.objects.with_role(Role.DIRECTOR, bureau=sealing.case.bureau)
    _tell(act, people, f"{act.entry.action_label}（{act.by}）")


def call_brigade(act) -> None:
    """The brigade puts seals on: an information that it did not see until now is open to it from the approval."""
    case = act.record.case
    brigade = brigade_of(case)
    case.add_participant(brigade)
    _tell(act, User.objects.active().filter(department=brigade), "已批准，请执行封存")


def start_approval_clock(act) -> None:
    sealing = act.record
    deadlines.set_deadline(
        sealing.case, SEAL_APPROVAL.of(sealing.pk, f"补办批准：{sealing.title}"[:60]), method="hours",
        start=sealing.executed_at, hours=APPROVAL_HOURS, department=sealing.department,
    )  # fmt: skip


def stop_approval_clock(act) -> None:
    deadlines.meet(act.record.case, f"{SEAL_APPROVAL.code}:{act.record.pk}")


def set_term(act) -> None:
    """(Re)set the alarm of the last day; a changed term replaces the earlier one."""
    sealing = act.record
    executed = timezone.localdate(sealing.executed_at)
    deadlines.set_deadline(
        sealing.case, SEAL_TERM.of(sealing.pk, f"封存到期：{sealing.title}"[:60]), method="calendar", start=executed,
        days=(sealing.expires_on - executed).days, department=sealing.department,
    )  # fmt: skip


def stop_clocks(act) -> None:
    sealing = act.record
    for rule in (SEAL_APPROVAL, SEAL_TERM):
        code = f"{rule.code}:{sealing.pk}"
        if sealing.state == SealState.DROPPED:
            deadlines.cancel(sealing.case, code)
        else:
            deadlines.meet(sealing.case, code)


def keep_papers(act) -> None:
    """Keep what was uploaded with the case; the first scan of the decision is named on the seal."""
    sealing = act.record
    for upload in act.data.get("files") or []:
        attach(sealing.case, upload, by=act.by, role=act.role, note=f"{sealing} {act.entry.action_label}"[:100])
    scans = [
        attach(sealing.case, upload, by=act.by, role=act.role, note=f"{sealing} 决定书"[:100])
        for upload in act.data.get("decision_scan") or []
    ]
    if scans:
        sealing.decision_scan = scans[0]
        sealing.save(update_fields=["decision_scan"])
    for upload in act.data.get("photos") or []:
        sealing.photos.add(attach(sealing.case, upload, by=act.by, role=act.role, note=f"{sealing} 照片"[:100]))


def keep_item_photos(act) -> None:
    """Keep photographs with the article that they show, or with the place."""
    sealing, item = act.record, act.data.get("item")
    shown = item.photos if item else sealing.photos
    note = f"{sealing} {item.name if item else '现场'}照片"[:100]
    for upload in act.data["photos"]:
        shown.add(attach(sealing.case, upload, by=act.by, role=act.role, note=note))
