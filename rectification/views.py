"""整改台账: list, registration, record, acts."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.acting import act_page
from casefile.origins import origin_of, why_not_origin
from casefile.pages import get_visible, record_context
from casefile.refusals import Refused
from documents.fonts import CannotPrint
from documents.pdf import render_pdf

from .forms import RegisterForm
from .itempage import item_context
from .ledger import figures, ledger_page
from .ledgersheet import ledger_paper
from .models import RectificationItem
from .registering import register


@requires("item.view")
@require_safe
def ledger(request):
    user = request.user
    context = {
        "page": ledger_page(user, request.GET),
        "query": request.GET.urlencode(),
        "may_create": user.can("item.create"),
        "may_assign": user.can("case.assign"),
        "may_draft": user.can("document.draft"),
    }
    return render(request, "rectification/ledger.html", context)


@requires("item.view")
@require_safe
def ledger_figures(request):
    """The line above the ledger, fetched by the page when it stands: it counts the whole table."""
    return HttpResponse(escape(figures(request.user, request.GET)))


@requires("item.view")
@require_safe
@xframe_options_sameorigin
def ledger_pdf(request):
    """The ledger as it is filtered, as the paper 整改台账, A4 landscape."""
    try:
        content = render_pdf(ledger_paper(request.user, request.GET)).bytes
    except CannotPrint as fault:
        messages.error(request, str(fault))
        return HttpResponseRedirect(f"{reverse('rectification:list')}?{request.GET.urlencode()}")
    response = HttpResponse(content, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response


@requires("item.create")
@require_http_methods(["GET", "POST"])
def new(request):
    origin = origin_of(request)
    typed = request.POST if request.method == "POST" else restored(request)
    form = RegisterForm(typed, request.FILES or None, user=request.user, origin=origin)
    if request.method == "POST" and form.is_valid():
        try:
            record = register(by=request.user, origin=origin, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已登记，编号 {record.case.number}。")
            return HttpResponseRedirect(record.get_absolute_url())
    context = {"form": form, "origin": origin, "refused": why_not_origin(origin) if origin else ""}
    return render(request, "rectification/new.html", context, status=422 if request.method == "POST" else 200)


@requires("item.view")
@require_safe
def detail(request, case_id):
    record = get_visible(RectificationItem, request.user, case_id)
    context = record_context(record, request.user)
    return render(request, "rectification/detail.html", context | item_context(record, context, request.user))


@requires("item.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_page(request, RectificationItem, case_id, name)
