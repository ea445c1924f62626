"""逐级上报: an information told to the bureau above or the government, and what came back (R-024, R-025, R-113)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from casefile.models import CaseFile

from ..states import ReportReason, ReportState, ReportWay

_S = ReportState


class UpwardReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the reports of the cases that `user` may see."""
        return self.filter(info__case__in=CaseFile.objects.filter(kind="INFO").visible_to(user))


class UpwardReport(ConcurrentTransitionMixin, models.Model):
    """One report of an information from one bureau upward; its acts enter the trail of the information.

    `contents` is what was reported, [[label, text]], as it stood then (R-025). `follows`
    is the report from below that this one passes on: county → prefecture → province.
    """

    info = models.ForeignKey("riskinfo.RiskInfo", models.PROTECT, related_name="upward_reports", verbose_name="信息")
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="passed_on")
    state = FSMField("状态", default=_S.SENT, choices=_S.choices, protected=True, editable=False)
    from_bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="+", verbose_name="上报局")
    to_bureau = models.ForeignKey(
        "accounts.Bureau", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级局"
    )
    to_name = models.CharField("报送单位", max_length=200)
    cause_of_report = models.CharField("上报事由", max_length=16, choices=ReportReason.choices)
    way = models.CharField("上报方式", max_length=16, choices=ReportWay.choices)
    contents = models.JSONField("上报内容", default=list)
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告"
    )
    reported_on = models.DateField("上报日期")
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="上报人")
    sent_at = models.DateTimeField("登记时间")
    receipt = models.CharField("回执", max_length=200, blank=True)
    received_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    instruction = models.TextField("上级指示", max_length=2000, blank=True)
    instructed_by = models.CharField("作出指示的领导或单位", max_length=60, blank=True)
    instructed_at = models.DateTimeField("指示登记时间", null=True, blank=True)

    objects = UpwardReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上报"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["-sent_at", "-id"], name="upward_sent")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=_S.ANSWERED) | (~Q(instruction="") & Q(instructed_at__isnull=False)),
                name="upward_answered_with_instruction",
            ),
        ]

    def __str__(self):
        return f"{self.from_bureau.short_name}报{self.to_name}"

    def get_absolute_url(self):
        return reverse("riskinfo:report", args=[self.pk])

    # --- what casefile.perform asks of a record beside the stage -------------------------
    @property
    def case_id(self) -> int:
        return self.info_id

    @property
    def case(self):
        return self.info.case

    @case.setter
    def case(self, case):
        self.info.case = case

    @property
    def trail_subject(self) -> str:
        return f"上报{self.pk}《{self.to_name[:80]}》"

    @transition(field=state, source=_S.SENT, target=_S.RECEIVED)
    def receive(self, *, by, role, receipt="", **files):
        self.receipt, self.received_by, self.received_at = receipt, by, timezone.now()

    @transition(field=state, source=sorted(_S), target=_S.ANSWERED)
    def instruct(self, *, by, role, instruction, instructed_by, **files):
        """A later instruction stands beside the earlier ones."""
        self.instruction = f"{self.instruction}\n{instruction}".strip()
        self.instructed_by, self.instructed_at = instructed_by, timezone.now()
        if self.received_at is None:
            self.received_by, self.received_at = by, timezone.now()

    @transition(field=state, source=sorted(_S), target=None)
    def pass_on(self, *, by, role, **sent):
        """The report to the next bureau is made by the act's effect."""
