"""What a campaign owes the bureau above: figures, summary, typical cases (R-348, R-349, R-351; rules §3.6)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.roles import Role
from casefile.stage import Awaits, StageRecord, Step

from ..states import Content, ReturnState
from .campaign import Campaign

_S = ReturnState


def _person():
    return models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")


class CampaignReturn(StageRecord):
    """One return of a campaign; what it says is counted and fixed when it is compiled.

    `contents`: codes of `Content`. `figures`: {"rows": [{"product", "label", "cells": {column: number}}]} with
    the total last; `facts`: what each figure is made of, [[column, product id or null, sort, id, amount]].
    `by_hand`: {column: {"amount", "note"}} for what no record of the system knows. `cases`, `open_items`: rows
    as `returncontent` makes them. `late`, once set, stays.
    """

    state = FSMField("环节", default=_S.OPEN, choices=_S.choices, protected=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="returns", verbose_name="专项行动")
    code = models.CharField("代码", max_length=24)
    name = models.CharField("名称", max_length=60)
    contents = models.JSONField("内容", default=list)
    from_on = models.DateField("统计起")
    due_on = models.DateField("报送期限")
    until_on = models.DateField("统计止", null=True, blank=True)
    sealed = models.BooleanField("加盖公章", default=False)
    basis = models.CharField("依据", max_length=60, blank=True)
    figures = models.JSONField("行动成果", default=dict, blank=True)
    facts = models.JSONField("成果明细", default=list, blank=True)
    by_hand = models.JSONField("手工填报", default=dict, blank=True)
    cases = models.JSONField("典型案例", default=list, blank=True)
    open_items = models.JSONField("未完成整改", default=list, blank=True)
    nil = models.BooleanField("零报告", default=False)
    note = models.TextField("说明", max_length=2000, blank=True)
    compiled_by, approved_by, signed_by, submitted_by = _person(), _person(), _person(), _person()
    compiled_at = models.DateTimeField("填报时间", null=True, blank=True)
    approved_at = models.DateTimeField("审核时间", null=True, blank=True)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
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
        verbose_name = verbose_name_plural = "行动报送"
        ordering = ["campaign", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="campaign_return_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("from_on")), name="campaign_return_dates_ordered"),
            models.CheckConstraint(
                condition=~Q(state=_S.SUBMITTED) | Q(submitted_at__isnull=False, signed_at__isnull=False),
                name="campaign_return_submitted_after_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[_S.SIGNED, _S.SUBMITTED])
                | Q(compiled_at__isnull=False, approved_at__isnull=False, signed_at__isnull=False),
                name="campaign_return_signed_after_approved",
            ),
        ]

    def asks(self, content: str) -> bool:
        return content in self.contents

    @property
    def contents_text(self) -> str:
        return "、".join(Content(code).label for code in self.contents)

    @property
    def due_at(self):
        """The end of the day until which it counts as on time; sent back, the later one."""
        return max(self.case.deadlines.filter(rule__startswith="campaign.return").values_list("due_at", flat=True))

    @property
    def was_sent_back(self) -> bool:
        return self.state != _S.SUBMITTED and self.submitted_at is not None

    def next_actor(self) -> Awaits:
        match self.state:
            case _S.OPEN | _S.SIGNED:
                return Awaits(user=self.case.handler)
            case _S.COMPILED:
                return Awaits(Role.UNIT_HEAD, self.case.department)
            case _S.APPROVED:
                return Awaits(Role.DEPUTY, self.case.department)
        return Awaits()

    # --- the machine; returneffects.py has what else happens ------------------------------

    @transition(field="state", source=_S.OPEN, target=_S.COMPILED)
    def compile(self, *, by, role, until_on, note="", **given):
        """Figures, cases and open items are counted and fixed by the act's effect."""
        self.until_on, self.note = until_on, note
        self.compiled_by, self.compiled_at = by, timezone.now()

    @transition(field="state", source=[_S.OPEN, _S.COMPILED], target=None)
    def draft_summary(self, *, by, role, **data):
        """The summary becomes a document of the case, with the figures in it."""

    @transition(field="state", source=_S.COMPILED, target=_S.APPROVED)
    def approve(self, *, by, role):
        self.approved_by, self.approved_at = by, timezone.now()

    @transition(field="state", source=_S.APPROVED, target=_S.SIGNED)
    def sign(self, *, by, role):
        """The version is frozen by the act's effect."""
        self.signed_by, self.signed_at = by, timezone.now()

    @transition(field="state", source=_S.SIGNED, target=None)
    def keep_sealed(self, *, by, role, **data):
        """The scan of the sealed copy stands on the version (R-349)."""

    @transition(field="state", source=[_S.COMPILED, _S.APPROVED, _S.SIGNED], target=_S.OPEN)
    def send_back(self, *, by, role):
        self._begin_again()

    @transition(field="state", source=_S.SIGNED, target=_S.SUBMITTED)
    def submit(self, *, by, role, **sent):
        self.submitted_by, self.submitted_at = by, timezone.now()
        self.late = self.late or self.submitted_at > self.due_at

    @transition(field="state", source=_S.SUBMITTED, target=None)
    def receive(self, *, by, role):
        """The bureau above has it; the stamp stands on the version."""

    @transition(field="state", source=_S.SUBMITTED, target=_S.OPEN)
    def demand_again(self, *, by, role):
        """Sent back from above: `submitted_at` of the last time and `late` stay."""
        self._begin_again()

    def _begin_again(self):
        self.figures, self.facts, self.cases, self.open_items, self.nil = {}, [], [], [], False
        self.compiled_by = self.compiled_at = self.approved_by = self.approved_at = None
        self.signed_by = self.signed_at = self.until_on = None


