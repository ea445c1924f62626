"""工作台, search, notifications, figures."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.absences import Absence
from accounts.access import requires, signed_in
from casefile import kinds
from casefile.deadlines import at_end_of
from casefile.lights import case_light, light
from casefile.models import Notification
from documents.awaiting import papers_awaiting
from emergency.sealpages import awaiting_rows
from oversight.owing import owed
from riskinfo import gathering, signals

from . import housekeeping, returns, statistics, worklist
from .search import numbered
from .search import search as find

NOTIFICATIONS_SHOWN = 100
CASES_SHOWN = 50


class OpenFilter(forms.Form):
    """Which open cases; it lives in the URL. A wrong value narrows nothing."""

    kind = forms.ChoiceField(label="类别", required=False)
    only = forms.ChoiceField(label="范围", required=False, choices=[("", "全部未办结"), ("overdue", "已逾期")])

    def __init__(self, data, *, user):
        super().__init__(data)
        shown = [kind for kind in kinds.all_kinds() if user.can(kind.view_permission)]
        self.fields["kind"].choices = [("", "全部类别"), *((kind.code, kind.label) for kind in shown)]
        self.is_valid()


@signed_in
@require_safe
def home(request):
    user = request.user
    if user.roles and set(user.roles) <= {"AGENCY"}:
        return redirect("riskinfo:tests")
    if user.roles and set(user.roles) <= {"ADMIN"}:
        page = {"today": timezone.localdate(), "rows": housekeeping.rows(user)}
        return render(request, "desk/housekeeping.html", page)
    chart = statistics.informations_by_source(user) if user.can("info.view") else None
    measures = [
        {"measure": m, "light": light(at_end_of(m.due_on) if m.due_on else None, m.due_explanation)}
        for m in worklist.open_measures(user)
    ]
    case_total = sum(worklist.awaiting_counts(user).values())
    seals = awaiting_rows(user) if user.can("emergency.view") else []
    papers = papers_awaiting(user)
    owing = owed(user) if user.can("warning.view") else []
    gatherings = gathering.awaiting_rows(user)
    context = {
        "today": timezone.localdate(),
        "may_register": user.can("info.create"),
        "todo": worklist.awaiting(user),
        "case_total": case_total,
        "todo_total": case_total
        + sum(map(len, (seals, owing, gatherings)))
        + sum(not paper.case.is_drill for paper in papers),
        "seals": seals,
        "gatherings": gatherings,
        "signals": signals.awaiting(user)[: signals.SHOWN],
        "papers": papers,
        "owed": owing,
        "covered": user.absences_covered(),
        "away": Absence.objects.on(timezone.localdate()).filter(absent=user).select_related("deputy"),
        "drills": worklist.drills(user),
        "due": worklist.due(user),
        "measures": measures,
        "sent_on": worklist.sent_on(user),
        "headline": statistics.headline(user),
        "returns": returns.this_month(user),
        "chart": chart,
        "chart_option": statistics.stacked_bars(chart) if chart else None,
    }
    return render(request, "desk/home.html", context)


@signed_in
@require_safe
def cases(request):
    """The cases behind the figures of the desk, of every kind, the most pressing first."""
    form = OpenFilter(request.GET, user=request.user)
    given = form.cleaned_data
    rows = worklist.open_cases(request.user, kind=given.get("kind", ""), overdue=given.get("only") == "overdue")
    page, now = Paginator(rows, CASES_SHOWN).get_page(request.GET.get("page")), timezone.now()
    context = {
        "form": form,
        "page": page,
        "rows": [{"case": case, "light": case_light(case, now=now)} for case in page],
        "query": urlencode({name: value for name, value in given.items() if value}),
        "filtered": any(given.values()),
    }
    return render(request, "desk/cases.html", context)


@signed_in
@require_safe
def next_case(request):
    """Go to what waits for the person after the case `?after=`."""
    after = request.GET.get("after", "")
    case = worklist.next_after(request.user, int(after) if after.isascii() and after.isdigit() else 0)
    if case is None:
        messages.info(request, "没有别的案卷等您办理了。")
        return redirect("desk:home")
    return redirect(case)


@signed_in
@require_safe
def search(request):
    text = " ".join(request.GET.get("q", "").split())[:80]
    if text and (case := numbered(request.user, text)):
        return redirect(case)
    return render(request, "desk/search.html", {"text": text, "found": find(request.user, text) if text else None})


@signed_in
@require_safe
def notifications(request):
    rows = Notification.objects.filter(user=request.user).select_related("case")
    return render(
        request,
        "desk/notifications.html",
        {"rows": rows[:NOTIFICATIONS_SHOWN], "unread": rows.filter(read_at=None).count()},
    )


@signed_in
@require_POST
def open_notification(request, pk):
    """Mark one notification as read and go where it points."""
    row = get_object_or_404(Notification, pk=pk, user=request.user)
    Notification.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now())
    if row.url and url_has_allowed_host_and_scheme(row.url, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(row.url)
    return redirect("desk:notifications")


@signed_in
@require_POST
def read_all(request):
    count = Notification.objects.filter(user=request.user, read_at=None).update(read_at=timezone.now())
    messages.success(request, f"已把 {count} 条提醒标为已读。")
    return redirect("desk:notifications")


@requires("statistics.view")
@require_safe
def figures(request):
    table = statistics.informations_by_source(request.user)
    context = {
        "table": table,
        "chart_option": statistics.stacked_bars(table),
        "states": statistics.by_state(request.user),
        "units": statistics.by_unit(request.user),
        "levels": statistics.warnings_by_level(request.user),
    }
    return render(request, "desk/statistics.html", context)
