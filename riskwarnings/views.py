"""The pages of warnings: list, draft, record, acts."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from accounts.models import Department
from casefile import kinds
from casefile.acting import act_on, act_page
from casefile.lists import case_page
from casefile.models import CaseFile
from casefile.pages import get_visible, record_context
from casefile.refusals import Refused
from riskinfo.models import RiskInfo

from . import drafting, issue_views, papers
from .assessing import may_be_assessed
from .batch import waiting
from .decisions import DECISIONS, context_of
from .forms import WarningForm
from .forms.draft import initial_of
from .judgement import decision_text, fact_rows, outcome_text
from .models import Warning
from .permissions import may_assess, may_create, may_draft
from .states import IN_FORCE, Concern, WarningState


def _visible(request, case_id: int) -> Warning:
    warning = get_visible(Warning, request.user, case_id)
    # The notice and the information are on every page of a warning.
    return (
        Warning.objects.select_related(
            "info__case", "info__source", "info__region", "assessment__assessor",
            "assessment__replaces", "notice", "lift_notice", "author",
            "reviewed_by", "approved_by", "issued_by", "acknowledged_by", "lift_requested_by", "lifted_by",
            "case__bureau__parent", "case__department", "case__handler", "case__enterprise", "case__product_type",
            "case__awaiting_user", "case__awaiting_department", "case__created_by",
        ).get(pk=warning.pk)
    )  # fmt: skip


@requires("warning.view")
@require_safe
def warning_list(request):
    kind = kinds.get("WARNING")
    how = "预警从已确认、已列级的风险信息拟制：打开风险信息，点“拟制预警”。"
    several = len(waiting(request.user)) > 1
    page = {
        "page": case_page(request, kind), "kind": kind, "empty_how": how,
        "create_url": reverse("warnings:batch") if several else "", "create_label": "批量审批三级" if several else "",
    }  # fmt: skip
    return render(request, "warnings/list.html", page)


@requires("warning.view")
@require_safe
def detail(request, case_id):
    warning = _visible(request, case_id)
    context = (
        record_context(warning, request.user)
        | _facts(warning)
        | issue_views.card(warning, request.user)
        | {
            "may_edit": warning.is_editable and may_draft(warning, request.user) is not None,
            "may_register_item": warning.state in IN_FORCE and request.user.can("item.create"),
            "may_begin_campaign": warning.state in IN_FORCE
            and warning.scope_region
            and request.user.can("campaign.plan"),
            "may_report_emergency": warning.state in IN_FORCE and request.user.can("emergency.report"),
            "may_assess_again": may_be_assessed(warning.info) and may_assess(warning.info, request.user) is not None,
            "changes": list(warning.level_changes.select_related("notice", "proposed_by", "decided_by", "assessment")),
            "may_see_info": CaseFile.objects.visible_to(request.user).filter(pk=warning.info_id).exists(),
        }
    )
    return render(request, "warnings/detail.html", context)


def _facts(warning) -> dict:
    return {
        "assessment": warning.assessment,
        "fact_rows": fact_rows(warning.assessment),
        "decision": decision_text(warning),
        "recipients": warning.recipients,
        "returned": _returned(warning),
    }


def _returned(warning):
    """Return the trail entry that says why a warning was returned, while it is."""
    if warning.state != WarningState.RETURNED:
        return None
    return warning.case.trail.filter(action="send_back", subject="").select_related("actor").order_by("-seq").first()


@requires("warning.draft")
@require_http_methods(["GET", "POST"])
def new(request):
    """Draft a warning from the information ?info=<case id>."""
    number = request.GET.get("info", "")
    if not number.isdecimal():
        raise Http404("请从风险信息页拟制预警。")
    info = get_visible(RiskInfo, request.user, int(number))
    allowed = may_create(info, request.user) is not None
    if reasons := drafting.obstacles(info) if allowed else [f"预警由{info.case.department}的经办人拟制。"]:
        messages.warning(request, "".join(reasons))
        return HttpResponseRedirect(info.get_absolute_url())
    assessment = drafting.governing_assessment(info)
    form = WarningForm(
        request.POST or restored(request), bureau=info.case.bureau, suggested=assessment.outcome,
        initial=_first_draft(info, assessment),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            warning = drafting.create_warning(
                info, by=request.user, title=form.cleaned_data["title"], token=form.cleaned_data["token"],
                **form.warning_fields(),
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(info.get_absolute_url())
        messages.success(request, "预警草稿已保存，核对无误后“提交审核”。")
        return HttpResponseRedirect(warning.get_absolute_url())
    return _draft_page(request, form, info, assessment, warning=None)


def _first_draft(info, assessment) -> dict:
    units = Department.objects.filter(bureau=info.case.bureau, active=True, kind__in=[
        Department.Kind.BRIGADE, Department.Kind.STATION_OFFICE,
    ])  # fmt: skip
    return {
        "title": info.case.title[:60],
        "level": info.level,
        "level_reason": assessment.decision_reason if info.level != assessment.outcome else "",
        "risk_kind": "ACTUAL" if info.certainty != "POSSIBLE" else "POTENTIAL",
        "scope": ["ENTERPRISE"],
        "concerns": _concerns_of(info.case.product_type),
        "summary": papers.first_summary(info, assessment),
        "units": list(units.values_list("pk", flat=True)),
    }


def _concerns_of(product) -> list[str]:
    """What the register knows of the product: under licence or certification, without a standard."""
    if product is None:
        return []
    licensed = product.licence_required or product.ccc_required
    return [what for what, on in ((Concern.LICENCE, licensed), (Concern.STANDARD, product.standard_missing)) if on]


@requires("warning.draft")
@require_http_methods(["GET", "POST"])
def edit(request, case_id):
    """Change a draft; a returned warning becomes a draft again when it is saved."""
    warning = _visible(request, case_id)
    if may_draft(warning, request.user) is None or not warning.is_editable:
        messages.warning(request, "草稿由拟稿人或经办人在“拟制”“已退回”环节修改。")
        return HttpResponseRedirect(warning.get_absolute_url())
    form = WarningForm(
        request.POST or restored(request), bureau=warning.case.bureau, suggested=warning.suggested_level,
        initial=initial_of(warning),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            drafting.change_warning(warning, by=request.user, title=form.cleaned_data["title"], **form.warning_fields())
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "已保存，核对无误后“提交审核”。")
        return HttpResponseRedirect(warning.get_absolute_url())
    return _draft_page(request, form, warning.info, warning.assessment, warning=warning)


def _draft_page(request, form, info, assessment, *, warning):
    context = {
        "form": form, "info": info, "assessment": assessment, "fact_rows": fact_rows(assessment),
        "decision": outcome_text(assessment), "warning": warning, "returned": _returned(warning) if warning else None,
    }  # fmt: skip
    return render(request, "warnings/draft.html", context, status=422 if request.method == "POST" else 200)


@requires("warning.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    if name == "request_lift":
        return _request_lift(request, case_id)
    if name not in DECISIONS:
        return act_page(request, Warning, case_id, name)
    warning = _visible(request, case_id)
    context = context_of(warning, name, request.user)
    return act_on(request, warning, name, template="warnings/decide.html", context=context)


def _request_lift(request, case_id):
    """The form, with what was done beside it."""
    warning = get_visible(Warning, request.user, case_id)
    measures = warning.case.measures.select_related("department", "closed_by")
    return act_on(request, warning, "request_lift", template="warnings/request_lift.html", context={"done": measures})
