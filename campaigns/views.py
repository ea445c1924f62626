"""专项行动: list, start, record, acts."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile import kinds
from casefile.acting import act_page
from casefile.lists import case_page
from casefile.models import CaseFile
from casefile.origins import origin_of, why_not_origin
from casefile.pages import get_visible, record_context
from casefile.refusals import Refused

from . import coverage, permissions, plantemplates, taskfigures
from .forms import StartForm
from .models import Campaign
from .starting import start
from .states import CHANGEABLE


@requires("campaign.view")
@require_safe
def campaigns(request):
    kind = kinds.get(kinds.CAMPAIGN)
    context = {
        "page": case_page(request, kind),
        "kind": kind,
        "create_url": reverse("campaigns:new") if request.user.can("campaign.plan") else "",
        "create_label": "发起专项行动",
        "empty_how": "收到上级方案后从这里发起：选模板，阶段、重点产品、任务和报送要求就都有了。",
    }
    return render(request, "campaigns/list.html", context)


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def new(request):
    origin = origin_of(request)
    typed = request.POST if request.method == "POST" else restored(request)
    wanted = request.GET.get("template", "")
    form = StartForm(
        typed, request.FILES or None, user=request.user, origin=origin, initial=_of_template(wanted, request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            record = start(by=request.user, origin=origin, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已建立，编号 {record.case.number}。请选定检查对象、领导小组，然后送审。")
            return HttpResponseRedirect(record.get_absolute_url())
    context = {"form": form, "origin": origin, "refused": why_not_origin(origin) if origin else ""}
    return render(request, "campaigns/new.html", context, status=422 if request.method == "POST" else 200)


def _of_template(code: str, request) -> dict:
    """Return what a template chosen on the page of templates fills in."""
    row = plantemplates.find(code, request.user.bureau) if code else None
    return {"template": code, "issue_level": row["issue_level"]} if row else {}


@requires("campaign.view")
@require_safe
def detail(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    context = record_context(record, request.user)
    context |= {
        "phases": coverage.phases(record),
        "last_phase": record.phase_without_final_check(),
        "products": list(record.products.select_related("product_type", "catalogue")),
        "members": list(record.members.select_related("person__department")),
        "coverage": coverage.coverage(record),
        "units": coverage.by_unit(record),
        "due": coverage.coming_due(record, request.user),
        "tasks": with_measures(coverage.tasks(record), context["measures"], taskfigures.figures(record)),
        "returns": list(record.returns.select_related("case")),
        "under": under(record, request.user),
        "may_plan": record.state in CHANGEABLE and permissions.may_plan(record, request.user),
        "may_keep": request.user.can("campaign.plan"),
        "open_points": record.points.filter(state__in=["DOUBT", "HAZARD"]).count(),
        "has_counties": bool(record.case.bureau.subordinate_ids()),
    }
    return render(request, "campaigns/detail.html", context)


def with_measures(groups, rows, figures) -> list:
    """Return the tasks by group, each with the row of its measure and its figures."""
    by_measure = {row["measure"].pk: row for row in rows}
    return [
        (group, [(task, by_measure[task.measure_id], figures.get(task.code, ())) for task in tasks])
        for group, tasks in groups
    ]


def under(record, user) -> list[tuple[str, str, int, int]]:
    """Return (label, list address, all, open) of each kind of case under the campaign that `user` may see."""
    rows = CaseFile.objects.visible_to(user).filter(campaign=record.pk).exclude(kind="CAMPAIGN_RETURN").order_by()
    counted = rows.values("kind").annotate(all=Count("pk"), open=Count("pk", filter=Q(closed_at=None)))
    found = [(kinds.get(row["kind"]), row["all"], row["open"]) for row in counted]
    return [
        (kind.label, f"{reverse(f'{kind.namespace}:list')}?campaign={record.pk}", count, still)
        for kind, count, still in sorted(found, key=lambda row: row[0].label)
    ]


@requires("campaign.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_page(request, Campaign, case_id, name)
