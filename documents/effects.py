"""What follows from an act on a document, in the same transaction."""

from django.utils import timezone

from accounts.models import User
from casefile import deadlines
from casefile.attachments import attach
from casefile.notify import notify

from .models import ServiceReceipt
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
    if document.reply_due is not None:
        deadlines.set_deadline(
            document.case, _reply_rule(document), method="workdays", start=timezone.localdate(),
            days=document.kind_rules.reply_days, department=document.department,
        )  # fmt: skip


def keep_reply(act) -> None:
    """Keep the paper that the answer came on with the case; nobody waits for it any more."""
    document, upload = act.record, act.data.get("paper")
    if upload is not None:
        attach(document.case, upload, by=act.by, role=act.role, note=f"对{document.number}的反馈"[:100])
    deadlines.meet(document.case, _reply_rule(document).code)


def tell_overdue(act) -> None:
    """Tell the drafting unit once; the deadline itself goes on reminding."""
    document = act.record
    people = User.objects.active().filter(department=document.department)
    text = f"{document.number} {document.title}：{document.reply_due:%Y-%m-%d}前应反馈，尚未收到"
    notify(people, text[:200], key=f"document:{document.pk}:overdue", case=document.case, urgent=True,
           url=document.get_absolute_url())  # fmt: skip


def stop_waiting(act) -> None:
    """Nobody answers a document that is revoked or filed."""
    deadlines.cancel(act.record.case, _reply_rule(act.record).code)


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
