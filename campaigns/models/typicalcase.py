"""典型案例: what a campaign shows others, and whether it was made public (R-335, R-349, R-236)."""

from django.db import models
from django.db.models import F, Q

from .campaign import Campaign


class TypicalCase(models.Model):
    """A case told in words. Exposure is a leader's decision, never that of who wrote it."""

    class Sort(models.TextChoices):
        VIOLATION = "VIOLATION", "违法典型案例"
        EXPERIENCE = "EXPERIENCE", "典型经验"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="typical_cases", verbose_name="专项行动")
    case = models.ForeignKey(
        "casefile.CaseFile", models.PROTECT, null=True, blank=True, related_name="typical_cases", verbose_name="案卷"
    )
    sort = models.CharField("类别", max_length=12, choices=Sort.choices, default=Sort.VIOLATION)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("案情、处理结果和意义", max_length=4000)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="撰写人")
    written_at = models.DateTimeField("撰写时间")
    exposed_on = models.DateField("曝光日期", null=True, blank=True)
    exposed_in = models.CharField("曝光渠道和链接", max_length=200, blank=True)
    exposure_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准曝光人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "典型案例"
        ordering = ["campaign", "-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(exposed_on=None, exposure_by=None, exposed_in="")
                | Q(exposed_on__isnull=False, exposure_by__isnull=False) & ~Q(exposed_in=""),
                name="typical_case_exposed_whole", violation_error_message="曝光须有日期、渠道和批准人。",
            ),
            models.CheckConstraint(
                condition=Q(exposure_by=None) | ~Q(exposure_by=F("written_by")),
                name="typical_case_exposed_by_another", violation_error_message="撰写人不能批准曝光。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title
