"""Forms of monitoring: the plan, its lines, its results, the end of the year; the project."""

import uuid
from datetime import date

from django import forms
from django.utils import timezone

from accounts.models import Department
from casefile.actions import ActionForm
from casefile.datefields import DayInput
from casefile.forms import FilesField
from casefile.openingforms import TITLE_LENGTH, EnterpriseField
from registers.forms import product_groups, regions_of
from registers.models import LegalBasis, ProductType, Region
from riskinfo.agencies import agencies_of
from riskinfo.gatherforms import gathering_units
from riskinfo.states import Basis, HarmObject

from . import planning
from .models import MonitoringItem, MonitoringResult
from .states import Criterion, Finding, Ground, Nature, Programme


def _text(label, rows=3, **kwargs):
    kwargs.setdefault("max_length", 2000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class _Period(forms.Form):
    starts_on = forms.DateField(label="开始日期", widget=DayInput)
    ends_on = forms.DateField(label="完成期限", widget=DayInput)

    def clean(self):
        given = super().clean()
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "完成期限不能早于开始日期。")
        return given


class PlanForm(_Period):
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(label="计划名称", max_length=TITLE_LENGTH)
    year = forms.IntegerField(label="年度", min_value=2020, max_value=2100)
    programme = forms.ChoiceField(label="监测方案", choices=Programme.choices)
    legal_basis = forms.ModelChoiceField(
        LegalBasis.objects.all(), label="法律依据", required=False, empty_label="—",
        help_text="食品相关产品监测不选的，自动写总局令第62号。",
    )  # fmt: skip
    basis = _text(
        "部署和要求", required=False, help_text="上级部署、方案文号、工作要求。方案文件在建立后作为附件上传。"
    )

    field_order = ("token", "title", "year", "programme", "starts_on", "ends_on", "legal_basis", "basis")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial = {
            "year": today.year, "starts_on": today, "ends_on": date(today.year, 12, 31),
            "title": f"{today.year}年产品质量安全风险监测计划",
        } | self.initial  # fmt: skip


class _WithAgency(_Period):
    """Work that one agency does: one with accounts, whose name is written too, or one by name."""

    agency_unit = forms.ModelChoiceField(
        Department.objects.none(), label="承担机构", required=False, empty_label="没有账号的机构，写在下一栏",
        help_text="选有账号的机构，批准后任务直接到它的“监测任务”，由它登记结果，到期前提醒它。",
    )  # fmt: skip
    agency = forms.CharField(label="没有账号的承担机构", max_length=120, required=False)

    def clean(self):
        given = super().clean()
        unit, name = given.get("agency_unit"), (given.get("agency") or "").strip()
        if unit is not None and name not in ("", unit.name):
            self.add_error("agency", "已经选了有账号的机构，这里不用再写。")
        elif unit is None and not name and "agency_unit" not in self.errors:
            self.add_error("agency_unit", "请选承担机构，没有账号的写名称。")
        given["agency"] = unit.name if unit else name
        return given


