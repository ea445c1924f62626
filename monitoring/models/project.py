"""风险监控项目: a study of a product or an area where hazards stand out (R-224), or its way upward (R-225)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.roles import Role
from casefile.stage import Awaits, StageRecord, Step

from ..states import PROJECT_CLOSED, ProjectState

_State = ProjectState


class MonitoringProject(StageRecord):
    """What an agency studies; the product stands on the case. `advice` is what the study proposes.

    An agency with accounts writes `findings` and `advice` itself (`reported_at`), and the bureau concludes with them.
    """

    state = FSMField("环节", default=_State.DRAFT, choices=_State.choices, protected=True, editable=False)
    region = models.ForeignKey(
        "registers.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域"
    )
    #: The name stands here also of a unit with accounts, to which `agency_unit` gives the study.
    agency = models.CharField("技术机构", max_length=120)
    agency_unit = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="技术机构（有账号）",
    )  # fmt: skip
    question = models.TextField("隐患情况和研究内容", max_length=2000)
    methods = models.CharField("技术手段", max_length=500, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("完成期限")
    approved_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    reported_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告人"
    )
    reported_at = models.DateTimeField("机构报告时间", null=True, blank=True)
    escalated_at = models.DateTimeField("上报时间", null=True, blank=True)
    escalation_reason = models.TextField("上报理由", max_length=2000, blank=True)
    escalation_reference = models.CharField("上报文号或方式", max_length=120, blank=True)
    reply = models.TextField("省局答复", max_length=2000, blank=True)
    findings = models.TextField("研究结论", max_length=4000, blank=True)
    advice = models.TextField("建议和对策", max_length=4000, blank=True)

    CLOSED_STATES = PROJECT_CLOSED
    STEPS = (
        Step("立项", frozenset({_State.DRAFT})),
        Step("批准", frozenset({_State.REVIEW})),
        Step("研究", frozenset({_State.RUNNING, _State.ESCALATED})),
        Step("结论", frozenset({_State.COMPLETED})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "风险监控项目"
        ordering = ["-case__opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_State.values), name="monitoring_project_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="monitoring_project_period",
                violation_error_message="完成期限不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state=_State.ESCALATED) | ~Q(escalation_reason=""), name="monitoring_escalated_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=_State.COMPLETED) | (~Q(findings="") & ~Q(advice="")),
                name="monitoring_project_concludes",
            ),
        ]  # fmt: skip

    def next_actor(self):
        match self.state:
            case _State.REVIEW:
                return Awaits(role=Role.DEPUTY)
            case _State.DRAFT | _State.RUNNING | _State.ESCALATED:
                return Awaits(user=self.case.handler)
        return Awaits()

    @transition(field="state", source=_State.DRAFT, target=_State.REVIEW)
    def hand_in(self, *, by, role, **data):
        """Sent to the leader."""

    @transition(field="state", source=_State.REVIEW, target=_State.DRAFT)
    def send_back(self, *, by, role, **data):
        """Returned with a reason."""

    @transition(field="state", source=_State.REVIEW, target=_State.RUNNING)
    def approve(self, *, by, role, **data):
        self.approved_by, self.approved_at = by, timezone.now()

    @transition(field="state", source=_State.RUNNING, target=None)
    def report_study(self, *, by, role, findings, advice, **files):
        """The agency says what it found; the bureau concludes (R-224). Told again, it is put right."""
        self.findings, self.advice, self.reported_by, self.reported_at = findings, advice, by, timezone.now()

    @transition(field="state", source=_State.RUNNING, target=_State.ESCALATED)
    def escalate(self, *, by, role, escalation_reason, escalation_reference, **data):
        self.escalated_at = timezone.now()
        self.escalation_reason, self.escalation_reference = escalation_reason, escalation_reference

    @transition(field="state", source=_State.ESCALATED, target=_State.RUNNING)
    def take_back(self, *, by, role, reply, **data):
        """The province leaves it to the bureau, with its help or advice."""
        self.reply = reply

    @transition(field="state", source=[_State.RUNNING, _State.ESCALATED], target=_State.COMPLETED)
    def complete(self, *, by, role, findings, advice, **data):
        self.findings, self.advice = findings, advice

    @transition(field="state", source=[_State.DRAFT, _State.REVIEW, _State.RUNNING], target=_State.CANCELLED)
    def cancel(self, *, by, role, **data):
        """Given up with a reason."""
