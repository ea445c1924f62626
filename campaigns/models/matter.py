"""What cannot wait for a return: important matters (R-238, R-350), and what the bureau above found (R-234)."""

from django.db import models
from django.db.models import F, Q

from .campaign import Campaign


class ImportantMatter(models.Model):
    """A situation or major case reported upward at once; rows are added, never changed (R-350)."""

    class Sort(models.TextChoices):
        SITUATION = "SITUATION", "重要情况"
        MAJOR_CASE = "MAJOR_CASE", "重大案件"
        MAJOR_ISSUE = "MAJOR_ISSUE", "重大问题"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="matters", verbose_name="专项行动")
    sort = models.CharField("类别", max_length=12, choices=Sort.choices)
    title = models.CharField("事项", max_length=120)
    text = models.TextField("情况", max_length=4000)
    case = models.ForeignKey(
        "casefile.CaseFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="案卷"
    )
    learned_at = models.DateTimeField("获知时间")
    told = models.CharField("报告对象", max_length=200)
    way = models.CharField("报告方式", max_length=60)
    reported_at = models.DateTimeField("报告时间")
    reported_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="报告人")

    class Meta:
        verbose_name = verbose_name_plural = "重要事项报告"
        ordering = ["campaign", "-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_at__gte=F("learned_at")), name="matter_reported_after_learned",
                violation_error_message="报告时间不能早于获知时间。",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.title

    @property
    def took_text(self) -> str:
        """How long it took from learning to reporting."""
        minutes = int((self.reported_at - self.learned_at).total_seconds() // 60)
        return f"{minutes // 60} 小时 {minutes % 60} 分" if minutes >= 60 else f"{minutes} 分钟"


class Feedback(models.Model):
    """督查反馈: what the bureau above found at this one, and what was answered (R-232, R-234)."""

    class Sort(models.TextChoices):
        VISIT = "VISIT", "实地督查"
        READING = "READING", "查阅案卷"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="feedback", verbose_name="专项行动")
    sort = models.CharField("方式", max_length=8, choices=Sort.choices)
    on = models.DateField("督查日期")
    text = models.TextField("督查情况和要求", max_length=4000)
    #: The lot by which the bureau above chose whom to visit, and the enterprises it went to (R-232).
    draw = models.ForeignKey(
        "inspections.Draw", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="随机抽取"
    )
    visited = models.ManyToManyField(
        "registers.Enterprise", blank=True, related_name="+", verbose_name="走访的风险隐患企业"
    )
    answer_by = models.DateField("反馈期限", null=True, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="督查人")
    at = models.DateTimeField("登记时间")
    answer = models.TextField("整改反馈", max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反馈人"
    )
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督查反馈"
        ordering = ["campaign", "-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="feedback_answered_whole",
            )
        ]

    def __str__(self):
        return f"{self.on} {self.get_sort_display()}"
