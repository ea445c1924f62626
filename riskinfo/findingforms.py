"""The forms by which informations are linked, taken for doubles (R-112), tied to samplings (R-012)."""

from django import forms
from django.core.exceptions import ValidationError

from casefile.actions import ActionForm
from registers.models import SamplingResult

from . import samplings
from .forms import InfoField, check_filed, check_goes_on, text_area
from .models import InfoLink, InfoSampling


class _OtherForm(ActionForm):
    """Names another information of the bureau."""

    other = InfoField(label="另一条信息（编号）", help_text="例如 FX-2026-0003；可以从“可能重复”的列表直接进入。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].record = self.record


class DuplicateForm(_OtherForm):
    exclusion_text = text_area("重复的依据", help_text="写明怎样核对的，例如：同一企业、同一批次，投诉人相同。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    def clean_other(self):
        check_goes_on(self.cleaned_data["other"])
        return self.cleaned_data["other"]


class LinkForm(_OtherForm):
    kind = forms.ChoiceField(label="关系", choices=InfoLink.Kind.choices, widget=forms.RadioSelect)

    def clean_other(self):
        other = self.cleaned_data["other"]
        check_filed(other)
        if self.record.links.filter(other=other).exists() or self.record.linked_from.filter(info=other).exists():
            raise ValidationError(f"已经与 {other.case.number} 关联。")
        return other


class UnlinkForm(ActionForm):
    link = forms.ModelChoiceField(InfoLink.objects.none(), label="取消与哪一条的关联")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        links = self.record.links.select_related("other__case__handler")
        self.fields["link"].queryset = links
        self.fields["link"].label_from_instance = lambda row: f"{row.other.case}（{row.get_kind_display()}）"
        self.fields["link"].initial = links.first()


class TieSamplingForm(ActionForm):
    """Which sampling the information is about: one that is offered, or one named by its report."""

    sampling = forms.ModelChoiceField(
        SamplingResult.objects.none(), label="抽查结果", required=False, empty_label="（不选）",
        help_text="列出本条各企业的抽查结果；没有的，列出同类产品的。",
    )  # fmt: skip
    report_number = forms.CharField(
        label="报告编号", required=False, max_length=60, help_text="上面没有的，填检验报告编号或上级系统编号。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        field = self.fields["sampling"]
        field.queryset = SamplingResult.objects.visible_to(self.user)
        field.label_from_instance = samplings.name_of
        rows = samplings.offered(self.record, self.user)
        field.choices = [("", field.empty_label), *((row.pk, samplings.name_of(row)) for row in rows)]

    def clean(self):
        given = super().clean()
        number = given.pop("report_number", "").strip()
        chosen = given.get("sampling")
        if chosen is None and number:
            found = samplings.numbered(self.user, number)
            if len(found) != 1:
                said = "不止一个结果用这个编号，请从列表中选择。" if found else f"没有编号为“{number}”的抽查结果。"
                raise ValidationError({"report_number": said})
            given["sampling"] = chosen = found[0]
        elif chosen is not None and number and chosen not in samplings.numbered(self.user, number):
            raise ValidationError({"report_number": "与选的结果不是同一个，请只填一项。"})
        if chosen is None and not self.errors:
            raise ValidationError({"sampling": "请选择抽查结果，或者填报告编号。"})
        if chosen is not None and self.record.samplings.filter(sampling=chosen).exists():
            raise ValidationError({"sampling": "已经与这个抽查结果关联。"})
        return given


class UntieSamplingForm(ActionForm):
    tied = forms.ModelChoiceField(InfoSampling.objects.none(), label="取消与哪个抽查结果的关联")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.record.samplings.select_related("sampling__enterprise")
        self.fields["tied"].queryset = rows
        self.fields["tied"].label_from_instance = lambda row: samplings.name_of(row.sampling)
        self.fields["tied"].initial = rows.first()
