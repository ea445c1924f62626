"""企业自查 and 风险管控清单: lists, writing one down, reading and printing one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.once import once
from casefile.refusals import AlreadySent
from documents.fonts import CannotPrint
from documents.pdf import render_pdf
from registers.models import Enterprise

from . import checklists
from .forms.selfcheck import ControlListForm, PointFormSet, SelfCheckForm, keep_control_list, points_of, why_not
from .models import ControlList, SelfCheck
from .papers import control_list_paper
from .states import Purpose

PAGE = 50


def _visible(model, user):
    return model.objects.filter(enterprise__in=Enterprise.objects.visible_to(user)).select_related("enterprise", "by")


def _page(request, model) -> dict:
    """Return `page` and `word`, what the box above the list asks for."""
    rows, word = _visible(model, request.user), request.GET.get("q", "").strip()[:60]
    if word:
        rows = rows.filter(enterprise__in=Enterprise.objects.visible_to(request.user).search(word))
    return {"page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "word": word}


@requires("inspection.view")
@require_safe
def self_checks(request):
    kinds = checklists.in_force(request.user.bureau, Purpose.SELF).values()
    context = _page(request, SelfCheck) | {"kinds": kinds, "may_add": request.user.can("inspection.plan")}
    return render(request, "inspections/self_checks.html", context)


@requires("inspection.plan")
@require_http_methods(["GET", "POST"])
def self_check_new(request, code):
    spec = checklists.in_force(request.user.bureau, Purpose.SELF).get(code)
    if spec is None:
        raise Http404("没有这份自查表。")
    typed = request.POST if request.method == "POST" else restored(request)
    form = SelfCheckForm(typed, user=request.user, spec=spec, initial=_named(request))
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                row = form.save()
        except AlreadySent as again:
            messages.info(request, again.message)
            return HttpResponseRedirect("..")
        messages.success(request, "自查已登记。")
        return HttpResponseRedirect(row.get_absolute_url())
    context = {"form": form, "spec": spec}
    return render(request, "inspections/self_check_new.html", context, status=422 if request.method == "POST" else 200)


def _named(request) -> dict:
    named = request.GET.get("enterprise", "")
    if not (named.isascii() and named.isdigit() and len(named) < 19):
        return {}
    return {"enterprise": Enterprise.objects.visible_to(request.user).active().filter(pk=int(named)).first()}


@requires("inspection.view")
@require_safe
def self_check(request, check_id):
    row = get_object_or_404(_visible(SelfCheck, request.user), pk=check_id)
    return render(request, "inspections/self_check.html", {"row": row, "items": row.items.all()})


@requires("inspection.view")
@require_safe
def control_lists(request):
    context = _page(request, ControlList) | {"may_add": request.user.can("inspection.plan")}
    return render(request, "inspections/control_lists.html", context)


@requires("inspection.plan")
@require_http_methods(["GET", "POST"])
def control_list_new(request):
    typed = request.POST if request.method == "POST" else restored(request)
    form = ControlListForm(typed, user=request.user, initial=_named(request))
    points = PointFormSet(typed, prefix="points")
    if request.method == "POST" and form.is_valid() and points.is_valid():
        given = points_of(points)
        if refusal := why_not(form.cleaned_data["enterprise"], given):
            form.add_error(None, refusal)
        else:
            return _kept_list(request, form, given)
    context = {"form": form, "points": points}
    status = 422 if request.method == "POST" else 200
    return render(request, "inspections/control_list_new.html", context, status=status)


def _kept_list(request, form, points):
    try:
        with once(request):
            row = keep_control_list(form, points, request.user)
    except AlreadySent as again:
        messages.info(request, again.message)
        return HttpResponseRedirect(reverse("inspections:control_lists"))
    messages.success(request, "风险管控清单已登记。")
    return HttpResponseRedirect(row.get_absolute_url())


@requires("inspection.view")
@require_safe
def control_list(request, list_id):
    row = get_object_or_404(_visible(ControlList, request.user), pk=list_id)
    return render(request, "inspections/control_list.html", {"row": row, "points": row.points.all()})


@requires("inspection.view")
@require_safe
@xframe_options_sameorigin
def control_list_pdf(request, list_id):
    row = get_object_or_404(_visible(ControlList, request.user).select_related("enterprise__bureau"), pk=list_id)
    try:
        content = render_pdf(control_list_paper(row, request.user)).bytes
    except CannotPrint as fault:
        return render(request, "documents/pages/preview_refused.html", {"reasons": [str(fault)]}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response
