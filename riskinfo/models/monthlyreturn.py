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


class MonthlyReturn(StageRecord):
    """The return of one unit for one month; `rows` are frozen when it is compiled.

    Each row is a dict of text: id (of the information's case), number, title,
    submitted_on (ISO), level, state, is_key, carried_over (submitted in the month before,
    after that month's return was compiled).
    """

    state = FSMField("状态", default=ReturnState.OPEN, choices=ReturnState.choices, protected=True, editable=False)
    unit = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="monthly_returns", verbose_name="填报单位"
    )
    year = models.PositiveSmallIntegerField("年份")
    month = models.PositiveSmallIntegerField("月份")
    rows = models.JSONField("报送内容", default=list, blank=True)
    nil = models.BooleanField("零报告", default=False)
    note = models.TextField("说明", max_length=2000, blank=True)
    compiled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    compiled_at = models.DateTimeField("填报时间", null=True, blank=True)
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    late = models.BooleanField("迟报", default=False)

    CLOSED_STATES = frozenset({ReturnState.SUBMITTED})
    STEPS = (
        Step("填报", frozenset({ReturnState.OPEN})),
        Step("审核", frozenset({ReturnState.COMPILED})),
        Step("报送", frozenset({ReturnState.SUBMITTED})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "月报送"
        ordering = ["-year", "-month", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "month"], name="return_once_a_month"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="return_month_of_year"),
            models.CheckConstraint(
                condition=~Q(state=ReturnState.SUBMITTED) | Q(submitted_at__isnull=False, compiled_at__isnull=False),
                name="return_submitted_after_compiled",
            ),
        ]

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def due_at(self) -> datetime:
        """The end of the day until which the return counts as on time (R-144)."""
        return self.case.deadlines.filter(rule="return.monthly").latest("pk").due_at

    def next_actor(self) -> Awaits:
        if self.state == ReturnState.OPEN:
            return Awaits(user=self.case.handler)
        if self.state == ReturnState.COMPILED:
            return Awaits(Role.UNIT_HEAD, self.unit)
        return Awaits()

    @transition(field=state, source=[ReturnState.OPEN, ReturnState.COMPILED], target=ReturnState.COMPILED)
    def compile(self, *, by, role, note=""):
        """The rows are counted and frozen by the act's effect."""
        self.note, self.compiled_by, self.compiled_at = note, by, timezone.now()

    @transition(field=state, source=ReturnState.COMPILED, target=ReturnState.OPEN)
    def send_back(self, *, by, role):
        self.rows, self.nil = [], False
        self.compiled_by = self.compiled_at = None

    @transition(field=state, source=ReturnState.COMPILED, target=ReturnState.SUBMITTED)
    def submit(self, *, by, role):
        self.submitted_by, self.submitted_at = by, timezone.now()
        self.late = self.submitted_at > self.due_at
