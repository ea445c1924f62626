"""整改台账: what was found wrong at an enterprise, and how often it was looked at until it was right."""

from django.db import models
from django.utils import timezone
from django_fsm import FSMField, transition

from casefile.stage import StageRecord, Step

from . import awaits, constraints
from .amountmodel import Amount
from .areamodel import AreaSupervision
from .consequencemodel import Consequence
from .helpmodel import HelpVisit
from .parts import Extension, Interview, JointAction, Supervision
from .problems import BY_CODE, Problem, validate_problem
from .promptmodel import Prompt
from .states import (
    CLOSED,
    OPEN,
    ItemState,
    OtherGround,
    RecheckResult,
    RiskSort,
    Severity,
    SupervisionGround,
    TransferTo,
)
from .termsmodel import TermsVersion

__all__ = [
    "Amount", "AreaSupervision", "Consequence", "Extension", "HelpVisit", "Interview", "JointAction", "Prompt",
    "RecheckRecord", "RectificationItem", "Supervision", "TermsVersion",
]  # fmt: skip

_State = ItemState
_OPEN = sorted(OPEN)
#: Beside what failed or was refused: what is handed over at once (R-332, R-333).
_TO_ENFORCEMENT = [
    _State.FAILED, _State.REFUSED, _State.FOUND, _State.ORDERED, _State.REPORTED_DONE, _State.REOPENED,
]  # fmt: skip


def _person(label, *, required=False):
    return models.ForeignKey(
        "accounts.User", models.PROTECT, null=not required, blank=not required, related_name="+", verbose_name=label
    )


