"""Forms of the papers that a warning obliges: to whom, why not, who was consulted."""

import uuid

from django import forms

from accounts.choices import SeveralField
from accounts.models import Department
from casefile.datefields import PastDateField
from documents.drafting import RecipientSpec

from .draft import names_of

_LONGEST = {"unit": 60, "name": 20, "post": 30}


class PaperForm(forms.Form):
    """Whom a paper goes to; the text is made from the case."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    units = SeveralField(
        Department.objects.none(), label="主送本局单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="主送其他单位、企业", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="每行一个。"
    )

    def __init__(self, data=None, *, case, initial=None):
        super().__init__(data, initial={"token": uuid.uuid4()} | (initial or {}))
        self.case = case
        self.fields["units"].queryset = Department.objects.filter(bureau=case.bureau, active=True).exclude(
            kind__in=[Department.Kind.LEADERS, Department.Kind.AGENCY]
        )

    def clean_others(self):
        return names_of(self.cleaned_data["others"])

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("units") and not cleaned.get("others") and "others" not in self.errors:
            self.add_error("others", "请至少选择或填写一个主送单位。")
        return cleaned

    def recipients(self) -> list[RecipientSpec]:
        company, given = self.case.enterprise, self.cleaned_data
        specs = [RecipientSpec(unit.name, department=unit) for unit in given["units"]]
        taken = {spec.name for spec in specs}
        for name in dict.fromkeys(given["others"]):
            if name not in taken:
                known = company if company is not None and company.name == name else None
                specs.append(RecipientSpec(name, enterprise=known))
        return specs


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label="不适用的理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明事实和依据；记入办理过程，申请解除时领导看得到。",
    )  # fmt: skip


class ConsultationForm(forms.Form):
    """Who met and what they concluded (R-136)."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    held_on = PastDateField(label="会商日期")
    place = forms.CharField(label="地点或方式", max_length=100, help_text="例如“局三楼会议室”“视频会商”。")
    chair = forms.CharField(label="主持人", max_length=60)
    participants = forms.CharField(
        label="参加人员", widget=forms.Textarea(attrs={"rows": 5}),
        help_text="每行一人，依次写单位、姓名、职务，用空格隔开，例如“清源县应急管理局 王强 科长”。",
    )  # fmt: skip
    opinions = forms.CharField(
        label="各方意见", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    conclusion = forms.CharField(
        label="会商结论", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明共同采取的防控措施、由谁负责、何时完成。",
    )  # fmt: skip

    def __init__(self, data=None, *, initial=None):
        super().__init__(data, initial={"token": uuid.uuid4()} | (initial or {}))

    def clean_participants(self):
        return people_of(self.cleaned_data["participants"])


def people_of(text: str) -> list[dict]:
    """Return [{"unit", "name", "post"}] of lines 单位 姓名 职务; ValidationError names the line that is not."""
    people = []
    for number, line in enumerate(filter(None, (line.strip(" \u3000\t") for line in text.splitlines())), start=1):
        parts = line.replace("\u3000", " ").replace("\t", " ").replace("，", " ").split(maxsplit=2)
        if len(parts) < 2:
            raise forms.ValidationError(f"第{number}行“{line[:20]}”请依次写单位、姓名、职务，用空格隔开。")
        person = dict(zip(("unit", "name", "post"), [*parts, ""], strict=False))
        if any(len(person[key]) > longest for key, longest in _LONGEST.items()):
            raise forms.ValidationError(f"第{number}行“{line[:20]}…”太长，请核对是否一行一人。")
        people.append(person)
    return people
