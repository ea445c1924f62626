from django.db import models
from django.db.models import Q


class Measure(models.Model):
    """处置措施: something that a case obliges somebody to do (R-038–R-041)."""

    class Status(models.TextChoices):
        OPEN = "OPEN", "未完成"
        DONE = "DONE", "已完成"
        NOT_APPLICABLE = "NOT_APPLICABLE", "不适用"

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="measures", verbose_name="案卷")
    code = models.CharField("代码", max_length=40)
    label = models.CharField("措施", max_length=60)
    basis = models.CharField("依据", max_length=60, blank=True)
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="measures", verbose_name="责任单位"
    )
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="measures", verbose_name="责任人"
    )
    due_on = models.DateField("完成期限", null=True, blank=True)
    due_explanation = models.CharField("期限说明", max_length=200, blank=True)
    status = models.CharField("状态", max_length=16, choices=Status.choices, default=Status.OPEN)
    result = models.TextField("办理结果", blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "处置措施"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="measure_once_a_case"),
            models.CheckConstraint(
                condition=Q(status="OPEN", closed_at=None)
                | (~Q(status="OPEN") & Q(closed_at__isnull=False) & ~Q(result="")),
                name="measure_closed_with_result",
                violation_error_message="办结一项措施须写明结果或不适用的理由。",
            ),
        ]

    def __str__(self):
        return self.label
