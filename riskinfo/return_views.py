"""The monthly returns: the table unit × month, the merged month, the page of one, its acts (R-143, R-144)."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from casefile import kinds
from casefile.acting import act_on
from casefile.lists import case_page
from casefile.pages import get_visible, record_context
from documents import screen
from documents.fonts import CannotPrint

from . import returnmerge, returnpaper, returns
from .models import MonthlyReturn
from .returnrows import rows_of
from .states import InfoState, ReturnState

_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires("return.view")
@require_safe
def return_table(request):
    months, rows = returns.table(request.user)
    several = len({unit.bureau_id for unit, _ in rows}) > 1
    return render(request, "riskinfo/returns.html", {"months": months, "rows": rows, "several_bureaus": several})


@requires("return.view")
@require_safe
def return_list(request):
    """The same returns as a list: filtered, kept by name, with lights and the spreadsheet of just these."""
    kind = kinds.get("RETURN")
    page = case_page(request, kind)
    how = "单位标为“按月报送风险信息”后，每月 1 日自动开启填报。"
    return render(request, "riskinfo/returns_list.html", {"page": page, "kind": kind, "empty_how": how})


@requires("return.view")
@require_safe
def merged(request):
    found = returnmerge.merge(request.user, _month(request))
    months = returns.last_months(returns.MONTHS, timezone.localdate())[::-1]
    return render(request, "riskinfo/returns_merged.html", {"merged": found, "months": months})


@requires("return.view")
@require_safe
def merged_file(request):
    found = returnmerge.merge(request.user, _month(request))
    name = f"风险信息报送汇总表_{found.month:%Y-%m}.xlsx"
    return _file(returnmerge.spreadsheet(found), "xlsx", name)


def _month(request) -> date:
    """Return the first day of the month asked for, by default the present one."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


@requires("return.view")
@require_safe
def detail(request, case_id):
    record = get_visible(MonthlyReturn, request.user, case_id)
    fixed = record.state != ReturnState.OPEN
    may_still_change = record.state in (ReturnState.OPEN, ReturnState.COMPILED)
    now = rows_of(record) if may_still_change else record.rows
    told = {row["id"] for row in record.rows}
    context = record_context(record, request.user) | {
        "rows": record.rows if fixed else now,
        "fixed": fixed,
        "excluded": 0 if fixed else sum(row["state"] == InfoState.EXCLUDED.label for row in now),
        "unsigned": record.state in _UNSIGNED,
        "newer": len([row for row in now if row["id"] not in told]) if fixed else 0,
        "versions": list(
            record.versions.select_related("signed_by", "submitted_by", "received_by", "returned_by", "receipt_file")
        ),
    }
    return render(request, "riskinfo/return.html", context)


@requires("return.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    record = get_visible(MonthlyReturn, request.user, case_id)
    rows = rows_of(record) if record.state == ReturnState.OPEN else record.rows
    return act_on(request, record, name, template="riskinfo/return_act.html",
                  context={"rows": rows, "unsigned": record.state in _UNSIGNED})  # fmt: skip


#: From the compiling to the signature there is a form that nobody has signed yet.
_UNSIGNED = (ReturnState.COMPILED, ReturnState.APPROVED)


@requires("return.view")
@require_safe
def preview(request, case_id):
    """The form as it will be printed, for who approves and signs; nothing is kept."""
    record = get_visible(MonthlyReturn, request.user, case_id)
    if record.state not in _UNSIGNED:
        raise Http404("填报以后、签发以前才有预览；签发以后请下载正本。")
    try:
        return screen.preview(request, returnpaper.next_paper(record))
    except CannotPrint as fault:
        messages.error(request, str(fault))
        return HttpResponseRedirect(record.get_absolute_url())


@requires("return.view")
@require_safe
def version_file(request, case_id, number, ending):
    """Send a kept file of a version, hashed again; a changed one goes to nobody."""
    record = get_visible(MonthlyReturn, request.user, case_id)
    if ending not in _TYPES:
        raise Http404("没有这种文件。")
    version = get_object_or_404(record.versions, number=number)
    try:
        content = returnpaper.kept_bytes(version, ending)
    except returnpaper.Altered as fault:
        messages.error(request, str(fault))
        return HttpResponseRedirect(record.get_absolute_url())
    unit = f"{record.unit}{record.month_text}"
    return _file(content, ending, f"风险信息报送表_{unit}_第{number}版.{ending}")


def _file(content: bytes, ending: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_TYPES[ending])
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
