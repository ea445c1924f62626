"""Important matters, 督查 with its feedback, the appraisal of a campaign (R-232–R-234, R-237, R-238, R-350)."""

import functools

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.choices import SeveralField
from accounts.kept import restored
from casefile.datefields import ComingDateField, PastDateField
from casefile.once import once
from casefile.pages import get_visible
from casefile.refusals import Refused
from inspections.models import Draw
from rectification.models import RectificationItem
from registers.models import Enterprise

from . import appraisal, matters
from .forms import text_field
from .models import Campaign, Feedback, ImportantMatter
from .return_views import sent


class MatterForm(forms.Form):
    wide_fields = ("title", "text")
    sort = forms.ChoiceField(label="类别", choices=ImportantMatter.Sort.choices)
    title = forms.CharField(label="事项", max_length=120)
    text = text_field("情况", rows=6, max_length=4000, help_text="时间、地点、企业和产品、危害、已采取的措施。")
    learned_at = forms.DateTimeField(
        label="获知时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip
    told = forms.CharField(label="报告对象", max_length=200, help_text="例如：市局分管领导、县政府值班室。")
    way = forms.CharField(label="报告方式", max_length=60, help_text="例如：电话并书面。")

    def clean_learned_at(self):
        moment = self.cleaned_data["learned_at"]
        if moment > timezone.now():
            raise ValidationError("获知时间不能晚于现在。")
        return moment


class FeedbackForm(forms.Form):
    wide_fields = ("text",)
    sort = forms.ChoiceField(label="方式", choices=Feedback.Sort.choices)
    on = PastDateField(label="督查日期")
    text = text_field("督查情况和要求", rows=6, max_length=4000)
    visited = SeveralField(
        Enterprise.objects.none(), label="走访的风险隐患企业", required=False, widget=forms.CheckboxSelectMultiple
    )
    draw = forms.ModelChoiceField(
        Draw.objects.none(), label="随机抽取记录", required=False, empty_label="没有抽取",
        help_text="先在“现场检查 → 随机抽取”中从下级局里抽 1 至 2 个，抽中本局的在这里选。",
    )  # fmt: skip
    answer_by = ComingDateField(label="反馈期限", required=False)

    def __init__(self, *args, record, user, **kwargs):
        super().__init__(*args, **kwargs)
        items = RectificationItem.objects.filter(case__campaign=record.pk, case__is_drill=False)
        self.fields["visited"].queryset = Enterprise.objects.filter(pk__in=items.values("case__enterprise"))
        drawn = [
            row.pk for row in Draw.objects.filter(bureau=user.bureau, among=Draw.Among.BUREAU)[:200]
            if any(member["id"] == record.case.bureau_id for member in row.drawn)
        ]  # fmt: skip
        self.fields["draw"].queryset = Draw.objects.filter(pk__in=drawn)
        for name in ("visited", "draw"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]


class AnswerForm(forms.Form):
    wide_fields = ("text",)
    text = text_field("整改反馈", rows=6, max_length=4000)


@requires("campaign.view")
@require_safe
def reports(request, case_id):
    """One page: the figures of the appraisal, what was told at once, what the bureau above found."""
    record = get_visible(Campaign, request.user, case_id)
    if request.GET.get("file") == "xlsx":
        return sent(appraisal.spreadsheet(record), "xlsx", f"{record.case.title}考核表.xlsx")
    rows = record.feedback.select_related("by__department__bureau", "answered_by", "campaign__case__department", "draw")
    rows = rows.prefetch_related("visited")
    context = {
        "record": record, "case": record.case, "rates": appraisal.rates(record), "survey": appraisal.survey(record),
        "matters": list(record.matters.select_related("reported_by")),
        "feedback": [(row, matters.may_answer(row, request.user)) for row in rows],
        "may_report": matters.may_report(record, request.user),
        "may_inspect": matters.may_inspect(record, request.user),
    }  # fmt: skip
    return render(request, "campaigns/reports.html", context)


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def new_matter(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    return _carried(
        request, record, MatterForm, "报告重要情况",
        lambda given: matters.report(record, by=request.user, **given), "已报告，上级局和局领导收到提醒。",
    )  # fmt: skip


@requires("return.submit", "return.sign")
@require_http_methods(["GET", "POST"])
def new_feedback(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    return _carried(
        request, record, functools.partial(FeedbackForm, record=record, user=request.user), "登记督查反馈",
        lambda given: matters.feed_back(record, by=request.user, **given), "已反馈给下级局。",
    )  # fmt: skip


@requires("campaign.move")
@require_http_methods(["GET", "POST"])
def answer(request, case_id, pk):
    record = get_visible(Campaign, request.user, case_id)
    row = get_object_or_404(record.feedback, pk=pk)
    return _carried(
        request, record, AnswerForm, f"反馈督查要求：{row}",
        lambda given: matters.answer(row, by=request.user, text=given["text"]), "已反馈上级局。",
    )  # fmt: skip


def _carried(request, record, form_class, heading, carry, said):
    """Show the form (GET), or do what it asks (POST) and go back to the page of reports."""
    form = form_class(request.POST if request.method == "POST" else restored(request))
    back = HttpResponseRedirect(reverse("campaigns:reports", args=[record.pk]))
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                carry(form.cleaned_data)
        except Refused as refusal:
            messages.error(request, refusal.message)
        except ValidationError as error:
            form.add_error(None, error)
            return _shown(request, record, form, heading, 422)
        else:
            messages.success(request, said)
        return back
    return _shown(request, record, form, heading, 422 if request.method == "POST" else 200)


def _shown(request, record, form, heading, status):
    context = {"form": form, "case": record.case, "record": record, "form_heading": heading}
    return render(request, "campaigns/report_form.html", context, status=status)
