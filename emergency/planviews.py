"""预案与值班: versions of the plan, action cards, contact list, roster."""

from datetime import date, timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.refusals import Refused

from . import dutyroster, plans
from .lessonmodels import asked_of_the_plan
from .models import Plan, PlanContact
from .plancards import cards, contacts_of
from .planforms import ContactFormSet, GradeFormSet, PlanForm, RosterForm, StepFormSet
from .steps import Phase

_VIEW = requires("emergency.view", "emergency.plan")
_EDIT = requires("emergency.plan")


def _bureau(request):
    return request.user.department.bureau


def _plan(request, plan_id) -> Plan:
    """Return a plan of the user's own bureau; a draft only for those who write it."""
    rows = Plan.objects.filter(bureau=_bureau(request)).select_related("published_by", "made_by")
    if not request.user.can("emergency.plan"):
        rows = rows.filter(published_at__isnull=False)
    return get_object_or_404(rows, pk=plan_id)


@_VIEW
@require_safe
def index(request):
    bureau, may_edit = _bureau(request), request.user.can("emergency.plan")
    versions = Plan.objects.filter(bureau=bureau).select_related("published_by")
    if not may_edit:
        versions = versions.filter(published_at__isnull=False)
    page = {
        "versions": versions, "now": plans.in_force(bureau, timezone.localdate()), "may_edit": may_edit,
        "duty": dutyroster.on_duty(bureau, timezone.now()), "contacts": contacts_of(bureau),
        "may_see_cases": request.user.can("emergency.view"),
    }  # fmt: skip
    return render(request, "emergency/plans.html", page)


@_VIEW
@require_safe
def detail(request, plan_id=None):
    """A version, or without `plan_id` the steps that come with the product."""
    plan = _plan(request, plan_id) if plan_id else None
    page = {
        "plan": plan, "phases": [(phase.label, plans.steps_of(plan, phase)) for phase in Phase],
        "grades": plans.grades_of(plan), "may_edit": request.user.can("emergency.plan"),
        "missing": plans.why_not_publish(plan) if plan and plan.is_draft else [],
        "taken_up": list(plan.lessons.select_related("case")) if plan else [],
    }  # fmt: skip
    return render(request, "emergency/plan.html", page)


@_VIEW
@require_safe
def card(request, plan_id=None):
    """The action cards: one A4 page a role."""
    plan = _plan(request, plan_id) if plan_id else plans.in_force(_bureau(request), timezone.localdate())
    page = {
        "plan": plan,
        "cards": cards(plan),
        "grades": plans.grades_of(plan),
        "contacts": contacts_of(_bureau(request)),
        "today": timezone.localdate(),
    }
    return render(request, "emergency/cards.html", page)


@_VIEW
@require_safe
def file(request, plan_id):
    plan = _plan(request, plan_id)
    if not plan.file:
        raise Http404("这一版没有文件。")
    try:
        content = plan.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("预案文件不在存储中，请联系管理员核对备份。") from error
    response = FileResponse(content, as_attachment=True, filename=plan.file_name)
    response["Cache-Control"] = "private, no-store"
    return response


@_EDIT
@require_POST
def new(request):
    plan = plans.draft_next(_bureau(request), by=request.user)
    return HttpResponseRedirect(reverse("emergency:plan_edit", args=[plan.pk]))


@_EDIT
@require_http_methods(["GET", "POST"])
def edit(request, plan_id):
    plan = _plan(request, plan_id)
    if not plan.is_draft:
        messages.warning(request, f"{plan}已发布，不能再改；需要修改的，请编制下一版。")
        return HttpResponseRedirect(plan.get_absolute_url())
    typed = request.POST if request.method == "POST" else restored(request)
    form = PlanForm(typed, request.FILES or None, instance=plan)
    steps, grades = _step_rows(plan, typed), GradeFormSet(typed, instance=plan)
    if request.method == "POST" and all([form.is_valid(), steps.is_valid(), grades.is_valid()]):
        if _saved(form, steps, grades):
            messages.success(request, "预案草稿已保存。")
            return HttpResponseRedirect(request.path if "more" in request.POST else plan.get_absolute_url())
        messages.error(request, "没有保存：这一版已由他人发布。")
        return HttpResponseRedirect(plan.get_absolute_url())
    asked = list(asked_of_the_plan(plan.bureau))
    page = {"plan": plan, "form": form, "steps": steps, "grades": grades, "asked": asked}
    return render(request, "emergency/plan_edit.html", page, status=_status(request))


