"""The form of 跟踪帮扶指导 (R-126)."""

import uuid

from django import forms
from django.utils import timezone

from casefile.datefields import PastDateField

from ..models import Guidance


class GuidanceForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    given_on = PastDateField(label="日期")
    way = forms.ChoiceField(label="方式", choices=Guidance.Way.choices, widget=forms.RadioSelect)
    people = forms.CharField(label="指导人员", max_length=120, help_text="姓名、单位；请了专家的一并写上。")
    content = forms.CharField(
        label="指导内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="查出什么问题、教会了什么、要求企业怎样改。",
    )  # fmt: skip
    outcome = forms.CharField(
        label="企业改进情况", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="还没有结果的先不填，下次跟踪时另登一条。",
    )  # fmt: skip

    def __init__(self, data=None, *, initial=None):
        super().__init__(data, initial={"token": uuid.uuid4(), "given_on": timezone.localdate()} | (initial or {}))
