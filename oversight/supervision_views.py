"""The pages of 督促检查 (R-052)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.models import CaseFile
from casefile.refusals import Refused

from . import accountability, supervising
from .pointforms import AnswerForm, SupervisionForm

_PAGE = 50


@requires("warning.view")
@require_safe
def supervisions(request):
    rows = supervising.visible(request.user).select_related("department", "by", "answered_by")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [{"row": row, "light": supervising.light_of(row)} for row in page],
        "may_record": bool(accountability.may_record(request.user)),
    }  # fmt: skip
    return render(request, "oversight/supervisions.html", context)


def _found(request, supervision_id):
    rows = supervising.visible(request.user).select_related("department", "by", "answered_by", "settled_by")
    return get_object_or_404(rows, pk=supervision_id)


@requires("warning.view")
@require_safe
def supervision(request, supervision_id):
    row = _found(request, supervision_id)
    context = {
        "row": row, "light": supervising.light_of(row), "may_answer": supervising.may_answer(row, request.user),
        "may_settle": supervising.may_settle(row, request.user),
        "cases": CaseFile.objects.visible_to(request.user).filter(pk__in=row.cases.values("pk")).order_by("number"),
    }  # fmt: skip
    return render(request, "oversight/supervision.html", context)


@requires("accountability.record")
@require_http_methods(["GET", "POST"])
def supervision_new(request):
    form = SupervisionForm(request.POST or restored(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        row = supervising.record(by=request.user, cases=given.pop("case_numbers"), **given)
        messages.success(request, f"督促检查已登记，{row.department}负责人已收到提醒。")
        return redirect(row)
    return _form(request, "登记督促检查", form)


@requires("duty.manage")
@require_http_methods(["GET", "POST"])
def supervision_answer(request, supervision_id):
    row = _found(request, supervision_id)
    if not supervising.may_answer(row, request.user):
        raise PermissionDenied(f"由{row.department}负责人反馈，认可以后不再改。")
    form = AnswerForm(request.POST or restored(request), initial={"text": row.answer})
    if request.method == "POST" and form.is_valid():
        _carry_out(request, supervising.answer, row, "整改情况已反馈。", text=form.cleaned_data["text"])
        return redirect(row)
    return _form(request, f"反馈：{row.matter}", form)


@requires("accountability.record")
@require_POST
def supervision_settle(request, supervision_id):
    row = _found(request, supervision_id)
    _carry_out(request, supervising.settle, row, "已认可，督促检查办结。")
    return redirect(row)


def _carry_out(request, act, row, done, **given) -> None:
    try:
        act(row, by=request.user, **given)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)


def _form(request, title, form):
    context = {"title": title, "form": form, "back": "oversight:supervisions"}
    return render(request, "oversight/form.html", context, status=422 if request.method == "POST" else 200)
