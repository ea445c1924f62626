"""产品来源和流向: the lines of an emergency."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.models import CaseFile
from casefile.once import once
from casefile.pages import get_visible
from casefile.refusals import AlreadySent
from casefile.trail import record_act

from .command import LIVE
from .models import EmergencyCase, ProductFlow
from .permissions import may_work

FlowFormSet = forms.modelformset_factory(
    ProductFlow, fields=["direction", "partner", "region", "quantity", "note"], extra=4, can_delete=True, max_num=500,
    validate_max=True,
)  # fmt: skip


@requires("emergency.step")
@require_http_methods(["GET", "POST"])
def flow(request, case_id):
    record = get_visible(EmergencyCase, request.user, case_id)
    role = may_work(record, request.user)
    if role is None or record.state not in LIVE:
        messages.warning(request, "来源和流向在核实到后续监测期间，由执法大队或承办单位登记。")
        return HttpResponseRedirect(record.get_absolute_url())
    typed = request.POST if request.method == "POST" else restored(request)
    formset = FlowFormSet(typed, queryset=record.case.product_flows.all())
    if request.method == "POST" and formset.is_valid():
        _save(request, record, formset, role)
        return HttpResponseRedirect(request.path if "more" in request.POST else record.get_absolute_url())
    page = {"record": record, "case": record.case, "formset": formset}
    return render(request, "emergency/flow.html", page, status=422 if request.method == "POST" else 200)


def _save(request, record, formset, role) -> None:
    try:
        with once(request):
            saved = save_lines(record, formset, request.user, role)
    except AlreadySent as again:
        messages.info(request, again.message)
        return
    if saved:
        messages.success(request, "来源和流向已保存。")
    else:
        messages.error(request, "没有保存：应急处置已终止。")


def save_lines(record, formset, by, role) -> bool:
    """Save the lines and keep in the trail what they now say; False when the response has ended meanwhile."""
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=record.case_id)
        if case.state not in LIVE:
            return False
        for line in formset.save(commit=False):
            line.case = case
            line.save()
        for line in formset.deleted_objects:
            line.delete()
        said = [
            {"name": f"flow{n}", "label": str(n), "value": str(row), "text": str(row)}
            for n, row in enumerate(case.product_flows.all(), start=1)
        ]
        record_act(case, "record_flow", "登记来源和流向", by=by, role=role, data=said)
    return True
