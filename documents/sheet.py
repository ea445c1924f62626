"""发文稿纸: who drafted, checked, countersigned and signed a document, and with what opinion."""

from django.utils import timezone

from accounts.models import User

from .recipients import on_paper


def sheet_of(document, opinion: str | None = None) -> dict:
    """Return the sheet as JSON values; `opinion` is the signer's, given at signature.

    {"title", "kind", "main": [names], "cc": [names], "rows": [{"step", "unit", "who", "at", "opinion"}]}
    """
    people = User.objects.select_related("department").in_bulk({document.drafter_id, document.checker_id} - {None})
    rows = [_row("拟稿", document.department.name, people[document.drafter_id], document.drafted_at)]
    if checker := people.get(document.checker_id):
        rows.append(_row("核稿", checker.department.name, checker, document.checked_at, _said(document, "check")))
    for row in document.countersigns.select_related("department", "person", "signed_by__department"):
        person = row.signed_by or row.person
        unit = row.department.name if row.department else row.person.department.name
        words = "" if row.signed_at is None else row.opinion if row.agreed else f"不同意：{row.opinion}"
        rows.append(_row("会签", unit, person, row.signed_at, words))
    if document.signer:
        said = _said(document, "sign") if opinion is None else opinion
        rows.append(_row("签发", document.signer.department.name, document.signer, document.signed_at, said))
    recipients = list(document.recipients.order_by("order")) if document.content is None else []
    content = document.content or {
        "main_recipients": on_paper(row for row in recipients if not row.cc),
        "cc": [row.name for row in recipients if row.cc],
    }  # fmt: skip
    return {
        "title": document.title,
        "kind": document.kind_info.label,
        "main": list(content["main_recipients"]),
        "cc": list(content["cc"]),
        "rows": rows,
    }


def _row(step, unit, person, at, opinion="") -> dict:
    when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
    return {"step": step, "unit": unit, "who": person.name if person else "", "at": when, "opinion": opinion}


def _said(document, act: str) -> str:
    """Return the reason given with the last `act` on this document."""
    entry = document.case.trail.filter(subject=document.trail_subject, action=act).order_by("-seq").first()
    return entry.reason if entry else ""
