"""联络记录: log a contact; what the command page shows of contacts and public texts."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.pages import get_visible
from casefile.refusals import Refused
from riskwarnings.models import Publication
from riskwarnings.models.publication import PUBLIC_KINDS
from riskwarnings.publishing import may_publish, may_withdraw, obstacles

from . import contacts
from .contactforms import ContactForm
from .models import Contact, EmergencyCase
from .permissions import may_report

_SAME = ("direction", "way", "unit", "person", "said")


def contact_context(record, user, documents) -> dict:
    """Return what templates/emergency/contact_card.html and public_card.html show; `documents` are the case's."""
    case = record.case
    public = [document for document in documents if document.kind in PUBLIC_KINDS]
    on_air = {row.document_id: row for row in Publication.objects.filter(document__in=public).order_by("pk")}
    return {
        "contacts": list(case.contacts.select_related("recorded_by", "corrects").prefetch_related("corrections")),
        "may_log": case.closed_at is None and may_report(record, user) is not None,
        "public_texts": [
            {
                "document": document, "release": on_air.get(document.pk),
                "may_publish": document.pk not in on_air and may_publish(document, user) is not None
                and not obstacles(document),
                "may_withdraw": may_withdraw(document, user) is not None,
            }
            for document in public
        ],
        "statement_url": f"{reverse('documents:new', args=[case.pk])}?kind=PUBLIC_STATEMENT",
    }  # fmt: skip


@requires("emergency.report")
@require_http_methods(["GET", "POST"])
def log(request, case_id):
    record = get_visible(EmergencyCase, request.user, case_id)
    corrects = _corrected(request, record)
    initial = {"at": corrects.at, **{name: getattr(corrects, name) for name in _SAME}} if corrects else {}
    form = ContactForm(_typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            contacts.log(record, by=request.user, corrects=corrects, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "已登记。")
            return _back(record, "contacts-title")
    label = "更正联络记录" if corrects else "登记联络"
    return _page(request, record, form, label, note="原记录保留，更正在旁注明。" if corrects else "")


def _corrected(request, record):
    named = request.GET.get("corrects", "")
    if not named:
        return None
    if not named.isdecimal() or len(named) > 12:
        raise Http404("没有这条记录。")
    return get_object_or_404(Contact.objects.filter(case=record.case_id), pk=named)


def _typed(request):
    return request.POST if request.method == "POST" else restored(request)


def _back(record, anchor) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{record.get_absolute_url()}#{anchor}")


def _page(request, record, form, label, *, note=""):
    page = {"record": record, "case": record.case, "form": form, "label": label, "note": note}
    return render(request, "emergency/small_form.html", page, status=422 if request.method == "POST" else 200)
