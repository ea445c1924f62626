"""The form in which a study by experts is recorded (R-045)."""

import re

from django import forms
from django.core.exceptions import ValidationError

from casefile.actions import ActionForm
from casefile.forms import FilesField

from . import states
from .forms import DateField, text_area

_BETWEEN = re.compile(r"[\s,，、;；]+")
_MOST = 20


def experts_in(text: str) -> list[dict]:
    """Return who is named, a line each: name, unit, title. Raises ValidationError."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, unit, title = ([*_BETWEEN.split(line, maxsplit=2), "", ""])[:3]
        if not unit:
            raise ValidationError(f"“{line[:40]}”没有写单位。一行一位：姓名 单位 职称。")
        found.append({"name": name[:30], "unit": unit[:60], "title": title[:60]})
    if len(found) > _MOST:
        raise ValidationError(f"最多登记 {_MOST} 位专家。")
    names = [(row["name"], row["unit"]) for row in found]
    if len(set(names)) < len(names):
        raise ValidationError("同一位专家写了两次。")
    return found


class StudyForm(ActionForm):
    wide_fields = ("experts",)

    held_on = DateField(label="论证日期", latest_today=True)
    way = forms.ChoiceField(label="方式", choices=states.StudyWay.choices, widget=forms.RadioSelect)
    experts = text_area("专家", max_length=2000, help_text="一行一位：姓名 单位 职称，用空格隔开。")
    question = text_area("论证的问题", rows=2, max_length=1000, help_text="例如：小零件脱落是否构成不合理危险。")
    opinion = text_area("论证意见", rows=4, max_length=4000)
    finding = forms.ChoiceField(
        label="结论", choices=states.StudyFinding.choices, widget=forms.RadioSelect,
        help_text="供评估参考，不代替评估结论。",
    )  # fmt: skip
    dissent = text_area("不同意见", rows=2, required=False, max_length=1000)
    files = FilesField(label="专家意见书", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    def clean_experts(self):
        experts_in(self.cleaned_data["experts"])
        return self.cleaned_data["experts"]
