"""应急处置: list, report, command page, acts."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile import kinds
from casefile.acting import act_page
from casefile.lists import case_page
from casefile.origins import origin_of, why_not_origin
from casefile.pages import get_visible, record_context
from casefile.refusals import Refused

from . import live
from .command import case_runs, command_context
from .forms import ReportForm
from .models import EmergencyCase
from .reporting import report
from .sealpages import awaiting_rows


@requires("emergency.view")
@require_safe
def emergency_list(request):
    kind = kinds.get("EMERGENCY")
    context = {
        "page": case_page(request, kind),
        "kind": kind,
        "create_url": reverse("emergency:new") if request.user.can("emergency.report") else "",
        "create_label": "接报登记",
        "empty_how": "发生突发性产品质量安全事故时从这里接报登记，也可以从风险信息或预警转入。",
    }
    context["seals"] = awaiting_rows(request.user)
    return render(request, "emergency/list.html", context)


@requires("emergency.report")
@require_http_methods(["GET", "POST"])
def new(request):
    origin = origin_of(request)
    typed = request.POST if request.method == "POST" else restored(request)
    form = ReportForm(typed, request.FILES or None, user=request.user, origin=origin, about=request.GET)
    if request.method == "POST" and form.is_valid():
        try:
            record = report(by=request.user, origin=origin, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已接报，编号 {record.case.number}。已通知局领导、办公室和执法大队。")
            if request.user.can("emergency.view"):
                return HttpResponseRedirect(record.get_absolute_url())
            return HttpResponseRedirect(reverse("desk:home"))
    context = {"form": form, "origin": origin, "refused": why_not_origin(origin) if origin else ""}
    context["may_list"] = request.user.can("emergency.view")
    return render(request, "emergency/new.html", context, status=422 if request.method == "POST" else 200)


@requires("emergency.view")
@require_safe
def detail(request, case_id):
    record = get_visible(EmergencyCase, request.user, case_id)
    context = record_context(record, request.user)
    context |= command_context(record, request.user, context)
    context["wall"] = request.GET.get("wall") == "1"
    if live.is_look(request):
        context["messages"] = []  # they are for the page that a person opens
    response = render(request, "emergency/detail.html", context)
    return live.answer(request, response, keep_open=context["wall"] and case_runs(record))


@requires("emergency.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_page(request, EmergencyCase, case_id, name)
