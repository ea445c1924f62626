"""One form an act; all input rules of a seal."""

import uuid

from django import forms
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from casefile.actions import ActionForm
from casefile.datefields import DayInput, PastDateField, PastMomentField
from casefile.forms import FilesField

from .forms import LeaderForm
from .models import Sealing, SealItem
from .sealclock import EXTENSION_DAYS
from .sealstates import Attendance, Conversion, LiftGround

#: Who may put on a seal with a certificate of enforcement.
_OFFICERS = (Role.BRIGADE, Role.STAFF, Role.UNIT_HEAD)


class ProposeForm(forms.ModelForm):
    """What is to be sealed and why; the list of articles follows on a page of its own."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Sealing
        fields = ["title", "party", "place", "ground"]
        widgets = {"ground": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "title": "如“问题批次燃气灶及阀体原料”。",
            "party": "物品在谁手里写谁：企业、经营部或个人的名称。",
            "ground": "违法事实或危险情况，以及依据的条款，如《产品质量法》第十八条。",
        }


class ItemForm(forms.ModelForm):
    class Meta:
        model = SealItem
        fields = ["name", "spec", "quantity", "unit", "place", "seal_number"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # 2100, not 2100.00
            self.initial["quantity"] = f"{self.instance.quantity.normalize():f}"


ItemFormSet = forms.inlineformset_factory(
    Sealing, SealItem, form=ItemForm, extra=4, can_delete=True, max_num=200, validate_max=True
)


class ExecuteForm(ActionForm):
    """What happened on the spot: two officers, the party or a witness, decision and list handed over."""

    executed_at = PastMomentField(label="封存时间", initial=timezone.localtime)
    officer_1 = forms.ModelChoiceField(User.objects.none(), label="执法人员一")
    officer_2 = forms.ModelChoiceField(User.objects.none(), label="执法人员二")
    attendance = forms.ChoiceField(label="到场情况", choices=Attendance.choices, widget=forms.RadioSelect)
    attended_by = forms.CharField(label="到场的当事人或见证人", max_length=60, help_text="姓名和身份，见证人写明单位。")
    decision_number = forms.CharField(label="决定书文号", max_length=80)
    decision_scan = FilesField(label="决定书、清单、现场笔录扫描件", required=False)
    photos = FilesField(label="现场照片", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.active().filter(
            department__bureau=self.record.case.bureau, role_assignments__role__in=_OFFICERS
        )
        for name in ("officer_1", "officer_2"):
            self.fields[name].queryset = people.distinct().order_by("department__order", "department_id", "name")

    def clean(self):
        given = super().clean()
        if given.get("officer_1") and given.get("officer_1") == given.get("officer_2"):
            self.add_error("officer_2", "封存须由两名执法人员实施，请选另一人。")
        moment, approved = given.get("executed_at"), self.record.approved_at
        if moment and approved and moment < approved.replace(second=0, microsecond=0):
            self.add_error("executed_at", f"早于批准时间（{timezone.localtime(approved):%Y-%m-%d %H:%M}），请核对。")
        return given


class ExecuteFirstForm(ExecuteForm):
    """Urgent: sealed on the spot, approval within 24 hours after it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["executed_at"].help_text = "24 小时内须补办批准，从这时起算。"
        self.fields["decision_number"].required = False
        self.fields["decision_number"].help_text = "还没有文号的先留空，随后“登记决定书”。"


class DecisionForm(ActionForm):
    decision_number = forms.CharField(label="决定书文号", max_length=80)
    decision_scan = FilesField(label="决定书、清单、现场笔录扫描件", required=False)


class AskExtensionForm(ActionForm):
    reason = None
    extension_asked = forms.IntegerField(
        label="延长（日）", min_value=1, max_value=EXTENSION_DAYS, initial=EXTENSION_DAYS,
        help_text=f"只能延长一次，不超过 {EXTENSION_DAYS} 日，按自然日计算。",
    )  # fmt: skip
    extension_reason = forms.CharField(
        label="延长理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="情况复杂在哪里。"
    )


