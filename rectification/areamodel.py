"""区域督办: an area that does too little, or where hazards gather, is called in, named or listed (R-346, R-347)."""

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.authority import authority
from accounts.roles import Role
from casefile.stage import Awaits, StageRecord, Step

from .states import AreaState, AreaWay, SupervisionGround

_S = AreaState


def _person(label):
    return models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class AreaSupervision(StageRecord):
    """One area and one way of dealing with it: proposed by a head, approved and lifted by a leader."""

    state = FSMField("环节", default=_S.PROPOSED, choices=_S.choices, protected=True, editable=False)
    region = models.ForeignKey("registers.Region", models.PROTECT, related_name="supervisions", verbose_name="区域")
    way = models.CharField("方式", max_length=10, choices=AreaWay.choices)
    ground = models.CharField("情形", max_length=20, choices=SupervisionGround.choices)
    why = models.TextField("事实和依据", max_length=4000)
    prompt = models.ForeignKey(
        "rectification.Prompt", models.PROTECT, null=True, blank=True, related_name="areas", verbose_name="触发提示"
    )
    demand = models.TextField("要求", max_length=4000, blank=True)
    conditions = models.TextField("摘牌条件", max_length=4000, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    approved_by, approved_at = _person("批准人"), models.DateTimeField("批准时间", null=True, blank=True)
    met = models.TextField("条件达成情况", max_length=4000, blank=True)
    asked_by, asked_at = _person("申请摘牌人"), models.DateTimeField("申请摘牌时间", null=True, blank=True)
    lifted_by, lifted_at = _person("批准摘牌人"), models.DateTimeField("摘牌时间", null=True, blank=True)

    CLOSED_STATES = frozenset({_S.LIFTED, _S.DECLINED})
    STEPS = (
        Step("提请", frozenset({_S.PROPOSED})), Step("督办", frozenset({_S.IN_FORCE})),
        Step("申请摘牌", frozenset({_S.LIFT_ASKED})), Step("摘牌", frozenset({_S.LIFTED})),
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "区域督办"
        ordering = ["-case__opened_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(state__in=["PROPOSED", "DECLINED"])
                | (~Q(demand="") & ~Q(conditions="") & Q(due_on__isnull=False, approved_by__isnull=False)),
                name="area_approved_whole",
                violation_error_message="批准督办须写明要求、摘牌条件和期限。",
            ),
            CheckConstraint(
                condition=Q(lifted_by=None) | (Q(asked_by__isnull=False) & ~Q(lifted_by=F("asked_by"))),
                name="area_lifted_by_another",
                violation_error_message="申请摘牌的人不能批准。",
            ),
            CheckConstraint(
                condition=~Q(state="LIFTED") | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="area_lifted_by_somebody",
            ),
        ]

    def next_actor(self) -> Awaits:
        if self.state in (_S.PROPOSED, _S.LIFT_ASKED):
            return Awaits(role=Role.DEPUTY)
        return Awaits() if self.state in self.CLOSED_STATES else Awaits(user=self.case.handler)

    def steps(self):
        return [("提请", "done"), ("不予督办", "done")] if self.state == _S.DECLINED else super().steps()

    @transition(field="state", source=_S.PROPOSED, target=_S.IN_FORCE)
    def approve(self, *, by, role, demand, conditions, due_on, **data):
        self.demand, self.conditions, self.due_on = demand, conditions, due_on
        self.approved_by, self.approved_at = by, timezone.now()

    @transition(field="state", source=_S.PROPOSED, target=_S.DECLINED)
    def decline(self, *, by, role, **data):
        """A leader sees no need."""

    @transition(field="state", source=_S.IN_FORCE, target=None)
    def report_progress(self, *, by, role, **data):
        """What the area has done so far; the trail keeps it."""

    @transition(field="state", source=_S.IN_FORCE, target=_S.LIFT_ASKED)
    def request_lift(self, *, by, role, met, **data):
        self.met, self.asked_by, self.asked_at = met, by, timezone.now()

    @transition(field="state", source=_S.LIFT_ASKED, target=_S.IN_FORCE)
    def refuse_lift(self, *, by, role, **data):
        self.asked_by = self.asked_at = None

    @transition(field="state", source=_S.LIFT_ASKED, target=_S.LIFTED)
    def lift(self, *, by, role, **data):
        self.lifted_by, self.lifted_at = by, timezone.now()


def may_handle(record, user) -> Role | None:
    return authority(user, "item.order", department=record.case.department)


def may_decide(record, user) -> Role | None:
    """A leader who did not propose it."""
    return authority(user, "item.supervise", department=record.case.department, besides=[record.case.created_by_id])


def may_lift(record, user) -> Role | None:
    """A leader who did not ask for it."""
    return authority(user, "item.supervise", department=record.case.department, besides=[record.asked_by_id])
