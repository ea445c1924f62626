"""形势分析: the list, a new one, its page with charts, its report (R-113)."""

import uuid
from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from casefile import kinds
from casefile.acting import act_page
from casefile.lists import case_page
from casefile.pages import get_visible, record_context
from casefile.refusals import Refused
from documents.contents import digest

from . import permissions, situation, situationreport
from .models import SituationAnalysis
from .situationcharts import charts_of
from .states import AnalysisState, Period

#: How many periods back may be chosen.
_BACK = {Period.MONTH: 12, Period.QUARTER: 8, Period.YEAR: 3}


class PeriodForm(forms.Form):
    which = forms.ChoiceField(label="分析哪一期", help_text="默认上一个完整的月。还没有结束的，统计到现在为止。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["which"].choices = [(period.label, _periods(period, today)) for period in Period]
        last = situation.before(Period.MONTH, today.replace(day=1))
        self.fields["which"].initial = f"{Period.MONTH}:{last}"

    def clean_which(self) -> tuple[str, date]:
        period, _, start = self.cleaned_data["which"].partition(":")
        return period, date.fromisoformat(start)


def _periods(period: Period, today: date) -> list[tuple[str, str]]:
    start, found = situation.first_day(period, today), []
    for _ in range(_BACK[period]):
        unfinished = "（未满）" if situation.end_of(period, start) >= today else ""
        found.append((f"{period}:{start}", situation.name_of(period, start) + unfinished))
        start = situation.before(period, start)
    return found


@requires("statistics.view")
@require_safe
def analysis_list(request):
    kind = kinds.get("ANALYSIS")
    may = permissions.may_analyse(request.user) is not None
    context = {
        "page": case_page(request, kind), "kind": kind, "create_label": "新的分析",
        "create_url": reverse("riskinfo:analyses:new") if may else "",
        "empty_how": "按月、按季、按年统计风险信息，生成形势分析报告。",
        "may_see_signals": permissions.may_see_signals(request.user),
    }  # fmt: skip
    return render(request, "riskinfo/analyses.html", context)


@requires("situation.write")
@require_http_methods(["GET", "POST"])
def new(request):
    role = permissions.may_analyse(request.user)
    if role is None:
        raise PermissionDenied("形势分析由局机关股室的经办人、负责人起草。")
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        period, start = form.cleaned_data["which"]
        record = situationreport.begin(by=request.user, role=role, period=period, start=start, token=_token(request))
        messages.success(request, "已统计。数据就此留存；写好形势判断，再起草报告。")
        return HttpResponseRedirect(record.get_absolute_url())
    token = request.POST.get("token") or uuid.uuid4()
    status = 422 if request.method == "POST" else 200
    return render(request, "riskinfo/analysis_new.html", {"form": form, "token": token}, status=status)


def _token(request) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return None


@requires("statistics.view")
@require_safe
def detail(request, case_id):
    record = get_visible(SituationAnalysis, request.user, case_id)
    context = record_context(record, request.user) | {
        "charts": charts_of(record.figures),
        "until": situation.counted_until(record.figures),
        "altered": digest(record.figures) != record.figures_sha256,
        "may_report": record.state == AnalysisState.OPEN and permissions.may_write_analysis(record, request.user),
    }
    return render(request, "riskinfo/analysis.html", context)


@requires("statistics.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_page(request, SituationAnalysis, case_id, name)


@requires("situation.write")
@require_POST
def report(request, case_id):
    """Draft the report in one click and go to it; a second click finds the same."""
    record = get_visible(SituationAnalysis, request.user, case_id)
    if permissions.may_write_analysis(record, request.user) is None:
        raise PermissionDenied("报告由做这份分析的股室起草。")
    try:
        document = situationreport.draft(record, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(record.get_absolute_url())
    messages.success(request, "这是本期的报告稿，可以修改、预览 PDF、下载 Word 稿，然后送核。")
    return HttpResponseRedirect(document.get_absolute_url())
