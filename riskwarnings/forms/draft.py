"""拟制预警: what the drafter decides and what the notice says."""

import uuid

from django import forms

from accounts.choices import SeveralField
from accounts.models import Department

from ..facts_text import WarningLevel
from ..states import Concern, RiskKind, Scope

_LONGEST_NAME = 120
#: Fields that the form and the record call the same.
_PLAIN = (
    "level", "level_reason", "risk_kind", "countywide", "major_impact", "summary", "requirements", "concerns",
)  # fmt: skip


class WarningForm(forms.Form):
    """The draft of a warning whose assessment suggests `suggested` for a case of `bureau`."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="标题",
        max_length=60,
        help_text="企业、产品和问题，例如“恒通线缆RVV电线导体电阻不合格”；通报标题为“关于……的风险信息警示通报”。",
    )
    level = forms.ChoiceField(label="拟定级别", choices=WarningLevel.choices, widget=forms.RadioSelect)
    level_reason = forms.CharField(
        label="调整级别的理由", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="与建议不同时必填；下调须由有权批准建议级别的领导批准。",
    )  # fmt: skip
    risk_kind = forms.ChoiceField(label="风险性质", choices=RiskKind.choices, widget=forms.RadioSelect)
    scope = forms.MultipleChoiceField(
        label="预警范围", choices=Scope.choices, widget=forms.CheckboxSelectMultiple,
        help_text="行业性风险应通报行业主管部门和行业协会，区域性风险应通报当地政府。",
    )  # fmt: skip
    countywide = forms.BooleanField(label="涉及全县范围", required=False)
    major_impact = forms.BooleanField(label="在全县有重大影响", required=False)
    concerns = forms.MultipleChoiceField(
        label="涉及事项", choices=Concern.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="勾选的，发布后须反馈、会商；有严重缺陷的，任何级别都列入责令召回。",
    )  # fmt: skip
    summary = forms.CharField(
        label="风险情况", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写入警示通报：产品、批次、企业、不合格项目、销售和追回情况。",
    )  # fmt: skip
    requirements = forms.CharField(
        label="补充要求", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="按级别的处置要求会自动写入通报，这里只写另外的要求。",
    )  # fmt: skip
    units = SeveralField(
        Department.objects.none(), label="主送本局单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="主送其他单位", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个，例如“清源县应急管理局”。涉及全县或有重大影响的必填。",
    )  # fmt: skip
    cc = forms.CharField(label="抄送", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="每行一个。")

    def __init__(self, data=None, *, bureau, suggested, initial=None):
        self.suggested = WarningLevel(suggested)
        super().__init__(data, initial={"token": uuid.uuid4()} | (initial or {}))
        self.fields["units"].queryset = Department.objects.filter(bureau=bureau, active=True).exclude(
            kind__in=[Department.Kind.LEADERS, Department.Kind.AGENCY]
        )
        self.fields["level"].help_text = f"评估建议：{self.suggested.label}。"

    def clean_others(self):
        return names_of(self.cleaned_data["others"])

    def clean_cc(self):
        return names_of(self.cleaned_data["cc"])

    def clean(self):
        cleaned = super().clean()
        level = cleaned.get("level")
        if level and level != self.suggested and not cleaned.get("level_reason"):
            chosen = WarningLevel(level).label
            self.add_error("level_reason", f"评估建议是{self.suggested.label}，您选了{chosen}，请写明理由。")
        if level == self.suggested:
            cleaned["level_reason"] = ""
        self._ask_recipients(cleaned)
        return cleaned

    def _ask_recipients(self, cleaned) -> None:
        units, others, cc = (list(cleaned.get(name) or []) for name in ("units", "others", "cc"))
        if not units and not others and "others" not in self.errors:
            self.add_error("units", "请至少选择或填写一个主送单位。")
        if (cleaned.get("countywide") or cleaned.get("major_impact")) and not others and "others" not in self.errors:
            self.add_error("others", "涉及全县或有重大影响的，要通报相关部门，请填写收文的部门。")
        names = [*(unit.name for unit in units), *others, *cc]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            self.add_error("cc" if set(repeated) & set(cc) else "others", f"收文单位重复：{'、'.join(repeated)}。")

    def warning_fields(self) -> dict:
        """Return the fields of a Warning; only after `is_valid()` said yes."""
        given = self.cleaned_data
        return {name: given[name] for name in _PLAIN} | {
            f"scope_{scope.lower()}": scope in given["scope"] for scope in Scope.values
        } | {"recipients": self._recipients()}  # fmt: skip

    def _recipients(self) -> list[dict]:
        given = self.cleaned_data
        rows = [{"name": unit.name, "department": unit.pk, "cc": False} for unit in given["units"]]
        rows += [{"name": name, "department": None, "cc": False} for name in given["others"]]
        return rows + [{"name": name, "department": None, "cc": True} for name in given["cc"]]


def initial_of(warning) -> dict:
    """Return what the form shows of a warning already drafted."""
    rows = warning.recipients
    return {
        "title": warning.case.title,
        "scope": [scope.value for scope in warning.scopes],
        "units": [row["department"] for row in rows if row["department"]],
        "others": "\n".join(row["name"] for row in rows if not row["department"] and not row["cc"]),
        "cc": "\n".join(row["name"] for row in rows if row["cc"]),
    } | {name: getattr(warning, name) for name in _PLAIN}


def names_of(text: str) -> list[str]:
    """Return the names, one a line; ValidationError for one too long."""
    names = [line.strip(" 　、，,;；") for line in text.splitlines()]
    names = [name for name in names if name]
    for name in names:
        if len(name) > _LONGEST_NAME:
            raise forms.ValidationError(f"“{name[:20]}…”太长，请每行只写一个单位。")
    return names
