"""The documents that were addressed to an enterprise, in its dossier, as far as the reader may see their cases."""

from registers.dossier import READ, Event, Figure, Part

from .models import Document, Recipient

SHOWN = 20


def _received(enterprise, user):
    """Return the enterprise's places as a recipient of issued documents, newest first."""
    papers = Document.objects.visible_to(user).filter(case__is_drill=False).exclude(issued_at=None)
    rows = Recipient.objects.filter(enterprise=enterprise, document__in=papers).select_related("document__case")
    return rows.prefetch_related("receipts__recorded_by").order_by("-document__issued_at", "-pk")


def events(enterprise, user):
    """Yield when each document was issued, and each service of it."""
    for recipient in _received(enterprise, user).select_related("document__issued_by")[:READ]:
        paper = recipient.document
        url, named = paper.get_absolute_url(), f"《{paper.title}》"
        voided = "已作废" if paper.voided_at else ""
        yield Event(
            paper.issued_at, "papers", f"印发{named}", str(paper.issued_by or ""),
            " · ".join(filter(None, (paper.number, "抄送" if recipient.cc else "主送", voided))), url,
        )  # fmt: skip
        for receipt in recipient.receipts.all():
            taken = f"签收人 {receipt.received_by}" if receipt.received_by else ""
            about = " · ".join(filter(None, (receipt.get_method_display(), taken, receipt.note)))
            yield Event(receipt.served_on, "papers", f"送达{named}", receipt.recorded_by.name, about, url)


def figures(enterprise, user) -> list[Figure]:
    if not user.can("document.view"):
        return []
    received = _received(enterprise, user)
    count = received.count()
    served = received.exclude(receipts=None).distinct().count()
    return [Figure("送达文书", count, f"{count - served} 件未登记送达" if served < count else "")]


def card(enterprise, user) -> dict:
    return {"received": list(_received(enterprise, user)[:SHOWN])}


PART = Part(events, figures, "documents/pages/enterprise_documents.html", card)
