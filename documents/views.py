"""Pages of documents: the list, a document, its text, its acts, its papers, its service."""

import logging
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.acting import act_on
from casefile.models import CaseFile
from casefile.once import once
from casefile.refusals import AlreadySent, Refused

from . import kinds, screen
from .act_forms import ServiceForm
from .actions import DRIVEN_ACTS
from .beginning import first_words, fitting, unsaved_paper
from .contents import paper_of
from .docx_file import docx_bytes
from .drafting import draft, revise
from .fonts import CannotPrint
from .forms import DocumentForm
from .integrity import KEPT, Altered, kept_bytes
from .lists import document_page
from .models import Document, Recipient, ServiceReceipt
from .pages import countersigns, document_context, get_visible
from .pdf import render_pdf
from .permissions import may_draft, may_serve
from .service import receipt_form
from .service import serve as record_service
from .sheet import sheet_of
from .states import UNSIGNED

log = logging.getLogger(__name__)


@requires("document.view")
@require_safe
def index(request):
    return render(request, "documents/pages/list.html", {"page": document_page(request)})


@requires("document.draft")
@require_http_methods(["GET", "POST"])
def new(request, case_id):
    case = get_object_or_404(CaseFile.objects.visible_to(request.user), pk=case_id)
    if case.closed_at is not None:
        messages.warning(request, "案卷已办结，不能再拟新的文书。")
        return HttpResponseRedirect(case.get_absolute_url())
    typed = request.POST if request.method == "POST" else restored(request)
    if typed is None and "kind" not in request.GET:
        return render(request, "documents/pages/choose_kind.html", {"case": case, "groups": fitting(case)})
    form = DocumentForm(typed, case=case, initial=_first_words(request, case))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        document = draft(
            case, given["kind"], by=request.user, title=given["title"], body=given["body"], cites=given.get("cites"),
            recipients=form.recipients(), countersign=form.countersign(), token=given["token"],
        )  # fmt: skip
        messages.success(request, "文稿已保存。请看右侧版面，无误后送核稿。")
        return HttpResponseRedirect(document.get_absolute_url())
    return render(request, "documents/pages/edit.html", {"case": case, "form": form}, status=_status(request))


def _first_words(request, case) -> dict:
    cited = request.GET.get("cites", "")
    cites = Document.objects.filter(case=case, pk=cited).first() if cited.isdecimal() else None
    return first_words(case, request.GET.get("kind", ""), cites) | {"cites": cites and cites.pk}


@requires("document.draft")
@require_POST
@xframe_options_sameorigin
def preview(request, case_id, document_id=None):
    """Draw the paper as the form now stands; nothing is saved."""
    case = get_object_or_404(CaseFile.objects.visible_to(request.user), pk=case_id)
    document = get_visible(request.user, document_id) if document_id else None
    kind = document.kind if document else request.POST.get("kind", "")
    if kind not in dict(kinds.CHOICES):
        return render(request, "documents/pages/preview_refused.html", {"reasons": ["请选择文种"]}, status=422)
    form = DocumentForm(request.POST, case=case, document=document)
    form.is_valid()
    given = {"title": request.POST.get("title", "")[:200], "body": request.POST.get("body", "")}
    try:
        return screen.preview(
            request, unsaved_paper(case, kind, by=request.user, recipients=form.recipients(), **given)
        )
    except CannotPrint as fault:
        return render(request, "documents/pages/preview_refused.html", {"reasons": [str(fault)]}, status=503)


@requires("document.view")
@require_safe
def detail(request, document_id):
    document = get_visible(request.user, document_id)
    return render(request, "documents/pages/detail.html", document_context(document, request.user))


@requires("document.draft")
@require_http_methods(["GET", "POST"])
def edit(request, document_id):
    document = get_visible(request.user, document_id)
    if document.driven:
        messages.warning(request, "这份文书的内容由案卷生成，请到案卷页面修改。")
        return HttpResponseRedirect(document.get_absolute_url())
    if not document.is_editable or may_draft(document, request.user) is None:
        messages.warning(request, f"不能修改：{document.department}的人在拟稿或退回环节才能改动文稿。")
        return HttpResponseRedirect(document.get_absolute_url())
    typed = request.POST if request.method == "POST" else restored(request)
    form = DocumentForm(typed, case=document.case, document=document)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            revise(
                document, by=request.user, title=given["title"], body=given["body"], cites=given.get("cites"),
                recipients=form.recipients(), countersign=form.countersign(),
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "文稿已保存，下面是现在的版面。")
        return HttpResponseRedirect(document.get_absolute_url())
    page = {"case": document.case, "document": document, "form": form}
    return render(request, "documents/pages/edit.html", page, status=_status(request))


