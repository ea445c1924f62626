"""工作方案 and 专人 (R-140): the plan by which a bureau carries risk monitoring out, and who is named for what."""

import uuid

from django.db import models
from django.db.models import F, Q


def storage_path(plan, filename: str) -> str:
    """Return where to keep the paper: under a random name that tells nothing."""
    return f"workplans/{plan.bureau_id}/{uuid.uuid4().hex}{plan.file_extension}"


class WorkPlan(models.Model):
    """An implementation plan as it was issued. Rows never change: the next plan is another row."""

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="+", verbose_name="机构")
    title = models.CharField("方案名称", max_length=120)
    reference = models.CharField("印发文号", max_length=80, blank=True)
    issued_on = models.DateField("印发日期")
    follows = models.CharField("依据的上级来文", max_length=200, blank=True)
    note = models.TextField("说明", max_length=1000, blank=True)
    file = models.FileField("方案文件", upload_to=storage_path)
    file_name = models.CharField("文件名", max_length=200)
    file_extension = models.CharField("扩展名", max_length=10)
    file_sha256 = models.CharField("SHA-256", max_length=64)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "实施方案"
        ordering = ["-issued_on", "-pk"]

    def __str__(self):
        return self.title


class WorkDuty(models.Model):
    """Who is named in a unit for one of the three tasks, from when to when; at most one at a time."""

    class Duty(models.TextChoices):
        COLLECT = "COLLECT", "风险信息采集"
        REPORT = "REPORT", "风险信息报送"
        STATION = "STATION", "监测站能力建设"

    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+", verbose_name="单位")
    duty = models.CharField("工作", max_length=8, choices=Duty.choices)
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="work_duties", verbose_name="专人")
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    named_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="指定人")
    named_at = models.DateTimeField("指定时间")

    class Meta:
        verbose_name = verbose_name_plural = "专人"
        ordering = ["department", "duty", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "duty"], condition=Q(until=None), name="work_duty_one_at_once"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="work_duty_period"),
        ]

    def __str__(self):
        return f"{self.department} {self.get_duty_display()} {self.person}"
