"""What follows from an act on a return of a campaign, in the same transaction (R-348–R-351)."""

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.attachments import attach
from casefile.notify import notify

from . import resultlist, returncontent, returnpaper
from .models import ReturnWay
from .terms import RETURN, RETURN_AGAIN, RETURN_AGAIN_DAYS

#: Who receives a return in the bureau above.
RECEIVERS = (Role.OFFICE, Role.DEPUTY, Role.INSPECTOR)


def fix_contents(act) -> None:
    """Count figures, cases and open items as they stand, and keep what each figure is made of."""
    record = act.record
    found = resultlist.count(record.campaign, record.from_on, record.until_on)
    record.figures = {"rows": found.rows}
    record.facts = [fact.as_list() for fact in found.facts]
    record.by_hand = {
        column.code: {"amount": str(amount), "note": act.data.get("hand_note", "")}
        for column in resultlist.BY_HAND
        if (amount := act.data.get(column.code))
    }
    record.cases = returncontent.typical_rows(record.campaign, record.until_on)
    record.open_items = returncontent.open_rows(record.campaign) if record.asks("OPEN_ITEMS") else []
    record.nil = found.is_nil and not record.by_hand and not record.cases and not record.open_items
    record.save(update_fields=["figures", "facts", "by_hand", "cases", "open_items", "nil"])


def draft_summary(act) -> None:
    returncontent.draft_summary(act.record, by=act.by, role=act.role)


def freeze_version(act) -> None:
    returnpaper.freeze(act.record)


def void_version(act) -> None:
    """A version that was signed and not sent stays on file as sent back."""
    _stamp_return(act, act.record.versions.filter(returned_at=None).first())


def keep_sealed(act) -> None:
    """The scan of what bears the seal (R-349)."""
    version = act.record.versions.first()
    note = f"{act.record.name}第{version.number}版盖章件"
    kept = [attach(act.record.case, upload, by=act.by, role=act.role, note=note) for upload in act.data["files"]]
    version.sealed_copy = kept[0]
    version.save(update_fields=["sealed_copy"])


def note_sent(act) -> None:
    """Way and receipt stand on the version; nothing more is due; the bureau above hears of it."""
    record, version = act.record, act.record.versions.first()
    version.way, version.receipt = act.data["way"], act.data["receipt"]
    version.submitted_by, version.submitted_at = act.by, record.submitted_at
    version.save()
    for rule in (RETURN, RETURN_AGAIN):
        deadlines.meet(record.case, rule.code)
    above = record.case.bureau.parent
    if version.way == ReturnWay.SYSTEM and above is not None:
        people = User.objects.active().filter(department__bureau=above, role_assignments__role__in=RECEIVERS)
        late = "（迟报）" if record.late else ""
        text = f"收到报送：{record.case.bureau.short_name} {record.case.title}{late}"[:200]
        notify(people.distinct(), text, key=f"campaign-return:{record.pk}:{version.number}:sent", case=record.case)


def note_received(act) -> None:
    version = act.record.versions.first()
    version.received_by, version.received_at = act.by, act.entry.at
    version.save(update_fields=["received_by", "received_at"])


def begin_again(act) -> None:
    """Sent back from above: due anew, and the unit hears why at once."""
    record = act.record
    _stamp_return(act, record.versions.first())
    deadlines.set_deadline(
        record.case, RETURN_AGAIN, method="workdays", start=timezone.localdate(), days=RETURN_AGAIN_DAYS
    )
    people = User.objects.active().filter(department=record.case.department)
    text = f"{record.case.title}被退回，请重新报送：{act.reason}"[:200]
    notify(people, text, key=f"campaign-return:{record.pk}:again:{act.entry.seq}", case=record.case, urgent=True)


def _stamp_return(act, version) -> None:
    if version is not None:
        version.returned_by, version.returned_at, version.return_reason = act.by, act.entry.at, act.reason
        version.save(update_fields=["returned_by", "returned_at", "return_reason"])
