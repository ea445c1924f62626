"""监测计划: list, start, page with lines and progress, lines, results, the information of a risk."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile import kinds
from casefile.acting import act_page
from casefile.lists import case_page
from casefile.models import CaseFile
from casefile.once import once
from casefile.origins import origin_of, why_not_origin
from casefile.pages import get_visible, record_context
from casefile.refusals import AlreadySent, Refused

from . import permissions, planning, striking
from .forms import ItemForm, PlanForm, ResultForm
from .models import MonitoringItem, MonitoringPlan, MonitoringResult


@requires("monitoring.view")
@require_safe
def plans(request):
    kind = kinds.get("MONITORPLAN")
    context = {
        "page": case_page(request, kind), "kind": kind, "create_label": "拟制计划",
        "create_url": reverse("monitoring:new") if request.user.can("monitoring.plan") else "",
        "empty_how": "每年的风险监测方案从这里开始：列产品、重点和依据，分到责任单位，送分管领导批准。",
    }  # fmt: skip
    return render(request, "monitoring/plans.html", context)


@requires("monitoring.plan")
@require_http_methods(["GET", "POST"])
def new(request):
    origin = origin_of(request)
    form = PlanForm(request.POST if request.method == "POST" else restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            record = planning.start(by=request.user, origin=origin, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已建立，编号 {record.case.number}。请列入监测产品，然后送审。")
            return HttpResponseRedirect(record.get_absolute_url())
    context = {
        "form": form, "origin": origin, "refused": why_not_origin(origin) if origin else "",
        "heading": "拟制监测计划", "back": reverse("monitoring:list"), "back_label": "监测计划",
        "lead": "建立以后列入监测产品，分管领导批准后开始监测。",
    }  # fmt: skip
    return render(request, "monitoring/form.html", context, status=422 if request.method == "POST" else 200)


@requires("monitoring.view")
@require_safe
def detail(request, case_id):
    record = get_visible(MonitoringPlan, request.user, case_id)
    lines = planning.progress(record)
    user = request.user
    recordable = {line.item.pk for line in lines if record.takes_results and _may_record(line.item, record, user)}
    context = record_context(record, user) | {
        "lines": lines, "totals": planning.totals(lines), "recordable": recordable,
        "strikable": _strikable(lines, record, user),
        "may_plan": record.is_draft and permissions.may_plan(record, user) is not None,
    }  # fmt: skip
    return render(request, "monitoring/plan.html", context)


def _strikable(lines, record, user) -> set[int]:
    """Return the keys of the results that `user` may strike out."""
    found = set()
    for line in lines:
        line.item.plan = record
        for row in line.results:
            row.item = line.item
            if not striking.why_not(row) and permissions.may_strike(row, user) is not None:
                found.add(row.pk)
    return found


def _may_record(item, record, user) -> bool:
    item.plan = record
    return permissions.may_record(item, user) is not None


@requires("monitoring.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_page(request, MonitoringPlan, case_id, name)


def _visible_item(request, item_id) -> MonitoringItem:
    seen = CaseFile.objects.visible_to(request.user)
    rows = MonitoringItem.objects.select_related("plan__case__department", "product_type", "region", "department")
    return get_object_or_404(rows, pk=item_id, plan__case__in=seen)


def _drafting(request, record) -> None:
    if permissions.may_plan(record, request.user) is None:
        raise PermissionDenied("计划由承办单位拟制。")


@requires("monitoring.plan")
@require_http_methods(["GET", "POST"])
def add_item(request, case_id):
    record = get_visible(MonitoringPlan, request.user, case_id)
    _drafting(request, record)
    return _item_page(request, record, None)


@requires("monitoring.plan")
@require_http_methods(["GET", "POST"])
def change_item(request, item_id):
    item = _visible_item(request, item_id)
    _drafting(request, item.plan)
    return _item_page(request, item.plan, item)


def _item_page(request, record, item):
    form = ItemForm(request.POST if request.method == "POST" else restored(request), plan=record, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                if item is None:
                    kept = planning.add_item(record, by=request.user, **form.cleaned_data)
                else:
                    kept = planning.change_item(item, by=request.user, **form.cleaned_data)
        except AlreadySent:
            return redirect(record)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已保存：{kept} {kept.number} 个样品，优先程度“{kept.get_priority_display()}”。")
            return redirect(record)
    heading = f"修改监测产品：{item}" if item else "列入监测产品"
    return _form(request, form, heading, record, record.case.title)


def _form(request, form, heading, record, lead):
    context = {"form": form, "heading": heading, "back": record.get_absolute_url(), "back_label": record.case.number,
               "lead": lead}  # fmt: skip
    return render(request, "monitoring/form.html", context, status=422 if request.method == "POST" else 200)


@requires("monitoring.plan")
@require_POST
def remove_item(request, item_id):
    item = _visible_item(request, item_id)
    _drafting(request, item.plan)
    try:
        planning.remove_item(item, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已去掉。")
    return redirect(item.plan)


def _recording(request, item) -> None:
    if permissions.may_record(item, request.user) is None:
        raise PermissionDenied(f"监测结果由{item.department}登记。")


@requires("monitoring.record")
@require_http_methods(["GET", "POST"])
def result(request, item_id):
    """Record a result; a risk becomes an information in the same step unless the officer says otherwise."""
    item = _visible_item(request, item_id)
    _recording(request, item)
    form = ResultForm(
        request.POST if request.method == "POST" else restored(request), request.FILES or None, item=item,
        user=request.user,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                kept = planning.record_result(item, by=request.user, **form.cleaned_data)
        except AlreadySent:
            return redirect(item.plan)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            _say(request, kept)
            return redirect(item.plan)
    return _form(
        request, form, f"登记监测结果：{item}", item.plan, f"监测指标：{item.indicators}。承担机构：{item.agency}。"
    )


def _say(request, kept: MonitoringResult) -> None:
    if kept.info is None:
        messages.success(request, f"已登记：{kept}。")
    elif kept.info.case.number:
        messages.success(request, f"已转为风险信息 {kept.info.case.number}，等待鉴别。")
    else:
        messages.warning(request, "已转为风险信息草稿，还要补齐几项才能提交。")


@requires("monitoring.record")
@require_POST
def to_info(request, result_id):
    """One tap: the information of a risk."""
    seen = CaseFile.objects.visible_to(request.user)
    rows = MonitoringResult.objects.select_related("item__plan__case", "item__department", "info__case", "enterprise")
    found = get_object_or_404(rows, pk=result_id, item__plan__case__in=seen)
    _recording(request, found.item)
    try:
        info = planning.to_information(found, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(found.item.plan)
    found.info = info
    _say(request, found)
    return redirect(info)
