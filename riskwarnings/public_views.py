"""What the public reads without signing in, and the pages on which it is released and taken down."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public, requires
from accounts.kept import restored
from casefile.refusals import Refused
from documents.models import Document
from documents.paper import Paper
from documents.states import DocumentState

from . import publishing
from .forms.publish import PublishForm, WithdrawForm
from .models import Publication
from .models.publication import PUBLIC_KINDS, Channel

_PAGE = 20


def _on_site():
    """Return what the public page shows: released here, approved, not withdrawn."""
    rows = Publication.objects.shown().select_related("document__bureau")
    return [row for row in rows if Channel.SITE in row.channels]


@public
@require_safe
@cache_control(public=True, max_age=60)
def index(request):
    """Every release in force, newest first; a wrong page number is the nearest page."""
    page = Paginator(_on_site(), _PAGE).get_page(request.GET.get("page"))
    return render(request, "warnings/public_list.html", {"page": page})


@public
@require_safe
@cache_control(public=True, max_age=60)
def detail(request, public_id):
    """One release, as it was signed."""
    release = next((row for row in _on_site() if row.public_id == public_id), None)
    if release is None:
        raise Http404("没有这条公告，或者它已经撤下。")
    paper = Paper.from_json(release.document.content)
    return render(request, "warnings/public_detail.html", {"release": release, "paper": paper})


@requires("document.view")
@require_safe
def releases(request):
    """Every text for the public that the reader may see, with its release."""
    rows = Document.objects.visible_to(request.user).filter(kind__in=PUBLIC_KINDS).exclude(state=DocumentState.VOID)
    rows = rows.select_related("case", "department", "bureau").prefetch_related(
        Prefetch("publications", Publication.objects.select_related("published_by", "withdrawn_by").order_by("-pk"))
    )
    page = Paginator(rows.order_by("-drafted_at", "-pk"), _PAGE).get_page(request.GET.get("page"))
    shown = set(Publication.objects.shown().filter(document__in=[row.pk for row in page]).values_list("pk", flat=True))
    for row in page:
        row.release = next(iter(row.publications.all()), None)
        row.on_air = row.release is not None and row.release.pk in shown
        current = row.release is not None and row.release.withdrawn_at is None
        row.may_publish = not current and row.issued_at and publishing.may_publish(row, request.user) is not None
        row.may_withdraw = current and publishing.may_withdraw(row, request.user) is not None
    return render(request, "warnings/releases.html", {"page": page})


def _document(request, document_id) -> Document:
    rows = Document.objects.visible_to(request.user).filter(kind__in=PUBLIC_KINDS)
    return get_object_or_404(rows.select_related("case", "department", "bureau"), pk=document_id)


@requires("notice.publish")
@require_http_methods(["GET", "POST"])
def publish(request, document_id):
    document = _document(request, document_id)
    if publishing.may_publish(document, request.user) is None:
        raise PermissionDenied("对外发布由办公室办理。")
    form = PublishForm(request.POST or restored(request), signed_on=document.document_date)
    if request.method == "POST" and form.is_valid():
        return _done(request, "已发布。", publishing.publish, document, **form.cleaned_data)
    return _form_page(request, "warnings/publish.html", document, form)


@requires("notice.withdraw")
@require_http_methods(["GET", "POST"])
def withdraw(request, document_id):
    document = _document(request, document_id)
    release = document.publications.filter(withdrawn_at=None).first()
    if release is None:
        raise Http404("这份文稿没有发布，或者已经撤下。")
    if publishing.may_withdraw(document, request.user) is None:
        raise PermissionDenied("撤下由办公室或局领导办理。")
    form = WithdrawForm(request.POST or restored(request))
    if request.method == "POST" and form.is_valid():
        return _done(request, "已撤下，公开页不再显示。", publishing.withdraw, release, **form.cleaned_data)
    return _form_page(request, "warnings/withdraw.html", document, form)


def _done(request, text, act, *args, **given):
    try:
        act(*args, by=request.user, **given)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, text)
    return HttpResponseRedirect(reverse("warnings:releases"))


def _form_page(request, template, document, form):
    context = {"case": document.case, "document": document, "form": form}
    return render(request, template, context, status=422 if request.method == "POST" else 200)
