"""One form an act; all input rules of what follows a failed sampling."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from casefile.actions import ActionForm
from casefile.datefields import PastDateField
from casefile.forms import FilesField
from casefile.openingforms import EnterpriseField
from rectification.states import Severity
from registers.forms import product_groups
from registers.models import ProductType

from . import terms
from .states import OtherGround, Side


def _text(label, *, rows=3, max_length=4000, **kwargs):
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _day(label, **kwargs):
    return PastDateField(label=label, initial=timezone.localdate, **kwargs)


def _files(help_text="", **kwargs):
    return FilesField(label="材料", help_text=help_text or "扫描件或照片。", **kwargs)


class BeginForm(forms.Form):
    """Who the sampled enterprise is to the product."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    side = forms.ChoiceField(label="受检单位是", choices=Side.choices, widget=forms.RadioSelect)


class ServeForm(ActionForm):
    served_on = _day("送达日期", help_text=f"自送达之日起 {terms.OBJECTION_DAYS} 日内可以书面申请复检。")
    files = _files("送达回证。", required=False)

    def clean_served_on(self):
        sampled = self.record.sampling.sampled_on
        return _not_before(self.cleaned_data["served_on"], sampled, "抽样日期")


class ApplyForm(ActionForm):
    applied_on = _day("申请日期")
    files = _files("书面申请。", required=False)

    def clean_applied_on(self):
        day = _not_before(self.cleaned_data["applied_on"], self.record.served_on, "结果送达日期")
        if day > self.record.objection_ends:
            raise ValidationError(f"申请期限到 {self.record.objection_ends}，逾期的不予复检；请办理“不合格成立”。")
        return day


class ConfirmForm(ActionForm):
    waived = forms.BooleanField(label="当事人书面表示无异议", required=False)
    files = _files("无异议的书面材料。", required=False)

    def clean(self):
        given = super().clean()
        if timezone.localdate() <= self.record.objection_ends and not given.get("waived"):
            self.add_error("waived", f"异议期到 {self.record.objection_ends}，还没有过；书面表示无异议的请勾选。")
        return given


class RetestForm(ActionForm):
    retest_reference = forms.CharField(label="复检报告编号", max_length=120)
    files = _files("复检报告。", required=False)


class OrderForm(ActionForm):
    severity = forms.ChoiceField(label="隐患等级", choices=Severity.choices, widget=forms.RadioSelect)
    requirement = _text("改正要求", rows=4, help_text="停止生产销售、召回处理、查明原因、整改措施、提交报告。")
    days = forms.IntegerField(
        label="改正期限（日）", min_value=1, max_value=terms.CORRECTION_DAYS, initial=terms.CORRECTION_DAYS,
        help_text=f"自责令之日起最长 {terms.CORRECTION_DAYS} 日；{terms.RECHECK_DAYS} 日内组织复查。",
    )  # fmt: skip
    product_type = forms.ModelChoiceField(ProductType.objects.active(), label="产品类别")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["product_type"].choices = [("", "请选择"), *product_groups()]
        if self.record.case.product_type_id:
            del self.fields["product_type"]


class ReportForm(ActionForm):
    reported_on = _day("报送日期", help_text="把复查仍不合格的情况逐级报省级市场监管部门公告。")
    files = _files(required=False)

    def clean_reported_on(self):
        return _not_before(self.cleaned_data["reported_on"], self.record.ordered_on, "责令改正日期")


class PublishForm(ActionForm):
    published_on = _day("公告日期", help_text=f"公告后 {terms.SECOND_FROM} 日后、{terms.SECOND_TO} 日前再次复查。")
    publication = forms.CharField(label="公告名称或网址", max_length=200)

    def clean_published_on(self):
        return _not_before(self.cleaned_data["published_on"], self.record.reported_on, "报请公告日期")


class SecondForm(ActionForm):
    second_on = _day("再次复查日期")
    second_reference = forms.CharField(label="复查报告编号", max_length=120)
    files = _files(required=False)

    def clean_second_on(self):
        day, (first, _) = self.cleaned_data["second_on"], self.record.second_window()
        if day < first:
            raise ValidationError(f"再次复查不能早于 {first}（公告后 {terms.SECOND_FROM} 日）。")
        return day


class OutcomeForm(ActionForm):
    outcome = _text("查处结果", help_text="责令停业整顿、吊销营业执照等决定的文号和执行情况（产品质量法第十七条）。")
    files = _files(required=False)


class ReplyForm(ActionForm):
    replied_on = _day("收到反馈日期")
    reply = _text("反馈情况")
    files = _files("对方的复函。", required=False)


class CloseForm(ActionForm):
    other_ground = forms.ChoiceField(label="办结情形", choices=OtherGround.choices, widget=forms.RadioSelect)
    files = _files("证明材料，至少一个。")


class ExposureForm(ActionForm):
    exposed_on = _day("曝光日期")
    exposure = forms.CharField(label="渠道", max_length=200, help_text="网站、报纸、平台公示等，写明标题或网址。")


class UrgeForm(ActionForm):
    urged_on = _day("督促日期")
    urged = forms.CharField(
        label="督促情况", max_length=400, help_text="平台名称，要求下架、核查的内容，平台怎样处理。"
    )


class TraceForm(ActionForm):
    """Another party of the same sample: on file here, or out of the area."""

    side = forms.ChoiceField(label="追查到的是", choices=Side.choices, widget=forms.RadioSelect)
    enterprise = EnterpriseField(label="本辖区企业", max_length=160, required=False)
    party_name = forms.CharField(label="外地单位名称", max_length=120, required=False)
    party_address = forms.CharField(label="外地单位地址", max_length=200, required=False)
    receiver = forms.CharField(
        label="移送给", max_length=120, required=False, help_text="当地市场监督管理局全称。"
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].user = self.user
        seller = self.record.side == Side.SELLER
        self.initial.setdefault("side", Side.PRODUCER if seller else Side.SELLER)
        if seller:
            self.initial.setdefault("party_name", self.record.sampling.producer_name)
            self.initial.setdefault("party_address", self.record.sampling.producer_address)

    def clean(self):
        given = super().clean()
        inside, outside = given.get("enterprise"), given.get("party_name")
        if inside:
            given |= {"party_name": "", "party_address": "", "receiver": ""}
        elif not outside and "enterprise" not in self.errors:
            self.add_error("enterprise", "请填本辖区企业，或者外地单位名称。")
        elif outside and not given.get("receiver"):
            self.add_error("receiver", "外地单位须写明移送给哪个局。")
        name = inside.name if inside else outside
        if name and self.record.sampling.handlings.filter(party_name=name).exists():
            self.add_error("enterprise" if inside else "party_name", f"“{name}”的后处理已经登记。")
        return given


def _not_before(day, earliest, what):
    if earliest and day < earliest:
        raise ValidationError(f"不能早于{what}（{earliest}）。")
    return day
