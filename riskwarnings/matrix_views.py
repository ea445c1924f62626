"""The page of an information's risk matrix sheets."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.pages import get_visible
from riskinfo.models import RiskInfo

from . import matrix
from .forms import MatrixForm
from .permissions import may_assess
from .worksheets import keep_sheet

_MOST = 50


@requires("info.inside")
@require_http_methods(["GET", "POST"])
def sheets(request, case_id):
    """Show the sheets, the gravest first, and add one."""
    info = get_visible(RiskInfo, request.user, case_id)
    role = may_assess(info, request.user) if info.case.closed_at is None else None
    form = MatrixForm(request.POST if request.method == "POST" else restored(request)) if role else None
    if request.method == "POST" and form is None:
        messages.warning(request, "测算由承办单位的经办人、负责人在办结以前办理。")
        return redirect("warnings:matrix", info.pk)
    if request.method == "POST" and form.is_valid():
        sheet = keep_sheet(info, by=request.user, role=role, **form.sheet_fields())
        messages.success(request, f"已测算：{sheet.get_risk_display()}风险。它供研判参考，不决定预警级别。")
        return redirect("warnings:matrix", info.pk)
    rows = list(info.matrix_sheets.select_related("made_by")[:_MOST])
    rows.sort(key=lambda sheet: matrix.GRAVITY.index(sheet.risk))
    context = {"info": info, "case": info.case, "form": form, "sheets": rows, "matrix": matrix.in_force()}
    context |= {"risks": matrix.Risk.choices, "table": _table(matrix.in_force())}
    return render(request, "warnings/matrix.html", context, status=422 if request.method == "POST" else 200)


def _table(table) -> list[tuple[str, list[str]]]:
    return [
        (label, [matrix.Risk(letter).label for letter in row])
        for (label, _), row in zip(table.bands, table.rows, strict=True)
    ]
