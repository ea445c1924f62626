"""区域督办: list, proposal, record, acts (R-346, R-347)."""

import uuid

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
from casefile.pages import get_visible, record_context
from casefile.refusals import Refused

from .areas import ProposeForm, propose
from .models import AreaSupervision


@requires("item.view")
@require_safe
def index(request):
    kind = kinds.get("AREA")
    context = {
        "page": case_page(request, kind), "kind": kind, "create_label": "提请督办",
        "create_url": reverse("rectification:areas:new") if request.user.can("item.order") else "",
        "empty_how": "隐患集中、问题较多、出现敏感舆情，或者重视不足、整治不力的乡镇，由股室负责人提请。",
    }  # fmt: skip
    return render(request, "rectification/areas.html", context)


@requires("item.order")
@require_http_methods(["GET", "POST"])
def new(request):
    typed = request.POST if request.method == "POST" else restored(request)
    form = ProposeForm(
        typed, request.FILES or None, bureau=request.user.department.bureau, initial={"token": uuid.uuid4()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            record = propose(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已提请，编号 {record.case.number}，由分管领导决定。")
            return HttpResponseRedirect(record.get_absolute_url())
    return render(
        request, "rectification/area_new.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@requires("item.view")
@require_safe
def detail(request, case_id):
    record = get_visible(AreaSupervision, request.user, case_id)
    return render(request, "rectification/area.html", record_context(record, request.user) | {"facts": facts(record)})


def facts(record) -> list[tuple[str, str]]:
    always = [
        ("区域", record.region.name), ("方式", record.get_way_display()), ("情形", record.get_ground_display()),
        ("事实和依据", record.why),
    ]  # fmt: skip
    later = [
        ("要求", record.demand), ("摘牌条件", record.conditions),
        ("期限", f"{record.due_on:%Y-%m-%d}" if record.due_on else ""),
        ("批准", str(record.approved_by) if record.approved_by else ""), ("条件达成情况", record.met),
        ("申请摘牌", str(record.asked_by) if record.asked_by else ""),
        ("摘牌", str(record.lifted_by) if record.lifted_by else ""),
    ]  # fmt: skip
    return always + [(label, text) for label, text in later if text]


@requires("item.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_page(request, AreaSupervision, case_id, name)
