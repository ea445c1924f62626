"""Editing a template: its head, and a line for each phase, task and return."""

import re

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Bureau, Department
from registers.models import Catalogue, ProductType

from .forms import text_field
from .plantemplates import stated_day
from .states import CampaignState, Content, TaskGroup

_DAY = re.compile(r"(次年)?\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?")
_ISSUE = re.compile(r"印发(?:日|后\s*(\d{1,3})\s*[日天])")
_STATES = (CampaignState.DEPLOYED, CampaignState.ON_SITE, CampaignState.GOVERNING, CampaignState.FINAL_CHECK)


class MonthDayField(forms.CharField):
    """A day of any year: 5月11日, 05-11, 次年1月15日, 印发日, 印发后30日; kept as a template states it."""

    def __init__(self, **kwargs):
        super().__init__(max_length=20, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        return self.stated(text) if text else ""

    def stated(self, text: str) -> str:
        if found := _ISSUE.fullmatch(text):
            return f"issue+{found[1]}" if found[1] else "issue"
        found = _DAY.fullmatch(text)
        if found is None:
            raise ValidationError("写成“5月11日”或“05-11”；跨年写“次年1月15日”，按印发日算写“印发后30日”。")
        said = f"{'next-' if found[1] else ''}{int(found[2]):02}-{int(found[3]):02}"
        try:
            stated_day(said, year=2028, issued_on=None)  # a leap year
        except ValueError as error:
            raise ValidationError("没有这一天。") from error
        return said

    def prepare_value(self, value):
        return shown_day(value) if isinstance(value, str) else value


def shown_day(said: str) -> str:
    """Return a stated day as an officer writes it."""
    if said.startswith("issue"):
        days = said.removeprefix("issue").removeprefix("+")
        return f"印发后{days}日" if days else "印发日"
    found = re.fullmatch(r"(next-)?(\d\d)-(\d\d)", said)
    return f"{'次年' if found[1] else ''}{int(found[2])}月{int(found[3])}日" if found else said


class HeadForm(forms.Form):
    wide_fields = ("title", "goals", "key_points")
    name = forms.CharField(label="模板名称", max_length=80)
    title = forms.CharField(label="行动名称", max_length=120, help_text="年度写成 {year}，发起时换成当年。")
    issue_level = forms.ChoiceField(label="印发层级", choices=Bureau.Level.choices)
    catalogue = forms.ChoiceField(label="产品目录", required=False)
    products = forms.MultipleChoiceField(label="目录以外的产品", required=False, help_text="按住 Ctrl 可以选几类。")
    starts = MonthDayField(label="开始")
    ends = MonthDayField(label="完成期限")
    goals = text_field("工作目标", max_length=2000, required=False)
    key_points = text_field("重点和要求", max_length=4000, required=False)
    active = forms.BooleanField(label="在用", required=False, initial=True, help_text="停用后发起行动时不再列出。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["catalogue"].choices = [
            ("", "不按目录"), *((row.code, str(row)) for row in Catalogue.objects.order_by("-pk"))
        ]  # fmt: skip
        types = ProductType.objects.active().order_by("order", "code")
        self.fields["products"].choices = [(row.code, row.name) for row in types]


class PhaseForm(forms.Form):
    name = forms.CharField(label="阶段", max_length=60)
    state = forms.ChoiceField(label="对应环节", choices=[(row.value, row.label) for row in _STATES])
    starts, ends = MonthDayField(label="开始"), MonthDayField(label="结束")
    tasks = text_field("阶段任务", rows=2, max_length=2000, required=False)


class TaskForm(forms.Form):
    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    after = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    label = forms.CharField(label="任务", max_length=60)
    group = forms.ChoiceField(label="类别", choices=TaskGroup.choices, initial=TaskGroup.LOCAL)
    ends = MonthDayField(label="完成期限")
    basis = forms.CharField(label="依据", max_length=60, required=False)
    leads = forms.CharField(label="牵头科室", max_length=200, required=False)
    department = forms.TypedChoiceField(label="责任单位", required=False, coerce=int, empty_value=None)
    units = forms.TypedMultipleChoiceField(label="共同责任单位", required=False, coerce=int)
    text = text_field("内容", rows=2, max_length=2000, required=False)

    def __init__(self, *args, units=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", "发起单位"), *units]
        self.fields["units"].choices = units


class ReturnForm(forms.Form):
    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30)
    label = forms.CharField(label="报送名称", max_length=60)
    from_day = MonthDayField(label="统计起")
    due = MonthDayField(label="报送期限")
    contents = forms.MultipleChoiceField(label="内容", choices=Content.choices, widget=forms.CheckboxSelectMultiple)
    sealed = forms.BooleanField(label="须加盖公章", required=False)
    basis = forms.CharField(label="依据", max_length=60, required=False)


def _formset(form, extra=1):
    return forms.formset_factory(form, extra=extra, can_delete=True, max_num=60, validate_max=True)


_SETS = {
    "phases": ("阶段", _formset(PhaseForm)), "tasks": ("任务分解", _formset(TaskForm, 2)),
    "returns": ("要求的报送", _formset(ReturnForm)),
}  # fmt: skip


class TemplateForms:
    """The head and the three lists of one template; `plan` is what they say once `is_valid`."""

    def __init__(self, data, *, bureau, template=None):
        held = template.plan if template else {}
        initial = {"name": template.name, "active": template.active} | held if template else {}
        rows = {name: [_shown(row) for row in held.get(name, [])] for name in _SETS}
        units = list(
            Department.objects.filter(bureau=bureau, active=True).order_by("order", "pk").values_list("pk", "name")
        )
        self.head = HeadForm(data, initial=initial)
        self.sets = [
            (label, name, made(data, initial=rows[name], prefix=name,
                               form_kwargs={"units": units} if name == "tasks" else {}))
            for name, (label, made) in _SETS.items()
        ]  # fmt: skip

    def is_valid(self) -> bool:
        return all([self.head.is_valid(), *(formset.is_valid() for _, _, formset in self.sets)])

    @property
    def plan(self) -> dict:
        given = {key: value for key, value in self.head.cleaned_data.items() if key not in ("name", "active")}
        for _, name, formset in self.sets:
            given[name] = [_kept(form.cleaned_data) for form in formset if _stays(form)]
        for at, row in enumerate(given["tasks"], start=1):
            row["code"] = row["code"] or _free("T", at, given["tasks"])
        for at, row in enumerate(given["returns"], start=1):
            row["code"] = row["code"] or _free("R", at, given["returns"])
        codes = {row["code"] for row in given["tasks"]}
        for row in given["tasks"]:
            row["after"] = row["after"] if row["after"] in codes else ""
        return given


def _shown(row: dict) -> dict:
    return row | {"from_day": row.get("from", "")}


def _stays(form) -> bool:
    return bool(form.cleaned_data) and not form.cleaned_data.get("DELETE")


def _kept(given: dict) -> dict:
    kept = {key: value for key, value in given.items() if key not in ("DELETE", "from_day")}
    return kept | ({"from": given["from_day"]} if "from_day" in given else {})


def _free(letter: str, at: int, rows) -> str:
    taken = {row["code"] for row in rows}
    while f"{letter}{at}" in taken:
        at += 1
    return f"{letter}{at}"
