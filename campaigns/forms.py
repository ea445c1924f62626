"""The forms that start a campaign and move it on."""

import uuid
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Bureau
from casefile.actions import ActionForm
from casefile.forms import FilesField
from casefile.openingforms import TITLE_LENGTH

from . import plantemplates
from .models import Campaign


def day_field(label, **kwargs):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})  # what a browser takes, whatever the language
    return forms.DateField(label=label, widget=widget, **kwargs)


def text_field(label, rows=4, **kwargs):
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class StartForm(forms.Form):
    """A campaign from a template, or from nothing: then its dates are asked."""

    wide_fields = ("template", "title")
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    template = forms.ChoiceField(
        label="方案模板", required=False,
        help_text="模板带来阶段、重点产品、任务分解和报送要求，建立以后都可以改。",
    )  # fmt: skip
    title = forms.CharField(label="行动名称", max_length=TITLE_LENGTH, required=False, help_text="不填按模板的名称。")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    issuer = forms.CharField(label="方案印发机关", max_length=80)
    issue_level = forms.ChoiceField(label="印发层级", choices=Bureau.Level.choices)
    plan_number = forms.CharField(label="方案文号", max_length=60, required=False)
    issued_on = day_field("方案印发日期")
    starts_on = day_field("开始日期", required=False, help_text="不填按模板。")
    ends_on = day_field("完成期限", required=False, help_text="不填按模板。按方案原文，不顺延。")
    superior = forms.ModelChoiceField(
        Campaign.objects.none(), label="上级专项行动", required=False, empty_label="上级不使用本系统",
        help_text="选定后，本局的报送由上级局在系统内接收、汇总。",
    )  # fmt: skip
    files = FilesField(label="方案文件", required=False)

    def __init__(self, *args, user, origin=None, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.user = user
        self.fields["template"].choices = [("", "不用模板"), *plantemplates.choices(user.department.bureau)]
        self.initial.setdefault("year", today.year)
        self.initial.setdefault("issued_on", today)
        above = user.department.bureau.parent
        if above is not None:
            self.initial.setdefault("issuer", above.name)
            self.initial.setdefault("issue_level", above.level)
        rows = Campaign.objects.filter(case__bureau=above, case__is_drill=False).exclude(state="PLANNED")
        self.fields["superior"].queryset = rows.select_related("case")
        if not rows.exists():
            del self.fields["superior"]
        if origin is not None:
            self.initial.setdefault("title", origin.title[:TITLE_LENGTH])

    def clean_issued_on(self):
        """A bureau draws up its own plan before it is issued; further off is a slip of the year."""
        day = self.cleaned_data["issued_on"]
        if day > timezone.localdate() + timedelta(days=366):
            raise ValidationError("日期在一年以后，请核对年份。")
        return day

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        if code := given.get("template"):
            plan = plantemplates.plan(
                code, year=given["year"], issued_on=given["issued_on"], bureau=self.user.department.bureau
            )
            for name in ("title", "starts_on", "ends_on"):
                given[name] = given.get(name) or getattr(plan, name)
        for name in ("title", "starts_on", "ends_on"):
            if not given.get(name):
                self.add_error(name, "不用模板的，这一项必填。")
        if given.get("starts_on") and given.get("ends_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", "完成期限不能早于开始日期。")
        return given


class CompleteForm(ActionForm):
    conclusion = text_field("验收自查结论", max_length=4000, help_text="整改自查的情况、结论，管理薄弱环节。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)

    def clean_conclusion(self):
        text = self.cleaned_data["conclusion"].strip()
        if not text:
            raise ValidationError("请写明结论。")
        return text
