"""Pages of 惩戒与公示: the list, a proposal from an item, one of them with its acts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.authority import authority
from accounts.kept import restored
from casefile import actions
from casefile.acting import act_on
from casefile.models import CaseFile
from casefile.once import once
from casefile.refusals import AlreadySent, Refused

from .consequencemodel import CHOICES, State
from .consequences import ProposeForm, propose
from .models import Consequence

SHOWN = 100


def _visible(user):
    rows = Consequence.objects.filter(case__in=CaseFile.objects.visible_to(user))
    return rows.select_related(
        "case__bureau", "case__department", "case__enterprise", "case__handler", "proposed_by", "approved_by"
    )


@requires("item.view")
@require_safe
def index(request):
    rows = _visible(request.user)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    if kind in dict(CHOICES):
        rows = rows.filter(kind=kind)
    if state in State.values:
        rows = rows.filter(state=state)
    found = list(rows.order_by("-proposed_at", "-pk")[: SHOWN + 1])
    context = {
        "rows": found[:SHOWN], "more": len(found) > SHOWN, "shown": SHOWN, "kinds": CHOICES, "states": State.choices,
        "kind": kind, "state": state,
    }  # fmt: skip
    return render(request, "rectification/consequences.html", context)


@requires("item.create")
@require_http_methods(["GET", "POST"])
def new(request, case_id):
    case = get_object_or_404(CaseFile.objects.filter(kind="RECTIFICATION").visible_to(request.user), pk=case_id)
    if authority(request.user, "item.create", department=case.department) is None:
        raise PermissionDenied(f"由{case.department}提出。")
    typed = request.POST if request.method == "POST" else restored(request)
    form = ProposeForm(typed, request.FILES or None, initial={"facts": case.rectificationitem.situation})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with once(request):
                record = propose(case, given["kind"], by=request.user, facts=given["facts"], files=given["files"])
        except AlreadySent as again:
            messages.info(request, again.message)
            return HttpResponseRedirect(case.get_absolute_url())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            messages.success(request, "已提出，等待批准。")
            return HttpResponseRedirect(record.get_absolute_url())
    context = {"case": case, "form": form}
    return render(
        request, "rectification/consequence_new.html", context, status=422 if request.method == "POST" else 200
    )


@requires("item.view")
@require_safe
def detail(request, pk):
    record = get_object_or_404(_visible(request.user), pk=pk)
    entries = record.case.trail.filter(subject=record.trail_subject).select_related("actor").order_by("-seq")
    context = {
        "record": record, "case": record.case, "offers": actions.available(record, request.user),
        "timeline": [
            {"label": entry.action_label, "who": f"{entry.actor.name} · {entry.role_label}", "at": entry.at,
             "reason": entry.reason, "current": False} for entry in entries
        ],
        "may_draft": request.user.can("document.draft") and record.case.closed_at is None,
    }  # fmt: skip
    return render(request, "rectification/consequence.html", context)


@requires("item.view")
@require_http_methods(["GET", "POST"])
def act(request, pk, name):
    return act_on(request, get_object_or_404(_visible(request.user), pk=pk), name)
