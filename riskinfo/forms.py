"""One form an act of risk information and its tests."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from accounts.models import Department
from casefile.actions import ActionForm
from casefile.forms import FilesField
from registers.validators import half_width

from . import states
from .agencies import agencies_of
from .guards import missing_report_contents, must_report_upward
from .models import RiskInfo

_FILL_FIRST = "上报内容缺：{}。请先“补充信息”，再确认。"


#: Days ahead of a date to come, and the first year of one gone by, that anybody can mean.
FURTHEST, FIRST_YEAR = 366, 2000


class DateField(forms.DateField):
    """A day picked from the browser's calendar; `latest_today` refuses the future in words."""

    def __init__(self, *, latest_today=False, earliest_today=False, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)
        self.latest_today, self.earliest_today = latest_today, earliest_today

    def clean(self, value):
        day = super().clean(value)
        today = timezone.localdate()
        if day and self.latest_today and day > today:
            raise ValidationError(f"{self.label}不能晚于今天（{today}），请核对年份和月份。")
        if day and self.earliest_today and day < today:
            raise ValidationError(f"{self.label}不能早于今天（{today}）。")
        if day and self.earliest_today and day > today + timedelta(days=FURTHEST):
            raise ValidationError(f"{self.label}在一年以后，请核对年份。")
        if day and day.year < FIRST_YEAR:
            raise ValidationError(f"{self.label}的年份不对，请核对。")
        return day


