"""Who answers for what, who was late, who was praised or held to account (R-049–R-053)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from accounts.models import RoleAssignment
from accounts.roles import ROLE_DUTIES, Role
from casefile.models import CaseFile
from casefile.once import once
from casefile.refusals import AlreadySent, Refused

from . import accountability, duties
from .forms import DutyForm, ExplainForm, RecordForm, RevokeForm
from .models import AccountabilityRecord, Duty
from .overdue import OverdueFilter, days_late, explain, may_explain, overdue

_PAGE = 50
_VIEWERS = ("warning.view",)


def _status(request) -> int:
    return 422 if request.method == "POST" else 200


@requires(*_VIEWERS)
@require_safe
def duty_table(request):
    """The duties that were written down, and who holds each role: a role nobody holds is a gap."""
    bureau = request.user.department.bureau
    manageable = set(duties.manageable(request.user).values_list("pk", flat=True))
    rows = Duty.objects.filter(bureau=bureau, ended_on=None).select_related("department", "person")
    held: dict[str, list] = {role: [] for role in Role}
    assigned = RoleAssignment.objects.filter(user__is_active=True, user__department__bureau=bureau)
    for row in assigned.select_related("user__department").order_by("user__department__order", "user__name"):
        held[row.role].append(row.user)
    context = {
        "duties": [{"duty": row, "may_change": row.department_id in manageable} for row in rows],
        "may_add": bool(manageable),
        "roles": [(role.label, ROLE_DUTIES[role], held[role]) for role in Role],
    }
    return render(request, "oversight/duties.html", context)


@requires("duty.manage")
@require_http_methods(["GET", "POST"])
def duty_new(request):
    form = DutyForm(request.POST or restored(request), departments=duties.manageable(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                duties.add(form.save(commit=False), by=request.user)
        except AlreadySent as sent:
            messages.info(request, sent.message)
        else:
            messages.success(request, "岗位责任已登记。")
        return redirect("oversight:duties")
    return render(
        request, "oversight/form.html", _form("登记岗位责任", form, "oversight:duties"), status=_status(request)
    )


@requires("duty.manage")
@require_POST
def duty_end(request, duty_id):
    duty = get_object_or_404(Duty, pk=duty_id, department__in=duties.manageable(request.user))
    if duties.end(duty):
        messages.success(request, f"“{duty.matter}”已结束，记录保留。")
    else:
        messages.info(request, f"“{duty.matter}”先前已经结束。")
    return redirect("oversight:duties")


@requires(*_VIEWERS)
@require_safe
def overdue_log(request):
    form = OverdueFilter(request.GET, user=request.user)
    rows = form.apply(overdue(request.user)).select_related("case", "responsible_user", "responsible_department")
    page = Paginator(rows.prefetch_related("overdue_notes__by"), _PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    now = timezone.now()
    found = [
        {"deadline": row, "late": days_late(row, now), "notes": row.overdue_notes.all(),
         "may_explain": may_explain(row, request.user)}
        for row in page
    ]  # fmt: skip
    context = {
        "form": form, "page": page, "rows": found, "query": kept.urlencode(), "filtered": bool(kept),
        "may_record": bool(accountability.may_record(request.user)),
    }  # fmt: skip
    return render(request, "oversight/overdue.html", context)


@requires(*_VIEWERS)
@require_http_methods(["GET", "POST"])
def overdue_explain(request, deadline_id):
    deadline = get_object_or_404(overdue(request.user).select_related("case", "responsible_department"), pk=deadline_id)
    if not may_explain(deadline, request.user):
        raise PermissionDenied(f"逾期说明由{deadline.responsible_department}填写。")
    form = ExplainForm(request.POST or restored(request))
    if request.method == "POST" and form.is_valid():
        explain(deadline, by=request.user, text=form.cleaned_data["text"])
        messages.success(request, "逾期说明已登记。")
        return redirect("oversight:overdue")
    context = {"case": deadline.case, "deadline": deadline, "late": days_late(deadline), "form": form}
    return render(request, "oversight/explain.html", context, status=_status(request))


@requires("accountability.view")
@require_safe
def records(request):
    rows = accountability.visible_records(request.user).select_related("person__department", "unit", "by")
    if request.GET.get("kind") in AccountabilityRecord.Kind.values:
        rows = rows.filter(kind=request.GET["kind"])
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "kinds": AccountabilityRecord.Kind.choices, "chosen": request.GET.get("kind", ""),
        "may_record": bool(accountability.may_record(request.user)),
    }  # fmt: skip
    return render(request, "oversight/records.html", context)


@requires("accountability.view")
@require_safe
def record(request, record_id):
    row = get_object_or_404(accountability.visible_records(request.user), pk=record_id)
    seen = CaseFile.objects.visible_to(request.user).filter(pk__in=row.cases.values("pk"))
    deadlines = row.deadlines.select_related("case", "responsible_department", "responsible_user")
    context = {
        "row": row, "cases": seen.order_by("number"), "deadlines": [(one, days_late(one)) for one in deadlines],
        "may_revoke": row.revoked_at is None and bool(accountability.may_record(request.user)),
    }  # fmt: skip
    return render(request, "oversight/record.html", context)


@requires("accountability.record")
@require_http_methods(["GET", "POST"])
def record_new(request):
    """Begun from the list, or from a missed deadline (?deadline=), which is then evidence."""
    late = overdue(request.user)
    initial = _from_deadline(request, late)
    form = RecordForm(request.POST or restored(request), user=request.user, deadlines=late, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            row = accountability.record(by=request.user, cases=given.pop("case_numbers"), **given)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("oversight:records")
        messages.success(request, "已登记，只有局领导能看到。")
        return HttpResponseRedirect(row.get_absolute_url())
    return render(
        request, "oversight/form.html", _form("登记表扬或追责", form, "oversight:records"), status=_status(request)
    )


def _from_deadline(request, late) -> dict:
    number = request.GET.get("deadline", "")
    deadline = late.select_related("case").filter(pk=number).first() if number.isdecimal() else None
    if deadline is None:
        return {}
    about = f"{deadline.case.number or ''}“{deadline.case.title}”的“{deadline.label}”"
    return {
        "kind": AccountabilityRecord.Kind.SANCTION, "deadlines": [deadline.pk], "person": deadline.responsible_user_id,
        "unit": None if deadline.responsible_user_id else deadline.responsible_department_id,
        "case_numbers": deadline.case.number or "",
        "facts": f"{about}逾期{days_late(deadline)}个工作日。",
    }  # fmt: skip


@requires("accountability.record")
@require_http_methods(["GET", "POST"])
def record_revoke(request, record_id):
    row = get_object_or_404(accountability.visible_records(request.user), pk=record_id)
    form = RevokeForm(request.POST or restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            accountability.revoke(row, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "已撤销，记录保留。")
        return HttpResponseRedirect(row.get_absolute_url())
    context = _form(f"撤销：{row}", form, "oversight:records")
    return render(request, "oversight/form.html", context, status=_status(request))


def _form(title: str, form, back: str) -> dict:
    return {"title": title, "form": form, "back": back}