@requires("document.view")
@require_http_methods(["GET", "POST"])
def act(request, document_id, name):
    document = get_visible(request.user, document_id)
    if document.driven and name in DRIVEN_ACTS:
        messages.warning(request, "这份文书随案卷办理，请到案卷页面办理。")
        return HttpResponseRedirect(document.get_absolute_url())
    page = {"document": document, "countersigns": countersigns(document)}
    return act_on(request, document, name, template="documents/pages/act.html", context=page)


@requires("document.view")
@require_safe
def sheet(request, document_id):
    """发文稿纸: frozen with the signature, until then as it stands."""
    document = get_visible(request.user, document_id)
    page = {"document": document, "sheet": document.sheet or sheet_of(document)}
    return render(request, "documents/pages/sheet.html", page)


@requires("document.view")
@require_safe
@xframe_options_sameorigin
def pdf(request, document_id, which):
    """Send preview, 签发稿 (signed) or 正本 (paper); a kept file only when its hash is right."""
    document = get_visible(request.user, document_id)
    try:
        content, label = _pdf(document, which)
    except Altered as fault:
        log.error("document %s: %s", document.pk, fault)
        return _pdf_refused(request, document, str(fault), 409)
    except CannotPrint as fault:
        return _pdf_refused(request, document, str(fault), 503)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{document.number or label} {document.title}".replace("/", "／").replace("\n", "")[:120] + ".pdf"
    response["Content-Disposition"] = content_disposition_header("download" in request.GET, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@requires("document.draft")
@require_safe
def docx(request, document_id):
    """Send a draft as .docx for editing; what is signed is the PDF alone."""
    document = get_visible(request.user, document_id)
    if document.state not in UNSIGNED:
        raise Http404("文书已签发，不再提供 .docx；请看签发稿或正本。")
    name = f"供修改 {document.title}".replace("/", "／").replace("\n", "")[:120] + ".docx"
    response = FileResponse(BytesIO(docx_bytes(paper_of(document))), as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


def _pdf(document, which: str) -> tuple[bytes, str]:
    if which == "preview":
        if document.state not in UNSIGNED:
            raise Http404("文书已过拟稿环节，不再预览；请看签发稿或正本。")
        return render_pdf(paper_of(document)).bytes, "预览"
    if which not in KEPT or not getattr(document, KEPT[which][0]):
        raise Http404("这份文书还没有这个文件。")
    return kept_bytes(document, which), KEPT[which][2]


def _pdf_refused(request, document, reason: str, status: int):
    page = {"document": document, "reason": reason, "altered": status == 409}
    return render(request, "documents/pages/pdf_refused.html", page, status=status)


@requires("document.serve")
@require_http_methods(["GET", "POST"])
def serve(request, recipient_id):
    """Write down how a recipient got the document."""
    rows = Recipient.objects.filter(document__in=Document.objects.visible_to(request.user))
    recipient = get_object_or_404(rows.select_related("document__case", "document__department"), pk=recipient_id)
    document = recipient.document
    if document.issued_at is None or may_serve(document, request.user) is None:
        messages.warning(request, "印发后由办公室或拟稿单位登记送达。")
        return HttpResponseRedirect(document.get_absolute_url())
    typed = request.POST if request.method == "POST" else restored(request)
    form = ServiceForm(typed, request.FILES or None, instance=ServiceReceipt(recipient=recipient), recipient=recipient)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                record_service(form.instance, by=request.user, photo=form.cleaned_data["upload"])
        except AlreadySent as again:
            messages.info(request, again.message)
        except Refused as refusal:
            messages.error(request, refusal.message)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已登记送达：{recipient}。")
        if form.is_valid():
            return HttpResponseRedirect(document.get_absolute_url())
    page = {"document": document, "case": document.case, "recipient": recipient, "form": form}
    return render(request, "documents/pages/serve.html", page, status=_status(request))


@requires("document.serve")
@require_safe
@xframe_options_sameorigin
def receipt(request, recipient_id):
    """The 送达回证 for a recipient, filled in, to be printed and signed."""
    rows = Recipient.objects.filter(document__in=Document.objects.visible_to(request.user))
    recipient = get_object_or_404(rows.select_related("document__case__bureau", "enterprise"), pk=recipient_id)
    if recipient.document.issued_at is None:
        raise Http404("印发后才打印送达回证。")
    try:
        content = render_pdf(receipt_form(recipient, by=request.user)).bytes
    except CannotPrint as fault:
        return _pdf_refused(request, recipient.document, str(fault), 503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response


def _status(request) -> int:
    return 422 if request.method == "POST" else 200
