"""The forms of a warning's acts."""

from django import forms
from django.utils import timezone

from accounts.models import User
from casefile.actions import ActionForm

from ..awaits import brigade_of
from ..facts_text import SaleExtent, WarningLevel
from ..permissions import may_decide
from ..routes import in_force
from ..states import RecallOutcome, Reinspection, RiskOutcome


class ApproveForm(ActionForm):
    """Approve as proposed, or at another level with a reason."""

    level = forms.ChoiceField(
        label="批准级别", choices=WarningLevel.choices, required=False, widget=forms.RadioSelect,
        help_text="改变级别后，警示通报按批准的级别重新生成后签发。",
    )  # fmt: skip
    level_reason = forms.CharField(
        label="调整级别的理由", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].initial = self.record.level
        self.fields["level_reason"].initial = self.record.level_reason

    def clean_level(self):
        return self.cleaned_data["level"] or self.record.level

    def clean(self):
        cleaned = super().clean()
        level = cleaned.get("level")
        if level is None:
            return cleaned
        suggested = self.record.suggested_level
        if level == suggested:
            cleaned["level_reason"] = ""
        elif level == self.record.level:
            cleaned["level_reason"] = cleaned["level_reason"] or self.record.level_reason
        elif not cleaned["level_reason"]:
            self.add_error("level_reason", f"系统建议是{WarningLevel(suggested).label}，改变级别须写明理由。")
        if may_decide(min(level, suggested), self.record.case.department, self.user) is None:
            approver = in_force(self.record.case.bureau_id).approver(min(level, suggested)).label
            self.add_error("level", _beyond(level, suggested, approver))
        return cleaned


def _beyond(level: str, suggested: str, approver: str) -> str:
    named = WarningLevel(level).label
    if level > suggested:
        return f"建议为{WarningLevel(suggested).label}，下调由有权批准{WarningLevel(suggested).label}预警的领导决定。"
    return f"{named}预警由{approver}批准。请退回拟稿人按{named}重新提交。"


class AcknowledgeForm(ActionForm):
    """签收: one thumb on a phone; who leads the handling and a note if there is something to say."""

    lead = forms.ModelChoiceField(
        User.objects.none(),
        label="牵头责任人",
        required=False,
        help_text="选定的人负责本大队的全部处置措施，可以再逐项指定。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        brigade = brigade_of(self.record.case.bureau)
        self.fields["lead"].queryset = User.objects.active().filter(department=brigade).order_by("name")


class RequestLiftForm(ActionForm):
    """What was achieved and to whom it was reported (R-035)."""

    reason = None
    lift_result = forms.CharField(
        label="处理结果", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写入解除通报：采取了哪些措施，整改、处罚结果，风险消除或降低的情况。",
    )  # fmt: skip
    risk_outcome = forms.ChoiceField(
        label="风险结果", choices=RiskOutcome.choices, widget=forms.RadioSelect,
        help_text="只是降低的，写明解除后怎样继续监管。",
    )  # fmt: skip
    residual_control = forms.CharField(
        label="后续监管", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如“半年内每季度抽查一次，由城关所负责”。写入解除通报。",
    )  # fmt: skip
    recall_outcome = forms.ChoiceField(label="追回结果", choices=RecallOutcome.choices, widget=forms.RadioSelect)
    recall_report = forms.CharField(
        label="追回情况", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="追回、销毁的数量；无法追回的，写明报告的日期、单位和原因。",
    )  # fmt: skip
    reinspection = forms.ChoiceField(label="复检结果", choices=Reinspection.choices, widget=forms.RadioSelect)
    reinspection_report = forms.CharField(label="复检报告编号", max_length=100)
    reinspected_on = forms.DateField(label="复检日期", widget=forms.DateInput(attrs={"type": "date"}))
    reported_city_on = forms.DateField(label="报告上级局日期", widget=forms.DateInput(attrs={"type": "date"}))
    reported_government_on = forms.DateField(label="报告本级政府日期", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bureau = self.record.case.bureau
        if bureau.parent_id:
            self.fields["reported_city_on"].label = f"向{bureau.parent.short_name}报告处理结果的日期"
        if bureau.government_name:
            self.fields["reported_government_on"].label = f"向{bureau.government_name}报告处理结果的日期"

    def clean(self):
        cleaned = super().clean()
        for name in ("reinspected_on", "reported_city_on", "reported_government_on"):
            self._check_day(name, cleaned.get(name))
        if cleaned.get("reinspection") == Reinspection.FAIL:
            self.add_error("reinspection", "复检不合格，不能解除预警；请继续整改，复检合格后再申请。")
        if cleaned.get("risk_outcome") == RiskOutcome.REDUCED and not cleaned.get("residual_control"):
            self.add_error("residual_control", "风险只是降低的，请写明解除后怎样继续监管、由谁负责。")
        unsold = self.record.assessment.facts["sale_extent"] == SaleExtent.NONE
        outcome = cleaned.get("recall_outcome")
        if outcome == RecallOutcome.NOT_SOLD and not unsold:
            self.add_error("recall_outcome", "评估认定产品已售出，请填写追回的结果。")
        if outcome in (RecallOutcome.FINISHED, RecallOutcome.IMPOSSIBLE) and not cleaned.get("recall_report"):
            self.add_error("recall_report", "请写明追回的数量；无法追回的，写明报告的日期、单位和原因。")
        return cleaned

    def _check_day(self, name, day) -> None:
        if day is None:
            return
        if day > timezone.localdate():
            self.add_error(name, "日期不能晚于今天。")
        elif day < timezone.localdate(self.record.issued_at):
            self.add_error(name, f"日期不能早于预警发布的 {timezone.localdate(self.record.issued_at)}。")
