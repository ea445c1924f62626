"""抽查后处理: what becomes of a failed or refused sampling, for each party it leads to (R-222, R-326–R-328)."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.roles import Role
from casefile.stage import Awaits, StageRecord, Step
from registers.models import SamplingResult

from .. import terms
from ..states import CLOSED, OPEN, HandlingState, OtherGround, Side

_State = HandlingState
_OPEN = sorted(OPEN)


class Handling(StageRecord):
    """One party of one sampling: who was sampled, or whom the tracing led to (`traced_from`).

    A party in the bureau's area is the case's enterprise and goes the whole way; one out of it is
    known by `party_name` and `receiver`, the authority that it is transferred to.
    """

    state = FSMField("环节", default=_State.RECEIVED, choices=_State.choices, protected=True, editable=False)
    sampling = models.ForeignKey(SamplingResult, models.PROTECT, related_name="handlings", verbose_name="监督抽查结果")
    side = models.CharField("角色", max_length=8, choices=Side.choices)
    traced_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="traced", verbose_name="追查来源"
    )
    party_name = models.CharField("当事人", max_length=120)
    party_address = models.CharField("地址", max_length=200, blank=True)
    receiver = models.CharField("移送机关", max_length=120, blank=True)
    #: As the sampling said when the case was opened: a retest may put the sampling right.
    failed_items = models.CharField("不合格项目", max_length=300, blank=True)

    served_on = models.DateField("结果送达日期", null=True, blank=True)
    retest_applied_on = models.DateField("申请复检日期", null=True, blank=True)
    retest_reference = models.CharField("复检报告", max_length=120, blank=True)
    ordered_on = models.DateField("责令改正日期", null=True, blank=True)
    item = models.OneToOneField(
        "rectification.RectificationItem", models.PROTECT, null=True, blank=True, related_name="spot_handling",
        verbose_name="整改项",
    )  # fmt: skip
    reported_on = models.DateField("报请公告日期", null=True, blank=True)
    published_on = models.DateField("公告日期", null=True, blank=True)
    publication = models.CharField("公告", max_length=200, blank=True)
    second_on = models.DateField("再次复查日期", null=True, blank=True)
    second_reference = models.CharField("再次复查报告", max_length=120, blank=True)
    outcome = models.TextField("查处结果", max_length=4000, blank=True)
    replied_on = models.DateField("收到反馈日期", null=True, blank=True)
    reply = models.TextField("反馈情况", max_length=4000, blank=True)
    exposed_on = models.DateField("曝光日期", null=True, blank=True)
    exposure = models.CharField("曝光渠道", max_length=200, blank=True)
    urged_on = models.DateField("督促平台日期", null=True, blank=True)
    urged = models.CharField("督促平台情况", max_length=400, blank=True)
    other_ground = models.CharField("办结情形", max_length=12, choices=OtherGround.choices, blank=True)

    CLOSED_STATES = CLOSED
    STEPS = (
        Step("待告知", frozenset({_State.RECEIVED})),
        Step("异议、复检", frozenset({_State.NOTIFIED, _State.RETEST})),
        Step("责令改正", frozenset({_State.CONFIRMED, _State.ORDERED})),
        Step("公告、再次复查", frozenset({_State.REPORTED, _State.PUBLISHED, _State.ENFORCEMENT})),
        Step("办结", frozenset({_State.RECTIFIED, _State.ENFORCED})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "抽查后处理"
        ordering = ["-case__opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_State.values), name="handling_state_known"),
            models.UniqueConstraint(
                fields=["sampling"], condition=Q(traced_from=None), name="handling_once_a_sampling",
                violation_error_message="这个抽查结果已经开始后处理。",
            ),
            models.UniqueConstraint(
                fields=["sampling", "party_name"], name="handling_once_a_party",
                violation_error_message="这个样品对该当事人的后处理已经登记。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_State.TRANSFERRED, _State.ANSWERED]) | ~Q(receiver=""),
                name="handling_transferred_to_whom", violation_error_message="移送须写明移送机关。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_State.ORDERED, _State.REPORTED, _State.PUBLISHED, _State.ENFORCEMENT])
                | Q(ordered_on__isnull=False),
                name="handling_ordered_first",
            ),
            models.CheckConstraint(
                condition=Q(second_on=None) | Q(published_on__isnull=False), name="handling_published_first"
            ),
        ]  # fmt: skip

    @property
    def is_outside(self) -> bool:
        """Whether the party is out of the bureau's area."""
        return self.case.enterprise_id is None

    @property
    def refused(self) -> bool:
        return self.sampling.conclusion == SamplingResult.Conclusion.REFUSED

    @property
    def objection_ends(self) -> date | None:
        return self.served_on + timedelta(days=terms.OBJECTION_DAYS) if self.served_on else None

    def second_window(self) -> tuple[date, date]:
        """Return the first and the last day of the second recheck."""
        return tuple(self.published_on + timedelta(days=days) for days in (terms.SECOND_FROM, terms.SECOND_TO))

    def steps(self):
        if self.is_outside or self.state in (_State.OVERTURNED, _State.CLOSED_OTHER):
            ended = self.state in CLOSED
            last = self.get_state_display() if ended else "移送" if self.is_outside else "办结"
            return [("收到结果", "done"), (last, "done" if ended else "now")]
        return super().steps()

    def next_actor(self):
        match self.state:
            case _State.RECEIVED if self.is_outside or self.refused:
                return self._head()
            case _State.NOTIFIED | _State.RETEST | _State.CONFIRMED | _State.PUBLISHED | _State.ENFORCEMENT:
                return self._head()
            case _State.RECEIVED | _State.ORDERED | _State.REPORTED | _State.TRANSFERRED:
                return Awaits(user=self.case.handler)
        return Awaits()

    def _head(self) -> Awaits:
        return Awaits(role=Role.UNIT_HEAD, department=self.case.department)

    # --- the machine; effects.py has what else happens -------------------------------

    @transition(field="state", source=_State.RECEIVED, target=_State.NOTIFIED)
    def serve_result(self, *, by, role, served_on, **data):
        self.served_on = served_on

    @transition(field="state", source=_State.NOTIFIED, target=_State.RETEST)
    def apply_retest(self, *, by, role, applied_on, **data):
        self.retest_applied_on = applied_on

    @transition(field="state", source=_State.NOTIFIED, target=_State.CONFIRMED)
    def confirm(self, *, by, role, **data):
        """The term is over, or the party waived it."""

    @transition(field="state", source=_State.RETEST, target=_State.CONFIRMED)
    def uphold(self, *, by, role, retest_reference, **data):
        self.retest_reference = retest_reference

    @transition(field="state", source=_State.RETEST, target=_State.OVERTURNED)
    def overturn(self, *, by, role, retest_reference, **data):
        self.retest_reference = retest_reference

    @transition(field="state", source=[_State.RECEIVED, _State.CONFIRMED], target=_State.ORDERED)
    def order(self, *, by, role, **data):
        self.ordered_on = timezone.localdate()

    @transition(field="state", source=_State.ORDERED, target=_State.RECTIFIED)
    def pass_recheck(self, *, by, role, **data):
        """The ledger says that it was put right."""

    @transition(field="state", source=_State.ORDERED, target=_State.REPORTED)
    def fail_recheck(self, *, by, role, reported_on, **data):
        self.reported_on = reported_on

    @transition(field="state", source=_State.REPORTED, target=_State.PUBLISHED)
    def publish(self, *, by, role, published_on, publication, **data):
        self.published_on, self.publication = published_on, publication

    @transition(field="state", source=_State.PUBLISHED, target=_State.RECTIFIED)
    def pass_second(self, *, by, role, second_on, second_reference, **data):
        self.second_on, self.second_reference = second_on, second_reference

    @transition(field="state", source=_State.PUBLISHED, target=_State.ENFORCEMENT)
    def fail_second(self, *, by, role, second_on, second_reference, **data):
        self.second_on, self.second_reference = second_on, second_reference

    @transition(field="state", source=_State.ENFORCEMENT, target=_State.ENFORCED)
    def record_outcome(self, *, by, role, outcome, **data):
        self.outcome = outcome

    @transition(field="state", source=_State.RECEIVED, target=_State.TRANSFERRED)
    def transfer(self, *, by, role, **data):
        """The letter is issued: another authority takes over."""

    @transition(field="state", source=_State.TRANSFERRED, target=_State.ANSWERED)
    def record_reply(self, *, by, role, replied_on, reply, **data):
        self.replied_on, self.reply = replied_on, reply

    @transition(field="state", source=_OPEN, target=_State.CLOSED_OTHER)
    def close_otherwise(self, *, by, role, other_ground, **data):
        self.other_ground = other_ground

    @transition(field="state", source=_OPEN, target=None)
    def trace(self, *, by, role, **data):
        """Another party of the same sample was found."""

    @transition(field="state", source=_State.values, target=None)
    def record_exposure(self, *, by, role, exposed_on, exposure, **data):
        self.exposed_on, self.exposure = exposed_on, exposure

    @transition(field="state", source=_OPEN, target=None)
    def urge_platform(self, *, by, role, urged_on, urged, **data):
        self.urged_on, self.urged = urged_on, urged
