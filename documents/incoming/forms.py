"""The forms of an incoming document: registration, and one for each act."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from accounts.choices import SeveralField
from accounts.models import Department, User
from accounts.roles import Role
from casefile.actions import ActionForm
from casefile.datefields import DayInput, PastDateField
from casefile.forms import FilesField
from casefile.models import CaseFile
from casefile.openingforms import TITLE_LENGTH

from ..models import Document
from ..states import ISSUED_ON
from .effects import handler_of
from .states import IncomingKind, Urgency


class FutureDateField(forms.DateField):
    """A day, today at the earliest."""

    widget = DayInput

    def clean(self, value):
        day = super().clean(value)
        if day and day < timezone.localdate():
            raise ValidationError("期限不能早于今天。")
        return day


class RegisterForm(forms.Form):
    """What stands on the paper that came in."""

    wide_fields = ("title",)

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    sender = forms.CharField(label="来文单位", max_length=120)
    sender_number = forms.CharField(
        label="来文字号", max_length=60, required=False, help_text="纸面上的文号，没有的不填。"
    )
    title = forms.CharField(label="来文标题", max_length=TITLE_LENGTH)
    kind = forms.ChoiceField(label="文种", choices=[("", "请选择"), *IncomingKind.choices])
    urgency = forms.ChoiceField(label="缓急", choices=Urgency.choices, initial=Urgency.PLAIN)
    received_on = PastDateField(label="收文日期", initial=timezone.localdate)
    due_on = FutureDateField(label="办结期限", required=False, help_text="来文写明期限的填写，到期前自动提醒。")
    wants_answer = forms.BooleanField(label="来文要求书面答复", required=False)
    related = forms.CharField(
        label="涉及的案卷",
        required=False,
        max_length=200,
        help_text="案卷编号，例如 YJ-2026-0001；多个用顿号或空格分开。",
    )
    summary = forms.CharField(
        label="内容摘要", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    files = FilesField(label="来文扫描件", required=False)
    again = forms.BooleanField(
        label="同一来文单位、同一文号已登记过，仍要再登记一次", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_related(self):
        text = self.cleaned_data["related"].upper().replace("、", " ").replace("，", " ").replace(",", " ")
        numbers = list(dict.fromkeys(text.split()))
        found = list(
            CaseFile.objects.visible_to(self.user).filter(number__in=numbers, bureau=self.user.department.bureau)
        )
        if missing := [number for number in numbers if number not in {case.number for case in found}]:
            raise ValidationError(f"没有这些案卷，或者您无权查看：{'、'.join(missing)}。")
        return found

    def clean(self):
        given = super().clean()
        number, sender = given.get("sender_number"), given.get("sender")
        if not number or given.get("again"):
            return given
        twin = CaseFile.objects.filter(
            kind="INCOMING", bureau=self.user.department.bureau_id, incoming__sender=sender,
            incoming__sender_number=number,
        ).exclude(Q(state="VOID") | Q(creation_token=given.get("token")))  # fmt: skip
        if known := twin.first():
            self.fields["again"].widget = forms.CheckboxInput()
            self.add_error("again", f"{known.number} 已登记过这份来文，请先核对；确要再登记的，在此打勾。")
        return given


class ProposeForm(ActionForm):
    proposal = forms.CharField(
        label="拟办意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="建议由哪个单位办、怎么办、何时办结。",
    )  # fmt: skip
    leader = forms.ModelChoiceField(User.objects.none(), label="送请批示")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)
        leaders = User.objects.active().filter(
            department__bureau=self.record.case.bureau_id, role_assignments__role__in=[Role.DEPUTY, Role.DIRECTOR]
        )
        self.fields["leader"].queryset = leaders.distinct().order_by("pk")


class InstructForm(ActionForm):
    instruction = forms.CharField(label="批示", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    unit = forms.ModelChoiceField(Department.objects.none(), label="承办单位")
    helpers = SeveralField(
        Department.objects.none(), label="协办、传阅", required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = FutureDateField(label="办结期限", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)
        units = Department.objects.filter(bureau=self.record.case.bureau_id, active=True).exclude(
            kind__in=[Department.Kind.LEADERS, Department.Kind.AGENCY, Department.Kind.MONITORING_STATION]
        )
        for name in ("unit", "helpers"):
            self.fields[name].queryset = units.order_by("order", "pk")
        if self.record.due_on and self.record.due_on >= timezone.localdate():
            self.initial.setdefault("due_on", self.record.due_on)

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if handler_of(unit) is None:
            raise ValidationError(f"{unit}没有能承办收文的人，请另选单位，或请管理员先为其分配人员。")
        return unit


class ReadOnlyForm(ActionForm):
    instruction = forms.CharField(
        label="批示", max_length=1000, initial="阅。", widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)


class FinishForm(ActionForm):
    """What was done; an answer that was asked for is named, or it is said how it was given."""

    result = forms.CharField(label="办理结果", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    answer = forms.ModelChoiceField(
        Document.objects.none(), label="复文", required=False, empty_label="没有复文",
        help_text="在本页“文书”栏拟稿、印发的复文，或涉及案卷中已印发的文书。",
    )  # fmt: skip
    without_paper = forms.BooleanField(label="已用其他方式答复，办理结果中已写明", required=False)
    files = FilesField(label="办理材料", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason", None)
        case = self.record.case
        linked = case.derived_links.values("derived")
        papers = Document.objects.filter(Q(case=case) | Q(case__in=linked), state__in=sorted(ISSUED_ON))
        self.fields["answer"].queryset = papers
        if not self.record.wants_answer:
            del self.fields["without_paper"]

    def clean(self):
        given = super().clean()
        if self.record.wants_answer and not given.get("answer") and not given.get("without_paper"):
            self.add_error("answer", "来文要求答复：请选择已印发的复文；用其他方式答复的，在下面打勾并写明。")
        return given
