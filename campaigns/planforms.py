"""The forms that change a plan, one a part (R-235, R-305, R-306, R-314, R-344)."""

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError

from accounts.choices import SeveralField
from accounts.models import Department, User
from registers.forms import product_groups
from registers.models import Catalogue, ProductType
from riskinfo import hazardreview

from . import failed
from .forms import day_field, text_field
from .models import GroupMember
from .states import CampaignState, Content


class PartForm(forms.Form):
    """A part of the plan of `record`; `row` is the one changed, None for a new one."""

    def __init__(self, *args, record, row=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.record, self.row = record, row
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values."""

    def units(self):
        return Department.objects.filter(bureau=self.record.case.bureau_id, active=True)

    def take(self, source, *names) -> None:
        for name in names:
            self.initial.setdefault(name, getattr(source, name))


def _ordered(form, given, first: str, last: str) -> None:
    if given.get(first) and given.get(last) and given[last] < given[first]:
        form.add_error(last, "不能早于开始日期。")


class BasicsForm(PartForm):
    wide_fields = ("goals", "key_points")
    plan_number = forms.CharField(label="方案文号", max_length=60, required=False)
    issued_on = day_field("方案印发日期", required=False)
    starts_on = day_field("开始日期")
    ends_on = day_field("完成期限", help_text="按方案原文，不顺延。")
    years_back = forms.IntegerField(label="“近年来”按几年计算", min_value=1, max_value=10)
    goals = text_field("工作目标", max_length=2000, required=False)
    key_points = text_field("重点和要求", max_length=4000, required=False)

    def prepare(self):
        self.take(self.record, *self.fields)

    def clean(self):
        given = super().clean()
        _ordered(self, given, "starts_on", "ends_on")
        return given


class PhaseForm(PartForm):
    name = forms.CharField(label="阶段", max_length=60)
    starts_on = day_field("开始日期")
    ends_on = day_field("结束日期")
    state = forms.ChoiceField(label="对应环节", required=False, help_text="到了开始日期，才能转入这个环节。")
    tasks = text_field("阶段任务", max_length=2000, required=False)

    def prepare(self):
        steps = (CampaignState.DEPLOYED, CampaignState.ON_SITE, CampaignState.GOVERNING, CampaignState.FINAL_CHECK)
        self.fields["state"].choices = [("", "不对应"), *((step.value, step.label) for step in steps)]
        if self.row is not None:
            self.take(self.row, *self.fields)

    def clean(self):
        given = super().clean()
        _ordered(self, given, "starts_on", "ends_on")
        others = self.record.phases.exclude(pk=self.row.pk if self.row else None)
        if given.get("state") and others.filter(state=given["state"]).exists():
            self.add_error("state", "已有一个阶段对应这个环节。")
        return given


class CatalogueForm(PartForm):
    catalogue = forms.ModelChoiceField(Catalogue.objects.all(), label="目录", help_text="目录中还没有的产品全部列入。")


class ProductForm(PartForm):
    product_type = forms.ModelChoiceField(ProductType.objects.active(), label="产品类别")
    reason = forms.CharField(
        label="增加的理由", max_length=200,
        help_text="本辖区实行生产许可、强制性认证或涉及人身财产安全、实施强制性标准的产品。",
    )  # fmt: skip

    def prepare(self):
        self.fields["product_type"].choices = [("", "请选择"), *product_groups()]
        self.fields["product_type"].help_text = self._hazardous()

    def _hazardous(self) -> str:
        """The products in which going through the informations again has found hazards (R-210)."""
        record = self.record
        hazards = hazardreview.hazardous(record.case.bureau_id, failed.since(record)).exclude(case__product_type=None)
        counted = Counter(hazards.order_by().values_list("case__product_type__name", flat=True))
        said = "、".join(f"{name} {number} 条" for name, number in counted.most_common(10))
        return f"风险信息经梳理存在隐患的产品：{said}。" if said else ""

    def clean_product_type(self):
        product = self.cleaned_data["product_type"]
        if self.record.products.filter(product_type=product).exists():
            raise ValidationError("这个产品已经列入。")
        return product


class MemberForm(PartForm):
    person = forms.ModelChoiceField(User.objects.none(), label="人员")
    post = forms.ChoiceField(label="职务", choices=GroupMember.Post.choices)
    duty = forms.CharField(label="分工", max_length=200, required=False)

    def prepare(self):
        people = User.objects.active().filter(department__bureau=self.record.case.bureau_id)
        there = self.record.members.values("person")
        self.fields["person"].queryset = people.exclude(pk__in=there).order_by("department__order", "name")


class TaskForm(PartForm):
    label = forms.CharField(label="任务", max_length=60)
    text = text_field("内容", rows=3, max_length=2000, required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label="责任单位")
    units = SeveralField(
        Department.objects.none(), label="共同责任单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    leads = forms.CharField(label="牵头科室", max_length=200, required=False)
    due_on = day_field("完成期限", required=False)

    def prepare(self):
        self.fields["department"].queryset = self.fields["units"].queryset = self.units()
        if self.row is not None:
            del self.fields["label"], self.fields["text"]
            self.take(self.row, "leads")
            self.take(self.row.measure, "department", "due_on")
            self.initial.setdefault("units", list(self.row.units.all()))


class ReturnForm(PartForm):
    name = forms.CharField(label="报送名称", max_length=60, help_text="例如：工作动态、典型经验、第三季度进展。")
    contents = forms.MultipleChoiceField(label="内容", choices=Content.choices, widget=forms.CheckboxSelectMultiple)
    from_on = day_field("统计起")
    due_on = day_field("报送期限", help_text="按文件要求，不顺延；最后一个工作日提醒。")
    sealed = forms.BooleanField(label="须加盖公章", required=False)
    basis = forms.CharField(label="依据", max_length=60, required=False)

    def prepare(self):
        self.initial.setdefault("from_on", self.record.starts_on)

    def clean(self):
        given = super().clean()
        if given.get("from_on") and given.get("due_on") and given["due_on"] < given["from_on"]:
            self.add_error("due_on", "不能早于统计开始日期。")
        return given


class ReasonForm(PartForm):
    reason = forms.CharField(label="理由", max_length=200)
