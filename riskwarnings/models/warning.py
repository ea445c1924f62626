"""风险预警: from its draft to the day it is lifted."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django_fsm import FSMField, transition

from casefile.stage import Awaits, StageRecord, Step

from ..awaits import next_actor
from ..facts_text import RecallStatus, WarningLevel
from ..states import (
    BEFORE_ISSUE,
    CLOSED,
    EDITABLE,
    Concern,
    RecallOutcome,
    Reinspection,
    RiskKind,
    RiskOutcome,
    Scope,
    WarningState,
)
from .constraints import WARNING_CONSTRAINTS

S = WarningState


def _person(label: str) -> models.ForeignKey:
    return models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name=label)  # fmt: skip


def _moment(label: str) -> models.DateTimeField:
    return models.DateTimeField(label, null=True, blank=True)


class Warning(StageRecord):
    """A warning of level 一/二/三 out of a confirmed information (R-016–R-021, R-028, R-035).

    `suggested_level` is what the clauses say, `level` what was proposed and then
    decided; `recipients` are those of the 警示通报: [{"name", "department" (id or
    None), "cc"}]. `notice` and `lift_notice` are driven by this record's acts.
    """

    info = models.ForeignKey("riskinfo.RiskInfo", models.PROTECT, related_name="warnings", verbose_name="风险信息")
    assessment = models.ForeignKey(
        "warnings.RiskAssessment", models.PROTECT, related_name="warnings", verbose_name="评估"
    )
    state = FSMField("环节", default=S.DRAFT, choices=S.choices, protected=True, editable=False)
    suggested_level = models.CharField("建议级别", max_length=10, choices=WarningLevel.choices)
    level = models.CharField("预警级别", max_length=10, choices=WarningLevel.choices)
    level_reason = models.TextField("调整理由", blank=True)
    scope_enterprise = models.BooleanField("企业", default=True)
    scope_industry = models.BooleanField("行业", default=False)
    scope_region = models.BooleanField("区域", default=False)
    countywide = models.BooleanField("涉及全县", default=False)
    major_impact = models.BooleanField("有重大影响", default=False)
    concerns = models.JSONField("涉及事项", default=list, blank=True)
    risk_kind = models.CharField("风险性质", max_length=10, choices=RiskKind.choices, default=RiskKind.ACTUAL)
    summary = models.TextField("风险情况")
    requirements = models.TextField("补充要求", blank=True)
    recipients = models.JSONField("收文单位", default=list)
    notice = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="警示通报"
    )

    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="拟稿人")
    assessed_by = _person("评估人")  # of the assessment that was submitted: does not approve
    submitted_at = _moment("提交时间")
    reviewed_by = _person("审核人")
    reviewed_at = _moment("审核时间")
    approved_by = _person("批准人")
    approved_at = _moment("批准时间")
    issued_by = _person("发布人")
    issued_at = _moment("发布时间")
    acknowledged_by = _person("签收人")
    acknowledged_at = _moment("签收时间")

    recall_status = models.CharField("最新追回情况", max_length=16, choices=RecallStatus.choices, blank=True)
    lift_result = models.TextField("处理结果", blank=True)
    risk_outcome = models.CharField("风险结果", max_length=12, choices=RiskOutcome.choices, blank=True)
    residual_control = models.TextField("后续监管", blank=True)
    recall_outcome = models.CharField("追回结果", max_length=12, choices=RecallOutcome.choices, blank=True)
    recall_report = models.TextField("追回情况", blank=True)
    reinspection = models.CharField("复检结果", max_length=4, choices=Reinspection.choices, blank=True)
    reinspection_report = models.CharField("复检报告", max_length=100, blank=True)
    reinspected_on = models.DateField("复检日期", null=True, blank=True)
    reported_city_on = models.DateField("报告上级局日期", null=True, blank=True)
    reported_government_on = models.DateField("报告本级政府日期", null=True, blank=True)
    lift_requested_by = _person("解除申请人")
    lift_requested_at = _moment("申请解除时间")
    lift_notice = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="解除通报"
    )
    lifted_by = _person("批准解除人")
    lifted_at = _moment("解除时间")
    lift_notice_issued_at = _moment("解除通报印发时间")

    CLOSED_STATES = CLOSED
    STEPS = (
        Step("拟制", EDITABLE),
        Step("审核审批", frozenset({S.IN_REVIEW})),
        Step("发布通报", frozenset({S.APPROVED})),
        Step("大队签收", frozenset({S.ISSUED})),
        Step("处置整改", frozenset({S.HANDLING, S.LEVEL_REVIEW})),
        Step("批准解除", frozenset({S.LIFT_REVIEW})),
        Step("解除归档", frozenset({S.LIFTED, S.ARCHIVED})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "风险预警"
        constraints = WARNING_CONSTRAINTS

    def clean(self):
        if self.assessment_id and self.assessment.info_id != self.info_id:
            raise ValidationError("评估不属于这条风险信息，请从信息页重新拟制预警。")

    # --- what the spine asks -----------------------------------------------------

    def mirrored_level(self) -> str:
        return self.level

    def next_actor(self) -> Awaits:
        return next_actor(self)

    def mirror(self, now) -> None:
        """Once the 解除通报 is out nothing is open any more; filing it away is not work that waits."""
        super().mirror(now)
        if self.state == S.LIFTED and self.lift_notice_issued_at is not None:
            self.case.closed_at = self.case.closed_at or now

    # --- facts -------------------------------------------------------------------

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def stricter_level(self) -> str:
        """The higher of what is suggested and what is proposed: who may decide depends on it."""
        return min(self.level, self.suggested_level)

    @property
    def is_lowered(self) -> bool:
        return self.level > self.suggested_level

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None

    @property
    def open_change(self):
        """The level change that waits for its decision, or None."""
        return self.level_changes.filter(outcome="").select_related("assessment").first()

    @property
    def unissued_change(self):
        """The approved level change whose notice is not out yet, or None."""
        return self.level_changes.filter(outcome="APPROVED", issued_at=None).select_related("notice").first()

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_at is not None

    @property
    def scopes(self) -> list[Scope]:
        chosen = {Scope.ENTERPRISE: self.scope_enterprise, Scope.INDUSTRY: self.scope_industry,
                  Scope.REGION: self.scope_region}  # fmt: skip
        return [scope for scope, is_chosen in chosen.items() if is_chosen]

    @property
    def scope_text(self) -> str:
        """E.g. 企业、行业（涉及全县）."""
        text = "、".join(scope.label for scope in self.scopes)
        marks = [label for label, on in (("涉及全县", self.countywide), ("有重大影响", self.major_impact)) if on]
        return f"{text}（{'、'.join(marks)}）" if marks else text

    @property
    def concerns_text(self) -> str:
        return "、".join(Concern(value).label for value in self.concerns)

    # --- the machine: bodies only set stamps ---------------------------------------

    @transition(field="state", source=S.DRAFT, target=S.IN_REVIEW)
    def submit(self, *, by, role):
        self.author, self.submitted_at = by, timezone.now()
        self.assessed_by_id = self.assessment.assessor_id

    @transition(field="state", source=S.IN_REVIEW, target=S.IN_REVIEW)
    def review(self, *, by, role):
        self.reviewed_by, self.reviewed_at = by, timezone.now()

    @transition(field="state", source=S.IN_REVIEW, target=S.APPROVED)
    def approve(self, *, by, role, level, level_reason):
        self.level, self.level_reason = level, level_reason
        self.approved_by, self.approved_at = by, timezone.now()

    @transition(field="state", source=S.IN_REVIEW, target=S.RETURNED)
    def send_back(self, *, by, role):
        self.submitted_at = self.reviewed_by = self.reviewed_at = None

    @transition(field="state", source=S.RETURNED, target=S.DRAFT)
    def redraft(self, *, by, role):
        pass

    @transition(field="state", source=sorted(BEFORE_ISSUE), target=S.CANCELLED)
    def cancel(self, *, by, role):
        pass

    @transition(field="state", source=S.APPROVED, target=S.ISSUED)
    def issue(self, *, by, role):
        self.issued_by, self.issued_at = by, timezone.now()

    @transition(field="state", source=S.ISSUED, target=S.HANDLING)
    def acknowledge(self, *, by, role, lead=None):
        self.acknowledged_by, self.acknowledged_at = by, timezone.now()

    @transition(field="state", source=S.HANDLING, target=S.HANDLING)
    def report_recall(self, *, by, role, recall_status, evidence):
        self.recall_status = recall_status

    @transition(field="state", source=S.HANDLING, target=S.LEVEL_REVIEW)
    def propose_level(self, *, by, role, level):
        """The proposal itself is a row of LevelChange, made by the act's effect."""

    @transition(field="state", source=S.LEVEL_REVIEW, target=S.HANDLING)
    def approve_level(self, *, by, role):
        change = self.open_change
        self.assessment, self.suggested_level, self.level = change.assessment, change.suggested_level, change.to_level
        self.level_reason = "" if change.to_level == change.suggested_level else change.reason

    @transition(field="state", source=S.LEVEL_REVIEW, target=S.HANDLING)
    def refuse_level(self, *, by, role):
        pass

    @transition(field="state", source=S.HANDLING, target=S.HANDLING)
    def issue_level_notice(self, *, by, role):
        pass

    @transition(field="state", source=S.HANDLING, target=S.LIFT_REVIEW)
    def request_lift(self, *, by, role, **result):
        for name, value in result.items():
            setattr(self, name, value)
        self.lift_requested_by, self.lift_requested_at = by, timezone.now()

    @transition(field="state", source=S.LIFT_REVIEW, target=S.LIFTED)
    def approve_lift(self, *, by, role):
        self.lifted_by, self.lifted_at = by, timezone.now()

    @transition(field="state", source=S.LIFT_REVIEW, target=S.HANDLING)
    def refuse_lift(self, *, by, role):
        self.lift_requested_by = self.lift_requested_at = None

    @transition(field="state", source=S.LIFTED, target=S.LIFTED)
    def issue_lift_notice(self, *, by, role):
        self.lift_notice_issued_at = timezone.now()

    @transition(field="state", source=S.LIFTED, target=S.ARCHIVED)
    def archive(self, *, by, role):
        pass

    @transition(field="state", source=[S.ISSUED, S.HANDLING], target=S.WITHDRAWN)
    def withdraw(self, *, by, role):
        pass
