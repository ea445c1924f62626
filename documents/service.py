"""送达: writing down how a document reached a recipient."""

from django.db import transaction
from django.utils import timezone

from casefile import trail
from casefile.attachments import attach
from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState

from . import merging
from .beginning import unsaved_paper
from .drafting import said
from .kindsetting import in_force
from .models import Document, ServiceReceipt
from .paper import Paper
from .permissions import may_serve
from .states import IN_FORCE


def serve(receipt: ServiceReceipt, *, by, photo=None) -> ServiceReceipt:
    """Save a receipt (recipient, method, served_on, received_by, witness, note set), entered in the trail.

    `photo` is an upload of the signed 送达回证, kept with the case.
    A recipient may have several: a letter that came back, then a public notice.
    Raises NotAllowed, WrongState (not issued or no longer in force), ValidationError.
    """
    recipient = receipt.recipient
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=recipient.document.case_id)
        document = Document.objects.get(pk=recipient.document_id)
        role = may_serve(document, by)
        if role is None:
            raise NotAllowed(f"送达由办公室或{document.department}登记。")
        if document.state not in IN_FORCE:
            raise WrongState(f"没有登记：文书在“{document.get_state_display()}”环节，印发后才登记送达。")
        receipt.recorded_by, receipt.at = by, timezone.now()
        receipt.full_clean()
        if photo is not None:
            note = f"送达回证 {document.number} {recipient.name}"
            receipt.photo = attach(case, photo, by=by, role=role, note=note[:100])
        receipt.save()
        state, label = document.state, document.get_state_display()
        trail.write(
            case, action="serve", label="登记送达", by=by, role=role, from_state=state, from_label=label,
            to_state=state, to_label=label, subject=document.trail_subject, reason=receipt.note,
            data=[
                said("recipient", "收文单位", recipient.name),
                said("method", "送达方式", receipt.get_method_display()),
                said("served_on", "送达日期", f"{receipt.served_on:%Y-%m-%d}"),
                said("received_by", "签收人", receipt.received_by),
                *([said("witness", "见证人", receipt.witness)] if receipt.witness else []),
            ],
        )  # fmt: skip
    return receipt


def receipt_form(recipient, *, by) -> Paper:
    """Return the 送达回证 for this recipient, filled in as far as is known, to be signed on paper."""
    document = recipient.document
    kind = in_force(document.bureau, "SERVICE_RECEIPT")
    known = merging.facts(document.case, cites=document) | {"企业": recipient.name, "地址": ""}
    if recipient.enterprise is not None:
        known["地址"] = recipient.enterprise.address
    body = merging.blanked(merging.fill(kind.text, {name: text for name, text in known.items() if text}))
    return unsaved_paper(document.case, kind.code, by=by, title=kind.title, body=body, recipients=[])
