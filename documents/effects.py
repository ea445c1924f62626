"""What follows from an act on a document, in the same transaction."""

from django.utils import timezone

from accounts.models import User
from casefile import deadlines
from casefile.attachments import attach
from casefile.notify import notify, people_awaited

from .contents import digest
from .models import ServiceReceipt
from .sheet import sheet_of
from .states import DocumentState, ServiceMethod


def tell_next(act) -> None:
    """Tell those who act next; who acts on a driven document hears it from the case."""
    document = act.record
    people = [person for person in document.people_awaited() if person.pk != act.entry.actor_id]
    text = f"{document.kind_info.label}《{document.title}》{document.get_state_display()}，请办理"
    if document.state == DocumentState.RETURNED:
        text = f"{document.kind_info.label}《{document.title}》被退回：{act.reason}"
    notify(people, text, key=f"document:{document.pk}:{act.entry.seq}", case=document.case,
           url=document.get_absolute_url())  # fmt: skip


def tell_after_countersign(act) -> None:
    """Tell who is next in turn; of a driven document whose countersigning is over, those whom the case awaits."""
    document = act.record
    if document.state == DocumentState.TO_SIGN and document.driven:
        people = [person for person in people_awaited(document.case) if person.pk != act.by.pk]
        notify(people, f"{document.kind_info.label}《{document.title}》会签完毕，请办理",
               key=f"document:{document.pk}:{act.entry.seq}", case=document.case)  # fmt: skip
        return
    tell_next(act)


def keep_sheet(act) -> None:
    """Freeze who drafted, checked, countersigned and signed, with what opinion, beside the content."""
    document = act.record
    document.sheet = sheet_of(document, opinion=act.reason)
    document.sheet_sha256 = digest(document.sheet)
    document.save(update_fields=["sheet", "sheet_sha256"])


def keep_scan(act) -> None:
    """Keep the scan of the sealed copy with the case and name it on the document."""
    document, upload = act.record, act.data.get("scan")
    if upload is None:
        return
    note = f"{document.number} 盖章扫描件"
    document.scan = attach(document.case, upload, by=act.by, role=act.role, note=note[:100])
    document.save(update_fields=["scan"])


def await_reply(act) -> None:
    """Remind the drafting unit of the day by which an answer is asked for."""
    document = act.record
    if document.reply_due is not None and document.batch_id is None:
        deadlines.set_deadline(
            document.case, _reply_rule(document), method="workdays", start=timezone.localdate(),
            days=document.kind_rules.reply_days, department=document.department,
        )  # fmt: skip


def await_batch_reply(act) -> None:
    """One reminder for the whole batch, of the day by which all are to answer."""
    batch = act.record
    if days := batch.kind_rules.reply_days:
        deadlines.set_deadline(
            batch.case, _batch_rule(batch), method="workdays", start=timezone.localdate(), days=days,
            department=batch.department,
        )  # fmt: skip


def keep_reply(act) -> None:
    """Keep the paper that the answer came on with the case; nobody waits for it any more."""
    document, upload = act.record, act.data.get("paper")
    if upload is not None:
        attach(document.case, upload, by=act.by, role=act.role, note=f"对{document.number}的反馈"[:100])
    _stop(document, deadlines.meet)


def tell_overdue(act) -> None:
    """Tell the drafting unit once, of a batch once for all; the deadline itself goes on reminding."""
    document, batch = act.record, act.record.batch
    people = User.objects.active().filter(department=document.department)
    if batch is not None:
        text = f"成批{batch.kind_info.label}《{batch.name}》：{document.reply_due:%Y-%m-%d}前应反馈，有的企业尚未反馈"
        notify(people, text[:200], key=f"batch:{batch.pk}:overdue", case=document.case, urgent=True,
               url=f"{batch.get_absolute_url()}?only=unanswered")  # fmt: skip
        return
    text = f"{document.number} {document.title}：{document.reply_due:%Y-%m-%d}前应反馈，尚未收到"
    notify(people, text[:200], key=f"document:{document.pk}:overdue", case=document.case, urgent=True,
           url=document.get_absolute_url())  # fmt: skip


def stop_waiting(act) -> None:
    """Nobody answers a document that is revoked or filed."""
    _stop(act.record, deadlines.cancel)


def _stop(document, how) -> None:
    """Meet or cancel the day of a document; that of a batch when nobody of it is awaited any more."""
    if document.batch_id is None:
        how(document.case, _reply_rule(document).code)
    elif not document.batch.documents.filter(state__in=[DocumentState.ISSUED, DocumentState.REPLY_OVERDUE]).exists():
        how(document.case, _batch_rule(document.batch).code)


def _batch_rule(batch) -> deadlines.DeadlineRule:
    return deadlines.DeadlineRule(f"document.batch:{batch.pk}", f"成批文书反馈：{batch.name}"[:60])


def _reply_rule(document) -> deadlines.DeadlineRule:
    return deadlines.DeadlineRule(f"document.reply:{document.pk}", f"反馈：{document.number}"[:60])


def serve_units(act) -> None:
    """Units of the bureau that work in the system are served by issuing: they see the case and are told."""
    document = act.record
    for recipient in document.recipients.exclude(department=None).select_related("department"):
        people = [
            person
            for person in User.objects.active().filter(department=recipient.department)
            if person.can("document.view")
        ]
        if recipient.department.bureau_id != document.bureau_id or not people:
            continue
        document.case.add_participant(recipient.department)
        ServiceReceipt.objects.create(
            recipient=recipient, method=ServiceMethod.ELECTRONIC, served_on=timezone.localdate(), note="系统内送达",
            recorded_by=act.by, at=timezone.now(),
        )  # fmt: skip
        notify(
            people, f"收到{document.kind_info.label}：{document.number} {document.title}",
            key=f"document:{document.pk}:issued:{recipient.pk}", case=document.case, url=document.get_absolute_url(),
        )  # fmt: skip
