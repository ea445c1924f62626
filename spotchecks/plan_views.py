"""抽查计划: list, start, page with lines, targets and progress, results."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.authority import authority
from accounts.kept import restored
from casefile import kinds
from casefile.acting import act_page
from casefile.lists import case_page
from casefile.models import CaseFile
from casefile.origins import origin_of, why_not_origin
from casefile.pages import get_visible, record_context
from casefile.refusals import Refused

from . import planning
from .models import PlanItem, PlanTarget, SpotPlan
from .plan_forms import ItemForm, RemoveForm, ResultForm, StartForm, TargetsForm
from .states import TargetGround


@requires("sampling.view")
@require_safe
def plans(request):
    kind = kinds.get("SPOTPLAN")
    context = {
        "page": case_page(request, kind),
        "kind": kind,
        "create_url": reverse("spotchecks:plans:new") if request.user.can("sampling.plan") else "",
        "create_label": "拟制计划",
        "empty_how": "年度抽查或专项行动的抽查从这里开始：列产品和批次，选抽查对象，送分管领导批准。",
    }
    return render(request, "spotchecks/plans.html", context)


@requires("sampling.plan")
@require_http_methods(["GET", "POST"])
def new(request):
    origin = origin_of(request)
    form = StartForm(request.POST if request.method == "POST" else restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            record = planning.start(by=request.user, origin=origin, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已建立，编号 {record.case.number}。请列入产品和抽查对象，然后送审。")
            return HttpResponseRedirect(record.get_absolute_url())
    context = {"form": form, "origin": origin, "refused": why_not_origin(origin) if origin else ""}
    return render(request, "spotchecks/new_plan.html", context, status=422 if request.method == "POST" else 200)


@requires("sampling.view")
@require_safe
def detail(request, case_id):
    return _page(request, get_visible(SpotPlan, request.user, case_id))


def _page(request, record, *, item_form=None):
    lines = planning.progress(record)
    may_plan = _may_plan(request.user, record)
    context = record_context(record, request.user) | {
        "lines": lines, "totals": planning.totals(lines), "may_plan": may_plan and not record.is_closed,
        "item_form": (item_form or ItemForm(plan=record)) if may_plan and not record.is_closed else None,
        "may_record": record.takes_results and _may(request.user, record, "sampling.record"),
    }  # fmt: skip
    return render(request, "spotchecks/plan.html", context, status=422 if item_form else 200)


def _may(user, record, permission) -> bool:
    return authority(user, permission, department=record.case.department) is not None


def _may_plan(user, record) -> bool:
    return _may(user, record, "sampling.plan")


@requires("sampling.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_page(request, SpotPlan, case_id, name)


def _own_plan(request, case_id, permission="sampling.plan") -> SpotPlan:
    """Return the visible plan that the user may work on; one of another unit is refused in words."""
    record = get_visible(SpotPlan, request.user, case_id)
    if not _may(request.user, record, permission):
        raise PermissionDenied("这个计划由承办单位办理。")
    return record


def _own_item(request, item_id, permission="sampling.plan") -> PlanItem:
    seen = CaseFile.objects.visible_to(request.user)
    item = get_object_or_404(PlanItem.objects.select_related("product_type"), pk=item_id, plan__case__in=seen)
    item.plan = _own_plan(request, item.plan_id, permission)
    return item


def _own_target(request, target_id, permission="sampling.plan") -> PlanTarget:
    seen = CaseFile.objects.visible_to(request.user)
    targets = PlanTarget.objects.select_related("enterprise", "item")
    target = get_object_or_404(targets, pk=target_id, item__plan__case__in=seen)
    target.item = _own_item(request, target.item_id, permission)
    return target


def _refused(request, refusal: Refused, case_id):
    messages.error(request, refusal.message)
    return redirect("spotchecks:plans:detail", case_id)


@requires("sampling.plan")
@require_POST
def add_item(request, case_id):
    record = _own_plan(request, case_id)
    form = ItemForm(request.POST, plan=record)
    if not form.is_valid():
        return _page(request, record, item_form=form)
    try:
        item = planning.add_item(record, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, refusal, case_id)
    messages.success(request, f"已列入：{item} {item.number} 批次。")
    return redirect(record)


@requires("sampling.plan")
@require_POST
def remove_item(request, item_id):
    item = _own_item(request, item_id)
    try:
        planning.remove_item(item, by=request.user)
    except Refused as refusal:
        return _refused(request, refusal, item.plan_id)
    messages.success(request, "已去掉这一行和它的抽查对象。")
    return redirect(item.plan)


@requires("sampling.plan")
@require_http_methods(["GET", "POST"])
def add_targets(request, item_id):
    """Choose enterprises for a line: one, or all that earlier results call for."""
    item = _own_item(request, item_id)
    form = TargetsForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["ground"] == TargetGround.CHOSEN:
                made = [row for row in [planning.add_target(item, given["enterprise"], by=request.user)] if row]
            else:
                made = planning.add_called(item, given["ground"], since=form.since, by=request.user)
        except Refused as refusal:
            return _refused(request, refusal, item.plan_id)
        messages.success(request, f"列入 {len(made)} 家。" if made else "没有新的企业符合，没有列入。")
        return redirect(item.plan)
    context = {"item": item, "plan": item.plan, "form": form, "called": _called(item)}
    return render(request, "spotchecks/targets.html", context, status=422 if request.method == "POST" else 200)


def _called(item) -> list[tuple[str, int]]:
    """Return for each ground of history how many enterprises of three years it calls for."""
    since = TargetsForm.years_ago(3)
    grounds = [ground for ground in TargetGround if ground in planning.CALLED_BY]
    return [(ground.label, len(planning.called_for(item, ground, since=since))) for ground in grounds]


@requires("sampling.plan")
@require_http_methods(["GET", "POST"])
def remove_target(request, target_id):
    target = _own_target(request, target_id)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            planning.remove_target(target, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            return _refused(request, refusal, target.item.plan_id)
        messages.success(request, f"已移出 {target.enterprise}。")
        return redirect(target.item.plan)
    context = {"target": target, "plan": target.item.plan, "form": form, "heading": "移出抽查对象", "label": "移出"}
    return render(request, "spotchecks/target.html", context, status=422 if request.method == "POST" else 200)


@requires("sampling.record")
@require_http_methods(["GET", "POST"])
def result(request, target_id):
    """Write down what the sampling of a target found."""
    target = _own_target(request, target_id, "sampling.record")
    form = ResultForm(request.POST if request.method == "POST" else restored(request), target=target)
    if request.method == "POST" and form.is_valid():
        try:
            planning.record_result(target, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            return _refused(request, refusal, target.item.plan_id)
        messages.success(request, f"已登记 {target.enterprise} 的抽查结果。")
        return redirect(target.item.plan)
    context = {"target": target, "plan": target.item.plan, "form": form, "heading": "登记抽查结果", "label": "登记"}
    return render(request, "spotchecks/target.html", context, status=422 if request.method == "POST" else 200)


@requires("sampling.record")
@require_POST
def match(request, case_id):
    """Join the targets with results that were imported or typed elsewhere."""
    record = _own_plan(request, case_id, "sampling.record")
    try:
        joined, doubtful = planning.match_results(record, by=request.user)
    except Refused as refusal:
        return _refused(request, refusal, case_id)
    text = f"对应上 {joined} 个结果。" if joined else "没有可以对应的结果。"
    if doubtful:
        text += f"另有 {doubtful} 家有不止一个结果，请在“登记结果”里逐个核对。"
    messages.success(request, text)
    return redirect(record)
