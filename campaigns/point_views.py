"""疑点和隐患点 of a campaign on one page, their acts, and the survey of factors (R-209, R-226, R-231, R-237)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.once import once
from casefile.pages import get_visible
from casefile.refusals import AlreadySent, Refused

from . import pointforms, points
from .models import Campaign, HazardPoint
from .return_views import sent

SHOWN = 300


@requires("campaign.view")
@require_safe
def index(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    if request.GET.get("file") == "xlsx":
        return sent(points.spreadsheet(record), "xlsx", f"{record.case.title}疑点和隐患点.xlsx")
    state = request.GET.get("state", "")
    rows = record.points.select_related(
        "enterprise", "product_type", "region", "department__bureau", "person", "case", "campaign__case__department"
    )
    if state in HazardPoint.State.values:
        rows = rows.filter(state=state)
    found = list(rows[: SHOWN + 1])
    context = {
        "record": record, "case": record.case, "state": state, "states": HazardPoint.State.choices,
        "rows": [(row, points.may_handle(row, request.user)) for row in found[:SHOWN]], "more": len(found) > SHOWN,
        "shown": SHOWN, "may_write": points.may_write(record, request.user),
        "factors": list(record.factors.select_related("by")), "may_survey": points.may_survey(record, request.user),
    }  # fmt: skip
    return render(request, "campaigns/points.html", context)


@requires("campaign.measure", "campaign.plan")
@require_http_methods(["GET", "POST"])
def new(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    if points.may_write(record, request.user) is None:
        raise PermissionDenied("疑点由参加行动的单位在行动期间登记。")
    form = pointforms.WriteForm(_typed(request), user=request.user)
    return _carried(
        request, record, form, "登记疑点", lambda given: points.write(record, by=request.user, **given), "已登记疑点。"
    )


def _judge(point, user, given):
    points.judge(point, by=user, is_hazard=given["found"] == "HAZARD", decision=given["decision"], case=given["number"])


def _treat(point, user, given):
    points.treat(point, by=user, **{"case" if name == "number" else name: value for name, value in given.items()})


_ACTS = {
    "judge": ("查实", pointforms.JudgeForm, _judge), "treat": ("治理", pointforms.TreatForm, _treat),
    "remove": ("清零", pointforms.RemoveForm, lambda point, user, given: points.remove(point, by=user, **given)),
}  # fmt: skip


@requires("campaign.measure", "campaign.plan")
@require_http_methods(["GET", "POST"])
def act(request, case_id, pk, name):
    record = get_visible(Campaign, request.user, case_id)
    point = get_object_or_404(record.points.select_related("department", "case", "campaign__case__department"), pk=pk)
    if name not in _ACTS:
        raise Http404("没有这个操作。")
    heading, form_class, carry = _ACTS[name]
    if point.is_open and points.may_handle(point, request.user) is None:
        raise PermissionDenied(f"由{point.department}或者行动承办单位办理。")
    form = form_class(_typed(request), user=request.user, point=point)
    return _carried(
        request, record, form, f"{heading}：{point}", lambda given: carry(point, request.user, given), f"已{heading}。"
    )


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def factor(request, case_id, pk=None):
    record = get_visible(Campaign, request.user, case_id)
    if points.may_survey(record, request.user) is None:
        raise PermissionDenied("隐患因素调查由承办单位登记。")
    row = get_object_or_404(record.factors, pk=pk) if pk else None
    held = {name: getattr(row, name) for name in pointforms.FactorForm.base_fields} if row else {}
    form = pointforms.FactorForm(_typed(request), initial=held)
    return _carried(
        request, record, form, "隐患因素调查",
        lambda given: points.survey(record, by=request.user, row=row, **given), "已保存。",
    )  # fmt: skip


def _typed(request):
    return request.POST if request.method == "POST" else restored(request)


def _carried(request, record, form, heading, carry, said):
    """Show the form (GET), or do what it asks (POST) and go back to the page of points."""
    back = HttpResponseRedirect(reverse("campaigns:points", args=[record.pk]))
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                carry(form.cleaned_data)
        except AlreadySent as again:
            messages.info(request, again.message)
            return back
        except Refused as refusal:
            form.add_error(None, refusal.message)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, said)
            return back
    context = {"form": form, "case": record.case, "record": record, "form_heading": heading}
    status = 422 if request.method == "POST" else 200
    return render(request, "campaigns/point_form.html", context, status=status)
