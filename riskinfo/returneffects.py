"""What follows from an act on a monthly return, in the same transaction (R-144)."""

from accounts.models import User
from accounts.roles import Role
from casefile import deadlines as dates
from casefile.attachments import attach
from casefile.notify import notify

from . import deadlines, returnpaper
from .returnrows import rows_of
from .states import ReturnWay

#: Who receives a return in the bureau above.
RECEIVERS = (Role.OFFICE, Role.DEPUTY, Role.INSPECTOR)


def note_left_out(act) -> None:
    record, rows = act.record, {str(row["id"]): row for row in rows_of(act.record)}
    record.left_out = [*record.left_out, *(_decided(rows[key], act.reason) for key in act.data["informations"])]
    chosen = {int(key) for key in act.data["informations"]}
    record.added = [row for row in record.added if row["id"] not in chosen]
    record.save(update_fields=["left_out", "added"])


def note_added(act) -> None:
    record, info = act.record, act.data["information"]
    row = {"id": info.pk, "number": info.case.number, "title": info.case.title}
    record.added = [*record.added, _decided(row, act.reason)]
    record.left_out = [row for row in record.left_out if row["id"] != info.pk]
    record.save(update_fields=["left_out", "added"])


def _decided(row: dict, reason: str) -> dict:
    return {"id": row["id"], "number": row["number"], "title": row["title"], "reason": reason}


def fix_rows(act) -> None:
    record = act.record
    record.rows = rows_of(record)
    record.nil = not record.rows
    record.save(update_fields=["rows", "nil"])


def freeze_version(act) -> None:
    returnpaper.freeze(act.record)


def void_version(act) -> None:
    """A version that was signed and not sent stays on file as sent back."""
    _stamp_return(act, act.record.versions.filter(returned_at=None).first())


def note_sent(act) -> None:
    """The way and the receipt stand on the version; nothing more is due; the bureau above hears of it."""
    record, version = act.record, act.record.versions.first()
    version.way, version.submitted_by, version.submitted_at = act.data["way"], act.by, record.submitted_at
    _keep_receipt(act, version)
    for rule in (deadlines.MONTHLY_RETURN, deadlines.RETURN_AGAIN):
        dates.meet(record.case, rule.code)
    above = record.case.bureau.parent
    if version.way == ReturnWay.SYSTEM and above is not None:
        people = User.objects.active().filter(
            department__bureau=above, role_assignments__role__in=RECEIVERS
        ).distinct()  # fmt: skip
        late = "（迟报）" if record.late else ""
        text = f"收到报送：{record.case.bureau.short_name}{record.unit} {record.month_text}{late}"
        notify(people, text, key=f"return:{record.pk}:{version.number}:sent", case=record.case)


def note_receipt(act) -> None:
    _keep_receipt(act, act.record.versions.first())


def _keep_receipt(act, version) -> None:
    version.receipt = act.data["receipt"] or version.receipt
    note = f"{act.record.month_text}报送表第{version.number}版回执"
    kept = [attach(act.record.case, upload, by=act.by, role=act.role, note=note) for upload in act.data["receipt_file"]]
    version.receipt_file = kept[0] if kept else version.receipt_file
    version.save()


def note_received(act) -> None:
    version = act.record.versions.first()
    version.received_by, version.received_at = act.by, act.entry.at
    version.save(update_fields=["received_by", "received_at"])


def begin_again(act) -> None:
    """Sent back from above: due anew, and the unit hears why at once."""
    record = act.record
    _stamp_return(act, record.versions.first())
    deadlines.start_return_again(record)
    people = User.objects.active().filter(department=record.unit)
    text = f"{record.month_text}报送表被退回，请重新报送：{act.reason}"
    notify(people, text, key=f"return:{record.pk}:again:{act.entry.seq}", case=record.case, urgent=True)


def _stamp_return(act, version) -> None:
    if version is not None:
        version.returned_by, version.returned_at, version.return_reason = act.by, act.entry.at, act.reason
        version.save(update_fields=["returned_by", "returned_at", "return_reason"])
