"""The forms of a document: its text and recipients, its acts, its service."""

import hashlib

from django import forms
from django.utils import timezone

from accounts.models import Department
from casefile.actions import ActionForm
from casefile.attachments import inspect

from . import kinds
from .drafting import RecipientSpec
from .models import Document, Recipient, ServiceReceipt
from .states import ISSUED_ON, ServiceMethod

_SCAN_KINDS = (".pdf", ".jpg", ".jpeg", ".png")
_NAME_LENGTH = Recipient._meta.get_field("name").max_length


class ReadForm(ActionForm):
    """Passing on a text: `seen` is the text that the page showed, absent when no page did."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = fingerprint(self.record)
        self.fields["seen"].initial = self.now

    def clean(self):
        given = super().clean()
        seen, now = given.pop("seen", ""), self.now
        if seen and seen != now:
            self.data = self.data.copy()
            self.data["seen"] = now
            self.add_error(None, "您打开以后，这份文书退回修改过。请重新看一遍现在的版面，再办理。")
        return given


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


class DocumentForm(forms.Form):
    """Title, recipients and text; `kind` only when a document is begun.

    `seen` is the text as the page showed it, so that two people do not overwrite each other.
    """

    wide_fields = ("title",)

    kind = forms.ChoiceField(label="文种", choices=[("", "请选择"), *kinds.BY_HAND])
    title = forms.CharField(label="标题", max_length=200, help_text="发文机关＋事由＋文种，例如“××局关于……的通报”。")
    units = forms.ModelMultipleChoiceField(
        Department.objects.none(), label="主送本局单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="主送其他单位、企业", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="一行一个名称。"
    )
    cc = forms.CharField(
        label="抄送", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="一行一个名称，可不填。"
    )
    cites = forms.ModelChoiceField(
        Document.objects.none(), label="引用的文书", required=False, empty_label="不引用",
        help_text="撤销、更正或解除已印发的文书时选择。",
    )  # fmt: skip
    body = forms.CharField(
        label="正文",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="一行一段，不必空格缩进；“一、”“（一）”“1.”“（1）”开头的行排成各级标题，以 | 开头的行排成表格。",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, case, document=None, **kwargs):
        self.case, self.document = case, document
        if document is not None:
            kwargs["initial"] = _initial(document) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if document is not None:
            del self.fields["kind"], self.fields["token"]
        else:
            del self.fields["seen"]
            fits = [(kind.code, kind.label) for kind in kinds.KINDS if kind.by_hand and kind.fits(case)]
            self.fields["kind"].choices = [("", "请选择"), *fits]
        units = Department.objects.filter(bureau=case.bureau, active=True)
        self.fields["units"].queryset = units.order_by("order", "pk")
        citable = Document.objects.filter(case=case, state__in=sorted(ISSUED_ON))
        self.fields["cites"].queryset = citable
        if not citable.exists():
            del self.fields["cites"]

    def clean(self):
        given = super().clean()
        main, copies = self._main(given), _lines(given.get("cc"))
        code = self.document.kind if self.document else given.get("kind")
        if not main and code and kinds.get(code).is_addressed:
            self.add_error("others", "请至少填写一个主送单位。")
        if both := [name for name in dict.fromkeys(copies) if name in main]:
            self.add_error("cc", f"已在主送中：{'、'.join(both)}。")
        for field, names in (("others", main), ("cc", copies)):
            if any(len(name) > _NAME_LENGTH for name in names):
                self.add_error(field, f"有名称超过 {_NAME_LENGTH} 个字，请一行写一个名称。")
        if self.document is not None:
            self._refuse_overwriting(given.get("seen"))
        return given

    def _refuse_overwriting(self, seen) -> None:
        """Somebody saved the document meanwhile: say so once, then the person decides."""
        now = fingerprint(self.document)
        if seen == now:
            return
        self.data = self.data.copy()
        self.data["seen"] = now
        self.add_error(
            None,
            "您打开以后，这份文书已被他人改动。您填写的内容还在下面；请在新窗口核对现在的文本，再次保存即以您的为准。",
        )

    def _main(self, given) -> list[str]:
        return [*(unit.name for unit in given.get("units") or ()), *_lines(given.get("others"))]

    def recipients(self) -> list[RecipientSpec]:
        """Return the recipients, each known unit of the bureau or enterprise of the case recognised by its name."""
        units = {unit.name: unit for unit in Department.objects.filter(bureau=self.case.bureau)}
        main, copies = self._main(self.cleaned_data), _lines(self.cleaned_data.get("cc"))
        enterprise = self.case.enterprise
        return [
            RecipientSpec(
                name, department=units.get(name), cc=cc,
                enterprise=enterprise if enterprise and enterprise.name == name else None,
            )
            for names, cc in ((main, False), (copies, True))
            for name in dict.fromkeys(names)
        ]  # fmt: skip


def _lines(text) -> list[str]:
    """Return one name a line; a trailing 、，；or full stop is not part of a name."""
    return [line for raw in (text or "").splitlines() if (line := raw.strip(" \u3000\t、，；。,;"))]


def _initial(document) -> dict:
    rows = list(document.recipients.all())
    return {
        "title": document.title,
        "units": [row.department_id for row in rows if row.department_id and not row.cc],
        "others": "\n".join(row.name for row in rows if not row.department_id and not row.cc),
        "cc": "\n".join(row.name for row in rows if row.cc),
        "cites": document.cites_id,
        "body": document.body,
        "seen": fingerprint(document),
    }


def fingerprint(document) -> str:
    """Return a short hash of what can be edited."""
    rows = [f"{row.cc}{row.name}" for row in document.recipients.all()]
    text = "\n".join([document.title, str(document.cites_id), *rows, document.body])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class ServiceForm(forms.ModelForm):
    class Meta:
        model = ServiceReceipt
        fields = ["method", "served_on", "received_by", "note"]
        widgets = {"served_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "received_by": "在送达回证上签名的人；公告送达可不填。",
            "note": "邮件单号、公告网址、见证人等。",
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

    def clean(self):
        given = super().clean()
        method = given.get("method")
        if method in (ServiceMethod.DIRECT, ServiceMethod.ENTRUSTED) and not given.get("received_by"):
            self.add_error("received_by", "请填写签收人。")
        if method in (ServiceMethod.LEFT, ServiceMethod.MAIL, ServiceMethod.PUBLIC_NOTICE) and not given.get("note"):
            self.add_error("note", "留置写明见证人，邮寄写明邮件单号，公告写明刊登处。")
        return given
