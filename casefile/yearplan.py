"""What the plans of one year have in common: 风险监测计划 and 监督抽查计划 are drawn up, approved and ended alike."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.roles import Role

from .planstates import PLAN_CLOSED, PlanState
from .stage import Awaits, StageRecord

_State = PlanState


def plan_constraints(name: str) -> list[models.CheckConstraint]:
    """Return what holds for every plan; `name` begins the names, which the database keeps."""
    return [
        models.CheckConstraint(condition=Q(state__in=_State.values), name=f"{name}_state_known"),
        models.CheckConstraint(
            condition=Q(ends_on__gte=F("starts_on")), name=f"{name}_period",
            violation_error_message="完成期限不能早于开始日期。",
        ),
        models.CheckConstraint(
            condition=~Q(state__in=[_State.RUNNING, _State.COMPLETED]) | Q(approved_at__isnull=False),
            name=f"{name}_runs_approved",
        ),
    ]  # fmt: skip


class YearPlan(StageRecord):
    """A plan that a leader approves who did not draw it up; subclasses say how it is completed."""

    state = FSMField("环节", default=_State.DRAFT, choices=_State.choices, protected=True, editable=False)
    year = models.PositiveSmallIntegerField("年度")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("完成期限")
    approved_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)

    CLOSED_STATES = PLAN_CLOSED

    class Meta:
        abstract = True

    @property
    def is_draft(self) -> bool:
        return self.state == _State.DRAFT

    @property
    def takes_results(self) -> bool:
        return self.state == _State.RUNNING

    @property
    def is_closed(self) -> bool:
        return self.state in PLAN_CLOSED

    def next_actor(self):
        match self.state:
            case _State.REVIEW:
                return Awaits(role=Role.DEPUTY)
            case _State.DRAFT | _State.RUNNING:
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

    @transition(field="state", source=[_State.DRAFT, _State.REVIEW, _State.RUNNING], target=_State.CANCELLED)
    def cancel(self, *, by, role, **data):
        """Given up with a reason."""
