"""The pages of the papers that a warning obliges."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.kept import restored
from casefile.pages import get_visible
from casefile.refusals import Refused

from . import guiding, issuing, recalling
from .forms.guidance import GuidanceForm
from .forms.issue import ConsultationForm, PaperForm, WaiveForm
from .forms.measures import RecallForm
from .models import Warning
from .paperlist import checklist
from .papersdue import BY_CODE, DRAFTED_HERE, papers_for


def _warning_and_rule(request, case_id: int, code: str):
    warning = get_visible(Warning, request.user, case_id)
    rule = BY_CODE.get(code)
    if rule is None or rule not in papers_for(warning):
        raise Http404("这件预警不要求这份文书。")
    return warning, rule


def _back(warning) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{warning.get_absolute_url()}#papers-title")


@requires("warning.draft")
@require_http_methods(["GET", "POST"])
def begin(request, case_id, code):
    """Ask whom the paper goes to, draft it from the case, and open it."""
    warning, rule = _warning_and_rule(request, case_id, code)
    if rule.kind not in DRAFTED_HERE:
        raise Http404("这份文书不在这里拟制。")
    if issuing.may_begin(warning, request.user) is None:
        raise PermissionDenied(f"由{warning.case.department}拟制。")
    form = PaperForm(
        request.POST or restored(request), case=warning.case, initial=issuing.suggested_recipients(warning, rule)
    )
    if request.method == "POST" and form.is_valid():
        try:
            document = issuing.begin_paper(
                warning, code, by=request.user, recipients=form.recipients(), token=form.cleaned_data["token"]
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
            return _back(warning)
        messages.success(request, f"{rule.label}已按案卷拟好，请核对版面后送核稿。")
        return HttpResponseRedirect(document.get_absolute_url())
    return _page(request, "warnings/paper_begin.html", warning, form, rule=rule)


@requires("warning.request_lift")
@require_http_methods(["GET", "POST"])
def waive(request, case_id, code):
    warning, rule = _warning_and_rule(request, case_id, code)
    if issuing.may_waive(warning, request.user) is None:
        raise PermissionDenied(f"不适用由{warning.case.department}负责人认定。")
    form = WaiveForm(request.POST or restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            issuing.waive(warning, code, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"{rule.label}已认定不适用。")
        return _back(warning)
    return _page(request, "warnings/paper_waive.html", warning, form, rule=rule)


@requires("warning.request_lift")
@require_POST
def take_back(request, case_id, code):
    warning, rule = _warning_and_rule(request, case_id, code)
    try:
        issuing.take_back_waiver(warning, code, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{rule.label}已恢复为须办理。")
    return _back(warning)


@requires("warning.draft")
@require_http_methods(["GET", "POST"])
def consult(request, case_id):
    """Write down a consultation; its minutes are drafted from it."""
    warning = get_visible(Warning, request.user, case_id)
    if issuing.may_begin(warning, request.user) is None:
        raise PermissionDenied(f"会商由{warning.case.department}登记。")
    form = ConsultationForm(request.POST or restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            issuing.record_consultation(warning, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "会商已登记，会商纪要已拟好，请在“文书”栏核对后送核稿。")
        return _back(warning)
    return _page(request, "warnings/consult.html", warning, form)


@requires("warning.measure")
@require_http_methods(["GET", "POST"])
def recall(request, case_id):
    """Add the recall's figures of a day."""
    warning = get_visible(Warning, request.user, case_id)
    if recalling.may_record(warning, request.user) is None:
        raise PermissionDenied("召回数量由综合行政执法大队或承办单位登记。")
    last = recalling.last_figure(warning)
    form = RecallForm(request.POST or restored(request), earlier=last, initial=_first_figures(warning, last))
    if request.method == "POST" and form.is_valid():
        try:
            recalling.record_figures(warning, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "召回数量已登记。")
        return HttpResponseRedirect(f"{warning.get_absolute_url()}#recall-title")
    return _page(request, "warnings/recall_form.html", warning, form)


@requires("warning.measure")
@require_http_methods(["GET", "POST"])
def guidance(request, case_id):
    """Add how the enterprise was helped."""
    warning = get_visible(Warning, request.user, case_id)
    if recalling.may_record(warning, request.user) is None:
        raise PermissionDenied("帮扶指导由承办单位或综合行政执法大队登记。")
    form = GuidanceForm(request.POST or restored(request), initial={"people": request.user.name})
    if request.method == "POST" and form.is_valid():
        try:
            guiding.record_guidance(warning, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "帮扶指导已登记。")
        return HttpResponseRedirect(f"{warning.get_absolute_url()}#guidance-title")
    return _page(request, "warnings/guidance_form.html", warning, form)


def _first_figures(warning, last) -> dict:
    """Return what was said last, before that what the assessment knows."""
    known = last or warning.assessment
    return {name: value for name in ("produced", "sold", "unit") if (value := getattr(known, name)) not in (None, "")}


def _page(request, template, warning, form, **context):
    context |= {"case": warning.case, "form": form}
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def card(warning, user) -> dict:
    """Return what templates/warnings/papers.html and recall.html show."""
    duties = checklist(warning)
    in_force = warning.state in issuing.OPEN_IN
    return {
        "duties": duties,
        "settled_count": sum(duty.settled for duty in duties),
        "may_begin_papers": in_force and issuing.may_begin(warning, user) is not None,
        "may_waive_papers": in_force and issuing.may_waive(warning, user) is not None,
        "may_consult": warning.state in issuing.CONSULTED_IN and issuing.may_begin(warning, user) is not None,
        "consultations": list(warning.consultations.select_related("minutes", "by")),
        "recall": recalling.history(warning),
        "guidance": list(warning.guidance.select_related("by")),
        "may_guide": warning.state in guiding.OPEN_IN and recalling.may_record(warning, user) is not None,
        "may_record_recall": warning.state in recalling.OPEN_IN and recalling.may_record(warning, user) is not None,
    }
