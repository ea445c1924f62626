"""What the page on the screen is about: its case, enterprise or product, for the frame around it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from casefile.models import CaseFile, Measure
from documents.models import Document
from emergency.models import Sealing

#: Part of an address → what it numbers; each belongs to one case.
_PARTS = (("document_id", Document), ("seal_id", Sealing), ("measure_id", Measure))
#: Largest row number of both databases: what is larger numbers nothing.
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Subject:
    """`case` only when the person may see it and the page is about one; the rest as the address has it."""

    case: CaseFile | None = None
    enterprise_id: int | None = None
    product_code: str = ""


def subject_of(request) -> Subject:
    """Return what the address of `request` names, asking for nothing that the person may not see."""
    match = request.resolver_match
    if match is None or match.app_name == "admin":
        return Subject()
    parts = match.kwargs
    rows = None
    if "case_id" in parts:
        rows = CaseFile.objects.filter(pk=min(parts["case_id"], _LARGEST))
    for name, model in _PARTS:
        if name in parts:
            rows = CaseFile.objects.filter(pk__in=model.objects.filter(pk=min(parts[name], _LARGEST)).values("case"))
    if rows is not None:
        return Subject(case=rows.visible_to(request.user).select_related("product_type").first())
    if match.view_name == "registers:product_type":
        return Subject(product_code=parts["code"])
    return Subject(enterprise_id=parts.get("enterprise_id"))


def report_url(request, subject: Subject) -> str:
    """Return where an emergency is reported, with what this page is about taken along; empty when not allowed."""
    if not request.user.can("emergency.report") or request.user.department_id is None:
        return ""
    known = {}
    case = subject.case
    if case is not None and case.closed_at is None and not case.is_drill:
        known["from"] = case.pk
    elif case is not None and not case.is_drill:
        known = {"enterprise": case.enterprise_id, "product": case.product_type.code if case.product_type else ""}
    else:
        known = {"enterprise": subject.enterprise_id, "product": subject.product_code}
    query = urlencode({name: value for name, value in known.items() if value})
    return reverse("emergency:new") + (f"?{query}" if query else "")
