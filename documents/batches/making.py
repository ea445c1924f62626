"""Making the documents of a signed batch, and issuing them: in the background, each once.

Every member is a transaction of its own: a worker that is killed leaves whole documents
behind, and the next one goes on with the first member that has none. Two workers at once
wait for each other at the row of the case.
"""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from casefile import jobs, trail
from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import Refused
from registers.keeping import delete_on_rollback

from ..drafting import said
from ..freezing import render
from ..models import Batch, BatchMember, Document, Recipient
from ..paper import Paper
from ..states import DocumentState, ServiceMethod
from .states import BatchState

#: Where the state itself says it.
_SAID_BY_STATE = frozenset({
    DocumentState.REPLIED, DocumentState.REPLY_OVERDUE, DocumentState.VOID, DocumentState.REVOKED,
})  # fmt: skip
NUMBER, ISSUE = "documents.batch_number", "documents.batch_issue"


def start(batch, kind: str, *, by, attempt: int = 1) -> None:
    """Ask for the background work; asked twice it is done once."""
    jobs.enqueue(kind, owner=by, key=f"{kind}:{batch.pk}:{attempt}", batch=batch.pk)


@jobs.handler(NUMBER)
def number_all(job, batch: int) -> dict:
    """Make every document that is not there yet; then the batch is ready."""
    return _work(job, batch, BatchState.NUMBERING, make_one, "numbers_taken")


@jobs.handler(ISSUE)
def issue_all(job, batch: int) -> dict:
    """Seal and issue every document that is not issued yet; what was voided meanwhile is passed over."""
    return _work(job, batch, BatchState.ISSUING, issue_one, "all_issued")


def _work(job, pk: int, state: str, step, end: str) -> dict:
    batch = Batch.objects.get(pk=pk)
    members = list(batch.members.values_list("pk", flat=True))
    failed = 0
    for done, member in enumerate(members):
        if Batch.objects.get(pk=pk).state != state:  # another worker has finished it
            return {"failed": 0}
        jobs.progress(job, done, len(members))
        try:
            with transaction.atomic():
                step(batch, member)
        except Refused as refusal:
            failed += 1
            BatchMember.objects.filter(pk=member).update(error=refusal.message[:500])
    if not failed:
        perform(Batch.objects.get(pk=pk), end, by=None)
    return {"failed": failed}


def make_one(batch, member_id: int) -> Document | None:
    """Make, sign and number the document of one member from its frozen content; None when it has one.

    Raises Refused when it cannot be printed; nothing is left behind then.
    """
    case = CaseFile.objects.select_for_update().get(pk=batch.case_id)
    member = BatchMember.objects.select_related("enterprise").get(pk=member_id)
    if member.document_id is not None:
        return None
    paper = Paper.from_json(member.content)
    rendered = render(paper)
    document = Document(
        case=case, bureau=batch.bureau, department=batch.department, kind=batch.kind, title=paper.title,
        body=batch.body, state=DocumentState.SIGNED, batch=batch, drafter=batch.drafter, drafted_at=batch.drafted_at,
        submitted_at=batch.checked_at, checker=batch.checker, checked_at=batch.checked_at, signer=batch.signer,
        signed_at=batch.signed_at, document_date=batch.document_date, content=member.content,
        content_sha256=member.content_sha256, fonts_used=list(rendered.fonts_used),
        signed_sha256=hashlib.sha256(rendered.bytes).hexdigest(),
    )  # fmt: skip
    document.signed_file.save("document.pdf", ContentFile(rendered.bytes), save=False)
    delete_on_rollback(document.signed_file)
    document.save()
    document.trail_subject = f"文书{document.pk}《{document.title[:150]}》"
    document.save(update_fields=["trail_subject"])
    Recipient.objects.create(document=document, name=member.name, enterprise=member.enterprise)
    copies = [Recipient(document=document, name=name, cc=True, order=at) for at, name in enumerate(paper.cc, start=1)]
    Recipient.objects.bulk_create(copies)
    trail.write(
        case, action="batch_sign", label="随成批文书签发", by=None, to_state=document.state,
        to_label=document.get_state_display(), subject=document.trail_subject,
        data=[
            said("batch", "成批文书", batch.title), said("signer", "签发人", str(batch.signer)),
            said("sha256", "签发内容 SHA-256", member.content_sha256),
        ],
    )  # fmt: skip
    perform(document, "number", by=batch.numbered_by, as_role="OFFICE")
    BatchMember.objects.filter(pk=member_id).update(document=document, error="")
    return document


def issue_one(batch, member_id: int) -> None:
    """Register the seal of one document and issue it, unless that was done or it was voided."""
    CaseFile.objects.select_for_update().get(pk=batch.case_id)
    document = BatchMember.objects.select_related("document").get(pk=member_id).document
    if document.state == DocumentState.NUMBERED:
        perform(document, "seal", by=batch.issued_by, as_role="OFFICE")
    if document.state == DocumentState.SEALED:
        perform(document, "issue", by=batch.issued_by, as_role="OFFICE")
    BatchMember.objects.filter(pk=member_id).update(error="")


def latest_job(batch):
    """Return the newest job of the batch, or None."""
    kind = {BatchState.NUMBERING: NUMBER, BatchState.READY: NUMBER}.get(batch.state, ISSUE)
    return jobs.Job.objects.filter(kind=kind, arguments__batch=batch.pk).order_by("-pk").first()


def service_of(document) -> str:
    """Say in a word how far a document has come with its recipient."""
    if document is None:
        return "未生成"
    if document.state in _SAID_BY_STATE:
        return document.get_state_display()
    receipts = [receipt for row in document.recipients.all() if not row.cc for receipt in row.receipts.all()]
    if receipts:
        newest = receipts[-1]
        return f"{ServiceMethod(newest.method).label} {newest.served_on:%m-%d}"
    return "未送达" if document.issued_at else document.get_state_display()
