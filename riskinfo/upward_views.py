"""What was reported upward: the register, one report, its acts (R-024, R-025, R-113)."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from casefile import actions
from casefile.acting import act_on
from casefile.savedviews import offered

from .listfilters import ReportFilter
from .models import UpwardReport

PAGE = 50


@requires("info.inside")
@require_safe
def report_list(request):
    """The reports of visible informations, newest first."""
    reports = UpwardReport.objects.visible_to(request.user).select_related(
        "info__case__bureau", "from_bureau", "sent_by"
    )
    form = ReportFilter(request.GET, user=request.user)
    found = form.apply(reports).order_by("-sent_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "saved": offered(request, "REPORTS"), "page": page}
    return render(request, "riskinfo/reports.html", context)


@requires("info.inside")
@require_safe
def detail(request, report_id):
    report = _visible(request, report_id)
    chain = [report]
    while chain[0].follows_id:
        chain.insert(0, chain[0].follows)
    while passed := chain[-1].passed_on.first():
        chain.append(passed)
    context = {"report": report, "case": report.case, "chain": chain, "offers": actions.available(report, request.user)}
    return render(request, "riskinfo/report.html", context)


@requires("info.inside")
@require_http_methods(["GET", "POST"])
def act(request, report_id, name):
    report = _visible(request, report_id)
    return act_on(request, report, name, template="riskinfo/report_act.html", context={"report": report})


def _visible(request, report_id) -> UpwardReport:
    reports = UpwardReport.objects.visible_to(request.user).select_related(
        "info__case__bureau", "info__case__department", "from_bureau", "to_bureau__parent", "document", "follows",
        "sent_by", "received_by",
    )  # fmt: skip
    report = reports.filter(pk=report_id).first()
    if report is None:
        raise Http404("没有这份上报，或者您无权查看。")
    return report
