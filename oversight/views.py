"""The boards: warnings at a glance, measures across cases, areas under alert."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.deadlines import at_end_of
from casefile.lights import Light, light
from casefile.measures import may_close
from casefile.models import Measure
from casefile.refusals import Refused
from registers.forms import regions_of

from . import boards, regions
from .forms import AlertForm, BoardFilter
from .measurelist import MeasureFilter, measures
from .models import RegionAlert

_PAGE = 50
_GROUPS = (("unit", "按单位"), ("level", "按级别"), ("month", "按起草月份"))


@requires("warning.view")
@require_safe
def board(request):
    """All warnings by level and state, what waits for whom, and how long each stage takes."""
    form = BoardFilter(request.GET, user=request.user)
    form.is_valid()
    given = form.cleaned_data
    rows = boards.moments(
        request.user, since=boards.period_start(given.get("period") or "year"), level=given.get("level") or "",
        unit=given.get("unit"),
    )  # fmt: skip
    stages = boards.durations(rows)
    people, oldest, total = boards.waiting(request.user)
    context = {
        "form": form, "matrix": boards.matrix(request.user), "people": people, "oldest": oldest, "waiting": total,
        "stages": stages, "counted": len(rows), "chart_option": boards.chart(stages),
        "groups": [(label, boards.durations_by(rows, key)) for key, label in _GROUPS],
    }  # fmt: skip
    return render(request, "oversight/board.html", context)


@requires("warning.view", "emergency.view")
@require_safe
def measure_list(request):
    form = MeasureFilter(request.GET, user=request.user)
    rows = form.apply(measures(request.user)).select_related(
        "case__enterprise", "case__department", "department", "owner", "closed_by"
    )
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    found = [
        {"measure": row, "light": _light(row), "may_close": row.status == Measure.Status.OPEN
         and row.case.closed_at is None and may_close(row, request.user) is not None}
        for row in page
    ]  # fmt: skip
    context = {"form": form, "page": page, "rows": found, "query": kept.urlencode(), "filtered": bool(kept)}
    return render(request, "oversight/measures.html", context)


def _light(measure) -> Light:
    if measure.status == Measure.Status.OPEN:
        return light(at_end_of(measure.due_on) if measure.due_on else None, measure.due_explanation)
    done = measure.status == Measure.Status.DONE
    text = f"{timezone.localtime(measure.closed_at):%m月%d日} {measure.get_status_display()}"
    return Light("green" if done else "grey", text, f"{measure.closed_by}登记")


@requires("warning.view")
@require_safe
def region_list(request):
    """The towns of the district, the gravest first, with what speaks for their colour."""
    bureau = request.user.department.bureau
    context = {
        "areas": regions.areas(request.user), "may_set": regions.may_set(bureau, request.user) is not None,
        "history": RegionAlert.objects.filter(bureau=bureau).select_related("region", "by")[:_PAGE],
    }  # fmt: skip
    return render(request, "oversight/regions.html", context)


@requires("region.alert")
@require_http_methods(["GET", "POST"])
def region_alert(request, region_id):
    bureau = request.user.department.bureau
    region = get_object_or_404(regions_of(bureau), pk=region_id)
    if regions.may_set(bureau, request.user) is None:
        raise PermissionDenied("区域警示由局领导设定。")
    now = regions.current_alerts(bureau).get(region.pk)
    form = AlertForm(request.POST or restored(request), initial={"colour": now.colour if now else "NONE"})
    if request.method == "POST" and form.is_valid():
        try:
            row = regions.set_alert(bureau, region, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"{region}：{row.get_colour_display()}。")
        return HttpResponseRedirect(reverse("oversight:regions"))
    rows = RegionAlert.objects.filter(bureau=bureau, region=region).select_related("by")
    context = {"form": form, "region": region, "now": now, "history": rows}
    return render(request, "oversight/region_alert.html", context, status=422 if request.method == "POST" else 200)