class NoticeForm(ActionForm):
    extension_notified_on = PastDateField(label="书面告知当事人的日期")
    files = FilesField(label="延长决定书、送达回证", required=False)


class PauseForm(ActionForm):
    """Days of a test; the party must have been told of them in writing."""

    first = forms.DateField(label="检验开始", widget=DayInput())
    last = forms.DateField(label="检验结束", widget=DayInput(), help_text="首尾两日都不计入封存期限。")
    purpose = forms.CharField(label="检验项目", max_length=200)
    notified_on = PastDateField(label="书面告知当事人的日期", help_text="没有书面告知的，检验期间不能扣除。")
    files = FilesField(label="检验期间告知书", required=False)

    def clean(self):
        given = super().clean()
        first, last = given.get("first"), given.get("last")
        if not (first and last):
            return given
        sealed = timezone.localdate(self.record.executed_at)
        if last < first:
            self.add_error("last", "检验结束不能早于检验开始。")
        elif (last - first).days > 365:
            self.add_error("last", "检验期间超过一年，请核对年份。")
        if first < sealed:
            self.add_error("first", f"不能早于封存之日（{sealed}）。")
        elif first > self.record.expires_on:
            self.add_error("first", f"封存 {self.record.expires_on} 到期，到期后的检验不能扣除。")
        if self.record.pauses.counted().filter(first__lte=last, last__gte=first).exists():
            self.add_error("first", "与已登记的检验期间重叠，请只登记新增的日子。")
        return given


class EndPauseForm(ActionForm):
    """A test that was over before the day announced, or never made: its days count again."""

    pause = forms.ModelChoiceField(None, label="检验期间", empty_label=None)
    last = forms.DateField(
        label="实际检验结束", widget=DayInput(), required=False, help_text="这一天仍不计入封存期限。"
    )
    not_done = forms.BooleanField(label="没有进行检验，整个期间都计入封存期限", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pause"].queryset = self.record.pauses.counted()
        self.initial.setdefault("last", timezone.localdate())

    def clean(self):
        given = super().clean()
        pause, last = given.get("pause"), given.get("last")
        if pause is None or given.get("not_done"):
            return given
        if last is None:
            if "last" not in self.errors:
                self.add_error("last", "请填写实际结束的日期；没有检验的，勾选下面一项。")
        elif last < pause.first:
            self.add_error("last", f"不能早于检验开始（{pause.first}）；没有检验的，勾选下面一项。")
        elif last >= pause.last:
            self.add_error("last", f"应早于原来告知的结束日期（{pause.last}）；延后的，另行登记检验期间。")
        return given


class PhotoForm(ActionForm):
    reason = None
    item = forms.ModelChoiceField(
        SealItem.objects.none(), label="拍的是", required=False, empty_label="现场、封条（不分物品）"
    )
    photos = FilesField(label="照片")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = self.record.items.all()


class UpwardForm(ActionForm):
    upward_report_on = PastDateField(label="上报日期")
    upward_report_reference = forms.CharField(label="上报文号或方式", max_length=120)


class InstructionForm(ActionForm):
    instruction_from = forms.CharField(label="作出指示的上级", max_length=80)
    instruction_on = PastDateField(label="指示日期")
    instruction = forms.CharField(label="指示内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    files = FilesField(label="指示文件", required=False)


class LiftForm(ActionForm):
    lift_ground = forms.ChoiceField(label="解除事由", choices=[("", "请选择"), *LiftGround.choices])
    files = FilesField(label="解除决定书", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.record.is_over:
            late = self.record.approval_due_at and not self.record.approved_by_id
            self.fields["lift_ground"].initial = LiftGround.NOT_APPROVED if late else LiftGround.EXPIRED


class ConvertForm(LeaderForm):
    conversion = forms.ChoiceField(label="转处理方式", choices=Conversion.choices, widget=forms.RadioSelect)
    conversion_reference = forms.CharField(
        label="处理决定或移送文号", max_length=120, help_text="没收写处罚决定书文号，移送写移送函文号和接收机关。"
    )
    files = FilesField(label="处理决定、移送回执", required=False)
