"""Sources are gathered regularly: how often by whom (R-110), and what each time brought."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Bureau, Department


class _InScope(models.QuerySet):
    path = ""

    def visible_to(self, user):
        """Return the rows of the user's bureau and of every bureau below it."""
        if not user.is_active or user.bureau is None:
            return self.none()
        return self.filter(**{f"{self.path}bureau__in": [user.bureau.pk, *user.bureau.subordinate_ids()]})


class GatherPlanQuerySet(_InScope):
    pass


class GatherPlan(models.Model):
    """A bureau gathers a source in this rhythm; without a person anybody of the unit does it."""

    class Rhythm(models.TextChoices):
        DAILY = "DAILY", "每个工作日"
        WEEKLY = "WEEKLY", "每周"
        MONTHLY = "MONTHLY", "每月"
        QUARTERLY = "QUARTERLY", "每季度"

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="gather_plans", verbose_name="机构")
    source = models.ForeignKey(
        "registers.InfoSource", models.PROTECT, related_name="gather_plans", verbose_name="信息来源"
    )
    rhythm = models.CharField("归集周期", max_length=9, choices=Rhythm.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="gather_plans", verbose_name="责任单位"
    )  # fmt: skip
    person = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="gather_plans", verbose_name="责任人"
    )
    where = models.CharField("从哪里归集", max_length=120, blank=True)
    since = models.DateField("起始日期", default=timezone.localdate)
    active = models.BooleanField("执行中", default=True)

    objects = GatherPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "归集安排"
        ordering = ["source__order", "source__code", "department__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "source", "department"], name="gather_plan_once",
                violation_error_message="这个单位已经安排归集这个来源。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.source}（{self.department}）"

    def get_absolute_url(self):
        return reverse("riskinfo:gathering:plan", args=[self.pk])

    # casefile.deadlines.recipients asks these of whatever falls due.
    @property
    def responsible_user(self):
        return self.person

    @property
    def responsible_user_id(self):
        return self.person_id

    @property
    def responsible_department(self):
        return self.department

    @property
    def whose(self) -> str:
        return f"{self.department}{f' {self.person.name}' if self.person else ''}"


class GatheringQuerySet(_InScope):
    path = "plan__"

    def open(self):
        return self.filter(outcome="")


class Gathering(models.Model):
    """One time: the days `first` to `last` of a plan's source, to be gathered by `due_on`.

    Recorded once with who and when; a correction is written into the log beside it.
    """

    class Outcome(models.TextChoices):
        FOUND = "FOUND", "有信息"
        NOTHING = "NOTHING", "无信息"
        STOPPED = "STOPPED", "停止归集"

    plan = models.ForeignKey(GatherPlan, models.PROTECT, related_name="gatherings", verbose_name="归集安排")
    first = models.DateField("自")
    last = models.DateField("至")
    due_on = models.DateField("期限")
    explanation = models.CharField("期限说明", max_length=200, blank=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices, blank=True)
    items = models.PositiveIntegerField("信息条数", default=0)
    note = models.CharField("说明", max_length=300, blank=True)
    done_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    role = models.CharField("以何身份", max_length=12, blank=True)
    done_at = models.DateTimeField("登记时间", null=True, blank=True)
    together = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="earlier", verbose_name="一并登记于"
    )

    objects = GatheringQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信息归集"
        ordering = ["-last", "plan", "pk"]
        indexes = [models.Index(fields=["outcome", "due_on"], name="gathering_due")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "first"], name="gathering_once"),
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="gathering_ends_after_start"),
            models.CheckConstraint(
                condition=Q(outcome="", done_at=None) | (~Q(outcome="") & Q(done_at__isnull=False)),
                name="gathering_recorded_with_stamp",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="FOUND") & Q(items__gt=0)) | (~Q(outcome="FOUND") & Q(items=0)),
                name="gathering_items_fit_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.plan.source} {self.days}"

    def get_absolute_url(self):
        return reverse("riskinfo:gathering:detail", args=[self.pk])

    @property
    def days(self) -> str:
        return f"{self.first:%Y-%m-%d}" if self.first == self.last else f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def was_late(self) -> bool:
        return self.done_at is not None and timezone.localdate(self.done_at) > self.due_on

    @property
    def result_text(self) -> str:
        if self.outcome == self.Outcome.FOUND:
            return f"归集 {self.items} 条"
        return {self.Outcome.NOTHING: "没有发现信息", self.Outcome.STOPPED: "停止归集"}.get(self.outcome, "未登记")


class GatheredItem(models.Model):
    """An information that came in by a list, under the number that it has in its source: never twice."""

    info = models.OneToOneField(
        "riskinfo.RiskInfo", models.PROTECT, primary_key=True, related_name="gathered", verbose_name="风险信息"
    )
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name="机构")
    source = models.ForeignKey("registers.InfoSource", models.PROTECT, related_name="+", verbose_name="信息来源")
    external_id = models.CharField("来源编号", max_length=200)
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, related_name="gathered", verbose_name="信息归集"
    )

    class Meta:
        verbose_name = verbose_name_plural = "归集的信息"
        constraints = [
            models.UniqueConstraint(fields=["bureau", "source", "external_id"], name="gathered_item_once"),
        ]

    def __str__(self):
        return f"{self.source} {self.external_id}"
