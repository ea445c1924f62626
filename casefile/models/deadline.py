from django.db import models
from django.db.models import Q


class DeadlineQuerySet(models.QuerySet):
    def open(self):
        return self.filter(met_at=None, cancelled_at=None)


class Deadline(models.Model):
    """A moment by which something is due, how it was computed, and whom it binds (rules §3.7)."""

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="deadlines", verbose_name="案卷")
    rule = models.CharField("规则", max_length=40)
    label = models.CharField("事项", max_length=60)
    due_at = models.DateTimeField("期限")
    explanation = models.CharField("计算说明", max_length=200)
    computation = models.JSONField("计算依据", default=dict, help_text="方法、起算日和天数；日历公布后据此重算。")
    estimated = models.BooleanField("暂估", default=False)
    responsible_user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="deadlines", verbose_name="责任人"
    )
    responsible_department = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="deadlines", verbose_name="责任单位"
    )
    met_at = models.DateTimeField("完成时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    next_alert_at = models.DateTimeField("下次提醒", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule"],
                condition=Q(met_at=None, cancelled_at=None),
                name="deadline_one_open_a_rule",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_alert_at"], condition=Q(met_at=None, cancelled_at=None), name="deadline_next_alert"
            ),
            models.Index(fields=["due_at"], condition=Q(met_at=None, cancelled_at=None), name="deadline_open_due"),
        ]

    def __str__(self):
        return f"{self.label} {self.due_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.met_at is None and self.cancelled_at is None