def text_area(label: str, *, rows=3, **kwargs) -> forms.CharField:
    kwargs.setdefault("max_length", 2000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def suppliers(**kwargs) -> forms.CharField:
    """原料供应企业 in an act: as long, and in as many lines, as the form of registration lets it be."""
    help_text = "一行一家，或用顿号分开；没有或尚未查明的，写“不涉及”或“正在核查”。"
    return text_area("原料供应企业", rows=2, max_length=600, help_text=help_text, **kwargs)


class InfoField(forms.CharField):
    """Another information, named by its number (or, from code, by its key)."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.record = None

    def clean(self, value):
        text = half_width(super().clean(value)).strip().upper()
        if not text:
            return None
        is_key = text.isascii() and text.isdigit() and len(text) < 19
        wanted = Q(pk=int(text)) if is_key else Q(case__number=text)
        ours = RiskInfo.objects.filter(wanted, case__bureau=self.record.case.bureau_id)
        found = ours.select_related("case__handler").first()
        if found is None:
            raise ValidationError(f"没有编号为“{text}”的风险信息，请核对编号。")
        if found.pk == self.record.pk:
            raise ValidationError("不能与自己重复，请填写另一条信息的编号。")
        return found


def check_filed(other) -> None:
    """Raise ValidationError when `other` is still a draft: it may yet be thrown away."""
    if other.state == states.InfoState.DRAFT:
        raise ValidationError("那一条还是草稿，没有编号；请等它提交以后再办。")


def check_goes_on(other) -> None:
    """Raise ValidationError when `other` was itself excluded as a double: its original is the one to name."""
    check_filed(other)
    if other.exclusion_reason == states.ExclusionReason.DUPLICATE:
        original = other.duplicate_of.case.number
        raise ValidationError(f"{other.case.number} 本身已作为 {original} 的重复信息排除，请填写 {original}。")


class ScreenForm(ActionForm):
    wide_fields = ("duplicates_checked",)

    harm_degree = forms.ChoiceField(
        label="对人身的危害程度", choices=states.HarmDegree.choices, widget=forms.RadioSelect,
        help_text="按可能造成的最重后果判断；不是预警级别。",
    )  # fmt: skip
    handling_advice = text_area("处理建议", help_text="例如：送检、直接评估、移送、持续关注。")
    duplicates_checked = forms.BooleanField(
        label="已查重，不是重复信息", help_text="同一企业、同类产品、90 天内的信息列在右侧，请逐条核对。"
    )


class ExcludeForm(ActionForm):
    exclusion_reason = forms.ChoiceField(
        label="排除原因", widget=forms.RadioSelect,
        choices=[c for c in states.ExclusionReason.choices if c[0] != states.ExclusionReason.NO_RISK],
    )  # fmt: skip
    duplicate_of = InfoField(label="重复于（编号）", required=False, help_text="因重复排除的必填，例如 FX-2026-0003。")
    exclusion_text = text_area("说明", help_text="写明查证的经过和依据。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["duplicate_of"].record = self.record
        del self.fields["reason"]

    def clean_duplicate_of(self):
        other = self.cleaned_data["duplicate_of"]
        if other is not None:
            check_goes_on(other)
        return other

    def clean(self):
        given = super().clean()
        duplicate = given.get("exclusion_reason") == states.ExclusionReason.DUPLICATE
        if duplicate and not given.get("duplicate_of") and "duplicate_of" not in self.errors:
            self.add_error("duplicate_of", "因重复排除的，请填写重复于哪一条信息的编号。")
        if not duplicate:
            given["duplicate_of"] = None
        return given


class TransferForm(ActionForm):
    transferred_to = forms.CharField(label="移送单位", max_length=120, help_text="有管辖权或主管的机关全称。")


class TestingForm(ActionForm):
    wide_fields = ("sample", "compared_with")

    agency = forms.ModelChoiceField(Department.objects.none(), label="质检机构")
    purpose = forms.ChoiceField(label="目的", choices=states.TestPurpose.choices, widget=forms.RadioSelect,
                                initial=states.TestPurpose.TEST)  # fmt: skip
    sample = forms.CharField(
        label="样品", max_length=300, help_text="名称、型号、批次、生产企业。机构只看得到本任务的内容。"
    )
    compared_with = forms.CharField(
        label="比对对象", required=False, max_length=300,
        help_text="比对试验必填：与哪个样品、哪家机构的结果或哪种方法比对。",
    )  # fmt: skip
    items = text_area("检验项目", rows=2, max_length=1000)
    standard = forms.CharField(label="检验依据", max_length=200, help_text="标准号和条款。")
    due_on = DateField(label="要求完成日期", earliest_today=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        info = self.record
        self.fields["agency"].queryset = agencies_of(info.case.bureau)
        parts = (info.product_name, info.brand, info.batch, info.enterprise_name)
        self.fields["sample"].initial = " ".join(part for part in parts if part)[:300]
        self.fields["standard"].initial = info.standard_number

    def clean(self):
        given = super().clean()
        if given.get("purpose") == states.TestPurpose.COMPARISON and not given.get("compared_with"):
            self.add_error("compared_with", "比对试验须写明与什么比对。")
        return given


class AssessForm(ActionForm):
    test_waiver_reason = text_area(
        "无需检验的理由", rows=2, required=False, help_text="还没有检验报告时必填，例如：已有监督抽查检验报告（附件）。"
    )

    def clean_test_waiver_reason(self):
        reason = self.cleaned_data["test_waiver_reason"]
        if not reason and not self.record.tests.reported().exists():
            raise ValidationError("还没有检验报告。请等质检机构报告后再启动评估，或者写明无需检验的理由。")
        return reason


class OutcomeForm(ActionForm):
    outcome = forms.ChoiceField(label="评估结论", choices=states.Outcome.choices)
    major_harm = forms.ChoiceField(
        label="重大危害", required=False, choices=[("", "未判断"), *states.MajorHarm.choices]
    )


class ConfirmForm(ActionForm):
    """Confirms the outcome; with major harm also the upward report and its contents (R-024, R-025)."""

    major_harm = forms.ChoiceField(
        label="对人身健康安全的重大危害", choices=states.MajorHarm.choices, widget=forms.RadioSelect,
        help_text="已经或可能发生的，不论级别都要逐级上报：先登记上报，并补齐上报内容。",
    )  # fmt: skip
    reported_up_on = DateField(label="上报日期", required=False, latest_today=True)
    reported_up_to = forms.CharField(label="上报单位", required=False, max_length=120,
                                     help_text="例如：市市场监督管理局、县人民政府。")  # fmt: skip
    cause = text_area("发生原因或可能原因", rows=2, required=False)
    affected_area = forms.CharField(label="涉及区域说明", required=False, max_length=200)
    material_suppliers = suppliers(required=False)
    handling_decision = text_area(
        "不列级的处理决定", rows=2, required=False, help_text="发告知书、消费提示，或直接办结，写明理由。"
    )
    CONTENTS = ("cause", "affected_area", "material_suppliers")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("major_harm", "reported_up_on", "reported_up_to", *self.CONTENTS):
            self.fields[name].initial = getattr(self.record, name)
        if self.record.outcome == states.Outcome.NOT_GRADED:
            self.fields["handling_decision"].required = True
        else:
            del self.fields["handling_decision"]

    def clean(self):
        given = super().clean()
        for name in (*self.CONTENTS, "reported_up_on", "reported_up_to"):
            given[name] = given.get(name) or getattr(self.record, name)
        if must_report_upward(given.get("major_harm", "")):
            self._check_report(given)
        return given

    def _check_report(self, given):
        for name in ("reported_up_on", "reported_up_to"):
            if not given[name] and name not in self.errors:
                self.add_error(name, "已有或可能有重大危害的，须先逐级上报，请登记上报情况。")
        missing = missing_report_contents(self.record, **{name: given[name] for name in self.CONTENTS})
        if missing:
            self.add_error(None, _FILL_FIRST.format("、".join(missing)))


class ExcludeAssessedForm(ActionForm):
    exclusion_text = text_area("分析结论", help_text="写明依据什么认定没有风险。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class ResolveForm(ActionForm):
    """The result report and to whom it went (R-035)."""

    result_report = text_area("处置结果报告", rows=5, max_length=4000)
    result_reported_on = DateField(label="结果上报日期", required=False, latest_today=True)
    result_reported_to = forms.CharField(
        label="结果上报单位", required=False, max_length=200, help_text="市市场监督管理局和县人民政府。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("result_report", "result_reported_on", "result_reported_to"):
            self.fields[name].initial = getattr(self.record, name)

    def clean(self):
        given = super().clean()
        for name in ("result_reported_on", "result_reported_to"):
            given[name] = given.get(name) or getattr(self.record, name)
        return given


class TestResultForm(ActionForm):
    result = forms.ChoiceField(label="检验结论", choices=states.TestResult.choices, widget=forms.RadioSelect)
    failed_items = text_area("不合格项目", rows=2, required=False, max_length=1000,
                             help_text="结论为不合格的必填：项目、标准值、实测值。")  # fmt: skip
    safety_indicator_failed = forms.ChoiceField(
        label="不合格项目是否涉及安全、健康指标",
        required=False,
        choices=states.Answer.choices,
        widget=forms.RadioSelect,
    )
    conclusion = text_area("说明", rows=2, required=False)
    report = FilesField(label="检验报告", help_text="盖章的报告，PDF 或图片，可选多个。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    def clean(self):
        given = super().clean()
        if given.get("result") == states.TestResult.FAIL:
            for name in ("failed_items", "safety_indicator_failed"):
                if not given.get(name):
                    self.add_error(name, "结论为不合格的，这一项必填。")
        return given
