"""信息归集: what is gathered how often, what is due, what a time brought (R-110)."""

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.models import CaseFile
from casefile.once import once
from casefile.refusals import AlreadySent, Refused
from registers.imports import runs
from registers.imports.refusals import Unreadable
from registers.models import InfoSource

from . import gathering
from .gatherforms import GatherPlanForm, ListForm, RecordForm, SuggestForm
from .gatherlist import InformationRegister
from .models import GatheredItem, Gathering, GatherPlan

SHOWN = 100


@requires("info.inside", "info.gather")
@require_safe
def overview(request):
    """Every plan with its last result and what is open, and the sources that nobody gathers."""
    bureau = request.user.bureau
    plans = list(GatherPlan.objects.filter(bureau=bureau).select_related("source", "department", "person"))
    rows = Gathering.objects.filter(plan__in=plans)
    opened = {row.plan_id: row for row in rows.open().order_by("-due_on")}  # the earliest due stays
    newest = {}
    for row in rows.exclude(outcome="").select_related("done_by").order_by("last"):
        newest[row.plan_id] = row
    late = Count("gatherings", filter=Q(gatherings__outcome="", gatherings__due_on__lt=timezone.localdate()))
    overdue = dict(GatherPlan.objects.filter(bureau=bureau).annotate(n=late).values_list("pk", "n"))
    table = [
        {"plan": plan, "open": opened.get(plan.pk), "last": newest.get(plan.pk), "overdue": overdue[plan.pk],
         "light": gathering.light_of(opened[plan.pk]) if plan.pk in opened else None}
        for plan in plans
    ]  # fmt: skip
    held = {plan.source_id for plan in plans if plan.active}
    may_plan = bureau is not None and gathering.may_plan(bureau, request.user)
    context = {
        "rows": sorted(table, key=lambda row: not row["plan"].active),
        "mine": gathering.awaiting_rows(request.user),
        "unplanned": InfoSource.objects.filter(active=True).exclude(pk__in=held),
        "missing": InfoSource.objects.filter(code__in=gathering.CHANNELS, active=True).exclude(pk__in=held).count(),
        "may_plan": may_plan,
        "suggest": SuggestForm(bureau=bureau) if may_plan else None,
        "may_import": request.user.can("info.create"),
    }
    return render(request, "riskinfo/gathering/overview.html", context)


@requires("info.gather")
@require_POST
def suggest(request):
    form = SuggestForm(request.POST, bureau=request.user.bureau)
    if form.is_valid():
        count = gathering.suggest_plans(request.user.bureau, form.cleaned_data["department"], by=request.user)
        messages.success(request, f"已安排 {count} 个来源，周期和责任单位可以逐条修改。")
    else:
        messages.error(request, "请选择责任单位。")
    return HttpResponseRedirect(reverse("riskinfo:gathering:list"))


@requires("info.gather")
@require_http_methods(["GET", "POST"])
def plan_new(request):
    source = InfoSource.objects.filter(pk=_number(request.GET.get("source"))).first()
    return _edit(request, GatherPlan(bureau=request.user.bureau, source=source))


@requires("info.gather")
@require_http_methods(["GET", "POST"])
def plan_edit(request, plan_id):
    return _edit(request, get_object_or_404(GatherPlan, pk=plan_id, bureau=request.user.bureau))


