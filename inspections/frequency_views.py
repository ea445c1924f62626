"""检查频次: how often, who goes, who is due, who is overdue."""

from collections import Counter

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from registers.models import Enterprise, TierRule

from . import frequency
from .forms.frequency import AreaForm, FrequencyForm, keep_area, log
from .models import VisitArea, VisitSetting

SHOWN = 100


@requires("inspection.view")
@require_http_methods(["GET", "POST"])
def page(request):
    bureau, may_set = request.user.bureau, request.user.can("inspection.assign")
    form = FrequencyForm(request.POST if request.method == "POST" and may_set else None, bureau=bureau)
    if form.is_bound and form.is_valid():
        form.save(by=request.user)
        messages.success(request, "已保存，系统从下一次起按新的频次安排。")
        return HttpResponseRedirect(request.path)
    return render(
        request, "inspections/frequency.html", _context(bureau, form, may_set), status=422 if form.is_bound else 200
    )


def _context(bureau, form, may_set) -> dict:
    due = frequency.needs(bureau)
    late = [need for need in due if need.is_overdue]
    named = Enterprise.objects.in_bulk([need.enterprise for need in late[:SHOWN]])
    setting = form.setting
    entries = LogEntry.objects.filter(content_type__app_label="inspections", content_type__model="visitsetting")
    return {
        "form": form,
        "may_set": may_set,
        "settled": form.settled(),
        "area_form": AreaForm(bureau=bureau) if may_set else None,
        "areas": VisitArea.objects.filter(bureau=bureau).select_related("region", "department"),
        "tiers": TierRule.objects.filter(bureau=bureau, checks_a_year__gt=0),
        "total": len(due),
        "counts": sorted(Counter(need.a_year for need in due).items(), reverse=True),
        "late": [{"need": need, "enterprise": named[need.enterprise]} for need in late[:SHOWN]],
        "late_count": len(late),
        "changes": entries.filter(object_id=str(setting.pk) if setting else "").select_related("user")[:20],
    }


@requires("inspection.assign")
@require_POST
def area(request):
    form = AreaForm(request.POST, bureau=request.user.bureau)
    setting = VisitSetting.objects.filter(bureau=request.user.bureau).first()
    if setting is None:
        messages.error(request, "请先保存上面的频次设置，再划片。")
    elif form.is_valid():
        keep_area(setting, form.cleaned_data["region"], form.cleaned_data["department"], request.user)
        messages.success(request, "片区已保存。")
    else:
        messages.error(request, "请选择区划和承办单位。")
    return HttpResponseRedirect(reverse("inspections:frequency"))


@requires("inspection.assign")
@require_POST
def drop_area(request, area_id):
    row = get_object_or_404(VisitArea.objects.select_related("region"), pk=area_id, bureau=request.user.bureau)
    log(VisitSetting.objects.get(bureau=row.bureau), request.user, f"片区 {row.region}：不再单独划片")
    row.delete()
    messages.success(request, "已取消这个片区，归默认承办单位。")
    return HttpResponseRedirect(reverse("inspections:frequency"))
