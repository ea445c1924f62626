"""The pages of risk points and of the enterprises that failed in an area (R-212, R-213)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.once import once
from casefile.refusals import AlreadySent, Refused
from registers.forms import regions_of

from . import duties, failures, points
from .pointforms import CheckForm, EndForm, PointFilter, PointForm

_PAGE = 50


def _status(request) -> int:
    return 422 if request.method == "POST" else 200


@requires("warning.view")
@require_safe
def point_list(request):
    form = PointFilter(request.GET, user=request.user)
    rows = form.apply(points.visible(request.user)).select_related(
        "region", "enterprise", "product_type", "department", "person"
    )
    if form.cleaned_data.get("state") == "due":
        today = timezone.localdate()
        rows = [point for point in rows if point.due_on <= today]
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form, "page": page, "rows": [{"point": point, "light": points.light_of(point)} for point in page],
        "query": kept.urlencode(), "filtered": bool(kept), "may_add": duties.manageable(request.user).exists(),
    }  # fmt: skip
    return render(request, "oversight/points.html", context)


@requires("duty.manage")
@require_http_methods(["GET", "POST"])
def point_new(request):
    region = request.GET.get("region", "")
    initial = {"region": int(region)} if region.isascii() and region.isdigit() and len(region) < 10 else {}
    form = PointForm(
        request.POST or restored(request), user=request.user, departments=duties.manageable(request.user),
        initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                point = points.add(form.save(commit=False), by=request.user)
        except AlreadySent as sent:
            messages.info(request, sent.message)
            return redirect("oversight:points")
        messages.success(request, "风险点已登记。")
        return redirect(point)
    context = {"title": "登记风险点", "form": form, "back": "oversight:points"}
    return render(request, "oversight/form.html", context, status=_status(request))


@requires("warning.view")
@require_safe
def point(request, point_id):
    found = _found(request, point_id)
    context = {
        "point": found, "light": points.light_of(found), "checks": found.checks.select_related("by"),
        "may_check": points.may_check(found, request.user), "may_end": points.may_manage(found, request.user),
    }  # fmt: skip
    return render(request, "oversight/point.html", context)


def _found(request, point_id):
    rows = points.visible(request.user).select_related("region", "enterprise", "product_type", "department", "person")
    return get_object_or_404(rows, pk=point_id)


@requires("warning.view")
@require_http_methods(["GET", "POST"])
def point_check(request, point_id):
    found = _found(request, point_id)
    if not points.may_check(found, request.user):
        raise PermissionDenied("风险点已销号。" if found.ended_on else f"风险点由{found.department}查看登记。")
    form = CheckForm(request.POST or restored(request))
    return _act(request, found, form, f"查看风险点：{found}", points.check, "查看情况已登记。")


@requires("duty.manage")
@require_http_methods(["GET", "POST"])
def point_end(request, point_id):
    found = _found(request, point_id)
    if not points.may_manage(found, request.user):
        raise PermissionDenied("风险点由责任单位的负责人或局领导销号。")
    form = EndForm(request.POST or restored(request))
    return _act(request, found, form, f"销号：{found}", points.end, "风险点已销号，记录保留。")


def _act(request, found, form, title, carry_out, done):
    if request.method == "POST" and form.is_valid():
        try:
            carry_out(found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, done)
        return redirect(found)
    context = {"title": title, "form": form, "back": "oversight:points"}
    return render(request, "oversight/form.html", context, status=_status(request))


@requires("warning.view")
@require_safe
def region_enterprises(request, region_id):
    """The enterprises of an area that failed in recent years, the worst first."""
    region = get_object_or_404(regions_of(request.user.department.bureau), pk=region_id)
    rows = failures.failed_enterprises(request.user, region)
    context = {
        "region": region, "rows": rows, "years": failures.YEARS,
        "points": f"{reverse('oversight:points')}?region={region.pk}",
    }  # fmt: skip
    return render(request, "oversight/region_enterprises.html", context)
