"""The forms of a document's acts, and of its service."""

from django import forms
from django.utils import timezone

from casefile.actions import ActionForm
from casefile.attachments import inspect

from .forms import fingerprint
from .models import ReservedNumber, ServiceReceipt
from .reservations import open_numbers
from .states import ServiceMethod

_SCAN_KINDS = (".pdf", ".jpg", ".jpeg", ".png")


class ReadForm(ActionForm):
    """Passing on a text: `seen` is the text that the page showed, absent when no page did."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["seen"].initial = fingerprint(self.record)

    def clean(self):
        given = super().clean()
        seen = given.pop("seen", "")
        if seen and seen != (now := fingerprint(self.record)):
            self.data = self.data.copy()
            self.data["seen"] = now
            self.add_error(None, "您打开以后，这份文书退回修改过。请重新看一遍现在的版面，再办理。")
        return given


class CountersignForm(ReadForm):
    """Agreeing or not, in words; sending back is an act of its own."""

    agreed = forms.ChoiceField(
        label="会签", choices=[("yes", "同意"), ("no", "不同意，意见如下")], initial="yes", widget=forms.RadioSelect
    )
    opinion = forms.CharField(
        label="会签意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不填即“同意”。要求改稿的请用“退回”；写“不同意”的仍送签发人决定。",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)
        if self.record.driven:
            self.fields["opinion"].help_text = "不填即“同意”。随案卷办理的文书，不同意的写明意见，由审批人退回或决定。"

    def clean(self):
        given = super().clean()
        if given.get("agreed") == "no" and not given.get("opinion"):
            self.add_error("opinion", "请写明不同意的理由。")
        elif given.get("agreed"):
            given["opinion"] = given.get("opinion") or "同意"
        return given


class NumberForm(ActionForm):
    """The next number of the series, or one set aside."""

    reserved = forms.ModelChoiceField(
        ReservedNumber.objects.none(), label="使用预留号", required=False, empty_label="不用，取下一个号"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reserved"].queryset = rows = open_numbers(self.record)
        self.fields["reserved"].label_from_instance = lambda row: f"{row}（{row.reason}）"
        if not rows.exists():
            del self.fields["reserved"]


class SealForm(ActionForm):
    """Registering the seal, with a scan of the sealed copy if there is one."""

    scan = forms.FileField(
        label="盖章扫描件",
        required=False,
        help_text="PDF 或 JPG、PNG 图片，可不传。系统不生成印章，印章只盖在纸上。",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(_SCAN_KINDS)}),
    )

    def clean_scan(self):
        upload = self.cleaned_data["scan"]
        if upload is None:
            return None
        if inspect(upload).extension not in _SCAN_KINDS:
            raise forms.ValidationError("盖章扫描件请上传 PDF 或 JPG、PNG 图片。")
        return upload


class ReplyForm(ActionForm):
    """What the recipient answered, when, and the paper it came on if there is one."""

    answer = forms.CharField(label="反馈内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    replied_on = forms.DateField(
        label="反馈日期", required=False, initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text="不填即今天。",
    )  # fmt: skip
    paper = forms.FileField(label="反馈材料", required=False, help_text="可不传。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)

    def clean_replied_on(self):
        day = self.cleaned_data["replied_on"]
        issued_on = timezone.localtime(self.record.issued_at).date()
        if day and day > timezone.localdate():
            raise forms.ValidationError("反馈日期不能晚于今天。")
        if day and day < issued_on:
            raise forms.ValidationError(f"反馈日期不能早于印发日期 {issued_on:%Y-%m-%d}。")
        return day

    def clean_paper(self):
        upload = self.cleaned_data["paper"]
        if upload is not None:
            inspect(upload)
        return upload


class ServiceForm(forms.ModelForm):
    upload = forms.FileField(
        label="送达回证照片或扫描件", required=False, help_text="JPG、PNG 图片或 PDF，可不传。",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(_SCAN_KINDS)}),
    )  # fmt: skip

    class Meta:
        model = ServiceReceipt
        fields = ["method", "served_on", "received_by", "witness", "note"]
        widgets = {"served_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "received_by": "在送达回证上签名的人；公告送达可不填。",
            "witness": "留置送达必填：见证拒收的人，写姓名和单位或职务。",
            "note": "邮件单号、公告网址、拒收情形等。",
        }

    def __init__(self, *args, recipient, **kwargs):
        super().__init__(*args, **kwargs)
        self.recipient = recipient
        self.initial["served_on"] = timezone.localdate()
        self.fields["method"].choices = [("", "请选择"), *ServiceMethod.choices]

    def clean_served_on(self):
        day = self.cleaned_data["served_on"]
        issued_on = timezone.localtime(self.recipient.document.issued_at).date()
        if day > timezone.localdate():
            raise forms.ValidationError("送达日期不能晚于今天。")
        if day < issued_on:
            raise forms.ValidationError(f"送达日期不能早于印发日期 {issued_on:%Y-%m-%d}。")
        return day

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload is not None and inspect(upload).extension not in _SCAN_KINDS:
            raise forms.ValidationError("请上传 JPG、PNG 图片或 PDF。")
        return upload

    def clean(self):
        given = super().clean()
        method = given.get("method")
        if method in (ServiceMethod.DIRECT, ServiceMethod.ENTRUSTED) and not given.get("received_by"):
            self.add_error("received_by", "请填写签收人。")
        if method == ServiceMethod.LEFT and not given.get("witness"):
            self.add_error("witness", "留置送达须有见证人。")
        if method in (ServiceMethod.LEFT, ServiceMethod.MAIL, ServiceMethod.PUBLIC_NOTICE) and not given.get("note"):
            self.add_error("note", "留置写明拒收的情形，邮寄写明邮件单号，公告写明刊登处。")
        return given
