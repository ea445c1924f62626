"""What stands in the place of an obligatory paper: why it does not apply, or who was consulted."""

from django.db import models
from django.db.models import Q


class PaperWaiver(models.Model):
    """An obligatory paper that does not apply, with the reason; taken back rather than deleted."""

    warning = models.ForeignKey("warnings.Warning", models.PROTECT, related_name="paper_waivers")
    code = models.CharField("文书", max_length=24)
    reason = models.TextField("不适用的理由", max_length=1000)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="认定人")
    at = models.DateTimeField("认定时间")
    taken_back_at = models.DateTimeField("收回时间", null=True, blank=True)
    taken_back_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "不适用的文书"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["warning", "code"], condition=Q(taken_back_at=None), name="paper_waived_once",
                violation_error_message="这份文书已认定不适用。",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="paper_waived_with_reason"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.code} {self.reason}"


class Consultation(models.Model):
    """会商: who of which department met, and what they concluded (R-136).

    participants: [{"unit", "name", "post"}], the last may be empty.
    """

    warning = models.ForeignKey("warnings.Warning", models.PROTECT, related_name="consultations")
    held_on = models.DateField("会商日期")
    place = models.CharField("地点或方式", max_length=100)
    chair = models.CharField("主持人", max_length=60)
    participants = models.JSONField("参加人员", default=list)
    opinions = models.TextField("各方意见", max_length=4000, blank=True)
    conclusion = models.TextField("会商结论", max_length=4000)
    minutes = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会商纪要"
    )
    token = models.UUIDField(null=True, blank=True, unique=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "会商"
        ordering = ["held_on", "pk"]

    def __str__(self):
        return f"{self.held_on:%Y-%m-%d} 会商"

    @property
    def units(self) -> list[str]:
        return list(dict.fromkeys(row["unit"] for row in self.participants))

    @property
    def participants_text(self) -> str:
        """E.g. 清源县应急管理局 王强（科长）、清源县消防救援大队 李明."""
        return "、".join(
            f"{row['unit']} {row['name']}" + (f"（{row['post']}）" if row["post"] else "") for row in self.participants
        )
