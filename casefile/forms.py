"""Forms of what every case has: files, measures, assignment."""

from django import forms

from accounts.models import User

from .attachments import ALLOWED_TEXT, inspect
from .models import Measure


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; each is inspected by content."""

    widget = MultipleFileInput

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", f"可选多个；接受{ALLOWED_TEXT}。")
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not uploads:
            super().clean(None, initial)
            return []
        for upload in uploads:
            inspect(upload)
        return list(uploads)


class AttachForm(forms.Form):
    files = FilesField(label="文件")
    note = forms.CharField(label="说明", required=False, max_length=100)


class StrikeForm(forms.Form):
    reason = forms.CharField(label="作废理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class MeasureForm(forms.Form):
    status = forms.ChoiceField(
        label="结果",
        choices=[(Measure.Status.DONE, "已完成"), (Measure.Status.NOT_APPLICABLE, "不适用")],
        widget=forms.RadioSelect,
        initial=Measure.Status.DONE,
    )
    result = forms.CharField(
        label="办理结果或不适用的理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写清谁、何时、做了什么；不适用的写明理由。",
    )
    files = FilesField(label="佐证材料", required=False)

    def __init__(self, *args, measure=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.measure = measure

    def details(self) -> dict:
        """Return what a kind's own form asks beside the result; only after `is_valid()` said yes."""
        return {}


class OwnerForm(forms.Form):
    """Who of the responsible unit answers for a measure, and until when."""

    owner = forms.ModelChoiceField(User.objects.none(), label="责任人")
    reason = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args, measure, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.active().filter(department=measure.department)
        self.fields["owner"].initial = measure.owner_id


class CorrectForm(forms.Form):
    text = forms.CharField(
        label="更正", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明哪里写错了、应当是什么。原记录保留，两条互相注明。",
    )  # fmt: skip


class AssignForm(forms.Form):
    handler = forms.ModelChoiceField(User.objects.none(), label="经办人")
    reason = forms.CharField(label="理由", required=False, max_length=200)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = User.objects.active().filter(department=case.department)
        self.fields["handler"].initial = case.handler_id
