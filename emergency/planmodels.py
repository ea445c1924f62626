"""应急预案: versions with their steps and incident grades, the contact list, who is on duty (R-007, R-212)."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse

from .steps import Phase, Responsible


def storage_path(plan, filename: str) -> str:
    """Return where to keep the plan's file: under a random name that tells nothing."""
    return f"plans/{plan.bureau_id}/{uuid.uuid4().hex}{plan.file_extension}"


def _hours(label, default, most=720):
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(most)]
    )


class Plan(models.Model):
    """One version of the bureau's plan. Once published it is never changed: the next version is another row.

    An emergency copies the steps of the version in force on the day it is reported. A version is in force from
    `effective_from`, never before the paper was issued (`issued_on`); one that is entered here after that day says
    why (`entered_late`), and what was reported before it was entered keeps the steps that it copied.
    Hours count by the clock, `summary_days` in calendar days.
    """

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="emergency_plans")
    version = models.PositiveSmallIntegerField("版次")
    title = models.CharField("预案名称", max_length=120)
    reference = models.CharField("印发文号", max_length=80, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    effective_from = models.DateField("施行日期", null=True, blank=True)
    entered_late = models.CharField("补登说明", max_length=300, blank=True)
    note = models.TextField("修订说明", max_length=2000, blank=True)
    file = models.FileField("预案文件", upload_to=storage_path, blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file_extension = models.CharField("扩展名", max_length=10, blank=True)
    file_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    first_report_hours = _hours("初报时限（小时，自获知起）", 1)
    province_report_hours = _hours("报告省局时限（小时，自获知起）", 2)
    more_report_hours = _hours("续报时限（小时，自伤亡变化起）", 2)
    confirm_hours = _hours("各单位确认通报（小时）", 2)
    feedback_hours = _hours("协助通知反馈（小时）", 24)
    summary_days = _hours("总结时限（自然日，自终止起）", 10, 90)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="编制人")
    made_at = models.DateTimeField("编制时间")
    published_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "应急预案"
        ordering = ["-version"]
        constraints = [
            UniqueConstraint(fields=["bureau", "version"], name="plan_version_once"),
            CheckConstraint(
                condition=Q(published_at=None)
                | (Q(published_by__isnull=False, effective_from__isnull=False) & ~Q(file="") & ~Q(reference="")),
                name="plan_published_whole",
            ),
            CheckConstraint(
                condition=Q(issued_on=None) | Q(effective_from=None) | Q(issued_on__lte=F("effective_from")),
                name="plan_in_force_after_issue",
                violation_error_message="施行日期不能早于印发日期。",
            ),
        ]

    def __str__(self):
        return f"{self.title}（第{self.version}版）"

    def get_absolute_url(self):
        return reverse("emergency:plan", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class PlanStep(models.Model):
    """A step of a version. `code` is that of the shipped plan, or one of the bureau's own."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    code = models.CharField("代码", max_length=40)
    label = models.CharField("步骤", max_length=60)
    basis = models.CharField("依据", max_length=60, blank=True)
    department = models.CharField("责任单位", max_length=12, choices=Responsible.choices)
    phase = models.CharField("什么时候办", max_length=16, choices=Phase.choices)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "预案步骤"
        ordering = ["phase", "order", "pk"]
        constraints = [UniqueConstraint(fields=["plan", "code"], name="plan_step_once")]

    def __str__(self):
        return self.label


class Colour(models.TextChoices):
    RED = "RED", "红"
    ORANGE = "ORANGE", "橙"
    YELLOW = "YELLOW", "黄"
    BLUE = "BLUE", "蓝"


class PlanGrade(models.Model):
    """A grade of incidents in a version, gravest first; the figures only suggest it, 0 for "any"."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="grades")
    code = models.CharField("代码", max_length=8)
    label = models.CharField("等级", max_length=20)
    colour = models.CharField("颜色", max_length=8, choices=Colour.choices)
    criteria = models.CharField("标准", max_length=300)
    dead_from = models.PositiveIntegerField("死亡（人）起", null=True, blank=True)
    injured_from = models.PositiveIntegerField("受伤（人）起", null=True, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "事件等级"
        ordering = ["order", "pk"]
        constraints = [UniqueConstraint(fields=["plan", "code"], name="plan_grade_once")]

    def __str__(self):
        return self.label


class PlanContact(models.Model):
    """Somebody to call in an emergency: the leading group, experts, other departments."""

    class Group(models.TextChoices):
        LEADING = "LEADING", "领导小组"
        EXPERT = "EXPERT", "专家、质检机构"
        OUTSIDE = "OUTSIDE", "联动单位"

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="emergency_contacts")
    group = models.CharField("类别", max_length=10, choices=Group.choices)
    unit = models.CharField("单位", max_length=60)
    name = models.CharField("姓名、职务", max_length=40)
    duty = models.CharField("在应急中的职责", max_length=80, blank=True)
    phone = models.CharField("电话", max_length=30)
    other_phone = models.CharField("备用电话", max_length=30, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "应急通讯录"
        ordering = ["group", "order", "pk"]

    def __str__(self):
        return f"{self.unit} {self.name}"


class DutyShift(models.Model):
    """Who is on duty: from the change of shift on `day` to that of the next day (dutyroster.CHANGE)."""

    class Kind(models.TextChoices):
        LEADER = "LEADER", "带班领导"
        OFFICER = "OFFICER", "值班员"

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="duty_shifts")
    day = models.DateField("日期")
    kind = models.CharField("岗位", max_length=8, choices=Kind.choices)
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="人员")
    phone = models.CharField("值班电话", max_length=30, blank=True)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="排班人")
    set_at = models.DateTimeField("排班时间")

    class Meta:
        verbose_name = verbose_name_plural = "值班表"
        ordering = ["day", "-kind"]
        constraints = [UniqueConstraint(fields=["bureau", "day", "kind"], name="duty_once_a_day")]

    def __str__(self):
        return f"{self.day} {self.get_kind_display()} {self.person}"
