"""典型案例 of a campaign: the list, a new one, its exposure (R-335, R-349)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.datefields import PastDateField
from casefile.models import CaseFile
from casefile.once import once
from casefile.pages import get_visible
from casefile.refusals import AlreadySent, Refused

from . import typicalcases
from .forms import text_field
from .models import Campaign, TypicalCase


class CaseForm(forms.Form):
    wide_fields = ("title", "text")
    sort = forms.ChoiceField(label="类别", choices=TypicalCase.Sort.choices)
    number = forms.CharField(
        label="案卷编号", max_length=24, required=False, help_text="本行动中的案卷，例如 ZG-2026-0003；经验类可以不填。"
    )
    title = forms.CharField(label="标题", max_length=120)
    text = text_field("案情、处理结果和意义", rows=8, max_length=4000)

    def __init__(self, *args, user, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.campaign = user, campaign

    def clean(self):
        given = super().clean()
        number = (given.get("number") or "").strip().upper()
        given["case"] = None
        if number:
            visible = CaseFile.objects.visible_to(self.user).filter(campaign=self.campaign.pk, number=number)
            given["case"] = visible.first()
            if given["case"] is None:
                self.add_error("number", "本行动中没有这个编号的案卷，请核对。")
        return given


class ExposeForm(forms.Form):
    on = PastDateField(label="曝光日期")
    where = forms.CharField(label="渠道和链接", max_length=200, help_text="例如：局门户网站“典型案例”栏目，附网址。")


@requires("campaign.view")
@require_safe
def cases(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    rows = record.typical_cases.select_related("case", "written_by", "exposure_by", "campaign__case__department")
    context = {
        "record": record, "case": record.case,
        "rows": [
            (row, not row.exposed_on and typicalcases.may_expose(row, request.user),
             typicalcases.may_change(row, request.user))
            for row in rows
        ],
        "may_tell": request.user.can("campaign.plan"),
    }  # fmt: skip
    return render(request, "campaigns/cases.html", context)


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def new(request, case_id):
    record = get_visible(Campaign, request.user, case_id)

    def write(given):
        typicalcases.tell(record, by=request.user, **given)
        messages.success(request, "已列入典型案例。")

    return _written(request, record, "撰写典型案例", write)


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def change(request, pk):
    row = get_object_or_404(TypicalCase.objects.select_related("campaign__case__department", "case"), pk=pk)
    record = get_visible(Campaign, request.user, row.campaign_id)
    if typicalcases.may_change(row, request.user) is None:
        raise PermissionDenied("曝光以前由撰写人或承办单位修改。")

    def write(given):
        typicalcases.change(row, by=request.user, **given)
        messages.success(request, "已修改。")

    initial = {"sort": row.sort, "number": row.case.number if row.case else "", "title": row.title, "text": row.text}
    return _written(request, record, "修改典型案例", write, initial)


def _written(request, record, heading, write, initial=None):
    """Show the form (GET), or write what it says (POST) and go back to the list."""
    typed = request.POST if request.method == "POST" else restored(request)
    form = CaseForm(typed, user=request.user, campaign=record, initial=initial)
    back = HttpResponseRedirect(reverse("campaigns:cases", args=[record.pk]))
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                write({name: form.cleaned_data[name] for name in ("sort", "title", "text", "case")})
        except AlreadySent as again:
            messages.info(request, again.message)
            return back
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return back
    context = {"form": form, "record": record, "case": record.case, "form_heading": heading}
    return render(request, "campaigns/case_new.html", context, status=422 if request.method == "POST" else 200)


@requires("campaign.complete")
@require_http_methods(["GET", "POST"])
def expose(request, pk):
    row = get_object_or_404(TypicalCase.objects.select_related("campaign__case__department"), pk=pk)
    get_visible(Campaign, request.user, row.campaign_id)
    form = ExposeForm(request.POST if request.method == "POST" else restored(request))
    back = HttpResponseRedirect(reverse("campaigns:cases", args=[row.campaign_id]))
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                typicalcases.expose(row, by=request.user, on=form.cleaned_data["on"], where=form.cleaned_data["where"])
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"已批准曝光“{row.title}”。")
        return back
    context = {"form": form, "row": row, "case": row.campaign.case}
    return render(request, "campaigns/case_expose.html", context, status=422 if request.method == "POST" else 200)