def version_path(version, filename: str) -> str:
    """Return where to keep a file of a version: by case, under a random name that tells nothing."""
    return f"campaign-returns/{version.record_id}/{uuid.uuid4().hex}.{filename.rpartition('.')[2]}"


class ReturnWay(models.TextChoices):
    SYSTEM = "SYSTEM", "本系统内报送"
    PAPER = "PAPER", "纸质报送"
    EXCHANGE = "EXCHANGE", "公文交换"
    EMAIL = "EMAIL", "电子邮件"


class CampaignReturnVersion(models.Model):
    """A return as it was signed; `content` is {"figures", "facts", "by_hand", "cases", "open_items", "paper"}.

    Never rendered again; later acts add the sealed copy, how it was sent, and why it came back.
    """

    record = models.ForeignKey(CampaignReturn, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版次")
    content = models.JSONField("签发内容", editable=False)
    content_sha256 = models.CharField("签发内容 SHA-256", max_length=64, editable=False)
    pdf = models.FileField("清单 PDF", upload_to=version_path, editable=False)
    pdf_sha256 = models.CharField("PDF SHA-256", max_length=64, editable=False)
    xlsx = models.FileField("清单 Excel", upload_to=version_path, editable=False)
    xlsx_sha256 = models.CharField("Excel SHA-256", max_length=64, editable=False)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签发时间")
    sealed_copy = models.ForeignKey(
        "casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="盖章件"
    )
    way = models.CharField("报送方式", max_length=16, choices=ReturnWay.choices, blank=True)
    submitted_by = _person()
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    receipt = models.CharField("回执", max_length=200, blank=True)
    received_by = _person()
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    returned_by = _person()
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    return_reason = models.TextField("退回理由", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行动报送版次"
        ordering = ["record", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="campaign_version_once"),
            models.CheckConstraint(condition=Q(submitted_at=None) | ~Q(way=""), name="campaign_version_sent_some_way"),
            models.CheckConstraint(
                condition=Q(returned_at=None) | ~Q(return_reason=""), name="campaign_version_returned_with_reason"
            ),
        ]

    def __str__(self):
        return f"{self.record} 第{self.number}版"

    @property
    def standing(self) -> str:
        """What became of it, in a word."""
        if self.returned_at:
            return "被退回" if self.submitted_at else "报送前退回"
        if self.received_at:
            return "已签收"
        return "已报送" if self.submitted_at else "已签发"
