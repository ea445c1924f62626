"""What an officer fills in to name, license and rank an enterprise."""

from django import forms

from .models import Enterprise, EnterpriseAlias, Licence, TierChange
from .validators import brackets, half_width


class AliasForm(forms.ModelForm):
    class Meta:
        model = EnterpriseAlias
        fields = ["name"]
        help_texts = {"name": "以前的名称、招牌名或简称；搜索和导入都按它找得到这家企业。"}

    def __init__(self, *args, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.enterprise = enterprise

    def clean_name(self):
        name = brackets(self.cleaned_data["name"]).strip()
        if name == self.instance.enterprise.name:
            raise forms.ValidationError("这就是现在的名称，不用登记。")
        if self.instance.enterprise.aliases.filter(name=name).exists():
            raise forms.ValidationError("这个名称已经登记。")
        return name


class LicenceForm(forms.ModelForm):
    class Meta:
        model = Licence
        fields = ["kind", "number", "scope", "valid_from", "valid_to", "revoked"]
        widgets = {
            "valid_from": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "valid_to": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {
            "number": "如 XK06-001-00123。",
            "valid_to": "到期前90天起亮黄灯，到期亮红灯；长期有效的不填。",
            "revoked": "勾上后不再提醒。",
        }

    def __init__(self, *args, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.enterprise = enterprise

    def clean_number(self):
        return half_width(self.cleaned_data["number"]).replace(" ", "").upper()

    def clean(self):
        given = super().clean()
        same = Licence.objects.filter(
            kind=given.get("kind"), number=given.get("number"), enterprise__bureau=self.instance.enterprise.bureau_id
        ).exclude(pk=self.instance.pk)
        if other := same.select_related("enterprise").first():
            self.add_error("number", f"这个证书编号已登记在“{other.enterprise.name}”名下，请核对。")
        first, last = given.get("valid_from"), given.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "有效期不能早于发证日期。")
        return given


class TierForm(forms.Form):
    tier = forms.ChoiceField(label="监管类别", choices=Enterprise.Tier.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label="依据", choices=[("", "请选择"), *TierChange.Ground.choices])
    reason = forms.CharField(
        label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写清事实，如“2026年7月监督抽查导体电阻不合格，质量安全总监长期缺位”。记录永久保留，不能改。",
    )  # fmt: skip

    def __init__(self, *args, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise
        self.fields["tier"].choices = [
            (tier, label + ("（现在）" if tier == enterprise.tier else "")) for tier, label in Enterprise.Tier.choices
        ]

    def clean_tier(self):
        tier = self.cleaned_data["tier"]
        if tier == self.enterprise.tier:
            raise forms.ValidationError(f"现在就是“{self.enterprise.get_tier_display()}”，请选择另一类，或者不调整。")
        return tier
