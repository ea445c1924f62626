"""One supervision sampling and the informations about it (R-012)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.models import CaseFile
from casefile.perform import perform
from casefile.refusals import Refused
from registers.models import SamplingResult
from registers.validators import half_width

from . import samplings
from .models import RiskInfo


def visible(request, sampling_id) -> SamplingResult:
    """Return the sampling if this person sees the enterprise that was sampled, else Http404."""
    rows = SamplingResult.objects.visible_to(request.user).select_related("enterprise__region", "product_type")
    found = rows.filter(pk=sampling_id).first()
    if found is None:
        raise Http404("没有这个抽查结果，或者您无权查看。")
    return found


class TieForm(forms.Form):
    """Which information on file is about the sampling, by its number."""

    number = forms.CharField(label="信息编号", max_length=30, help_text="例如 FX-2026-0003。")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_number(self):
        number = half_width(self.cleaned_data["number"]).strip().upper()
        seen = CaseFile.objects.visible_to(self.user)
        found = RiskInfo.objects.filter(case__number=number, case__in=seen).select_related("case").first()
        if found is None:
            raise ValidationError(f"没有编号为“{number}”的风险信息，或者您无权查看，请核对编号。")
        return found


@requires("register.view")
@require_http_methods(["GET", "POST"])
def detail(request, sampling_id):
    """What was sampled and found, the informations about it; make one or tie one that is on file."""
    sampling = visible(request, sampling_id)
    may_tie = request.user.can("info.assess")
    typed = request.POST if request.method == "POST" else restored(request)
    form = TieForm(typed, user=request.user) if may_tie else None
    if request.method == "POST" and form is not None and form.is_valid():
        info = form.cleaned_data["number"]
        try:
            perform(info, "tie_sampling", by=request.user, sampling=sampling.pk)
        except Refused as refusal:
            form.add_error("number", refusal.message)
        else:
            messages.success(request, f"已与 {info.case.number} 关联。")
            return HttpResponseRedirect(request.path)
    context = {
        "sampling": sampling, "facts": _facts(sampling), "form": form, "may_file": request.user.can("info.create"),
        "informations": samplings.informations_of(sampling, request.user),
    }  # fmt: skip
    return render(request, "riskinfo/sampling.html", context, status=422 if request.method == "POST" else 200)


def _facts(row: SamplingResult) -> list[tuple[str, str]]:
    """Return what the result says as (label, text), what is not known left out."""
    said = [
        ("产品", f"{row.product_name} {row.batch}".strip()), ("产品类别", str(row.product_type or "")),
        ("标称生产者", f"{row.producer_name} {row.producer_address}".strip()),
        ("抽样", " ".join(filter(None, (f"{row.sampled_on or '日期不详'}", row.get_place_display(), row.channel)))),
        ("承检机构", row.agency), ("报告编号", row.report_number), ("上级系统编号", row.external_id),
        ("结论", row.get_conclusion_display()), ("不合格项目", row.failed_items),
    ]  # fmt: skip
    return [(label, text) for label, text in said if text]
