"""The forms of the monthly return's acts (R-143, R-144)."""

from django import forms
from django.core.exceptions import ValidationError

from casefile.actions import ActionForm
from casefile.forms import FilesField

from .forms import InfoField, text_area
from .returnrows import rows_of, told_in
from .states import InfoState, ReturnWay


def _choices(rows):
    return [(str(row["id"]), f"{row['number']} {row['title']}") for row in rows]


class LeaveOutForm(ActionForm):
    informations = forms.MultipleChoiceField(label="不计入的信息", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {str(row["id"]): row for row in rows_of(self.record)}
        self.fields["informations"].choices = _choices(self.rows.values())
        out = [key for key, row in self.rows.items() if row["state"] == InfoState.EXCLUDED.label]
        self.fields["informations"].initial = out  # the likeliest; the officer says why


class TakeBackForm(ActionForm):
    informations = forms.MultipleChoiceField(label="撤销哪几条的调整", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        left = [(key, f"{text}（未计入）") for key, text in _choices(self.record.left_out)]
        more = [(key, f"{text}（增加的）") for key, text in _choices(self.record.added)]
        self.fields["informations"].choices = [*left, *more]


class AddForm(ActionForm):
    information = InfoField(label="信息编号", help_text="本单位已提交、还没有报送过的信息，例如 FX-2026-0003。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["information"].record = self.record

    def clean_information(self):
        info, record = self.cleaned_data["information"], self.record
        if info.case.department_id != record.unit_id:
            raise ValidationError(f"{info.case.number or '这条信息'}由{info.case.department}承办，请由该单位报送。")
        if info.state == InfoState.DRAFT:
            raise ValidationError("这条信息还是草稿，提交以后才能报送。")
        if any(row["id"] == info.pk for row in rows_of(record)):
            raise ValidationError(f"{info.case.number}已在本月的表中。")
        if other := told_in(info.pk, record):
            raise ValidationError(f"{info.case.number}已在{other.month_text}的报送表中，不重复报送。")
        return info


class CompileForm(ActionForm):
    note = text_area("说明", required=False, help_text="印在表下。零报告也要报送。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].initial = self.record.note
        del self.fields["reason"]


class SubmitForm(ActionForm):
    way = forms.ChoiceField(
        label="报送方式", choices=ReturnWay.choices, widget=forms.RadioSelect, initial=ReturnWay.SYSTEM,
        help_text="上级局也在使用本系统的，选“本系统内报送”，对方直接看到并签收。",
    )  # fmt: skip
    receipt = forms.CharField(
        label="回执", required=False, max_length=200, help_text="回执编号、收件人或者寄件单号；以后收到的可以补登。"
    )
    receipt_file = FilesField(label="回执文件", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class ReceiptForm(ActionForm):
    receipt = forms.CharField(label="回执", max_length=200, help_text="回执编号、收件人和时间。")
    receipt_file = FilesField(label="回执文件", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