class RectificationItem(StageRecord):
    """One defect and its rectification (R-321–R-324).

    `round` counts orders of the same item; `relapses` how often it came back after
    a write-off. `first_officer` and `second_officer` are those of the latest
    recheck; the rechecks of all rounds are in RecheckRecord.
    """

    state = FSMField("环节", default=_State.FOUND, choices=_State.choices, protected=True, editable=False)
    problem = models.CharField("问题", max_length=40, validators=[validate_problem])
    severity = models.CharField("隐患等级", max_length=8, choices=Severity.choices)
    risk_sort = models.CharField("风险类型", max_length=10, choices=RiskSort.choices, blank=True)
    urgent = models.BooleanField("问题紧迫", default=False)
    hard = models.BooleanField("治理难度大", default=False)
    sampling = models.ForeignKey(
        "registers.SamplingResult",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name="不合格的监督抽查",
    )
    situation = models.TextField("问题情况", max_length=4000)
    found_on = models.DateField("发现日期")
    cause = models.TextField("问题产生的原因", max_length=4000, blank=True)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    relapses = models.PositiveSmallIntegerField("复发次数", default=0)

    requirement = models.TextField("整改要求", max_length=4000, blank=True)
    ordered_at = models.DateTimeField("责令整改时间", null=True, blank=True)
    published_on = models.DateField("省级公告日期", null=True, blank=True)
    reported_on = models.DateField("企业报告完成日期", null=True, blank=True)
    completion = models.TextField("企业整改情况", max_length=4000, blank=True)
    first_officer = _person("复查人员一")
    second_officer = _person("复查人员二")

    supervised = models.BooleanField("挂牌督办", default=False)
    supervision_ground = models.CharField("督办情形", max_length=20, choices=SupervisionGround.choices, blank=True)
    enforcement_to = models.CharField("移交", max_length=8, choices=TransferTo.choices, blank=True)
    enforcement_body = models.CharField("接收机关", max_length=100, blank=True)
    enforcement_reference = models.CharField("执法案号或移送文书", max_length=120, blank=True)
    receipt_on = models.DateField("回执日期", null=True, blank=True)
    receipt_reference = models.CharField("回执", max_length=120, blank=True)
    enforcement_outcome = models.TextField("执法结果", max_length=4000, blank=True)
    penalised = models.CharField("被处罚的责任人", max_length=200, blank=True)
    other_ground = models.CharField("关闭情形", max_length=20, choices=OtherGround.choices, blank=True)
    other_proof = models.CharField("关闭证明", max_length=200, blank=True)
    written_off_at = models.DateTimeField("销号时间", null=True, blank=True)
    written_off_by = _person("销号批准人")
    look_back_due = models.DateField("计划回头看日期", null=True, blank=True)
    look_back_on = models.DateField("回头看日期", null=True, blank=True)
    #: Its number in the province's mini-program 工品查, whose interface is unknown (R-317). Several items may share
    #: one: nobody says whether the other side numbers hazards or visits.
    external_id = models.CharField("工品查编号", max_length=60, blank=True)

    CLOSED_STATES = CLOSED
    STEPS = (
        Step("发现", frozenset({_State.FOUND, _State.REOPENED})),
        Step("责令整改", frozenset({_State.ORDERED, _State.FAILED, _State.REFUSED, _State.ENFORCEMENT})),
        Step("企业报告", frozenset({_State.REPORTED_DONE})),
        Step("复查", frozenset({_State.RECHECK})),
        Step("复查合格", frozenset({_State.PASSED})),
        Step("销号", frozenset({_State.WRITTEN_OFF})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "整改"
        ordering = ["-case__opened_at", "-pk"]
        constraints = constraints.ITEM

    @property
    def problem_info(self) -> Problem:
        return BY_CODE[self.problem]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_overdue_major(self) -> bool:
        due_at = self.case.due_at
        return self.severity == Severity.MAJOR and due_at is not None and due_at < timezone.now()

    @property
    def must_be_looked_at_again(self) -> bool:
        """R-323: what was major, urgent or came back once."""
        return self.severity == Severity.MAJOR or self.urgent or self.relapses > 0

    def pending_extension(self) -> Extension | None:
        return self.extensions.filter(state="PENDING").first()

    def supervision(self) -> Supervision | None:
        """Return the supervision in force."""
        return self.supervisions.filter(lifted_at=None).first() if self.supervised else None

    def open_interview(self) -> Interview | None:
        """Return the earliest interview that has not been followed up."""
        return self.interviews.filter(followed_up_on=None).order_by("follow_up_on", "pk").first()

    def unjudged_help(self) -> HelpVisit | None:
        """Return the earliest visit whose effect has not been judged."""
        return self.help_visits.filter(effect="").order_by("effect_due", "pk").first()

    def next_actor(self):
        return awaits.next_actor(self)

    def mirrored_level(self):
        return self.severity

    def rechecker_ids(self) -> set[int]:
        """Return the ids of everybody who took part in a recheck of this item, in any round."""
        pairs = self.rechecks.values_list("first_officer_id", "second_officer_id")
        return {officer for pair in pairs for officer in pair}

    def was_rechecked_by(self, user) -> bool:
        return user.pk in self.rechecker_ids()

    def current_recheck(self) -> "RecheckRecord":
        """Return the recheck of the present round; RecheckRecord.DoesNotExist before it starts."""
        return self.rechecks.get(round=self.round)

    def steps(self):
        if self.state == _State.CLOSED_OTHER:
            return [("发现", "done"), (self.get_other_ground_display(), "done"), ("关闭", "done")]
        return super().steps()

    # --- the machine; effects.py has what else happens -------------------------------

    @transition(field="state", source=_State.FOUND, target=_State.ORDERED)
    def order(self, *, by, role, requirement, **data):
        self.requirement, self.ordered_at = requirement, timezone.now()

    @transition(field="state", source=[_State.FAILED, _State.REOPENED], target=_State.ORDERED)
    def order_again(self, *, by, role, requirement, **data):
        self._next_round(requirement)

    @transition(field="state", source=_State.FAILED, target=_State.ORDERED)
    def publish(self, *, by, role, requirement, published_on, **data):
        """The province has named the enterprise: 60 to 90 days later it is looked at again (令18 art. 48)."""
        self.published_on = published_on
        self._next_round(requirement)

    def _next_round(self, requirement):
        self.requirement, self.ordered_at = requirement, timezone.now()
        self.round += 1
        self.reported_on, self.completion = None, ""

    @transition(field="state", source=_OPEN, target=None)
    def record_cause(self, *, by, role, cause, **data):
        self.cause = cause

    @transition(field="state", source="*", target=None)
    def note_external_id(self, *, by, role, external_id, **data):
        """Its number over there may come, or turn out wrong, after the write-off."""
        self.external_id = external_id

    @transition(field="state", source=_OPEN, target=None)
    def regrade(self, *, by, role, severity, urgent, risk_sort="", **data):
        self.severity, self.urgent, self.risk_sort = severity, urgent, risk_sort

    @transition(field="state", source=_OPEN, target=None)
    def mark_hard(self, *, by, role, **data):
        self.hard = True

    @transition(field="state", source=_State.ORDERED, target=None)
    def request_extension(self, *, by, role, **data):
        """The enterprise asks for more time."""

    @transition(field="state", source=_State.ORDERED, target=None)
    def approve_extension(self, *, by, role, **data):
        """It gets it."""

    @transition(field="state", source=_State.ORDERED, target=None)
    def refuse_extension(self, *, by, role, **data):
        """It does not."""

    @transition(field="state", source=_State.ORDERED, target=_State.REPORTED_DONE)
    def report_done(self, *, by, role, reported_on, completion, cause, **data):
        self.reported_on, self.completion, self.cause = reported_on, completion, cause

    @transition(field="state", source=[_State.ORDERED, _State.REPORTED_DONE, _State.ENFORCEMENT], target=_State.RECHECK)
    def start_recheck(self, *, by, role, first_officer, second_officer, **data):
        self.first_officer, self.second_officer = first_officer, second_officer
        if self.rechecks.filter(round=self.round).exists():  # after enforcement: the failed one stays that of its round
            self.round += 1

    @transition(field="state", source=_State.RECHECK, target=None)
    def change_officers(self, *, by, role, first_officer, second_officer, **data):
        self.first_officer, self.second_officer = first_officer, second_officer

    @transition(field="state", source=_State.RECHECK, target=_State.PASSED)
    def pass_recheck(self, *, by, role, **data):
        """Found corrected by the two officers."""

    @transition(field="state", source=_State.RECHECK, target=_State.FAILED)
    def fail_recheck(self, *, by, role, **data):
        """Found not corrected, or not enough."""

    @transition(field="state", source=_State.RECHECK, target=_State.REFUSED)
    def refuse(self, *, by, role, **data):
        """The enterprise refuses."""

    @transition(field="state", source=_OPEN, target=None)
    def hold_interview(self, *, by, role, **data):
        """The persons responsible were called in."""

    @transition(field="state", source=_OPEN, target=None)
    def follow_up(self, *, by, role, **data):
        """What they promised was looked at."""

    @transition(field="state", source=_OPEN, target=None)
    def help_enterprise(self, *, by, role, **data):
        """The enterprise is helped to find the cause (R-340)."""

    @transition(field="state", source=_OPEN, target=None)
    def judge_help(self, *, by, role, **data):
        """What the help has brought."""

    @transition(field="state", source=[_State.FOUND, _State.ORDERED], target=None)
    def find_uncontrolled(self, *, by, role, **data):
        """A major risk without any control: other departments are called (R-324)."""

    @transition(field="state", source=_OPEN, target=None)
    def act_jointly(self, *, by, role, **data):
        """Other departments took part."""

    @transition(field="state", source=_TO_ENFORCEMENT, target=_State.ENFORCEMENT)
    def enforce(self, *, by, role, enforcement_to, enforcement_body, enforcement_reference, **data):
        self.enforcement_to, self.enforcement_body = enforcement_to, enforcement_body
        self.enforcement_reference, self.enforcement_outcome = enforcement_reference, ""
        self.receipt_on, self.receipt_reference = None, ""

    @transition(field="state", source=_State.ENFORCEMENT, target=None)
    def record_receipt(self, *, by, role, receipt_on, receipt_reference, **data):
        self.receipt_on, self.receipt_reference = receipt_on, receipt_reference

    @transition(field="state", source=_State.ENFORCEMENT, target=None)
    def record_outcome(self, *, by, role, enforcement_outcome, penalised="", **data):
        self.enforcement_outcome, self.penalised = enforcement_outcome, penalised

    @transition(field="state", source=_OPEN, target=None)
    def supervise(self, *, by, role, supervision_ground, **data):
        self.supervised, self.supervision_ground = True, supervision_ground

    @transition(field="state", source=_OPEN, target=None)
    def request_lift(self, *, by, role, **data):
        """The unit says that the conditions are met."""

    @transition(field="state", source=_OPEN, target=None)
    def refuse_lift(self, *, by, role, **data):
        """They are not."""

    @transition(field="state", source=_OPEN, target=None)
    def lift_supervision(self, *, by, role, **data):
        self.supervised = False

    @transition(field="state", source=_State.PASSED, target=_State.WRITTEN_OFF)
    def write_off(self, *, by, role, look_back_due=None, **data):
        self.written_off_at, self.written_off_by = timezone.now(), by
        self.look_back_due, self.look_back_on = look_back_due, None

    @transition(field="state", source=_OPEN, target=_State.CLOSED_OTHER)
    def close_otherwise(self, *, by, role, other_ground, other_proof, **data):
        self.other_ground, self.other_proof = other_ground, other_proof

    @transition(field="state", source=_State.WRITTEN_OFF, target=None)
    def record_look_back(self, *, by, role, look_back_on, **data):
        self.look_back_on = look_back_on

    @transition(field="state", source=_State.WRITTEN_OFF, target=_State.REOPENED)
    def reopen(self, *, by, role, look_back_on, **data):
        self.look_back_on = look_back_on
        self.relapses += 1
        self.written_off_at = self.written_off_by = None


class RecheckRecord(models.Model):
    """The recheck of one round: by two different officers, with its result once it is done.

    Two fields and not a list of people: so the table itself holds that they are two.
    """

    item = models.ForeignKey(RectificationItem, models.PROTECT, related_name="rechecks", verbose_name="整改")
    round = models.PositiveSmallIntegerField("轮次")
    first_officer = _person("复查人员一", required=True)
    second_officer = _person("复查人员二", required=True)
    on = models.DateField("复查日期", null=True, blank=True)
    result = models.CharField("结果", max_length=8, choices=RecheckResult.choices, blank=True)
    text = models.TextField("复查情况", max_length=4000, blank=True)
    retest_reference = models.CharField("复检报告", max_length=120, blank=True)
    recorded_by = _person("登记人")

    class Meta:
        verbose_name = verbose_name_plural = "复查记录"
        ordering = ["item", "round"]
        constraints = constraints.RECHECK

    def __str__(self):
        return f"{self.item} 第{self.round}轮复查"

    @property
    def officers(self) -> list:
        return [self.first_officer, self.second_officer]
