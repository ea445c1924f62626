"""整改台账: list, registration, record, acts."""

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

from .forms import RegisterForm
from .ledger import figures, with_items
from .models import RectificationItem
from .registering import register


@requires("item.view")
@require_safe
def ledger(request):
    kind = kinds.get("RECTIFICATION")
    context = {
        "page": with_items(case_page(request, kind)),
        "kind": kind,
        "figures": figures(request.user),
        "create_url": reverse("rectification:new") if request.user.can("item.create") else "",
        "create_label": "登记隐患",
        "empty_how": "现场检查、抽查或处置预警时发现的隐患从这里登记，也可以从风险信息或预警转入。",
    }
    return render(request, "rectification/ledger.html", context)


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
    rechecks = record.rechecks.select_related("first_officer", "second_officer").order_by("-round")
    context = record_context(record, request.user)
    return render(request, "rectification/detail.html", context | {"facts": facts(record), "rechecks": list(rechecks)})


def facts(record) -> list[tuple[str, str]]:
    """Return what the item says as (label, text), what has not come yet left out."""
    supervised = f"督办中：{record.get_supervision_ground_display()}" if record.supervised else ""
    always = [
        ("问题", f"{record.problem_info.label}（{record.problem_info.field.label}）"),
        ("发现日期", f"{record.found_on:%Y-%m-%d}"),
        ("问题情况", record.situation),
        ("原因", record.cause),
    ]
    later = [
        ("轮次", f"第 {record.round} 轮" + (f"，复发 {record.relapses} 次" if record.relapses else "")),
        ("整改要求", record.requirement),
        ("企业报告", f"{record.reported_on:%Y-%m-%d} {record.completion}" if record.reported_on else ""),
        ("挂牌督办", supervised),
        ("执法", record.enforcement_reference),
        ("执法结果", record.enforcement_outcome),
        ("关闭", f"{record.get_other_ground_display()}，{record.other_proof}" if record.other_ground else ""),
        ("回头看", f"{record.look_back_on:%Y-%m-%d}" if record.look_back_on else ""),
    ]
    return always + [(label, text) for label, text in later if text]


@requires("item.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_page(request, RectificationItem, case_id, name)
