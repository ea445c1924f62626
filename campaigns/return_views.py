"""The returns of campaigns: list, page of one, acts, kept files, figures, the merged list (R-348, R-349)."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from casefile import kinds
from casefile.acting import act_on
from casefile.lists import case_page
from casefile.pages import get_visible, record_context
from documents.fonts import CannotPrint
from documents.pdf import render_pdf

from . import behind, returnmerge, returnpaper
from .models import Campaign, CampaignReturn
from .resultlist import BY_CODE, COLUMNS, OTHER, TOTAL, batches, facts_behind, total_of, with_hand
from .resultsources import from_lists
from .states import Content, ReturnState

#: Filled in, and still to be signed.
UNSIGNED = (ReturnState.COMPILED, ReturnState.APPROVED)

_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires("return.view")
@require_safe
def returns(request):
    kind = kinds.get("CAMPAIGN_RETURN")
    context = {
        "page": case_page(request, kind), "kind": kind, "create_url": "",
        "empty_how": "专项行动批准部署后，方案要求的报送在这里开启。",
    }  # fmt: skip
    return render(request, "campaigns/returns.html", context)


@requires("return.view")
@require_safe
def detail(request, case_id):
    record = get_visible(CampaignReturn, request.user, case_id)
    context = record_context(record, request.user) | {
        "columns": COLUMNS, "rows": tabled(record.figures.get("rows", []), record.by_hand),
        "batches": batches(returnmerge.total(record)) if record.figures and record.asks(Content.RESULT_LIST) else (),
        "unsigned": record.state in UNSIGNED, "by_hand": returnpaper.hand_text(record),
        "versions": list(
            record.versions.select_related("signed_by", "submitted_by", "received_by", "returned_by", "sealed_copy")
        ),
    }  # fmt: skip
    return render(request, "campaigns/return.html", context)


def tabled(rows, by_hand=None) -> list[dict]:
    """Return the rows of a list as the page draws them: [{"product", "label", "cells": [(column, value)]}]."""
    made = []
    for row in rows:
        figures = with_hand(row["cells"], by_hand or {}) if row["label"] == TOTAL else row["cells"]
        cells = [(column, figures.get(column.code, 0)) for column in COLUMNS]
        made.append({"product": row.get("product") or OTHER, "label": row["label"], "cells": cells,
                     "any": any(value for _, value in cells)})  # fmt: skip
    return made


@requires("return.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_on(request, get_visible(CampaignReturn, request.user, case_id), name)


@requires("return.view")
@require_safe
def figure(request, case_id):
    """What one frozen figure counts, from the facts kept with it."""
    record = get_visible(CampaignReturn, request.user, case_id)
    column, row = named_figure(request)
    facts = facts_behind(from_lists(record.facts), column.code, row, record.campaign)
    context = {
        "heading": f"{record.name}：{column.heading}", "record": record, "back": record.get_absolute_url(),
        "rows": behind.rows(facts, request.user), "total": total_of(facts),
        "note": record.by_hand.get(column.code) if row == TOTAL else None,
    }  # fmt: skip
    return render(request, "campaigns/figure.html", context)


def named_figure(request):
    """Return (column, row key) that the address names; Http404 for what is no figure."""
    column, row = BY_CODE.get(request.GET.get("column", "")), request.GET.get("row", TOTAL)
    if column is None:
        raise Http404("没有这个指标。")
    if row.isascii() and row.isdigit() and len(row) < 19:
        return column, int(row)
    if row not in (OTHER, TOTAL):
        raise Http404("没有这一行。")
    return column, row


@requires("return.view")
@require_safe
@xframe_options_sameorigin
def preview(request, case_id):
    """The form as it would be signed now, for who approves and who signs."""
    record = get_visible(CampaignReturn, request.user, case_id)
    if record.state not in UNSIGNED:
        raise Http404("还没有填报，或者已经签发，请看正本。")
    try:
        content = render_pdf(returnpaper.paper_of(record, record.versions.count() + 1)).bytes
    except CannotPrint as fault:
        return render(request, "documents/pages/preview_refused.html", {"reasons": [str(fault)]}, status=503)
    return sent(content, "pdf", f"{record.case.title}_未签发.pdf")


@requires("return.view")
@require_safe
def version_file(request, case_id, number, ending):
    """Send a kept file of a version, hashed again; a changed one goes to nobody."""
    record = get_visible(CampaignReturn, request.user, case_id)
    if ending not in _TYPES:
        raise Http404("没有这种文件。")
    version = get_object_or_404(record.versions, number=number)
    try:
        content = returnpaper.kept_bytes(version, ending)
    except returnpaper.Altered as fault:
        messages.error(request, str(fault))
        return HttpResponseRedirect(record.get_absolute_url())
    return sent(content, ending, f"{record.case.title}_第{number}版.{ending}")


def sent(content: bytes, ending: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_TYPES[ending])
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@requires("return.view")
@require_safe
def merged(request, case_id):
    """The counties' returns put together, for the campaign of the bureau above."""
    record = get_visible(Campaign, request.user, case_id)
    codes = returnmerge.codes(record)
    code = request.GET.get("code") or (codes[-1][0] if codes else "")
    found = returnmerge.merge(record, code, request.user)
    if request.GET.get("file") == "xlsx":
        return sent(returnmerge.spreadsheet(record, found), "xlsx", f"{record.case.title}成果汇总_{code}.xlsx")
    context = {
        "record": record, "case": record.case, "codes": codes, "code": code, "merged": found, "columns": COLUMNS,
        "rows": tabled(found.rows),
    }  # fmt: skip
    return render(request, "campaigns/merged.html", context)
