"""Forms of risk points and of 督促检查."""

import uuid
from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts.models import Department, User
from casefile.datefields import DayInput, PastDateField
from casefile.models import CaseFile
from casefile.openingforms import EnterpriseField
from registers.forms import product_groups, regions_of
from registers.models import ProductType, Region

from .models import RiskPoint


def _text(label, rows=3, most=1000, **more):
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class PointForm(forms.ModelForm):
    enterprise = EnterpriseField(label="企业", max_length=160, required=False)
    wide_fields = ("name",)

    class Meta:
        model = RiskPoint
        fields = [
            "name", "region", "enterprise", "product_type", "risk", "hazard", "control", "department", "person",
            "every_days", "since",
        ]  # fmt: skip
        widgets = {
            "since": DayInput(), "hazard": forms.Textarea(attrs={"rows": 3}),
            "control": forms.Textarea(attrs={"rows": 3}),
        }  # fmt: skip

    def __init__(self, *args, user, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].user = user
        self.fields["region"].queryset = regions_of(user.department.bureau).filter(level=Region.Level.TOWN)
        self.fields["department"].queryset = departments
        self.fields["person"].queryset = User.objects.active().filter(department__in=departments).order_by("name")
        self.fields["risk"].choices = [("", "请选择"), *ProductType.RiskGrade.choices]
        self.fields["product_type"].choices = [("", "不限"), *product_groups()]
        self.initial.setdefault("since", timezone.localdate())

    def clean(self):
        given = super().clean()
        person, unit = given.get("person"), given.get("department")
        if person and unit and person.department_id != unit.pk:
            self.add_error("person", f"{person.name}不在{unit}。")
        if given.get("since") and given["since"] > timezone.localdate():
            self.add_error("since", "不能晚于今天。")
        return given


class PointFilter(forms.Form):
    region = forms.ModelChoiceField(Region.objects.none(), label="乡镇（街道）", required=False, empty_label="全部乡镇")
    risk = forms.ChoiceField(
        label="风险程度", required=False, choices=[("", "各种风险程度"), *ProductType.RiskGrade.choices]
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label="责任单位", required=False, empty_label="全部责任单位"
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "在管"), ("due", "该查看了"), ("ended", "已销号"), ("all", "全部")]
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        bureau = user.department.bureau
        self.fields["region"].queryset = regions_of(bureau).filter(level=Region.Level.TOWN)
        self.fields["department"].queryset = Department.objects.filter(bureau=bureau)

    def apply(self, rows):
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        state = given.pop("state", "")
        rows = rows.filter(**given)
        if state == "ended":
            return rows.filter(ended_on__isnull=False)
        return rows if state == "all" else rows.filter(ended_on=None)


class CheckForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    on = PastDateField(label="查看日期", initial=timezone.localdate)
    found = _text("查看情况", help_text="到哪里、看了什么、有没有变化；发现隐患的另在整改台账登记。")


class EndForm(forms.Form):
    reason = forms.CharField(label="销号理由", max_length=300, help_text="例如“企业已搬迁”“作坊已取缔”。")


class SupervisionForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    department = forms.ModelChoiceField(Department.objects.none(), label="被督查单位")
    held_on = PastDateField(label="督查日期", initial=timezone.localdate)
    matter = forms.CharField(label="督查事项", max_length=200, help_text="例如“三季度预警处置措施落实情况”。")
    found = _text("发现的情况", 5, 4000, help_text="做得好的和没有落实的都写；具体到案卷、到人。")
    required = _text("整改要求", 3, 2000, required=False, help_text="没有要求的留空，登记后即办结。")
    due_on = forms.DateField(label="要求反馈日期", required=False, widget=DayInput())
    case_numbers = forms.CharField(label="涉及案卷", required=False, max_length=300, help_text="案卷编号，用空格隔开。")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["department"].queryset = Department.objects.filter(bureau=user.department.bureau_id, active=True)

    def clean_case_numbers(self):
        numbers = self.cleaned_data["case_numbers"].replace("，", " ").replace("、", " ").split()
        cases = list(CaseFile.objects.visible_to(self.user).filter(number__in=numbers))
        if missing := sorted(set(numbers) - {case.number for case in cases}):
            raise forms.ValidationError(f"没有这些案卷，或者您无权查看：{'、'.join(missing)}。")
        return cases

    def clean(self):
        given = super().clean()
        due = given.get("due_on")
        if given.get("required") and not due and "due_on" not in self.errors:
            self.add_error("due_on", "有整改要求的，请写明反馈日期。")
        if due and not timezone.localdate() <= due <= timezone.localdate() + timedelta(days=366):
            self.add_error("due_on", "请填今天以后、一年以内的日期。")
        return given


class AnswerForm(forms.Form):
    text = _text("整改情况", 5, 4000, help_text="逐条写明怎样整改、谁负责、什么时候完成。")
