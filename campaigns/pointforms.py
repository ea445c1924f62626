"""The forms of doubtful points, hazards and the survey (R-209, R-226, R-231, R-237)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Department, User
from casefile.datefields import PastDateField
from casefile.models import CaseFile
from casefile.openingforms import EnterpriseField
from registers.forms import product_groups, regions_of
from registers.models import ProductType, Region

from .forms import text_field
from .models import HazardFactor, HazardPoint


class WriteForm(forms.Form):
    wide_fields = ("text",)
    text = text_field("疑点或隐患", rows=3, max_length=300, help_text="看到什么、怀疑什么；没有查实的也要登记。")
    enterprise = EnterpriseField(label="企业", max_length=160, required=False)
    product_type = forms.ModelChoiceField(ProductType.objects.active(), label="产品类别", required=False)
    region = forms.ModelChoiceField(Region.objects.none(), label="区域", required=False, empty_label="不限")
    found_on = PastDateField(label="发现日期", initial=timezone.localdate)
    department = forms.ModelChoiceField(Department.objects.none(), label="责任单位")
    person = forms.ModelChoiceField(User.objects.none(), label="责任人", required=False, empty_label="由责任单位确定")
    weak_link = forms.CharField(
        label="管理薄弱环节", max_length=300, required=False, help_text="企业或者本局哪个环节容易出问题。"
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        bureau = user.bureau
        self.fields["enterprise"].user = user
        self.fields["product_type"].choices = [("", "不限"), *product_groups()]
        self.fields["region"].queryset = regions_of(bureau)
        self.fields["department"].queryset = Department.objects.filter(bureau=bureau, active=True)
        self.initial.setdefault("department", user.department_id)
        people = User.objects.active().filter(department__bureau=bureau)
        self.fields["person"].queryset = people.select_related("department").order_by("department__order", "name")

    def clean(self):
        given = super().clean()
        if not self.errors and not any(given.get(name) for name in ("enterprise", "product_type", "region")):
            raise ValidationError("企业、产品、区域至少填一项。")
        person, unit = given.get("person"), given.get("department")
        if person and unit and person.department_id != unit.pk:
            self.add_error("person", f"{person}不在{unit}。")
        return given


class _CaseForm(forms.Form):
    number = forms.CharField(
        label="案卷编号", max_length=24, required=False, help_text="本行动中的案卷，例如 ZG-2026-0003。"
    )

    def __init__(self, *args, user, point, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.point = user, point

    def clean_number(self):
        """Return the case, of the campaign or about the same enterprise."""
        number = self.cleaned_data["number"].strip().upper()
        if not number:
            return None
        visible = CaseFile.objects.visible_to(self.user).filter(number=number)
        found = visible.first()
        same = found and self.point.enterprise_id and found.enterprise_id == self.point.enterprise_id
        if found is None or not (found.campaign_id == self.point.campaign_id or same):
            raise ValidationError("本行动中和这家企业都没有这个编号的案卷，请核对。")
        return found


class JudgeForm(_CaseForm):
    wide_fields = ("decision",)
    found = forms.ChoiceField(
        label="查实结果", choices=[("HAZARD", "确认是隐患"), ("CLEARED", "排除疑点")], widget=forms.RadioSelect
    )
    decision = text_field("查实情况", rows=3, max_length=500)
    field_order = ["found", "decision", "number"]


class TreatForm(_CaseForm):
    wide_fields = ("opinion",)
    opinion = text_field("规范意见", rows=4, max_length=2000, help_text="针对这个隐患点，企业应当怎样做才规范。")
    test = forms.ChoiceField(label="检验方式", choices=[("", "没有检验"), *HazardPoint.Test.choices], required=False)
    tested_on = PastDateField(label="检验日期", required=False)
    test_result = forms.CharField(label="检验结果", max_length=300, required=False)
    weak_link = forms.CharField(label="管理薄弱环节", max_length=300, required=False)
    field_order = ["opinion", "number", "test", "tested_on", "test_result", "weak_link"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("opinion", "test", "tested_on", "test_result", "weak_link"):
            self.initial.setdefault(name, getattr(self.point, name))
        self.initial.setdefault("number", self.point.case.number if self.point.case else "")

    def clean(self):
        given = super().clean()
        said = [bool(given.get(name)) for name in ("test", "tested_on", "test_result")]
        if any(said) and not all(said) and "tested_on" not in self.errors:
            self.add_error("test", "登记检验须写明方式、日期和结果。")
        return given


class RemoveForm(forms.Form):
    removed_on = PastDateField(label="清零日期", initial=timezone.localdate)

    def __init__(self, *args, user, point, **kwargs):
        super().__init__(*args, **kwargs)


class FactorForm(forms.Form):
    wide_fields = ("factor", "measures", "emergency")
    sort = forms.ChoiceField(label="调查对象", choices=HazardFactor.Sort.choices)
    subject = forms.CharField(label="名称", max_length=80, help_text="产业、产区或者产品的名称。")
    factor = text_field("风险隐患因素", rows=4, max_length=2000)
    measures = text_field("解决措施", rows=4, max_length=2000)
    emergency = text_field("应急准备", rows=3, max_length=2000, required=False)
