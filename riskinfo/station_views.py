"""Pages of the stations with their figures (R-108, R-141), of the plan on file and of who is named for what (R-140)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.once import once
from casefile.refusals import AlreadySent, Refused

from . import duties, stations
from .models import WorkDuty, WorkPlan
from .stationforms import DutyForm, StationForm, WorkPlanForm

PAGE = 50
_READ, _KEEP = requires("info.inside", "info.gather"), requires("info.gather", "user.manage")


@_READ
@require_safe
def station_list(request):
    """Every station with what it has filed in the days asked for; a figure leads to what it counts."""
    form = stations.PeriodForm(request.GET)
    first, last = form.days
    lines, whole = stations.table(request.user, first, last)
    context = {
        "form": form, "lines": lines, "whole": whole, "figures": stations.FIGURES.items(),
        "days": urlencode({"first": first, "last": last}), "filtered": bool(request.GET),
        "may_make": request.user.can("user.manage"),
    }  # fmt: skip
    return render(request, "riskinfo/stations/list.html", context)


@_READ
@require_safe
def station(request, unit_id):
    """One station: what is kept of it, its figures by month, and the informations behind a figure."""
    unit = _unit(request, unit_id)
    form = stations.PeriodForm(request.GET)
    first, last = form.days
    what = request.GET.get("what", "")
    what = what if what in stations.FIGURES else "filed"
    rows = stations.filed(request.user, [unit], first, last)
    found = stations.informations(request.user, unit, request.GET)
    profile = stations.profile_of(unit)
    context = {
        "unit": unit, "profile": profile, "products": [] if profile._state.adding else profile.products.all(),
        "form": form, "whole": stations.Line("合计", unit, rows), "months": stations.months(rows), "what": what,
        "what_label": stations.FIGURES[what][0], "figures": stations.FIGURES.items(),
        "days": urlencode({"first": first, "last": last}),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": urlencode({"first": first, "last": last, "what": what}),
        "may_keep": stations.may_keep(unit, request.user), "changes": _changes(profile),
    }  # fmt: skip
    return render(request, "riskinfo/stations/detail.html", context)


@_KEEP
@require_http_methods(["GET", "POST"])
def station_edit(request, unit_id):
    unit = _unit(request, unit_id)
    if not stations.may_keep(unit, request.user):
        raise PermissionDenied("监测站资料由本局股室负责人、局领导或管理员维护。")
    profile = stations.profile_of(unit)
    form = StationForm(request.POST if request.method == "POST" else restored(request), station=profile)
    if request.method == "POST" and form.is_valid():
        lines = form.lines()
        try:
            stations.keep(profile, form.cleaned_data, by=request.user, lines=lines)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "监测站资料已保存。" if lines else "没有改动。")
            return redirect("riskinfo:stations:detail", unit.pk)
    back = reverse("riskinfo:stations:detail", args=[unit.pk])
    return _form(
        request,
        form,
        f"监测站资料：{unit}",
        back,
        str(unit),
        "谁设的、监测什么、找谁。名称和是否在用在“用户与机构”里改。",
    )


@_READ
@require_safe
def duty_page(request):
    """The plans on file and, unit by unit, who is named for what."""
    bureau = _bureau(request)
    table = duties.table(bureau, request.user)
    context = {
        "plans": WorkPlan.objects.filter(bureau=bureau).select_related("made_by"), "table": table,
        "labels": duties.Duty.labels, "lacking": sum(row.lacking for row in table),
        "may_keep": duties.may_keep_plans(bureau, request.user),
    }  # fmt: skip
    return render(request, "riskinfo/stations/duties.html", context)


@_KEEP
@require_http_methods(["GET", "POST"])
def duty_edit(request, unit_id):
    unit = get_object_or_404(duties.units_of(_bureau(request)), pk=unit_id)
    if not duties.may_name(unit, request.user):
        raise PermissionDenied("专人由本单位负责人、分管领导或管理员指定。")
    form = DutyForm(request.POST if request.method == "POST" else restored(request), unit=unit)
    if request.method == "POST" and form.is_valid():
        told = duties.name_people(unit, form.cleaned_data, by=request.user)
        messages.success(request, f"已指定，已通知本人。{'；'.join(told)}。" if told else "没有改动。")
        return redirect("riskinfo:duties:list")
    history = (
        WorkDuty.objects.filter(department=unit).select_related("person", "named_by").order_by("-since", "-pk")[:30]
    )
    context = {"form": form, "unit": unit, "history": history}
    return render(request, "riskinfo/stations/duty_form.html", context, status=_status(request))


@_KEEP
@require_http_methods(["GET", "POST"])
def plan_new(request):
    bureau = _bureau(request)
    if not duties.may_keep_plans(bureau, request.user):
        raise PermissionDenied("实施方案由股室负责人、局领导或管理员登记。")
    typed = request.POST if request.method == "POST" else restored(request)
    form = WorkPlanForm(typed, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        upload = given.pop("file")
        try:
            with once(request):
                duties.keep_plan(bureau, upload, by=request.user, **given)
        except AlreadySent:
            return redirect("riskinfo:duties:list")
        except ValidationError as wrong:
            form.add_error("file", wrong)
        else:
            messages.success(request, "实施方案已登记。")
            return redirect("riskinfo:duties:list")
    lead = "印发的风险监控工作实施方案；各单位的专人在同一页指定。"
    return _form(request, form, "登记实施方案", reverse("riskinfo:duties:list"), "工作方案与专人", lead)


@_READ
@require_safe
def plan_file(request, plan_id):
    plan = get_object_or_404(WorkPlan, pk=plan_id, bureau__in=[request.user.bureau, *request.user.bureaus_below()])
    try:
        content = plan.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("方案文件不在存储中，请联系管理员核对备份。") from error
    response = FileResponse(content, as_attachment=True, filename=plan.file_name)
    response["Cache-Control"] = "private, no-store"
    return response


def _form(request, form, heading, back, back_label, lead):
    context = {"form": form, "heading": heading, "back": back, "back_label": back_label, "lead": lead}
    return render(request, "riskinfo/stations/form.html", context, status=_status(request))


def _status(request) -> int:
    return 422 if request.method == "POST" else 200


def _unit(request, unit_id):
    return get_object_or_404(stations.seen_by(request.user), pk=unit_id)


def _bureau(request):
    if request.user.bureau is None:
        raise Http404("您的账号没有所在机构。")
    return request.user.bureau


def _changes(row):
    kind = ContentType.objects.get_for_model(row)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk))
    return entries.select_related("user").order_by("-action_time", "-pk")[:20]
