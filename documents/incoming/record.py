"""收文: one row for each document that came in; number, deadline, files and trail hang on its case."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.roles import Role
from casefile.stage import Awaits, StageRecord, Step

from .states import CLOSED, OPEN, IncomingKind, IncomingState, Urgency

_S = IncomingState


def _person(label):
    return models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Incoming(StageRecord):
    """A document that the bureau received.

    The case's unit is the office until a leader names the unit that handles it. `answer`
    is the bureau's own document that answers it, where one does.
    """

    state = FSMField("环节", default=_S.REGISTERED, choices=_S.choices, protected=True, editable=False)
    sender = models.CharField("来文单位", max_length=120)
    sender_number = models.CharField("来文字号", max_length=60, blank=True)
    kind = models.CharField("文种", max_length=12, choices=IncomingKind.choices)
    urgency = models.CharField("缓急", max_length=12, choices=Urgency.choices, default=Urgency.PLAIN)
    received_on = models.DateField("收文日期")
    due_on = models.DateField("办结期限", null=True, blank=True)
    wants_answer = models.BooleanField("要求答复", default=False)
    summary = models.TextField("内容摘要", max_length=2000, blank=True)

    proposal = models.TextField("拟办意见", max_length=1000, blank=True)
    proposed_by = _person("拟办人")
    proposed_at = models.DateTimeField("拟办时间", null=True, blank=True)
    leader = _person("批示领导")
    instruction = models.TextField("批示", max_length=1000, blank=True)
    instructed_by = _person("批示人")
    instructed_at = models.DateTimeField("批示时间", null=True, blank=True)
    result = models.TextField("办理结果", max_length=4000, blank=True)
    finished_by = _person("办结人")
    finished_at = models.DateTimeField("办结时间", null=True, blank=True)
    answer = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="answers", verbose_name="复文"
    )

    CLOSED_STATES = CLOSED
    STEPS = (
        Step("登记", frozenset()),
        Step("拟办", frozenset({_S.REGISTERED})),
        Step("批示", frozenset({_S.PROPOSED})),
        Step("承办", frozenset({_S.HANDLING})),
        Step("办结", frozenset({_S.DONE})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "收文"
        ordering = ["-case__opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[_S.PROPOSED, _S.HANDLING])
                | Q(proposed_at__isnull=False, leader__isnull=False) & ~Q(proposal=""),
                name="incoming_proposed_when_state_says",
                violation_error_message="尚未拟办，不能往下办理。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_S.HANDLING, _S.DONE]) | Q(instructed_at__isnull=False),
                name="incoming_instructed_when_state_says",
                violation_error_message="尚未批示，不能往下办理。",
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.DONE) | Q(finished_at__isnull=False) & ~Q(result=""),
                name="incoming_done_with_result",
                violation_error_message="办结须写明结果。",
            ),
        ]

    def next_actor(self):
        if self.state == _S.REGISTERED:
            return Awaits(role=Role.OFFICE)
        if self.state == _S.PROPOSED:
            return Awaits(user=self.leader)
        if self.state == _S.HANDLING:
            return Awaits(user=self.case.handler)
        return Awaits()

    def steps(self):
        if self.state == _S.VOID:
            return [("登记", "done"), ("作废", "done")]
        if self.state == _S.DONE and self.finished_at == self.instructed_at:
            return [("登记", "done"), ("拟办", "done"), ("批示", "done"), ("阅存", "done")]
        return super().steps()

    # --- the machine; effects.py has what else happens -----------------------------

    @transition(field="state", source=_S.REGISTERED, target=_S.PROPOSED)
    def propose(self, *, by, role, proposal, leader, **data):
        self.proposal, self.leader = proposal, leader
        self.proposed_by, self.proposed_at = by, timezone.now()

    @transition(field="state", source=_S.PROPOSED, target=_S.HANDLING)
    def instruct(self, *, by, role, instruction, due_on=None, **data):
        self.instruction, self.due_on = instruction, due_on or self.due_on
        self.instructed_by, self.instructed_at = by, timezone.now()

    @transition(field="state", source=_S.PROPOSED, target=_S.DONE)
    def read_only(self, *, by, role, instruction, **data):
        """Read and filed: nothing has to be done about it."""
        self.instruction, self.result = instruction, "阅存"
        self.instructed_by = self.finished_by = by
        self.instructed_at = self.finished_at = timezone.now()  # the same moment: `steps` reads it

    @transition(field="state", source=_S.HANDLING, target=_S.PROPOSED)
    def hand_back(self, *, by, role, **data):
        """Not this unit's business: the leader decides again."""
        self.instruction, self.instructed_by, self.instructed_at = "", None, None

    @transition(field="state", source=_S.HANDLING, target=_S.DONE)
    def finish(self, *, by, role, result, answer=None, **data):
        self.result, self.answer = result, answer
        self.finished_by, self.finished_at = by, timezone.now()

    @transition(field="state", source=sorted(OPEN), target=_S.VOID)
    def void(self, *, by, role, **data):
        """Nothing to stamp: the trail says who and why."""
