"""Which enterprises a campaign goes to, and why."""

from django.db import models
from django.db.models import Q

from .campaign import Campaign


class Target(models.Model):
    """An enterprise in the scope of a campaign. `grounds`: codes of `TargetGround`, in the order they came.

    `draw`: the draw by lot that brought it in (R-232).
    One struck off stays with its reason: coverage does not change unseen.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="targets", verbose_name="专项行动")
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, related_name="campaign_targets", verbose_name="企业"
    )
    grounds = models.JSONField("列入理由", default=list)
    note = models.CharField("说明", max_length=200, blank=True)
    unit = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    draw = models.ForeignKey(
        "inspections.Draw", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="随机抽取"
    )
    added_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="列入人")
    added_at = models.DateTimeField("列入时间")
    struck_at = models.DateTimeField("移出时间", null=True, blank=True)
    struck_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="移出人"
    )
    struck_reason = models.CharField("移出理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查对象"
        ordering = ["campaign", "enterprise__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "enterprise"], name="campaign_target_once"),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_reason="") | Q(struck_at__isnull=False) & ~Q(struck_reason=""),
                name="campaign_target_struck_with_reason", violation_error_message="移出须写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.enterprise}"
