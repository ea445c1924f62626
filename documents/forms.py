"""The forms of a document: its text and recipients, its acts, its service."""

import hashlib

from django import forms

from accounts.choices import SeveralField
from accounts.models import Department, User
from accounts.roles import Role

from . import kinds
from .drafting import RecipientSpec, Round
from .kindsetting import must_countersign
from .models import Document, Recipient
from .states import ISSUED_ON

_SCAN_KINDS = (".pdf", ".jpg", ".jpeg", ".png")
_NAME_LENGTH = Recipient._meta.get_field("name").max_length


#: How a paper names all units of its bureau at once (R-001).
ALL_UNITS = "局属各单位"


class DocumentForm(forms.Form):
    """Title, recipients and text; `kind` only when a document is begun.

    `seen` is the text as the page showed it, so that two people do not overwrite each other.
    """

    wide_fields = ("title", "all_units")

    kind = forms.ChoiceField(label="文种", choices=[("", "请选择"), *kinds.BY_HAND])
    title = forms.CharField(label="标题", max_length=200, help_text="发文机关＋事由＋文种，例如“××局关于……的通报”。")
    all_units = forms.BooleanField(
        label="主送局属各单位", required=False,
        help_text="文中只写“局属各单位”，印发后本局每个股室、所、队和办公室都收到；不用再逐个勾选。",
    )  # fmt: skip
    units = SeveralField(
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
    asked_units = SeveralField(
        Department.objects.none(), label="会签单位", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="核稿后送这些单位的负责人会签，再送签发；不需要的不勾。",
    )  # fmt: skip
    asked_people = SeveralField(
        User.objects.none(), label="会签领导", required=False, widget=forms.CheckboxSelectMultiple
    )
    in_turn = forms.BooleanField(label="按以上顺序依次会签（不勾为同时会签）", required=False)
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
        self._offer_countersigners(units)
        citable = Document.objects.filter(case=case, state__in=sorted(ISSUED_ON))
        self.fields["cites"].queryset = citable
        if not citable.exists():
            del self.fields["cites"]

    def _offer_countersigners(self, units) -> None:
        """Offer units other than the drafting one, and leaders; what the kind demands is said, not asked."""
        document = self.document
        rest = units.exclude(kind__in=[Department.Kind.AGENCY, Department.Kind.LEADERS])
        leaders = User.objects.active().filter(
            department__bureau=self.case.bureau, role_assignments__role__in=[Role.DEPUTY, Role.DIRECTOR]
        )
        if document is not None:
            rest = rest.exclude(pk=document.department_id)
            leaders = leaders.exclude(pk=document.drafter_id)
            if demanded := [unit.name for unit in must_countersign(document.bureau, document.kind)]:
                self.fields["asked_units"].help_text += f"按文书设置必须会签：{'、'.join(demanded)}。"
        self.fields["asked_units"].queryset = rest.order_by("order", "pk")
        self.fields["asked_people"].queryset = leaders.distinct().order_by("pk")

    def countersign(self) -> Round:
        given = self.cleaned_data
        return Round(tuple(given["asked_units"]), tuple(given["asked_people"]), given["in_turn"])

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
        collective = [ALL_UNITS] if given.get("all_units") else []
        return [*collective, *self._named(given)]

    def _named(self, given) -> list[str]:
        if given.get("all_units"):
            return [name for name in _lines(given.get("others")) if name != ALL_UNITS]
        return [*(unit.name for unit in given.get("units") or ()), *_lines(given.get("others"))]

    def recipients(self) -> list[RecipientSpec]:
        """Return the recipients, each known unit of the bureau or enterprise of the case recognised by its name."""
        units = {unit.name: unit for unit in Department.objects.filter(bureau=self.case.bureau)}
        main, copies = self._named(self.cleaned_data), _lines(self.cleaned_data.get("cc"))
        enterprise, everybody = self.case.enterprise, []
        if self.cleaned_data.get("all_units"):
            everybody = [RecipientSpec(unit.name, unit, collective=ALL_UNITS) for unit in all_units(self.case.bureau)]
            main = [name for name in main if name not in {spec.name for spec in everybody}]
        return everybody + [
            RecipientSpec(
                name, department=units.get(name), cc=cc,
                enterprise=enterprise if enterprise and enterprise.name == name else None,
            )
            for names, cc in ((main, False), (copies, True))
            for name in dict.fromkeys(names)
        ]  # fmt: skip


def all_units(bureau):
    """Return the units of a bureau that 局属各单位 means (R-001): neither its leaders nor those that work outside."""
    outside = (Department.Kind.LEADERS, Department.Kind.AGENCY, Department.Kind.MONITORING_STATION)
    return Department.objects.filter(bureau=bureau, active=True).exclude(kind__in=outside).order_by("order", "pk")


def _lines(text) -> list[str]:
    """Return one name a line; a trailing 、，；or full stop is not part of a name."""
    return [line for raw in (text or "").splitlines() if (line := raw.strip(" \u3000\t、，；。,;"))]


def _initial(document) -> dict:
    rows = list(document.recipients.all())
    return {
        "title": document.title,
        "all_units": any(row.collective for row in rows),
        "units": [row.department_id for row in rows if row.department_id and not row.cc and not row.collective],
        "others": "\n".join(row.name for row in rows if not row.department_id and not row.cc),
        "cc": "\n".join(row.name for row in rows if row.cc),
        "cites": document.cites_id,
        "body": document.body,
        "asked_units": [row.department_id for row in document.countersigns.all() if row.department_id],
        "asked_people": [row.person_id for row in document.countersigns.all() if row.person_id],
        "in_turn": document.in_turn,
        "seen": fingerprint(document),
    }


def fingerprint(document) -> str:
    """Return a short hash of what can be edited."""
    rows = [f"{row.cc}{row.name}{row.collective}" for row in document.recipients.all()]
    rows += [f"附件{row.title}{row.body}{row.file_id}" for row in document.annexes.all()] if not document.driven else []
    text = "\n".join([document.title, str(document.cites_id), *rows, document.body])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