class ItemForm(_WithAgency):
    product_type = forms.ModelChoiceField(ProductType.objects.none(), label="产品类别")
    region = forms.ModelChoiceField(Region.objects.none(), label="区域", required=False, empty_label="全辖区")
    number = forms.IntegerField(label="计划样品数", min_value=1, max_value=9999)
    indicators = forms.CharField(label="监测指标", max_length=300, help_text="影响人体健康和人身财产安全的项目。")
    department = forms.ModelChoiceField(Department.objects.none(), label="责任单位")
    criteria = forms.MultipleChoiceField(
        label="监测重点", choices=Criterion.choices, widget=forms.CheckboxSelectMultiple,
        help_text="符合哪几条；M4 至 M6 按通顺的读法列出，原文词句有颠倒。",
    )  # fmt: skip
    impact = forms.ChoiceField(label="影响范围（M2）", required=False)
    overseas = forms.CharField(label="海外危害的国家和来源（M3）", max_length=200, required=False)
    other_criterion = forms.CharField(label="其他情形（M7）", max_length=200, required=False)
    grounds = forms.MultipleChoiceField(
        label="监测依据", choices=Ground.choices, widget=forms.CheckboxSelectMultiple,
        help_text="优先程度由此得出：有 B1、B4 或三项以上为“优先”，两项为“重点”，其余“一般”。",
    )  # fmt: skip
    other_ground = forms.CharField(label="其他依据（B7）", max_length=200, required=False)
    necessity = _text(
        "必要性", rows=2, max_length=500, help_text="集约和必要：为什么要监测，已有的抽查检验为什么不够。"
    )

    wide_fields = ("indicators",)
    field_order = ("product_type", "region", "number", "department", "agency_unit", "agency", "indicators", "starts_on",
                   "ends_on", "criteria", "impact", "overseas", "other_criterion", "grounds", "other_ground",
                   "necessity")  # fmt: skip

    def __init__(self, data=None, *, plan, item=None):
        initial = {"starts_on": plan.starts_on, "ends_on": plan.ends_on, "department": plan.case.department_id}
        if item is not None:
            initial = {name: getattr(item, name) for name in self.base_fields}
            initial |= {"criteria": item.criteria.split(), "grounds": item.grounds.split()}
            initial["agency"] = "" if item.agency_unit_id else item.agency
        super().__init__(data, initial=initial)
        self.plan, self.item = plan, item
        allowed = planning.products_of(plan.programme)
        keys = set(allowed.values_list("pk", flat=True))
        groups = [(name, rows) for name, found in product_groups() if (rows := _among(found, keys))]
        self.fields["product_type"].queryset = allowed
        self.fields["product_type"].choices = [("", "请选择"), *groups]
        self.fields["region"].queryset = regions_of(plan.case.bureau)
        self.fields["department"].queryset = gathering_units(plan.case.bureau)
        self.fields["agency_unit"].queryset = agencies_of(plan.case.bureau)
        self.fields["impact"].choices = [("", "—"), *MonitoringItem._meta.get_field("impact").choices]

    def clean(self):
        given = super().clean()
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and first < self.plan.starts_on:
            self.add_error("starts_on", f"不能早于计划的开始日期 {self.plan.starts_on}。")
        if last and last > self.plan.ends_on:
            self.add_error("ends_on", f"不能晚于计划的完成期限 {self.plan.ends_on}。")
        given["criteria"] = " ".join(sorted(given.get("criteria") or ()))
        given["grounds"] = " ".join(sorted(given.get("grounds") or ()))
        same = self.plan.items.filter(product_type=given.get("product_type"), region=given.get("region"))
        if given.get("product_type") and same.exclude(pk=self.item and self.item.pk).exists():
            self.add_error("product_type", "这个产品和区域已经列入。")
        probe = MonitoringItem(plan=self.plan, **{name: given.get(name) or "" for name in _EXPLAINED})
        try:
            probe.clean()
        except forms.ValidationError as wrong:
            for name, texts in wrong.message_dict.items():
                self.add_error(name, texts)
        return given


_EXPLAINED = ("criteria", "grounds", "impact", "overseas", "other_criterion", "other_ground")


def _among(found, keys):
    """Return the choices of a group, or of a single type, that are among `keys`."""
    if isinstance(found, list):
        return [row for row in found if row[0] in keys]
    return found


