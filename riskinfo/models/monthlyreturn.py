"""月报送: each unit's monthly 风险信息报送表, due on the 20th (R-143, R-144)."""

import calendar
from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.roles import Role
from casefile.stage import Awaits, StageRecord, Step

from ..states import ReturnState

_S = ReturnState


class MonthlyReturn(StageRecord):
    """The return of one unit for one month; `rows` are fixed when it is compiled.

    Each row is a dict of text, as `riskinfo.returnrows.row_of` makes it. `left_out` and
    `added` are what the unit decided by hand: [{"id", "number", "title", "reason"}].
    Each signature freezes a `ReturnVersion`; `late`, once set, stays.
    """

    state = FSMField("状态", default=_S.OPEN, choices=_S.choices, protected=True, editable=False)
    unit = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="monthly_returns", verbose_name="填报单位"
    )
    year = models.PositiveSmallIntegerField("年份")
    month = models.PositiveSmallIntegerField("月份")
    rows = models.JSONField("报送内容", default=list, blank=True)
    left_out = models.JSONField("不计入的信息", default=list, blank=True)
    added = models.JSONField("增加的信息", default=list, blank=True)
    nil = models.BooleanField("零报告", default=False)
    note = models.TextField("说明", max_length=2000, blank=True)
    compiled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    compiled_at = models.DateTimeField("填报时间", null=True, blank=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField("审核时间", null=True, blank=True)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    late = models.BooleanField("迟报", default=False)

    CLOSED_STATES = frozenset({_S.SUBMITTED})
    STEPS = (
        Step("填报", frozenset({_S.OPEN})),
        Step("审核", frozenset({_S.COMPILED})),
        Step("签发", frozenset({_S.APPROVED})),
        Step("报送", frozenset({_S.SIGNED, _S.SUBMITTED})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "月报送"
        ordering = ["-year", "-month", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "month"], name="return_once_a_month"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="return_month_of_year"),
            models.CheckConstraint(
                condition=~Q(state=_S.SUBMITTED) | Q(submitted_at__isnull=False, signed_at__isnull=False),
                name="return_submitted_after_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_S.SIGNED, _S.SUBMITTED])
                | Q(compiled_at__isnull=False, approved_at__isnull=False, signed_at__isnull=False),
                name="return_signed_after_approved",
            ),
        ]

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def month_text(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def due_at(self) -> datetime:
        """The end of the day until which the return counts as on time (R-144); sent back, the later one."""
        return max(self.case.deadlines.filter(rule__startswith="return.").values_list("due_at", flat=True))

    @property
    def was_sent_back(self) -> bool:
        """It has been submitted before and came back from above."""
        return self.state != _S.SUBMITTED and self.submitted_at is not None

    def next_actor(self) -> Awaits:
        if self.state == _S.OPEN:
            return Awaits(user=self.case.handler)
        if self.state == _S.COMPILED:
            return Awaits(Role.UNIT_HEAD, self.unit)
        if self.state == _S.APPROVED:
            return Awaits(Role.DEPUTY, self.unit)
        if self.state == _S.SIGNED:
            return Awaits(user=self.case.handler)
        return Awaits()

    @transition(field=state, source=_S.OPEN, target=None)
    def leave_out(self, *, by, role, informations):
        """Done by the act's effect, which knows the reason."""

    @transition(field=state, source=_S.OPEN, target=None)
    def add_information(self, *, by, role, information):
        """Done by the act's effect, which knows the reason."""

    @transition(field=state, source=_S.OPEN, target=None)
    def take_back(self, *, by, role, informations):
        ids = {int(pk) for pk in informations}
        self.left_out = [row for row in self.left_out if row["id"] not in ids]
        self.added = [row for row in self.added if row["id"] not in ids]

    @transition(field=state, source=_S.OPEN, target=_S.COMPILED)
    def compile(self, *, by, role, note=""):
        """The rows are counted and fixed by the act's effect."""
        self.note, self.compiled_by, self.compiled_at = note, by, timezone.now()

    @transition(field=state, source=_S.COMPILED, target=_S.APPROVED)
    def approve(self, *, by, role):
        self.approved_by, self.approved_at = by, timezone.now()

    @transition(field=state, source=_S.APPROVED, target=_S.SIGNED)
    def sign(self, *, by, role):
        """The version is frozen by the act's effect."""
        self.signed_by, self.signed_at = by, timezone.now()

    @transition(field=state, source=[_S.COMPILED, _S.APPROVED, _S.SIGNED], target=_S.OPEN)
    def send_back(self, *, by, role):
        self._begin_again()

    @transition(field=state, source=_S.SIGNED, target=_S.SUBMITTED)
    def submit(self, *, by, role, **sent):
        self.submitted_by, self.submitted_at = by, timezone.now()
        self.late = self.late or self.submitted_at > self.due_at

    @transition(field=state, source=_S.SUBMITTED, target=None)
    def record_receipt(self, *, by, role, **receipt):
        """The receipt stands on the version that was sent."""

    @transition(field=state, source=_S.SUBMITTED, target=None)
    def receive(self, *, by, role):
        """The bureau above has it; the stamp stands on the version."""

    @transition(field=state, source=_S.SUBMITTED, target=_S.OPEN)
    def demand_again(self, *, by, role):
        """Sent back from above: `submitted_at` of the last time and `late` stay."""
        self._begin_again()

    def _begin_again(self):
        self.rows, self.nil = [], False
        self.compiled_by = self.compiled_at = self.approved_by = self.approved_at = None
        self.signed_by = self.signed_at = None
