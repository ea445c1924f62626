"""What the page of a document shows."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from casefile import actions, longacts
from casefile.models import CaseFile

from .actions import DRIVEN_ACTS
from .contents import paper_of
from .freezing import glyph_reasons
from .models import Countersign, Document, ServiceReceipt
from .permissions import may_draft, may_serve
from .states import IN_FORCE, UNSIGNED, DocumentState


def get_visible(user, document_id: int) -> Document:
    """Return the document if `user` may see its case, else Http404."""
    rows = Document.objects.visible_to(user).select_related(
        "case__bureau", "case__department", "bureau", "department__bureau", "drafter", "checker", "signer",
        "numbered_by", "sealed_by", "issued_by", "voided_by", "scan", "cites",
    ).prefetch_related(
        Prefetch("countersigns", Countersign.objects.select_related("department", "person__department", "signed_by"))
    )  # fmt: skip
    return get_object_or_404(rows, pk=document_id)


def document_context(document, user) -> dict:
    """Return the context of templates/documents/pages/detail.html."""
    seen = CaseFile.objects.visible_to(user).filter(pk=document.case_id).exists()
    long = longacts.standing(document)
    return long | {
        "document": document,
        "case": document.case,
        "kind": document.kind_info,
        "steps": document.steps(),
        "offers": [] if long["long_job"] else offers(document, user),
        "facts": facts(document, seen),
        "recipients": recipient_rows(document, user),
        "timeline": timeline(document),
        "countersigns": countersigns(document),
        "annexes": sorted(document.annexes.select_related("file"), key=lambda row: not row.body),
        "may_see_case": seen,
        "kept": kept(document),
        "warnings": glyph_reasons(paper_of(document)) if document.state in UNSIGNED else [],
        "may_take_docx": user.can("document.draft"),
        "may_edit": document.is_editable and not document.driven and may_draft(document, user) is not None,
    }


def offers(document, user) -> list[actions.Offer]:
    """Return the buttons; what only the case's acts do has none."""
    found = actions.available(document, user)
    if not document.driven:
        return found
    return [offer for offer in found if offer.action.name not in DRIVEN_ACTS]


def countersigns(document) -> list:
    """Return who countersigns, those whose turn it is marked `is_due`."""
    rows = list(document.countersigns.all())
    due = set()
    if document.state == DocumentState.COUNTERSIGN:
        due = set(document.countersigns.due().values_list("pk", flat=True))
    for row in rows:
        row.is_due = row.pk in due
    return rows


def facts(document, seen: bool) -> list[tuple[str, str]]:
    """Return what the document is and who did what; `seen`: the case itself may be opened."""
    case = document.case
    named = f"{case.number or '草稿'} {case.title}"
    link = format_html('<a href="{}">{}</a>', case.get_absolute_url(), named) if seen else case.number or "草稿"
    rows = [
        ("文种", document.kind_info.label),
        ("发文字号", document.number or "编号后生成"),
        ("发文机关", document.bureau.name),
        ("案卷", link),
        ("拟稿", _stamp(document.drafter, document.drafted_at, document.department.name)),
        ("核稿", _stamp(document.checker, document.checked_at)),
        ("签发", _stamp(document.signer, document.signed_at)),
        ("成文日期", document.document_date),
        ("编号", _stamp(document.numbered_by, document.numbered_at)),
        ("用印", _stamp(document.sealed_by, document.sealed_at)),
        ("印发", _stamp(document.issued_by, document.issued_at)),
    ]
    if document.reply_due:
        rows.append(("反馈期限", document.reply_due))
    if document.replied_on:
        rows.append(("反馈", format_html("{} {}", document.replied_on, document.reply)))
    if document.scan:
        url = reverse("casefile:attachment", args=[document.scan_id])
        rows.append(("盖章扫描件", format_html('<a href="{}">{}</a>', url, document.scan.name)))
    if document.voided_at:
        rows.append(("作废", _stamp(document.voided_by, document.voided_at)))
    if document.cites:
        rows.append(("引用", _link(document.cites)))
    rows += [("被引用", _link(other)) for other in document.cited_by.all()]
    return rows


def _stamp(person, at, unit="") -> str:
    if person is None:
        return ""
    when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    return format_html("{} {} <small>{}</small>", unit, person.name, when)


def _link(document) -> str:
    return format_html('<a href="{}">{}</a>', document.get_absolute_url(), document)


def recipient_rows(document, user) -> list[dict]:
    may = document.state in IN_FORCE and may_serve(document, user) is not None
    receipts = Prefetch("receipts", ServiceReceipt.objects.select_related("recorded_by"))
    return [
        {
            "recipient": row,
            "receipts": list(row.receipts.all()),
            "url": reverse("documents:serve", args=[row.pk]) if may else "",
        }
        for row in document.recipients.prefetch_related(receipts)
    ]


def timeline(document) -> list[dict]:
    """Return the entries of this document in the trail of its case, newest first, the awaited act on top."""
    entries = [
        {
            "label": entry.action_label,
            "who": f"{entry.actor.name if entry.actor else '系统'} · {entry.role_label}",
            "at": entry.at,
            "reason": entry.reason,
            "current": False,
        }
        for entry in document.case.trail.filter(subject=document.trail_subject).select_related("actor").order_by("-seq")
    ]
    if people := document.people_awaited():
        names = "、".join(person.name for person in people[:3]) + ("等" if len(people) > 3 else "")
        waiting = {"label": f"等待办理：{document.get_state_display()}", "who": names, "at": "", "reason": ""}
        entries.insert(0, waiting | {"current": True})
    return entries


def kept(document) -> list[tuple[str, str]]:
    """Return what was frozen, as (label, text) for comparison by hand."""
    if not document.is_frozen:
        return []
    rows = [("签发内容", document.content_sha256), ("签发稿", document.signed_sha256), ("正本", document.paper_sha256)]
    return [(label, value) for label, value in rows if value]
