"""What the result of a warning's measure asks beside words and evidence (R-029–R-041), and recall figures."""

import uuid
from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone

from casefile.datefields import DayInput, PastDateField
from casefile.forms import MeasureForm
from casefile.models import Measure
from documents.states import ISSUED_ON
from registers.models import LegalBasis

from ..measuredetails import ANALYSIS, ENFORCEMENT, FREQUENCY, MEETINGS, TRACE
from ..recalling import inconsistencies
from .issue import people_of


class _DetailForm(MeasureForm):
    """Fields named in `asked` must be filled in where the measure was done."""

    asked: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.asked:
            self.fields[name].label = f"{self.fields[name].label}（完成时必填）"

    def clean(self):
        given = super().clean()
        if given.get("status") == Measure.Status.DONE:
            for name in self.asked:
                if given.get(name) in (None, "", []) and name not in self.errors:
                    self.add_error(name, "已完成的须填写。")
        return given


class MeetingForm(_DetailForm):
    """质量分析会 and 培训: day, place, who was there, the signed list (R-039)."""

    asked = ("held_on", "place", "attendees", "files")
    held_on = PastDateField(label="召开日期", required=False)
    place = forms.CharField(label="地点", required=False, max_length=100)
    attendees = forms.CharField(
        label="参加人员", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一人，依次写单位、姓名、职务，用空格隔开，例如“恒兴线缆 曹德喜 总经理”。",
    )  # fmt: skip
    field_order = ("status", "held_on", "place", "attendees", "result", "files")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].label = "签到表、照片等（完成时必填）"

    def clean_attendees(self):
        return people_of(self.cleaned_data["attendees"])

    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("held_on", "place", "attendees")}


class EnforcementForm(_DetailForm):
    """停止生产、限制销售、责令召回、限期整改: the basis in law and the paper that orders it (R-041)."""

    asked = ("legal_basis",)
    legal_basis = forms.ModelChoiceField(LegalBasis.objects.none(), label="法律依据", required=False)
    document = forms.ModelChoiceField(
        None, label="所用文书（本案卷）", required=False, empty_label="不在本案卷的，填下面一栏"
    )
    document_text = forms.CharField(label="其他文书的文号", required=False, max_length=120)
    field_order = ("status", "legal_basis", "document", "document_text", "result", "files")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        valid = Q(valid_to=None) | Q(valid_to__gte=today)
        self.fields["legal_basis"].queryset = LegalBasis.objects.filter(valid)
        issued = self.measure.case.documents.filter(state__in=sorted(ISSUED_ON), revoked_at=None)
        self.fields["document"].queryset = issued

    def clean(self):
        given = super().clean()
        done = given.get("status") == Measure.Status.DONE
        if done and not given.get("document") and not given.get("document_text"):
            self.add_error("document_text", "请选择本案卷的文书，或填写所用文书的文号。")
        return given

    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("legal_basis", "document", "document_text")}


class TraceForm(_DetailForm):
    """检查和重点追踪抽查: which regions, products and enterprises are concerned, and who was told (R-029, R-037)."""

    asked = ("findings", "reported_to", "reported_on")
    findings = forms.CharField(
        label="查明的区域、产品和企业", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="哪些乡镇、哪些型号批次、哪些生产和经销单位；没有扩大的也写明。",
    )  # fmt: skip
    reported_to = forms.CharField(label="情况上报哪个单位", required=False, max_length=80)
    reported_on = PastDateField(label="上报日期", required=False)
    field_order = ("status", "findings", "reported_to", "reported_on", "result", "files")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        parent = self.measure.case.bureau.parent
        self.initial.setdefault("reported_to", parent.name if parent else "")

    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("findings", "reported_to", "reported_on")}


class AnalysisForm(_DetailForm):
    """检验监测、分析危害程度: the report and what it says of the harm (R-030)."""

    asked = ("document_text", "findings")
    document_text = forms.CharField(label="检验报告", required=False, max_length=120)
    findings = forms.CharField(
        label="危害程度分析", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="危害谁、怎样危害、多严重、涉及多大范围。",
    )  # fmt: skip
    field_order = ("status", "document_text", "findings", "result", "files")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        warning = self.measure.case.warning
        tests = list(warning.info.tests.reported())
        self.initial.setdefault("findings", warning.assessment.harm_analysis)
        if tests:
            known = "；".join(f"{task}（{task.get_result_display()}）" for task in tests)
            self.fields["document_text"].help_text = f"评估时已有：{known}。需要补充检验的，以新的报告为准。"

    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("document_text", "findings")}


class FrequencyForm(_DetailForm):
    """How often the enterprise is inspected from now on, and until when (R-040)."""

    asked = ("before", "after", "until")
    before = forms.IntegerField(label="原频次（次/年）", required=False, min_value=0, max_value=365)
    after = forms.IntegerField(label="提高后的频次（次/年）", required=False, min_value=1, max_value=366)
    until = forms.DateField(
        label="到哪一天", required=False, widget=DayInput(), help_text="到期自动恢复；期间显示在企业档案上。"
    )
    field_order = ("status", "before", "after", "until", "result", "files")

    def clean(self):
        given = super().clean()
        before, after, until = given.get("before"), given.get("after"), given.get("until")
        if before is not None and after is not None and after <= before:
            self.add_error("after", "须多于原频次。")
        today = timezone.localdate()
        if until and until <= today:
            self.add_error("until", "须晚于今天。")
        elif until and until > today + timedelta(days=1830):
            self.add_error("until", "最长五年，请核对年份。")
        return given

    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("before", "after", "until")}


def measure_form_for(measure) -> type[MeasureForm]:
    if measure.code in MEETINGS:
        return MeetingForm
    if measure.code in ENFORCEMENT:
        return EnforcementForm
    return {FREQUENCY: FrequencyForm, TRACE: TraceForm, ANALYSIS: AnalysisForm}.get(measure.code, MeasureForm)


class RecallForm(forms.Form):
    """Figures of a day; what does not add up needs a word of explanation."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    as_of = PastDateField(label="截至日期")
    produced = forms.DecimalField(label="生产数量", max_digits=14, decimal_places=3, min_value=0)
    sold = forms.DecimalField(label="已售数量", max_digits=14, decimal_places=3, min_value=0)
    recovered = forms.DecimalField(label="追回数量", max_digits=14, decimal_places=3, min_value=0)
    destroyed = forms.DecimalField(label="销毁数量", max_digits=14, decimal_places=3, min_value=0)
    unit = forms.CharField(label="计量单位", max_length=10)
    note = forms.CharField(
        label="说明", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="都填累计数。数量前后不符的，写明原因。",
    )  # fmt: skip

    def __init__(self, data=None, *, earlier=None, initial=None):
        super().__init__(data, initial={"token": uuid.uuid4(), "as_of": timezone.localdate()} | (initial or {}))
        self.earlier = earlier

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        if self.earlier is not None and given["as_of"] < self.earlier.as_of:
            self.add_error("as_of", f"不能早于上次登记的 {self.earlier.as_of:%Y-%m-%d}。")
        doubts = inconsistencies(given, self.earlier)
        if doubts and not given["note"]:
            self.add_error("note", f"{'；'.join(doubts)}。请核对；确实如此的，写明原因。")
        return given
