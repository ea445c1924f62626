"""Forms of a sampling plan: the plan, its lines, its targets, the results."""

import uuid
from datetime import date

from django import forms
from django.db.models import Q
from django.utils import timezone

from casefile.actions import ActionForm
from casefile.datefields import DayInput
from casefile.openingforms import TITLE_LENGTH, EnterpriseField
from registers.catalogues import in_force
from registers.forms import product_groups, regions_of
from registers.models import Catalogue, ProductType, Region, SamplingResult

from . import planning
from .models import PlanItem
from .states import FieldOfSampling, TargetGround

_Place = SamplingResult.Place


class StartForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(label="计划名称", max_length=TITLE_LENGTH)
    year = forms.IntegerField(label="年度", min_value=2020, max_value=2100)
    starts_on = forms.DateField(label="开始日期", widget=DayInput)
    ends_on = forms.DateField(label="完成期限", widget=DayInput)
    agency = forms.CharField(label="承检机构", max_length=120, required=False, help_text="各产品不同的，在产品行里写。")
    basis = forms.CharField(
        label="依据和要求", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="上级部署、方案文号、目录，流通、网络、农村市场的要求。",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial = {"year": today.year, "starts_on": today, "ends_on": date(today.year, 12, 31)} | self.initial

    def clean(self):
        given = super().clean()
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "完成期限不能早于开始日期。")
        return given


class ItemForm(forms.Form):
    product_type = forms.ModelChoiceField(ProductType.objects.active(), label="产品类别")
    field = forms.ChoiceField(label="抽样领域", choices=FieldOfSampling.choices)
    number = forms.IntegerField(label="计划批次", min_value=1, max_value=9999)
    region = forms.ModelChoiceField(Region.objects.none(), label="区域", required=False, empty_label="全辖区")
    agency = forms.CharField(label="承检机构", max_length=120, required=False, help_text="不填的，同计划。")
    catalogue = forms.ModelChoiceField(Catalogue.objects.none(), label="所依目录", required=False, empty_label="—")

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["product_type"].choices = [("", "请选择"), *product_groups()]
        self.fields["region"].queryset = regions_of(plan.case.bureau)
        held = [row.pk for row in in_force(timezone.localdate())]
        self.fields["catalogue"].queryset = Catalogue.objects.filter(pk__in=held)

    def clean(self):
        given = super().clean()
        same = PlanItem.objects.filter(plan=self.plan, product_type=given.get("product_type"), field=given.get("field"))
        if same.filter(Q(region=given.get("region"))).exists():
            self.add_error("product_type", "这个产品、领域和区域已经列入。")
        return given


class TargetsForm(forms.Form):
    """One enterprise, or all that earlier results call for."""

    ground = forms.ChoiceField(
        label="列入理由", choices=[(row, row.label) for row in (TargetGround.CHOSEN, *planning.CALLED_BY)]
    )
    enterprise = EnterpriseField(label="企业", max_length=160, required=False)
    years = forms.IntegerField(label="近几年", min_value=1, max_value=10, initial=3, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].user = user

    def clean(self):
        given = super().clean()
        chosen = given.get("ground") == TargetGround.CHOSEN
        if chosen and not given.get("enterprise") and "enterprise" not in self.errors:
            self.add_error("enterprise", "计划指定的，请填企业。")
        if not chosen and given.get("enterprise"):
            self.add_error("enterprise", "按抽查历史列入的不填企业；只列一家的，理由选“计划指定”。")
        return given

    @staticmethod
    def years_ago(years: int) -> date:
        today = timezone.localdate()
        return date(today.year - years, today.month, min(today.day, 28))

    @property
    def since(self) -> date:
        return self.years_ago(self.cleaned_data.get("years") or 3)


class RemoveForm(forms.Form):
    reason = forms.CharField(label="移出的理由", max_length=200)


class ResultForm(forms.ModelForm):
    """What one sampling found; the producer on the label where it was taken at a seller."""

    class Meta:
        model = SamplingResult
        fields = (
            "product_type", "product_name", "batch", "sampled_on", "place", "channel", "agency", "conclusion",
            "failed_items", "report_number", "external_id", "producer_name", "producer_address",
        )  # fmt: skip
        widgets = {"sampled_on": DayInput}  # noqa: RUF012

    def __init__(self, *args, target, **kwargs):
        item = target.item
        online = item.field == FieldOfSampling.ONLINE
        initial = {
            "product_type": item.product_type, "product_name": item.product_type.name,
            "sampled_on": timezone.localdate(), "place": _Place.ONLINE if online else _Place.OFFLINE,
            "channel": item.get_field_display(), "agency": item.agency or item.plan.agency,
        }  # fmt: skip
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.instance.enterprise = target.enterprise
        self.fields["product_type"].choices = [("", "请选择"), *product_groups()]
        for name in ("product_type", "sampled_on"):
            self.fields[name].required = True

    def clean_sampled_on(self):
        day = self.cleaned_data["sampled_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("日期不能晚于今天，请核对年月日。")
        return day

    def clean(self):
        given = super().clean()
        failed = given.get("conclusion") == SamplingResult.Conclusion.FAIL
        if failed and not given.get("failed_items"):
            self.add_error("failed_items", "不合格的须写明不合格项目。")
        if not failed and given.get("failed_items"):
            self.add_error("failed_items", "结论不是“不合格”的，不能填不合格项目。")
        return given


class CompleteForm(ActionForm):
    conclusion = forms.CharField(
        label="完成情况", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="抽查批次、不合格率、后处理情况。",
    )  # fmt: skip
