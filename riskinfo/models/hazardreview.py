"""大梳理: an information gone through again, and whether a hidden hazard is in it (R-210)."""

from django.db import models
from django.db.models import Q

from ..states import HazardVerdict


class HazardReview(models.Model):
    """One judgement; rows are only added (a later one counts, the earlier ones stay), each an entry of the trail."""

    info = models.ForeignKey(
        "riskinfo.RiskInfo", models.PROTECT, related_name="hazard_reviews", verbose_name="风险信息"
    )
    version = models.PositiveSmallIntegerField("第几次")
    verdict = models.CharField("梳理结论", max_length=8, choices=HazardVerdict.choices)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="梳理人")
    at = models.DateTimeField("梳理时间")

    class Meta:
        verbose_name = verbose_name_plural = "隐患梳理"
        ordering = ["info", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["info", "version"], name="hazard_review_version_once"),
            models.CheckConstraint(condition=Q(verdict__in=HazardVerdict.values), name="hazard_review_verdict_known"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="hazard_review_with_reason", violation_error_message="请写明理由。"
            ),
        ]

    def __str__(self):
        return f"{self.get_verdict_display()}：{self.reason}"
