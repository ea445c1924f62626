"""研判评估: the form, its live suggestion, and the versions."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.pages import get_visible
from casefile.refusals import Refused
from riskinfo.models import RiskInfo

from .assessing import in_force_of, may_be_assessed, record_assessment, suggest_first_offence
from .facts_text import FACT_LABELS, Answer, Outcome
from .forms import AssessForm
from .holds import quantities_of
from .judgement import fact_rows, outcome_text
from .matrix import GRAVITY, Risk
from .models import RiskAssessment
from .permissions import may_assess


@requires("info.assess")
@require_http_methods(["GET", "POST"])
def assess(request, case_id):
    """Assess the information's product, or with ?again=<version> renew an earlier assessment, ?other=1 add one."""
    info = get_visible(RiskInfo, request.user, case_id)
    if not may_be_assessed(info) or may_assess(info, request.user) is None:
        messages.warning(request, _why_not(info, request.user))
        return HttpResponseRedirect(info.get_absolute_url())
    current = list(info.assessments.current().select_related("assessor"))
    previous = _previous(request, current)
    offence = suggest_first_offence(info.case.enterprise, info.case)
    typed = request.POST or restored(request)
    warning = in_force_of(info)
    form = AssessForm(
        typed, offence=offence, initial=_initial(info, previous, offence) | _recall(warning),
        again=previous is not None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and "try" not in request.POST:
        try:
            made = record_assessment(
                info, by=request.user, token=form.cleaned_data["token"], replaces=previous,
                enterprise=info.case.enterprise, **form.assessment_fields(),
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"第{made.version}版评估已保存：{Outcome(made.result).label}。")
        return HttpResponseRedirect(info.get_absolute_url())
    trying = "try" in request.POST
    context = {
        "form": form, "info": info, "case": info.case, "warning": warning, "current": current,
        "previous": previous, "trying": trying,
        "preview": preview_of(form) if typed else None,
    }  # fmt: skip
    refused = request.method == "POST" and not trying
    return render(request, "warnings/assess.html", context, status=422 if refused else 200)


def _why_not(info, user) -> str:
    if may_assess(info, user) is None:
        return f"评估由{info.case.department}的经办人、负责人办理。"
    return f"当前环节是“{info.get_state_display()}”，不能评估。"


def _previous(request, current) -> RiskAssessment | None:
    """Return the version to be renewed: the one asked for, or the only one there is."""
    if "other" in request.GET:
        return None
    if number := request.GET.get("again"):
        return next((one for one in current if str(one.version) == number), None)
    return current[0] if len(current) == 1 else None


def _initial(info, previous, offence) -> dict:
    if previous is not None:
        kept = ("product", "batch", "unit", "harm_analysis")
        quantities = {name: _plain(getattr(previous, name)) for name in ("produced", "sold")}
        evidence = {f"evidence_{name}": text for name, text in previous.evidence.items()}
        known = {name: getattr(previous, name) for name in kept} | quantities | previous.facts | evidence
        return known | _found_since(info, previous)
    answer, text = offence
    sheet = min(info.matrix_sheets.all(), key=lambda row: GRAVITY.index(row.risk), default=None)
    grave = sheet is not None and sheet.risk in (Risk.SERIOUS, Risk.HIGH)
    found = {
        "product": info.product_name, "batch": info.batch[:80], "first_offence": answer, "evidence_first_offence": text,
        "major_harm": info.major_harm or ("POSSIBLE" if grave else "NO"),
        "evidence_major_harm": f"风险矩阵测算：{sheet.get_risk_display()}风险（{sheet.hazard}）"[:300] if grave else "",
    }  # fmt: skip
    enterprise = info.case.enterprise
    if enterprise is not None and enterprise.bureau_id == info.case.bureau_id:
        where = f"本局企业档案：{enterprise.address or enterprise.name}"
        found |= {"in_jurisdiction": Answer.YES, "evidence_in_jurisdiction": where}
    return found | _from_tests(info) | _from_flow(info)


def _from_flow(info) -> dict:
    """Return the quantities that an emergency registered, from which the form derives the extent of sale (R-018)."""
    known = quantities_of(info.case)
    if known is None:
        return {}
    return {"produced": known.produced, "sold": known.sold, "unit": known.unit, "evidence_sale_extent": known.source}


def _recall(warning) -> dict:
    """Return the newest news of the recall of a product under warning (rules §2.3 G6)."""
    if warning is None or not warning.recall_status:
        return {}
    entry = warning.case.trail.filter(action="report_recall").order_by("-seq").first()
    return {"recall_status": warning.recall_status, "evidence_recall_status": entry.given.get("evidence", "")}


def _plain(quantity) -> str:
    """Return a quantity as one would type it: 900, not 900.000; empty when it is not known."""
    return "" if quantity is None else f"{quantity.normalize():f}"


def _found_since(info, previous) -> dict:
    """Return what tests reported after `previous` say that it did not know, or find worse (R-211)."""
    found = _from_tests(info, after=previous.created_at)
    told = []
    for name, answer in previous.facts.items():
        newly = found.get(name, answer)
        if newly != answer and (newly == Answer.YES or (newly == Answer.NO and answer == Answer.UNKNOWN)):
            told += [name, f"evidence_{name}"]
    return {name: found[name] for name in told}


def _from_tests(info, *, after=None) -> dict:
    """Return what the agencies' reports say (R-017, R-022): one failed safety indicator is enough."""
    reported = info.tests.reported().filter(reported_at__gt=after) if after else info.tests.reported()
    failed = [task for task in reported if task.result == "FAIL"]
    if not failed:
        return {}
    answers = {task.safety_indicator_failed for task in failed}
    safety = next(answer for answer in (Answer.YES, Answer.UNKNOWN, Answer.NO) if answer in answers)
    text = "；".join(f"{task.agency}检验：{task.failed_items}" for task in failed)[:300]
    return {
        "violates_safety_standard": Answer.YES, "evidence_violates_safety_standard": text,
        "safety_indicator_failed": safety, "evidence_safety_indicator_failed": text,
    }  # fmt: skip


@requires("info.assess")
@require_POST
def grade_preview(request):
    """The suggestion for what is typed now, as a fragment; writes nothing."""
    form = AssessForm(request.POST)
    form.is_valid()
    return render(request, "warnings/preview.html", {"preview": preview_of(form)})


def preview_of(form) -> dict:
    """Return what templates/warnings/preview.html shows of a bound form, whatever else is wrong with it."""
    form.is_valid()
    found = form.grading
    if found is None:
        return {"contradiction": form.contradiction}
    return {
        "outcome": found.outcome,
        "level": found.level,
        "decisive": found.decisive,
        "others": [clause for clause in found.clauses if clause not in found.decisive],
        "possible": found.possible,
        "provisional": found.provisional,
        "to_establish": [FACT_LABELS[name] for name in found.to_establish],
        "advice": found.advice,
        "policy": found.policy.label,
        "extent": form.facts.sale_extent.label,
    }


@requires("info.inside")
@require_safe
def assessments(request, case_id):
    """Every version of an information's assessments, newest first."""
    info = get_visible(RiskInfo, request.user, case_id)
    versions = list(info.assessments.select_related("assessor", "enterprise").order_by("-version"))
    newer = {one.replaces_id: one.version for one in versions}
    rows = [
        {"assessment": one, "facts": fact_rows(one), "text": outcome_text(one), "replaced_by": newer.get(one.pk)}
        for one in versions
    ]
    if not rows:
        raise Http404("这条信息还没有评估。")
    return render(request, "warnings/assessments.html", {"info": info, "case": info.case, "rows": rows})
