"""The monthly returns: the table unit × month, the page of one, its acts (R-143, R-144)."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from casefile.acting import act_on
from casefile.pages import get_visible, record_context

from . import returns
from .models import MonthlyReturn
from .states import ReturnState


@requires("return.view")
@require_safe
def return_table(request):
    months, rows = returns.table(request.user)
    return render(request, "riskinfo/returns.html", {"months": months, "rows": rows})


@requires("return.view")
@require_safe
def detail(request, case_id):
    record = get_visible(MonthlyReturn, request.user, case_id)
    now = returns.rows_of(record) if record.state != ReturnState.SUBMITTED else record.rows
    frozen = record.state != ReturnState.OPEN
    told = {row["id"] for row in record.rows}
    context = record_context(record, request.user) | {
        "rows": record.rows if frozen else now,
        "frozen": frozen,
        "newer": len([row for row in now if row["id"] not in told]) if record.state == ReturnState.COMPILED else 0,
    }
    return render(request, "riskinfo/return.html", context)


@requires("return.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    record = get_visible(MonthlyReturn, request.user, case_id)
    rows = returns.rows_of(record) if name == "compile" else record.rows
    return act_on(request, record, name, template="riskinfo/return_act.html", context={"rows": rows})
