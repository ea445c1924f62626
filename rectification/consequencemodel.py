"""惩戒与公示: what follows from an item for the enterprise's credit and its licence (R-219, R-330–R-334)."""

from dataclasses import dataclass

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, FSMField, transition


@dataclass(frozen=True, slots=True)
class ConsequenceKind:
    """`upward`: the bureau only proposes, the bureau above consents. `by_director`: who approves.
    `paper`: kind of the document that goes with it. `done_label`: what is recorded at the end.
    """

    code: str
    label: str
    requirement: str
    upward: bool
    by_director: bool
    paper: str
    done_label: str


KINDS = (
    ConsequenceKind("CREDIT", "企业信用信息公示", "R-330", False, False, "", "公示系统和记录编号"),
    ConsequenceKind("DISHONESTY", "建议列入严重违法失信名单", "R-331", True, True, "REPORT", "上级决定文号"),
    ConsequenceKind("REVOKE", "建议撤销许可证书", "R-219、R-334", True, True, "REPORT", "上级决定文号"),
    ConsequenceKind("CANCEL", "建议注销许可证书", "R-219", True, True, "REPORT", "上级决定文号"),
)  # fmt: skip
BY_CODE = {kind.code: kind for kind in KINDS}
CHOICES = [(kind.code, kind.label) for kind in KINDS]


class State(models.TextChoices):
    PROPOSED = "PROPOSED", "待批准"
    APPROVED = "APPROVED", "已批准"
    SENT_UP = "SENT_UP", "已报上级"  # the bureau above has it
    DONE = "DONE", "已办结"
    REFUSED = "REFUSED", "不予批准"
    REJECTED = "REJECTED", "上级不同意"


#: Nothing more becomes of it.
OVER = frozenset({State.DONE, State.REFUSED, State.REJECTED})


def _person(label):
    return models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Consequence(ConcurrentTransitionMixin, models.Model):
    """One proposal about the enterprise of an item; approved by who did not make it."""

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="consequences", verbose_name="案卷")
    kind = models.CharField("事项", max_length=12, choices=CHOICES)
    state = FSMField("环节", default=State.PROPOSED, choices=State.choices, protected=True, editable=False)
    facts = models.TextField("事实和依据", max_length=4000)
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    approved_by, approved_at = _person("批准人"), models.DateTimeField("批准时间", null=True, blank=True)
    sent_on = models.DateField("上报日期", null=True, blank=True)
    sent_reference = models.CharField("上报文号", max_length=120, blank=True)
    done_on = models.DateField("办结日期", null=True, blank=True)
    result = models.CharField("结果", max_length=300, blank=True)
    trail_subject = models.CharField("记录中的名称", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "惩戒与公示"
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["state", "-proposed_at"], name="consequence_state")]
        constraints = [
            CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")), name="consequence_by_another",
                violation_error_message="提出人不能自己批准。",
            ),
            CheckConstraint(
                condition=Q(state__in=["PROPOSED", "REFUSED"]) | Q(approved_by__isnull=False),
                name="consequence_approved",
            ),
            CheckConstraint(
                condition=~Q(state="DONE") | (Q(done_on__isnull=False) & ~Q(result="")),
                name="consequence_done_with_result",
                violation_error_message="办结须写明日期和结果。",
            ),
            CheckConstraint(
                condition=Q(kind="CREDIT") | ~Q(state="DONE") | Q(sent_on__isnull=False),
                name="consequence_upward_was_sent",
                violation_error_message="须先上报，由上级决定。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()}：{self.case.enterprise or self.case.title}"

    def get_absolute_url(self):
        return reverse("rectification:consequence", args=[self.pk])

    @property
    def kind_info(self) -> ConsequenceKind:
        return BY_CODE[self.kind]

    @transition(field="state", source=State.PROPOSED, target=State.APPROVED)
    def approve(self, *, by, role, **data):
        self.approved_by, self.approved_at = by, timezone.now()

    @transition(field="state", source=State.PROPOSED, target=State.REFUSED)
    def refuse(self, *, by, role, **data):
        """A leader sees no ground."""

    @transition(field="state", source=State.APPROVED, target=State.SENT_UP)
    def send_up(self, *, by, role, sent_on, sent_reference, **data):
        self.sent_on, self.sent_reference = sent_on, sent_reference

    @transition(field="state", source=[State.APPROVED, State.SENT_UP], target=State.DONE)
    def finish(self, *, by, role, done_on, result, **data):
        self.done_on, self.result = done_on, result

    @transition(field="state", source=State.SENT_UP, target=State.REJECTED)
    def record_rejection(self, *, by, role, **data):
        """The bureau above does not consent."""
