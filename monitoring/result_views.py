"""Striking out a result: for the bureau on its plan, for an agency on its task."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.models import CaseFile
from casefile.refusals import Refused

from . import agencytasks, permissions, striking
from .models import MonitoringResult
from .publicity import StrikeForm


@requires("monitoring.record", "monitoring.decide", "test.result")
@require_http_methods(["GET", "POST"])
def strike(request, result_id):
    result, back, label = _seen(request, result_id)
    if permissions.may_strike(result, request.user) is None:
        raise PermissionDenied("由登记人或单位负责人作废。")
    if refusal := striking.why_not(result):
        messages.warning(request, refusal)
        return redirect(back)
    form = StrikeForm(request.POST if request.method == "POST" else restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            striking.strike(result, form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "已作废。")
        return redirect(back)
    context = {
        "form": form, "heading": f"作废监测结果：{result}", "back": back, "back_label": label,
        "lead": "登记错的作废后仍然留着，不计入完成数；正确的请重新登记。",
    }  # fmt: skip
    return render(request, "monitoring/form.html", context, status=422 if request.method == "POST" else 200)


def _seen(request, result_id):
    """Return the result, where it is shown to this reader and what that page is called; Http404 for anybody else."""
    rows = MonitoringResult.objects.select_related(
        "item__plan__case__department", "item__department", "item__product_type", "item__region"
    )
    result = get_object_or_404(rows, pk=result_id)
    if request.user.can("test.result"):
        if not agencytasks.tasks_of(request.user).filter(pk=result.item_id).exists():
            raise Http404("没有这个结果。")
        return result, reverse("monitoring:task", args=[result.item_id]), str(result.item)
    if not CaseFile.objects.visible_to(request.user).filter(pk=result.item.plan_id).exists():
        raise Http404("没有这个结果。")
    return result, result.item.plan.get_absolute_url(), result.item.plan.case.number
