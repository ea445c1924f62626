"""封存: propose, list of articles, page, acts."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.acting import act_on
from casefile.once import once
from casefile.origins import origin_of
from casefile.refusals import AlreadySent, Refused

from .models import Sealing
from .permissions import may_propose_seal, may_work_seal, why_no_seal
from .sealforms import ItemFormSet, ProposeForm
from .sealing import propose, write_list
from .sealpages import seal_context
from .sealstates import LIST_OPEN


@requires("emergency.step")
@require_http_methods(["GET", "POST"])
def new(request):
    case = origin_of(request)
    if case is None:
        messages.info(request, "封存从应急处置或尚未判定的风险信息提请，请先打开案卷。")
        return HttpResponseRedirect(reverse("emergency:list"))
    refused = why_no_seal(case)
    if not refused and may_propose_seal(case, request.user) is None:
        refused = "封存由承办单位或执法大队提请。"
    if refused:
        messages.warning(request, refused)
        return HttpResponseRedirect(case.get_absolute_url())
    typed = request.POST if request.method == "POST" else restored(request)
    initial = {"party": case.enterprise.name if case.enterprise else ""}
    form = ProposeForm(typed, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sealing = propose(case, by=request.user, **given)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "已提请，局领导已收到通知。请登记封存清单。")
            return HttpResponseRedirect(reverse("emergency:seal_items", args=[sealing.pk]))
    return render(request, "emergency/seal_new.html", {"case": case, "form": form}, status=_status(request))


def _visible(request, seal_id) -> Sealing:
    rows = Sealing.objects.visible_to(request.user).select_related(
        "case__bureau", "case__department", "case__handler", "case__enterprise", "department", "proposed_by",
        "approved_by", "officer_1", "officer_2", "extended_by", "decision_scan",
    )  # fmt: skip
    return get_object_or_404(rows, pk=seal_id)


@requires("emergency.view")
@require_safe
def detail(request, seal_id):
    sealing = _visible(request, seal_id)
    context = seal_context(sealing, request.user)
    context["may_list"] = context["list_open"] and may_work_seal(sealing, request.user)
    return render(request, "emergency/seal.html", context)


@requires("emergency.step")
@require_http_methods(["GET", "POST"])
def items(request, seal_id):
    sealing = _visible(request, seal_id)
    if sealing.state not in LIST_OPEN or may_work_seal(sealing, request.user) is None:
        messages.warning(request, "封存清单在执行前由承办单位或执法大队登记；执行后随决定书交付，不再改动。")
        return HttpResponseRedirect(sealing.get_absolute_url())
    typed = request.POST if request.method == "POST" else restored(request)
    formset = ItemFormSet(typed, instance=sealing)
    if request.method == "POST" and formset.is_valid():
        try:
            with once(request):
                write_list(sealing, formset, by=request.user)
        except AlreadySent as again:
            messages.info(request, again.message)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "清单已保存。")
        if "more" in request.POST:
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(sealing.get_absolute_url())
    page = {"case": sealing.case, "sealing": sealing, "formset": formset}
    return render(request, "emergency/seal_items.html", page, status=_status(request))


@requires("emergency.view")
@require_http_methods(["GET", "POST"])
def act(request, seal_id, name):
    return act_on(request, _visible(request, seal_id), name, template="emergency/seal_act.html")


def _status(request) -> int:
    return 422 if request.method == "POST" else 200
