"""The forms by which informations are linked or taken for doubles (R-112)."""

from django import forms
from django.core.exceptions import ValidationError

from casefile.actions import ActionForm

from .forms import InfoField, check_filed, check_goes_on, text_area
from .models import InfoLink


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
