"""The forms of a return's acts (R-304, R-348, R-349)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from casefile.actions import ActionForm
from casefile.forms import FilesField

from .forms import day_field, text_field
from .models import ReturnWay
from .resultlist import BY_HAND


class CompileForm(ActionForm):
    """Up to which day it counts, and what other systems know of money beside what is on record here."""

    until_on = day_field("统计截止日期", help_text="含当日。")
    hand_note = forms.CharField(
        label="手工数据的来源", max_length=200, required=False, help_text="例如执法办案系统导出日期、公示系统截图编号。"
    )
    note = text_field("说明", rows=3, max_length=2000, required=False, help_text="印在清单下。零报告也要报送。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)
        today = timezone.localdate()
        self.fields["until_on"].initial = min(self.record.due_on, today)
        self.fields["note"].initial = self.record.note
        if not self.record.asks("RESULT_LIST"):
            del self.fields["hand_note"]
            return
        for column in BY_HAND:
            self.fields[column.code] = forms.DecimalField(
                label=f"{column.heading}：系统外另有", min_value=0, max_digits=12, decimal_places=2, required=False,
                initial=self.record.by_hand.get(column.code, {}).get("amount"),
                help_text="台账和抽查后处理中登记的已自动计入；只填其他系统里另外的数额。",
            )  # fmt: skip
        self.order_fields(["until_on", *(column.code for column in BY_HAND), "hand_note", "note"])

    def clean_until_on(self):
        day = self.cleaned_data["until_on"]
        if day > timezone.localdate():
            raise ValidationError("不能晚于今天。")
        if day < self.record.from_on:
            raise ValidationError(f"不能早于统计开始日期（{self.record.from_on}）。")
        return day

    def clean(self):
        given = super().clean()
        filled = [column for column in BY_HAND if given.get(column.code)]
        if filled and not given.get("hand_note"):
            self.add_error("hand_note", "填了手工数据，请写明来源。")
        return given


class SealedForm(ActionForm):
    files = FilesField(label="盖章件扫描件")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)


class SubmitForm(ActionForm):
    way = forms.ChoiceField(
        label="报送方式", choices=ReturnWay.choices, widget=forms.RadioSelect, initial=ReturnWay.SYSTEM,
        help_text="上级局也在使用本系统的，选“本系统内报送”，对方直接看到并签收。",
    )  # fmt: skip
    receipt = forms.CharField(label="回执", required=False, max_length=200, help_text="回执编号、收件人或者寄件单号。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)
