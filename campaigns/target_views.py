"""检查对象 of a campaign: the list, finding and drawing enterprises, handing them out, planning visits (R-307)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from accounts.models import Department
from casefile.once import once
from casefile.pages import get_visible
from casefile.refusals import AlreadySent, Refused
from inspections.permissions import may_plan as may_visit
from inspections.planning import plan_many
from registers.models import Enterprise

from . import coverage, permissions, targets
from .models import Campaign
from .return_views import sent
from .selection import Wanted, enterprises
from .states import CHANGEABLE, RUNNING, TargetGround
from .targetforms import AddForm, FindForm, StrikeForm, TargetFilter, VisitForm
from .targetlist import spreadsheet

#: How many enterprises a page shows to choose from; more are found by a narrower question.
SHOWN = 500


def _may(record, user):
    """Those who plan for the unit while the campaign is not over."""
    return permissions.may_plan(record, user) if record.state in CHANGEABLE else None


def _back(record):
    return HttpResponseRedirect(reverse("campaigns:targets", args=[record.pk]))


@requires("campaign.view")
@require_safe
def index(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    inspected = coverage.inspected_ids(record)
    form = TargetFilter(request.GET, user=request.user)
    found = form.apply(record.targets, inspected)
    if request.GET.get("file") == "xlsx":
        return sent(spreadsheet(record, found, inspected), "xlsx", f"{record.case.title}检查对象.xlsx")
    context = {
        "record": record, "case": record.case, "filter": form, "coverage": coverage.coverage(record),
        "rows": [
            {"target": row, "visited": row.enterprise_id in inspected,
             "grounds": [TargetGround(ground).label for ground in row.grounds]}
            for row in found[:SHOWN]
        ],
        "count": len(found), "shown": SHOWN, "may_change": _may(record, request.user),
        "may_visit": record.state in RUNNING and request.user.can("inspection.plan"),
        "units": Department.objects.filter(bureau=record.case.bureau_id),
        "visit": VisitForm(),
    }  # fmt: skip
    return render(request, "campaigns/targets.html", context)


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def find(request, case_id):
    """Show the enterprises that fit (GET), put the chosen ones on the list or draw among them (POST)."""
    record = get_visible(Campaign, request.user, case_id)
    if _may(record, request.user) is None:
        raise PermissionDenied("检查对象由承办单位选定，行动完成以后不再变动。")
    form = FindForm(request.GET if request.GET.get("ground") else None, user=request.user)
    found = Enterprise.objects.none()
    if form.is_valid():
        given = form.cleaned_data
        wanted = Wanted(given["ground"], given["region"], given["least"] or 1, given["several_years"])
        listed = record.targets.filter(struck_at=None).values("enterprise")
        found = enterprises(record, wanted).exclude(pk__in=listed)
        if request.method == "POST":
            return _chosen(request, record, found, given)
    context = {
        "record": record, "case": record.case, "form": form, "asked": form.is_bound and form.is_valid(),
        "found": list(found.select_related("region")[:SHOWN]), "count": found.count(), "shown": SHOWN,
        "units": Department.objects.filter(bureau=record.case.bureau_id, active=True),
    }  # fmt: skip
    return render(request, "campaigns/find.html", context)


def _chosen(request, record, found, given):
    """Add the ticked enterprises of those found, or draw `size` of all found by lot (R-232)."""
    unit = _unit(request, record)
    role = _may(record, request.user)
    label = TargetGround(given["ground"]).label
    try:
        with once(request):
            if "draw" in request.POST:
                size, pool = _number(request.POST.get("size", "")), list(found)
                if not 0 < size <= len(pool):
                    messages.error(request, f"抽取数量须在 1 到 {len(pool)} 之间。")
                    return HttpResponseRedirect(request.get_full_path())
                made = targets.draw(record, pool, size, by=request.user, role=role, criteria=label, unit=unit)
                messages.success(request, f"已从 {len(pool)} 家中抽取 {size} 家，种子 {made.seed} 已记录。")
                return _back(record)
            chosen = list(found.filter(pk__in=_ids(request.POST.getlist("enterprise"))))
            new = targets.add(record, chosen, given["ground"], by=request.user, role=role, unit=unit)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _back(record)
    messages.success(request, f"列入 {new} 家（{label}）。") if chosen else messages.warning(request, "没有勾选企业。")
    return _back(record) if chosen else HttpResponseRedirect(request.get_full_path())


def _ids(texts) -> list[int]:
    """Return what can be ids of rows: ASCII digits that a database takes."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _unit(request, record):
    pk = _number(request.POST.get("unit", ""))
    return Department.objects.filter(bureau=record.case.bureau_id, pk=pk).first() if pk else None


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def add(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    role = _may(record, request.user)
    if role is None:
        raise PermissionDenied("检查对象由承办单位选定，行动完成以后不再变动。")
    form = AddForm(request.POST if request.method == "POST" else restored(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with once(request):
                targets.add(record, [given["enterprise"]], given["ground"], by=request.user, role=role,
                            unit=given["unit"], note=given["note"])  # fmt: skip
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"已列入{given['enterprise']}。")
        return _back(record)
    context = {"form": form, "case": record.case, "record": record}
    return render(request, "campaigns/target_add.html", context, status=422 if request.method == "POST" else 200)


@requires("campaign.plan", "inspection.plan")
@require_POST
def hand_out(request, case_id):
    """Give the ticked targets to a unit, or plan a visit to each of them."""
    record = get_visible(Campaign, request.user, case_id)
    role = _may(record, request.user)
    ids = _ids(request.POST.getlist("target"))
    chosen = list(record.targets.filter(pk__in=ids, struck_at=None).select_related("enterprise", "unit"))
    if not chosen:
        messages.warning(request, "没有勾选企业。")
        return _back(record)
    if record.state not in CHANGEABLE or (role is None and "visit" not in request.POST):
        messages.warning(request, "检查对象由承办单位分派，行动完成以后不再变动。")
        return _back(record)
    try:
        with once(request):
            text = _visit(request, record, chosen) if "visit" in request.POST else _hand(request, record, chosen, role)
    except AlreadySent as again:
        text = again.message
    except (Refused, ValidationError) as refusal:
        messages.error(request, getattr(refusal, "message", None) or "；".join(refusal.messages))
        return _back(record)
    messages.info(request, text)
    return _back(record)


def _hand(request, record, chosen, role) -> str:
    unit = _unit(request, record)
    if unit is None:
        return "请选定责任单位。"
    return f"{targets.assign(record, chosen, unit, by=request.user, role=role)} 家分派给{unit}。"


def _visit(request, record, chosen) -> str:
    """Plan a visit to each by its unit, the campaign's own where it has none; none to whom one is planned already."""
    form = VisitForm(request.POST)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    open_visits = record.case.campaign_cases.filter(kind="INSPECTION", closed_at=None)
    waiting = set(open_visits.values_list("enterprise", flat=True))
    left_out = sum(row.enterprise_id in waiting for row in chosen)
    groups: dict = {}
    for row in chosen:
        if row.enterprise_id in waiting:
            continue
        groups.setdefault(row.unit or record.case.department, []).append(row.enterprise)
    made = 0
    for unit, visited in groups.items():
        if may_visit(request.user, unit) is None:
            raise ValidationError(f"检查由{unit}自己安排，您不能替它安排。")
        made += len(plan_many(
            by=request.user, enterprises=visited, department=unit, kind=form.cleaned_data["kind"],
            due_on=form.cleaned_data["due_on"], origin=record.case, purpose=record.case.title[:200],
        ))  # fmt: skip
    return f"已安排 {made} 家检查。" + (f"{left_out} 家已有未办结的检查，没有重复安排。" if left_out else "")


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def strike(request, case_id, pk):
    record = get_visible(Campaign, request.user, case_id)
    target = get_object_or_404(record.targets.select_related("enterprise", "campaign__case"), pk=pk, struck_at=None)
    role = _may(record, request.user)
    if role is None:
        raise PermissionDenied("检查对象由承办单位选定，行动完成以后不再变动。")
    form = StrikeForm(request.POST if request.method == "POST" else restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                targets.strike(target, by=request.user, role=role, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"已移出{target.enterprise}。")
        return _back(record)
    context = {"form": form, "case": record.case, "record": record, "target": target}
    return render(request, "campaigns/target_strike.html", context, status=422 if request.method == "POST" else 200)
