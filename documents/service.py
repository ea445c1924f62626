"""送达: writing down how a document reached a recipient."""

from django.db import transaction
from django.utils import timezone

from casefile import trail
from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState

from .drafting import said
from .models import Document, ServiceReceipt
from .permissions import may_serve
from .states import IN_FORCE


def serve(receipt: ServiceReceipt, *, by) -> ServiceReceipt:
    """Save a receipt (recipient, method, served_on, received_by, note set) and enter it in the trail.

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
            ],
        )  # fmt: skip
    return receipt