class ResultForm(forms.ModelForm):
    """One sample, or several that showed nothing."""

    enterprise = EnterpriseField(label="企业", max_length=160, required=False)
    basis = forms.MultipleChoiceField(
        label="认定依据", required=False, choices=Basis.choices, widget=forms.CheckboxSelectMultiple,
        help_text="发现风险的必选。",
    )  # fmt: skip
    harm_objects = forms.MultipleChoiceField(
        label="危害对象", required=False, choices=HarmObject.choices, widget=forms.CheckboxSelectMultiple,
        help_text="发现风险的必选。",
    )  # fmt: skip
    as_info = forms.BooleanField(
        label="发现风险的，同时登记为风险信息并提交", required=False, initial=True,
        help_text="来源、产品、企业和问题自动带过去，来源案卷是本计划。",
    )  # fmt: skip
    files = FilesField(label="检验报告", required=False)

    class Meta:
        model = MonitoringResult
        fields = ("finding", "samples", "product_name", "batch", "enterprise", "enterprise_text", "tested_on",
                  "report_number", "found", "nature", "basis", "harm_objects")  # fmt: skip
        widgets = {"tested_on": DayInput, "finding": forms.RadioSelect, "found": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012

    wide_fields = ("as_info",)

    def __init__(self, *args, item, user, by_agency=False, **kwargs):
        initial = {"product_name": item.product_type.name, "tested_on": timezone.localdate(), "samples": 1}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.instance.item = item
        self.fields["enterprise"].user = user
        self.fields["finding"].choices = Finding.choices
        self.fields["samples"].help_text = "都没有发现风险的，可以一次登记几个；发现风险的逐个登记。"
        self.fields["samples"].min_value = 1
        self.fields["enterprise_text"].help_text = "档案里没有的写在这里。"
        self.fields["found"].help_text = "发现风险的必填：哪个指标、多少、限值多少。"
        self.fields["nature"].choices = [("", "—"), *Nature.choices]
        if by_agency:  # it sees no register and makes no information
            del self.fields["enterprise"], self.fields["as_info"]
            self.fields["enterprise_text"].label = "受检企业"
            self.fields["enterprise_text"].help_text = "名称照样品标签写。"

    def clean_tested_on(self):
        day = self.cleaned_data["tested_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("日期不能晚于今天，请核对年月日。")
        return day

    def clean(self):
        given = super().clean()
        if given.get("samples") == 0:
            self.add_error("samples", "至少一个样品。")
        if given.get("finding") == Finding.RISK:
            for name, text in (("found", "发现风险的，请写明问题。"), ("nature", "发现风险的，请选风险性质。"),
                               ("basis", "发现风险的，请选认定依据（至少一项）。"),
                               ("harm_objects", "发现风险的，请选危害对象（至少一项）。")):  # fmt: skip
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, text)
            if (given.get("samples") or 1) > 1:
                self.add_error("samples", "发现风险的样品逐个登记。")
        elif given.get("finding") == Finding.NORMAL and given.get("nature"):
            self.add_error("nature", "没有发现风险的，不选风险性质。")
        if given.get("enterprise") and given.get("enterprise_text"):
            self.add_error("enterprise_text", "已经选了档案里的企业，这里不用再写。")
        return given


class CompletePlanForm(ActionForm):
    conclusion = _text("年度总结", rows=8, max_length=4000, help_text="数字已按监测结果写好，请补充分析和下一步打算。")
    told = _text(
        "结果通报情况", rows=3, required=False,
        help_text="向行业主管部门、行业协会通报和向消费者警示的时间、文号；发现风险的必填，不通报的写明理由。",
    )  # fmt: skip
    files = FilesField(label="附件", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("conclusion", planning.draft_conclusion(self.record))
        self.fields["told"].required = self.record.results().filter(finding=Finding.RISK).exists()


class ProjectForm(_WithAgency):
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(label="项目名称", max_length=TITLE_LENGTH)
    product_type = forms.ModelChoiceField(ProductType.objects.active(), label="产品类别")
    region = forms.ModelChoiceField(Region.objects.none(), label="区域", required=False, empty_label="全辖区")
    question = _text("隐患情况和研究内容", help_text="隐患突出在哪里，标准缺什么，要研究清楚什么。")
    methods = forms.CharField(label="技术手段", max_length=500, required=False)

    wide_fields = ("title", "methods")
    field_order = ("token", "title", "product_type", "region", "agency_unit", "agency", "starts_on", "ends_on",
                   "question", "methods")  # fmt: skip

    def __init__(self, *args, bureau, origin=None, product="", **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        found = ProductType.objects.active().filter(code=product[:60]).first() if product else None
        about = origin.product_type_id if origin is not None else found.pk if found else None
        self.initial = {"starts_on": today, "product_type": about} | self.initial
        self.fields["agency_unit"].label, self.fields["agency"].label = "技术机构", "没有账号的技术机构"
        self.fields["agency_unit"].help_text = "选有账号的机构，批准后由它报告研究结果，到期前提醒它。"
        self.fields["agency_unit"].queryset = agencies_of(bureau)
        self.fields["product_type"].choices = [("", "请选择"), *product_groups()]
        self.fields["region"].queryset = regions_of(bureau)


class CompleteProjectForm(ActionForm):
    findings = _text("研究结论", rows=5, max_length=4000)
    advice = _text("建议和对策", rows=4, max_length=4000, help_text="对标准滞后带来的隐患和质量缺陷怎样弥补。")
    files = FilesField(label="研究报告", required=False)

    def __init__(self, *args, **kwargs):
        """Begins with what the agency has reported."""
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(self.record, name) for name in ("findings", "advice")} | self.initial


class ReportStudyForm(CompleteProjectForm):
    """What the agency reports; the bureau goes through it before the project ends."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class EscalateForm(ActionForm):
    escalation_reason = _text("上报理由", help_text="技术能力不足在哪里，或者为什么自身难以完成。")
    escalation_reference = forms.CharField(
        label="上报文号或方式", max_length=120, help_text="请示、报告可以先在本页“拟制文书”里起草，印发后填文号。"
    )
    files = FilesField(label="附件", required=False)


class ReplyForm(ActionForm):
    reply = _text("省局答复")
    files = FilesField(label="附件", required=False)
