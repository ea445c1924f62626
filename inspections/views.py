"""现场检查: list, planning, record, acts, and what becomes of a failed item."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile import actions, kinds
from casefile.acting import act_page
from casefile.lists import case_page
from casefile.once import once
from casefile.origins import origin_of, why_not_origin
from casefile.pages import get_visible, record_context
from casefile.perform import perform
from casefile.refusals import AlreadySent, InvalidData, Refused
from documents.fonts import CannotPrint
from documents.pdf import render_pdf

from . import permissions
from .drawing import draw_of
from .forms import PlanForm, SettleForm
from .forms.acts import RaiseForm, product_of
from .listing import figures, with_inspections
from .models import Inspection
from .papers import checklist_paper
from .planning import plan_many
from .states import OPEN_SHEET, InspectionState


@requires("inspection.view")
@require_safe
def index(request):
    kind = kinds.get("INSPECTION")
    context = {
        "page": with_inspections(case_page(request, kind)),
        "kind": kind,
        "figures": figures(request.user),
        "may_check": request.user.can("inspection.check"),
        "create_url": reverse("inspections:new") if request.user.can("inspection.plan") else "",
        "create_label": "安排检查",
        "empty_how": "日常检查、飞行检查、双随机抽查、专项检查和回头看从这里安排，两人到场，用手机填表。",
    }
    return render(request, "inspections/list.html", context)


@requires("inspection.plan")
@require_http_methods(["GET", "POST"])
def new(request):
    origin, draw = origin_of(request), draw_of(request)
    typed = request.POST if request.method == "POST" else restored(request)
    form = PlanForm(typed, user=request.user, origin=origin, draw=draw, about=request.GET)
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_many(by=request.user, origin=origin, draw=draw, **form.planned())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已安排检查 {len(made)} 家，待承办单位负责人派人。")
            return HttpResponseRedirect(made[0].get_absolute_url() if len(made) == 1 else reverse("inspections:list"))
    context = {"form": form, "origin": origin, "draw": draw, "refused": why_not_origin(origin) if origin else ""}
    return render(request, "inspections/new.html", context, status=422 if request.method == "POST" else 200)


@requires("inspection.view")
@require_safe
def detail(request, case_id):
    record = get_visible(Inspection, request.user, case_id)
    items = list(record.items.select_related("item__case", "answered_by").prefetch_related("photos__attachment"))
    mine = permissions.may_check(record, request.user) is not None
    context = record_context(record, request.user) | {
        "facts": facts(record),
        "items": items,
        "failed": [item for item in items if item.is_failed],
        "may_fill": mine and record.state in OPEN_SHEET,
        "may_follow": mine and record.state == InspectionState.CONFIRMED,
        "may_decide_later": record.state in OPEN_SHEET or record.state == InspectionState.FILLED,
        "failed_duties": [item for item in items if item.duty and item.is_failed],
    }
    return render(request, "inspections/detail.html", context)


def facts(record) -> list[tuple[str, str]]:
    """Return what the inspection says as (label, text), what has not come yet left out."""
    position = f"{record.latitude}, {record.longitude}（误差约 {record.accuracy or '—'} 米）" if record.latitude else ""
    person = f"{record.party_name} {record.party_title}".strip()
    rows = [
        ("检查方式", record.get_kind_display() + ("（不事先通知）" if record.is_unannounced else "")),
        ("检查事由", record.purpose),
        ("检查表", "、".join(row["name"] for row in record.checklists)),
        ("完成期限", f"{record.due_on:%Y-%m-%d}"),
        ("检查人员", "、".join(person.name for person in record.officers)),
        ("到场时间", record.started_at),
        ("检查地点", record.place),
        ("定位", position),
        ("检查结果", record.get_outcome_display()),
        ("检查情况", record.summary),
        ("当事人", f"{record.get_party_display()} {person}".strip() if record.party else ""),
        ("见证人", record.witness),
    ]
    return [(label, value) for label, value in rows if value]


@requires("inspection.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_page(request, Inspection, case_id, name)


@requires("inspection.view")
@require_safe
@xframe_options_sameorigin
def paper(request, case_id):
    """The checklist as it stands, blank where nothing was checked yet, as PDF."""
    record = get_visible(Inspection, request.user, case_id)
    try:
        content = render_pdf(checklist_paper(record, request.user)).bytes
    except CannotPrint as fault:
        return render(request, "documents/pages/preview_refused.html", {"reasons": [str(fault)]}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{record.case.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@requires("inspection.check")
@require_http_methods(["GET", "POST"])
def raise_item(request, case_id, item_id):
    return _follow(request, case_id, item_id, "raise_item", RaiseForm, "inspections/raise.html")


@requires("inspection.check")
@require_http_methods(["GET", "POST"])
def settle_item(request, case_id, item_id):
    return _follow(request, case_id, item_id, "settle_item", SettleForm, "inspections/settle.html")


def _follow(request, case_id, item_id, name, form_class, template):
    """Do `name` for a failed item; where it needs to ask something, draw its form."""
    record = get_visible(Inspection, request.user, case_id)
    item = get_object_or_404(record.items.all(), pk=item_id)
    form = None
    if request.method == "POST":
        post = request.POST.copy()
        post["item"] = item.pk
        try:
            with once(request):
                perform(record, name, by=request.user, post=post)
        except AlreadySent as again:
            messages.info(request, again.message)
        except InvalidData as refusal:
            form = refusal.form
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"第 {item.order} 项已处理。")
        if form is None:
            return HttpResponseRedirect(f"{record.get_absolute_url()}#item-{item.pk}")
    if form is None:
        initial = {"item": item.pk, "product_type": product_of(record.case)}
        form = form_class(initial=initial, record=record, user=request.user, action=actions.get(record, name))
    page = {"record": record, "case": record.case, "item": item, "form": form}
    return render(request, template, page, status=422 if request.method == "POST" else 200)
