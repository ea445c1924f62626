"""安全隐患分析大会 of a campaign: the list, a new one, its minutes (R-223)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.attachments import inspect
from casefile.datefields import PastDateField
from casefile.models import Attachment
from casefile.once import once
from casefile.pages import get_visible
from casefile.refusals import Refused
from emergency.models import Plan
from riskinfo.models import SituationAnalysis
from riskinfo.situation import name_of
from riskwarnings.forms.issue import people_of

from . import conferences
from .forms import text_field
from .models import Campaign


class UploadField(forms.FileField):
    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            inspect(upload)
        return upload


class ConferenceForm(forms.Form):
    """Each input is a record that is chosen, or a file that is chosen or uploaded."""

    wide_fields = ("place", "experts", "attendees", "findings", "conclusion")
    held_on = PastDateField(label="召开日期")
    place = forms.CharField(label="地点或方式", max_length=100)
    chair = forms.CharField(label="主持人", max_length=60)
    experts = text_field(
        "专家", rows=4, help_text="每行一人，依次写单位、姓名、专业，用空格隔开，例如“省质检院 王强 电线电缆检测”。"
    )
    attendees = text_field("参加人员", rows=4, required=False, help_text="每行一人，依次写单位、姓名、职务。")
    analysis = forms.ModelChoiceField(
        SituationAnalysis.objects.none(),
        label="风险信息汇总：形势分析",
        required=False,
        empty_label="没有，见上传的文件",
    )
    summary_upload = UploadField(label="风险信息汇总：上传文件", required=False)
    emergency_plan = forms.ModelChoiceField(
        Plan.objects.none(), label="应急预案：本局已发布的", required=False, empty_label="没有，见上传的文件"
    )
    emergency_upload = UploadField(label="风险信息应急预案：上传文件", required=False)
    rectification_file = forms.ModelChoiceField(
        Attachment.objects.none(), label="整治方案：本行动的附件", required=False, empty_label="没有，见上传的文件"
    )
    rectification_upload = UploadField(label="整治方案：上传文件", required=False)
    findings = text_field("研究分析情况", rows=5, max_length=4000, help_text="专家对风险隐患产品的分析，各方意见。")
    conclusion = text_field(
        "结论和建议", rows=5, max_length=4000, help_text="要安排的风险监控项目、整治重点、责任单位。"
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        bureau = record.case.bureau_id
        analyses = SituationAnalysis.objects.filter(case__bureau=bureau, case__is_drill=False).select_related("case")
        self.fields["analysis"].queryset = analyses
        self.fields["analysis"].label_from_instance = lambda row: (
            f"{name_of(row.period, row.start)}（{row.case.number}）"
        )
        self.fields["emergency_plan"].queryset = Plan.objects.filter(bureau=bureau).exclude(published_at=None)
        self.fields["emergency_plan"].label_from_instance = lambda row: f"{row.title}（第{row.version}版）"
        self.fields["rectification_file"].queryset = record.case.attachments.filter(struck_at=None)

    def clean_experts(self):
        people = people_of(self.cleaned_data["experts"])
        if missing := [row["name"] for row in people if not row["post"]]:
            raise ValidationError(f"{'、'.join(missing)}没有写专业。")
        return people

    def clean_attendees(self):
        return people_of(self.cleaned_data["attendees"])

    def clean(self):
        given = super().clean()
        for record, upload, what in (
            ("analysis", "summary_upload", "风险信息汇总"), ("emergency_plan", "emergency_upload", "应急预案"),
            ("rectification_file", "rectification_upload", "整治方案"),
        ):  # fmt: skip
            if not {record, upload} & set(self.errors) and not given.get(record) and not given.get(upload):
                self.add_error(record, f"请选定或者上传{what}。")
        return given

    def values(self) -> dict:
        """Return what conferences.record_conference takes."""
        given = dict(self.cleaned_data)
        uploads = {name: given.pop(name.replace("_file", "_upload")) for name in conferences.INPUT_FILES}
        return given | {"uploads": {name: upload for name, upload in uploads.items() if upload}}


class StrikeForm(forms.Form):
    reason = forms.CharField(label="划去的理由", max_length=200)


def _back(record):
    return HttpResponseRedirect(reverse("campaigns:conferences", args=[record.pk]))


@requires("campaign.view")
@require_safe
def index(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    rows = record.conferences.select_related(
        "analysis__case", "emergency_plan", "summary_file", "emergency_file", "rectification_file", "minutes", "by",
        "struck_by", "campaign__case__department",
    )  # fmt: skip
    may = conferences.may_record(record, request.user)
    context = {
        "record": record, "case": record.case, "may_record": may,
        "may_count": request.user.can("statistics.view"), "may_plans": request.user.can("emergency.view"),
        "rows": [(row, conferences.inputs(row), may and not row.struck_by_id) for row in rows],
    }  # fmt: skip
    return render(request, "campaigns/conferences.html", context)


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def new(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    if conferences.may_record(record, request.user) is None:
        raise PermissionDenied("安全隐患分析大会由承办单位在行动期间登记。")
    typed = request.POST if request.method == "POST" else restored(request)
    form = ConferenceForm(typed, request.FILES or None, record=record)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                conferences.record_conference(record, by=request.user, **form.values())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            messages.success(request, "已登记。会议纪要可以直接起草，内容已经填好。")
            return _back(record)
    return _form_page(request, record, form, "登记安全隐患分析大会")


@requires("campaign.plan")
@require_POST
def minutes(request, case_id, pk):
    """One tap: the minutes with everything filled in, or those under way."""
    record = get_visible(Campaign, request.user, case_id)
    row = get_object_or_404(record.conferences.select_related("campaign__case__department"), pk=pk)
    try:
        document = conferences.draft_minutes(row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _back(record)
    return HttpResponseRedirect(document.get_absolute_url())


@requires("campaign.plan")
@require_http_methods(["GET", "POST"])
def strike(request, case_id, pk):
    record = get_visible(Campaign, request.user, case_id)
    row = get_object_or_404(record.conferences.select_related("campaign__case__department"), pk=pk)
    if conferences.may_record(record, request.user) is None:
        raise PermissionDenied("由承办单位在行动期间划去。")
    form = StrikeForm(request.POST if request.method == "POST" else restored(request))
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                conferences.strike(row, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "已划去，不再计数。")
        return _back(record)
    return _form_page(request, record, form, f"划去：{row}")


def _form_page(request, record, form, heading):
    context = {"form": form, "case": record.case, "record": record, "form_heading": heading}
    status = 422 if request.method == "POST" else 200
    return render(request, "campaigns/conference_form.html", context, status=status)
