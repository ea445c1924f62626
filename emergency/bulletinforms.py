"""Forms of what is told to units, of their confirmation and of their answer."""

import uuid

from django import forms
from django.utils import timezone

from accounts.choices import SeveralField
from accounts.models import Department
from casefile.attachments import inspect
from casefile.datefields import PastDateField, PastMomentField
from documents.models import Document
from documents.states import ISSUED_ON

from .bulletinkinds import DOCUMENT_KINDS, UPWARD, Ask, BulletinKind, Party, Way
from .bulletinmodels import BulletinRecipient
from .bulletins import To, province, superiors, told
from .bulletintexts import first_words
from .planmodels import PlanContact

MOST_OUTSIDE = 40
_KINDS_WITH_UNITS = (BulletinKind.INFORM, BulletinKind.REQUEST)


def _text(label, *, rows=3, max_length=2000, **kwargs):
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class OneFileField(forms.FileField):
    """One file, judged by its content."""

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            inspect(upload)
        return upload


def _still_to_report(case, usual: list, everybody: list) -> list:
    """Return whom a first report has not reached: of the usual ones, then of everybody; else the usual ones again."""
    rows = BulletinRecipient.objects.filter(bulletin__case=case, bulletin__kind=BulletinKind.FIRST)
    reached = set(rows.values_list("party", flat=True))
    return [one for one in usual if one not in reached] or [one for one in everybody if one not in reached] or usual