def _step_rows(plan, typed):
    """Return the steps as they are done, those of a report first; a new one comes after all."""
    rows = plan.steps.annotate(late=Q(phase=Phase.ON_ACTIVATION)).order_by("late", "order", "pk")
    last = max(rows.values_list("order", flat=True), default=-1)
    initial = [{"order": last + 1 + more} for more in range(StepFormSet.extra)]
    return StepFormSet(typed, instance=plan, queryset=rows, initial=initial)


def _saved(form, steps, grades) -> bool:
    """Save the draft with its rows; False when somebody has published it meanwhile."""
    with transaction.atomic():
        if not Plan.objects.select_for_update().get(pk=form.instance.pk).is_draft:
            return False
        plan = form.save(commit=False)
        if upload := form.cleaned_data["upload"]:
            plans.keep_file(plan, upload)
        plan.save()
        for step in steps.save(commit=False):
            step.code = step.code or _own_code(plan)
            step.save()
        for step in steps.deleted_objects:
            step.delete()
        grades.save()
    return True


def _own_code(plan) -> str:
    taken = set(plan.steps.values_list("code", flat=True))
    return next(code for n in range(1, 100) if (code := f"OWN_{n}") not in taken)


@_EDIT
@require_POST
def publish(request, plan_id):
    plan = _plan(request, plan_id)
    try:
        plans.publish(plan, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{plan}已发布，{plan.effective_from} 起施行。")
    return HttpResponseRedirect(plan.get_absolute_url())


@_EDIT
@require_http_methods(["GET", "POST"])
def contacts(request):
    bureau = _bureau(request)
    typed = request.POST if request.method == "POST" else restored(request)
    formset = ContactFormSet(typed, queryset=PlanContact.objects.filter(bureau=bureau))
    if request.method == "POST" and formset.is_valid():
        with transaction.atomic():
            for row in formset.save(commit=False):
                row.bureau = bureau
                row.save()
            for row in formset.deleted_objects:
                row.delete()
        messages.success(request, "应急通讯录已保存。")
        return HttpResponseRedirect(request.path if "more" in request.POST else reverse("emergency:plans"))
    return render(request, "emergency/contacts_edit.html", {"formset": formset}, status=_status(request))


@_VIEW
@require_http_methods(["GET", "POST"])
def roster(request):
    """The roster of two weeks; those who keep it set it here, the others read it."""
    bureau, first = _bureau(request), _first_day(request)
    rows = dutyroster.roster(bureau, first)
    may_edit = request.user.can("emergency.plan")
    form = RosterForm(
        request.POST if request.method == "POST" and may_edit else None, bureau=bureau, first=first, rows=rows
    )
    if form.is_bound and form.is_valid():
        changed = dutyroster.put_down(bureau, form.shifts(), by=request.user)
        messages.success(request, f"值班表已保存，改动 {changed} 处。")
        return HttpResponseRedirect(f"{request.path}?from={first}")
    page = {
        "form": form, "days": form.rows(), "rows": rows, "may_edit": may_edit, "first": first,
        "today": dutyroster.duty_day(timezone.now()), "previous": first - timedelta(days=dutyroster.SHOWN),
        "next": first + timedelta(days=dutyroster.SHOWN),
    }  # fmt: skip
    return render(request, "emergency/roster.html", page, status=422 if form.is_bound else 200)


def _first_day(request) -> date:
    """Return the Monday of the week asked for, of this week where the address says nothing sensible."""
    today = dutyroster.duty_day(timezone.now())
    try:
        day = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        day = today
    if abs((day - today).days) > 3660:
        raise Http404("没有这么远的值班表。")
    return day - timedelta(days=day.weekday())


def _status(request) -> int:
    return 422 if request.method == "POST" else 200
