"""One form an act; all input rules of a rectification item."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from accounts.roles import ROLE_PERMISSIONS
from casefile.actions import ActionForm
from casefile.datefields import DayInput, PastDateField
from casefile.forms import FilesField
from casefile.openingforms import TITLE_LENGTH, OpeningForm
from registers import workdays

from . import problems, terms
from .states import OtherGround, RiskSort, Severity, TransferTo

RECHECKING_ROLES = [role for role, permissions in ROLE_PERMISSIONS.items() if "item.recheck" in permissions]


def text_field(label, *, rows=3, max_length=4000, **kwargs):
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def risk_sort_field():
    return forms.ChoiceField(
        label="风险类型", choices=[("", "未判定"), *RiskSort.choices], required=False,
        help_text="存量：早已存在或查出过；增量：新产品、新产线、新原料、新销售者带来；变量：季节、标准、舆情等条件变化引起。",
    )  # fmt: skip


def evidence_field(**kwargs):
    return FilesField(label="照片、材料", **kwargs)


class RegisterForm(OpeningForm):
    """A defect enters the ledger: the columns of the paper ledger, with its evidence."""

    title = forms.CharField(label="事项", max_length=TITLE_LENGTH, required=False, help_text="不填时用企业名称和问题。")
    problem = forms.ChoiceField(label="问题", choices=[("", "请选择"), *problems.choices()])
    severity = forms.ChoiceField(label="隐患等级", choices=Severity.choices, widget=forms.RadioSelect)
    urgent = forms.BooleanField(
        label="问题紧迫，从严从速整治", required=False, help_text="期限从短，责令时列出执法抽检，销号后必须回头看。"
    )
    risk_sort = risk_sort_field()
    found_on = PastDateField(label="发现日期", initial=timezone.localdate)
    situation = text_field("问题情况", rows=4, help_text="何时、何处、何物、有何问题、涉及数量。")
    cause = text_field("问题产生的原因", required=False, help_text="现在不清楚的可以以后补，销号前必须写明。")
    files = evidence_field(help_text="整改前的现场照片、检验报告等证据，至少一个。")

    field_order = [
        "enterprise", "product_type", "title", "problem", "severity", "risk_sort", "urgent", "found_on", "situation",
        "cause", "files",
    ]  # fmt: skip


class OrderForm(ActionForm):
    """The requirement and its term: the bureau's, 60 days after a failed sampling (令18 art. 46), short when urgent."""

    requirement = text_field("整改要求", rows=4, help_text="改什么、改到什么程度、交什么材料。")
    days = forms.IntegerField(label="期限（日）", min_value=1, max_value=terms.LONGEST_CORRECTION)
    counting = forms.ChoiceField(
        label="计算方式", choices=[("workdays", "工作日"), ("calendar", "自然日")],
        help_text="从明天起算，到期当日24时截止。",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.terms = terms.in_force(self.record.case.bureau_id)
        sampled = self.record.sampling_id is not None
        days = self.terms.urgent_days if self.record.urgent else self.terms.correction_days
        if sampled and not self.record.urgent:
            days = self.terms.sampling_correction_days
        self.initial.setdefault("days", days)
        self.initial.setdefault("counting", "calendar" if sampled and not self.record.urgent else "workdays")

    def clean(self):
        given = super().clean()
        if not given.get("days") or not given.get("counting"):
            return given
        today, days = timezone.localdate(), given["days"]
        due = workdays.add_workdays(today, days) if given["counting"] == "workdays" else today + timedelta(days=days)
        if self.record.urgent and due > workdays.add_workdays(today, self.terms.urgent_days):
            self.add_error("days", f"问题紧迫的隐患，期限最长 {self.terms.urgent_days} 个工作日。")
        longest = self.terms.sampling_correction_days
        if self.record.sampling_id and due > today + timedelta(days=longest):
            self.add_error("days", f"抽查不合格的，整改期限最长 {longest} 日。")
        return given


class PublishForm(OrderForm):
    """The province has published the enterprise's name; it is ordered again."""

    published_on = PastDateField(label="省级公告日期", initial=timezone.localdate)

    field_order = ["published_on", "requirement", "days", "counting", "reason"]


class RegradeForm(ActionForm):
    severity = forms.ChoiceField(label="隐患等级", choices=Severity.choices, widget=forms.RadioSelect)
    risk_sort = risk_sort_field()
    urgent = forms.BooleanField(label="问题紧迫，从严从速整治", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("severity", "risk_sort", "urgent"):
            self.initial.setdefault(name, getattr(self.record, name))

    def clean(self):
        given = super().clean()
        if all(given.get(name) == getattr(self.record, name) for name in ("severity", "risk_sort", "urgent")):
            self.add_error("severity", "没有改动。")
        return given


class CauseForm(ActionForm):
    cause = text_field("问题产生的原因")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("cause", self.record.cause)


class ExternalIdForm(ActionForm):
    """The number in 工品查; emptied where it was wrong, then with the reason (R-317)."""

    external_id = forms.CharField(
        label="工品查编号", max_length=60, required=False,
        help_text="照工品查小程序里的编号填写。填错的直接改；不该有编号的清空并写理由。",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("external_id", self.record.external_id)

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        number = given.get("external_id", "")
        if number == self.record.external_id:
            self.add_error("external_id", "和现在登记的一样。" if number else "请填写编号。")
        elif not number and not given.get("reason"):
            self.add_error("reason", "清空编号请写明理由。")
        return given


class ReportDoneForm(ActionForm):
    reported_on = PastDateField(label="企业报告日期", initial=timezone.localdate)
    completion = text_field("企业整改情况", help_text="企业报告做了什么。")
    cause = text_field("问题产生的原因", required=False, help_text="企业的原因分析；销号前必须写明。")
    photos = evidence_field(required=False)
    files = evidence_field(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("cause", self.record.cause)
        self.fields["photos"].label, self.fields["files"].label = "整改后照片", "整改报告、其他材料"
        self.fields["photos"].help_text = "与整改前的照片同一位置、同一角度拍。"

    def clean_reported_on(self):
        return _not_before_order(self.record, self.cleaned_data["reported_on"])

    def clean(self):
        given = super().clean()
        if not self.errors and not given.get("photos") and not given.get("files"):
            self.add_error("files", "整改后照片、整改报告至少传一个。")
        return given


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
    text = text_field("复查情况", rows=4, help_text="逐项对照整改要求写。")
    retest_reference = forms.CharField(label="复检报告", max_length=120, help_text="报告编号；这类问题须经复检合格。")
    files = evidence_field(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.action.name != "pass_recheck" or not self.record.problem_info.needs_retest:
            del self.fields["retest_reference"]

    def clean_on(self):
        return _not_before_order(self.record, self.cleaned_data["on"])


class EnforceForm(ActionForm):
    """To the own brigade under a case number, to others with a transfer paper and, later, its receipt."""

    enforcement_to = forms.ChoiceField(label="移交", choices=TransferTo.choices, widget=forms.RadioSelect)
    enforcement_body = forms.CharField(
        label="接收机关", max_length=100, required=False, help_text="移送公安或其他机关的，写全称。"
    )
    enforcement_reference = forms.CharField(label="执法案号或移送文书", max_length=120)
    files = evidence_field(required=False)

    def clean(self):
        given = super().clean()
        if given.get("enforcement_to") in (TransferTo.POLICE, TransferTo.OTHER) and not given.get("enforcement_body"):
            self.add_error("enforcement_body", "移送其他机关的，请写接收机关。")
        return given


class ReceiptForm(ActionForm):
    receipt_on = PastDateField(label="回执日期", initial=timezone.localdate)
    receipt_reference = forms.CharField(label="回执", max_length=120, help_text="回执、立案或不予立案通知的文号。")
    files = evidence_field(help_text="回执的扫描件或照片。")


class OutcomeForm(ActionForm):
    enforcement_outcome = text_field("执法结果", help_text="处罚决定、执行情况、企业改正情况。")
    penalised = forms.CharField(
        label="被处罚的责任人",
        max_length=200,
        required=False,
        help_text="处罚到人：姓名、职务；没有处罚个人的写理由。",
    )
    files = evidence_field(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["penalised"].required = self.record.problem == "KNOWING_SALE"


class CloseOtherwiseForm(ActionForm):
    other_ground = forms.ChoiceField(label="关闭情形", choices=OtherGround.choices, widget=forms.RadioSelect)
    other_proof = forms.CharField(
        label="证明", max_length=200, help_text="注销通知书、吊销决定、关停文件的名称和文号。"
    )
    files = evidence_field(help_text="证明的扫描件或照片。")


class LookBackForm(ActionForm):
    look_back_on = PastDateField(label="回头看日期", initial=timezone.localdate)
    files = evidence_field(required=False)

    def clean_look_back_on(self):
        day, written_off = self.cleaned_data["look_back_on"], timezone.localdate(self.record.written_off_at)
        if day < written_off:
            raise ValidationError(f"不能早于销号日期（{written_off}）。")
        return day


class WriteOffForm(ActionForm):
    """Closure sets the day of the look-back (R-323)."""

    look_back_due = forms.DateField(label="回头看日期", widget=DayInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["look_back_due"]
        field.required = self.record.must_be_looked_at_again
        wanted = "重大、紧迫或复发过的隐患必须回头看。" if field.required else "不需要回头看的不填。"
        field.help_text = wanted
        if field.required:
            days = terms.in_force(self.record.case.bureau_id).look_back_days
            self.initial.setdefault("look_back_due", timezone.localdate() + timedelta(days=days))

    def clean_look_back_due(self):
        day = self.cleaned_data["look_back_due"]
        if day is None:
            return None
        if day <= timezone.localdate():
            raise ValidationError("回头看安排在今天以后。")
        if day > timezone.localdate() + timedelta(days=terms.LONGEST_LOOK_BACK):
            raise ValidationError(f"回头看不晚于 {terms.LONGEST_LOOK_BACK} 日后。")
        return day


def _not_before_order(record, day):
    if record.ordered_at is None:  # handed over at once
        if day < record.found_on:
            raise ValidationError(f"不能早于发现日期（{record.found_on}）。")
        return day
    ordered = timezone.localdate(record.ordered_at)
    if day < ordered:
        raise ValidationError(f"不能早于责令整改的日期（{ordered}）。")
    return day