class TellForm(forms.Form):
    """What is told, to whom, how. `corrects` is the bulletin that this one puts right."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = _text("内容", rows=8, max_length=3900, help_text="按已经掌握的情况写，不确定的写明“待核实”。")
    asks = forms.MultipleChoiceField(
        label="请对方采取", choices=Ask.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择请对方扣押、封存还是召回（可多选）。"},
    )  # fmt: skip
    superiors = forms.MultipleChoiceField(label="报告", widget=forms.CheckboxSelectMultiple)
    units = SeveralField(
        Department.objects.none(), label="本局单位", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="系统内立即收到，各单位自己点“确认收到”。",
    )  # fmt: skip
    known = SeveralField(
        PlanContact.objects.none(), label="联动单位", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="来自应急通讯录。",
    )  # fmt: skip
    others = _text(
        "其他单位", rows=4, required=False,
        help_text="一行一个：单位名称，空格后可写联系人、电话，如“县应急管理局 王磊 0395-7120119”。",
    )  # fmt: skip
    way = forms.ChoiceField(
        label="告知方式", choices=[row for row in Way.choices if row[0] != Way.SYSTEM], initial=Way.PHONE,
        help_text="对本局以外的单位。",
    )  # fmt: skip
    contact = forms.CharField(label="对方接报人", max_length=80, required=False, help_text="姓名、电话；可在确认时补。")
    sent_at = PastMomentField(label="发出时间", initial=timezone.localtime)
    document = forms.ModelChoiceField(
        Document.objects.none(), label="正式文书", required=False, empty_label="（暂无，先口头告知）",
        help_text="本案已印发的文书；来不及的先告知，文书印发后再发一次。",
    )  # fmt: skip

    def __init__(self, *args, record, kind, corrects=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.record, self.kind, self.corrects, case = record, kind, corrects, record.case
        self.superiors = {row.party: row for row in superiors(case)}
        usual = list(self.superiors)
        if kind != BulletinKind.RESULT and (above := province(case)) is not None:
            self.superiors[above.party] = above
        if kind == BulletinKind.FIRST:
            usual = _still_to_report(case, usual, list(self.superiors))
        self.fields["superiors"].choices = [(party, row.name) for party, row in self.superiors.items()]
        self.fields["units"].queryset = Department.objects.filter(bureau=case.bureau, active=True).exclude(
            kind=Department.Kind.AGENCY
        )
        self.fields["known"].queryset = PlanContact.objects.filter(bureau=case.bureau, group=PlanContact.Group.OUTSIDE)
        self.fields["document"].queryset = case.documents.filter(kind__in=DOCUMENT_KINDS[kind], state__in=ISSUED_ON)
        self._keep_what_fits()
        self.initial = {
            "text": first_words(record, kind, corrects), "superiors": usual, **self._as_before(),
        } | self.initial  # fmt: skip

    def _keep_what_fits(self) -> None:
        upward = self.kind in UPWARD
        for name, kept in (
            ("asks", self.kind == BulletinKind.REQUEST), ("superiors", upward), ("contact", upward),
            ("known", self.kind in _KINDS_WITH_UNITS and self.fields["known"].queryset.exists()),
            ("units", self.kind in _KINDS_WITH_UNITS), ("others", self.kind in _KINDS_WITH_UNITS),
            ("document", self.fields["document"].queryset.exists()),
            ("way", self.kind != BulletinKind.LIFT),
        ):  # fmt: skip
            if not kept:
                del self.fields[name]

    def _as_before(self) -> dict:
        """A correction goes to those who were misinformed."""
        if self.corrects is None:
            return {}
        rows = list(self.corrects.recipients.all())
        outside = [f"{row.name} {row.contact}".strip() for row in rows if row.party == Party.OUTSIDE]
        return {
            "units": [row.department_id for row in rows if row.department_id], "others": "\n".join(outside),
            "asks": self.corrects.asks,
        }  # fmt: skip

    def clean_others(self):
        lines = [" ".join(line.split()) for line in self.cleaned_data["others"].splitlines() if line.strip()]
        if len(lines) > MOST_OUTSIDE:
            raise forms.ValidationError(f"一次最多 {MOST_OUTSIDE} 个单位，请分两次发。")
        names = [line.partition(" ")[0] for line in lines]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise forms.ValidationError(f"单位重复：{'、'.join(twice)}。")
        if too_long := [name for name in names if len(name) > 120]:
            raise forms.ValidationError(f"单位名称太长（最多 120 字）：{too_long[0][:20]}……")
        return lines

    def clean(self):
        given = super().clean()
        if self.kind in _KINDS_WITH_UNITS and not (
            given.get("units") or given.get("known") or given.get("others") or self.errors
        ):
            self.add_error("others", "请选择本局单位，或填写其他单位，至少一个。")
        return given

    def recipients(self) -> list[To]:
        """Return whom the valid form names."""
        if self.kind == BulletinKind.LIFT:
            return told(self.record.case)
        given = self.cleaned_data
        way, contact = given.get("way", Way.PHONE), given.get("contact", "")
        found = [
            To(self.superiors[party].name, party, way, contact) for party in given.get("superiors", ())
        ]  # fmt: skip
        found += [To(unit.name, Party.UNIT, Way.SYSTEM, department=unit) for unit in given.get("units", ())]
        found += [
            To(row.unit, Party.OUTSIDE, way, f"{row.name} {row.phone}"[:80]) for row in given.get("known", ())
        ]  # fmt: skip
        for line in given.get("others", ()):
            name, _, whom = line.partition(" ")
            found.append(To(name, Party.OUTSIDE, way, whom[:80]))
        return list({to.name: to for to in found}.values())


class ConfirmForm(forms.Form):
    """What somebody outside the system said or signed."""

    confirmed_at = PastMomentField(label="确认时间", initial=timezone.localtime)
    confirmed_name = forms.CharField(label="对方确认人", max_length=60, help_text="姓名、职务。")
    confirmed_how = forms.CharField(
        label="依据", max_length=200, help_text="如“电话复述无误，录音存档”“传真回执”“政务网已阅回执”。"
    )
    evidence = OneFileField(label="凭证", required=False, help_text="回执照片或扫描件，没有的不传。")

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row

    def clean_confirmed_at(self):
        at, sent = self.cleaned_data["confirmed_at"], self.row.bulletin.sent_at.replace(second=0, microsecond=0)
        if at < sent:
            raise forms.ValidationError(f"不能早于发出时间（{timezone.localtime(sent):%Y-%m-%d %H:%M}）。")
        return at


class FeedbackForm(forms.Form):
    text = _text("反馈内容", help_text="对方采取了什么措施、涉及多少数量、在哪里；没有发现的也要写。")
    on = PastDateField(label="反馈日期", initial=timezone.localdate)
    evidence = OneFileField(label="反馈材料", required=False)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row

    def clean_on(self):
        on, sent = self.cleaned_data["on"], timezone.localdate(self.row.bulletin.sent_at)
        if on < sent:
            raise forms.ValidationError(f"不能早于通知发出的日期（{sent}）。")
        return on