def _edit(request, plan: GatherPlan):
    form = GatherPlanForm(request.POST if request.method == "POST" else restored(request), plan=plan)
    if request.method == "POST" and form.is_valid():
        lines = form.lines()
        gathering.keep_plan(form.apply(timezone.localdate()), by=request.user, lines=lines)
        messages.success(request, "归集安排已保存。" if lines else "没有改动。")
        return HttpResponseRedirect(plan.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return render(request, "riskinfo/gathering/plan_form.html", {"form": form, "plan": plan}, status=status)


@requires("info.inside", "info.gather")
@require_safe
def plan(request, plan_id):
    """A plan with its times, newest first."""
    rows = GatherPlan.objects.visible_to(request.user).select_related("source", "department", "person", "bureau")
    found = get_object_or_404(rows, pk=plan_id)
    times = found.gatherings.select_related("done_by")[:SHOWN]
    context = {
        "plan": found,
        "rows": [{"gathering": row, "light": gathering.light_of(row)} for row in times],
        "may_plan": gathering.may_plan(found.bureau, request.user),
        "changes": _changes(found),
    }
    return render(request, "riskinfo/gathering/plan.html", context)


@requires("info.inside")
@require_http_methods(["GET", "POST"])
def detail(request, gathering_id):
    """One time: what is due, its result, the informations that came of it."""
    user = request.user
    rows = Gathering.objects.visible_to(user).select_related(
        "plan__source", "plan__department", "plan__person", "plan__bureau", "done_by", "together"
    )
    row = get_object_or_404(rows, pk=gathering_id)
    may_record = gathering.may_record(row, user) is not None and row.outcome != Gathering.Outcome.STOPPED
    earlier = row.plan.gatherings.open().filter(last__lt=row.first).count()
    given = request.POST if request.method == "POST" else restored(request)
    form = RecordForm(given, row=row, earlier=earlier, listed=row.gathered.count()) if may_record else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied(f"归集结果由{row.plan.whose}登记。")
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in ("items", "note")}
            try:
                with once(request):
                    gathering.record(row, by=user, with_earlier=form.cleaned_data.get("with_earlier", False), **values)
            except AlreadySent:
                return HttpResponseRedirect(row.get_absolute_url())
            except Refused as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, f"已登记：{row.result_text}。")
                return HttpResponseRedirect(reverse("riskinfo:gathering:list"))
    context = {
        "row": row, "plan": row.plan, "light": gathering.light_of(row), "form": form,
        "listed": _listed(row, user), "listed_count": row.gathered.count(),
        "by_hand": gathering.by_hand(row, user).select_related("case")[:SHOWN],
        "changes": _changes(row), "together": row.earlier.all(),
    }  # fmt: skip
    return render(request, "riskinfo/gathering/detail.html", context, status=422 if request.method == "POST" else 200)


@requires("info.create")
@require_http_methods(["GET", "POST"])
def import_list(request):
    """Upload a list of informations; with ?gathering= that of one time of a plan."""
    user, row = request.user, None
    if user.bureau is None:
        raise PermissionDenied("您的账号没有所在机构。")
    if number := _number(request.GET.get("gathering")):
        rows = Gathering.objects.filter(plan__bureau=user.bureau).select_related("plan__source", "plan__department")
        row = get_object_or_404(rows, pk=number)
        if gathering.may_record(row, user) is None:
            raise PermissionDenied(f"这一期归集由{row.plan.whose}办理。")
    form = ListForm(request.POST or None, request.FILES or None, user=user, row=row)
    if request.method == "POST" and form.is_valid():
        context = form.context() | ({"gathering": row.pk} if row else {})
        try:
            run = runs.begin(InformationRegister.slug, form.cleaned_data["file"], by=user, context=context)
        except Unreadable as refused:
            form.add_error("file", refused.message)
        else:
            return redirect("registers:import_columns", run.pk)
    register = InformationRegister(by=user, bureau=user.bureau)
    context = {"form": form, "register": register, "row": row}
    return render(request, "riskinfo/gathering/import.html", context, status=422 if request.method == "POST" else 200)


def _listed(row: Gathering, user):
    """Return the items of the list that `user` may see; drafts are their unit's alone."""
    rows = GatheredItem.objects.filter(gathering=row, info__case__in=CaseFile.objects.visible_to(user))
    return rows.select_related("info__case").order_by("pk")[:SHOWN]


def _changes(row):
    kind = ContentType.objects.get_for_model(row)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk))
    return entries.select_related("user").order_by("-action_time", "-pk")[:20]


def _number(text) -> int | None:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
