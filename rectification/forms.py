"""One form an act; all input rules of a rectification item."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from accounts.roles import ROLE_PERMISSIONS
from casefile.actions import ActionForm
from casefile.datefields import PastDateField
from casefile.forms import FilesField
from casefile.openingforms import TITLE_LENGTH, OpeningForm

from . import problems, terms
from .states import OtherGround, Severity, SupervisionGround

RECHECKING_ROLES = [role for role, permissions in ROLE_PERMISSIONS.items() if "item.recheck" in permissions]


def _text(label, *, rows=3, max_length=4000, **kwargs):
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _evidence(**kwargs):
    return FilesField(label="照片、材料", **kwargs)


class RegisterForm(OpeningForm):
    """A defect enters the ledger: the columns of the paper ledger, with its evidence."""

    title = forms.CharField(label="事项", max_length=TITLE_LENGTH, required=False, help_text="不填时用企业名称和问题。")
    problem = forms.ChoiceField(label="问题", choices=[("", "请选择"), *problems.choices()])
    severity = forms.ChoiceField(label="隐患等级", choices=Severity.choices, widget=forms.RadioSelect)
    found_on = PastDateField(label="发现日期", initial=timezone.localdate)
    situation = _text("问题情况", rows=4, help_text="何时、何处、何物、有何问题、涉及数量。")
    cause = _text("问题产生的原因", required=False, help_text="现在不清楚的可以以后补，销号前必须写明。")
    files = _evidence(help_text="现场照片、检验报告等证据，至少一个。")

    field_order = [
        "enterprise", "product_type", "title", "problem", "severity", "found_on", "situation", "cause", "files",
    ]  # fmt: skip


class OrderForm(ActionForm):
    requirement = _text("整改要求", rows=4, help_text="改什么、改到什么程度、交什么材料。")
    days = forms.IntegerField(
        label="期限（日）", min_value=1, max_value=terms.LONGEST_CORRECTION, initial=terms.CORRECTION.days
    )
    counting = forms.ChoiceField(
        label="计算方式", choices=[("workdays", "工作日"), ("calendar", "自然日")], initial=terms.CORRECTION.method,
        help_text="从明天起算，到期当日24时截止。",
    )  # fmt: skip


class CauseForm(ActionForm):
    cause = _text("问题产生的原因")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("cause", self.record.cause)


class ReportDoneForm(ActionForm):
    reported_on = PastDateField(label="企业报告日期", initial=timezone.localdate)
    completion = _text("企业整改情况", help_text="企业报告做了什么。")
    cause = _text("问题产生的原因", required=False, help_text="企业的原因分析；销号前必须写明。")
    files = _evidence(help_text="整改报告、照片，至少一个。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("cause", self.record.cause)

    def clean_reported_on(self):
        return _not_before_order(self.record, self.cleaned_data["reported_on"])


class OfficerField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.name}（{obj.department}）"


class OfficersForm(ActionForm):
    first_officer = OfficerField(User.objects.none(), label="复查人员一", empty_label="请选择")
    second_officer = OfficerField(
        User.objects.none(),
        label="复查人员二",
        empty_label="请选择",
        help_text="复查须由两名不同的人员进行；参加复查的不能批准销号。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        officers = (
            User.objects.active()
            .filter(department__bureau=self.record.case.bureau_id, role_assignments__role__in=RECHECKING_ROLES)
            .select_related("department")
            .order_by("department__order", "department_id", "name")
            .distinct()
        )
        for name in ("first_officer", "second_officer"):
            self.fields[name].queryset = officers

    def clean(self):
        given = super().clean()
        if given.get("first_officer") and given.get("first_officer") == given.get("second_officer"):
            self.add_error("second_officer", "两名复查人员不能是同一个人。")
        return given


class ResultForm(ActionForm):
    """What the two officers found."""

    on = PastDateField(label="复查日期", initial=timezone.localdate)
    text = _text("复查情况", rows=4, help_text="逐项对照整改要求写。")
    retest_reference = forms.CharField(label="复检报告", max_length=120, help_text="报告编号；这类问题须经复检合格。")
    files = _evidence(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.action.name != "pass_recheck" or not self.record.problem_info.needs_retest:
            del self.fields["retest_reference"]

    def clean_on(self):
        return _not_before_order(self.record, self.cleaned_data["on"])


class EnforceForm(ActionForm):
    enforcement_reference = forms.CharField(label="执法案号或移送文书", max_length=120)


class OutcomeForm(ActionForm):
    enforcement_outcome = _text("执法结果", help_text="处罚决定、执行情况、企业改正情况。")
    files = _evidence(required=False)


class SuperviseForm(ActionForm):
    supervision_ground = forms.ChoiceField(
        label="督办情形", choices=SupervisionGround.choices, widget=forms.RadioSelect
    )

    def clean_supervision_ground(self):
        ground = self.cleaned_data["supervision_ground"]
        if ground == SupervisionGround.OVERDUE_MAJOR and not self.record.is_overdue_major:
            raise ValidationError("本项不是逾期的重大隐患，请选择其他情形。")
        return ground


class CloseOtherwiseForm(ActionForm):
    other_ground = forms.ChoiceField(label="关闭情形", choices=OtherGround.choices, widget=forms.RadioSelect)
    other_proof = forms.CharField(
        label="证明", max_length=200, help_text="注销通知书、吊销决定、关停文件的名称和文号。"
    )
    files = _evidence(help_text="证明的扫描件或照片。")


class LookBackForm(ActionForm):
    look_back_on = PastDateField(label="回头看日期", initial=timezone.localdate)
    files = _evidence(required=False)

    def clean_look_back_on(self):
        day, written_off = self.cleaned_data["look_back_on"], timezone.localdate(self.record.written_off_at)
        if day < written_off:
            raise ValidationError(f"不能早于销号日期（{written_off}）。")
        return day


def _not_before_order(record, day):
    ordered = timezone.localdate(record.ordered_at)
    if day < ordered:
        raise ValidationError(f"不能早于责令整改的日期（{ordered}）。")
    return day
