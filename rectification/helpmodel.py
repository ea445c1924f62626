"""帮扶: consultation, analysis, training, briefing, and what came of it (R-227, R-340)."""

from django.db import models
from django.db.models import CheckConstraint, F, Q


class HelpKind(models.TextChoices):
    CONSULTATION = "CONSULTATION", "质量问诊"
    ANALYSIS = "ANALYSIS", "质量分析"
    TRAINING = "TRAINING", "质量培训"
    BRIEFING = "BRIEFING", "宣贯会"


class Effect(models.TextChoices):
    SOLVED = "SOLVED", "问题已解决"
    BETTER = "BETTER", "有改进"
    NONE = "NONE", "没有效果"


class HelpVisit(models.Model):
    """One visit to help the enterprise of an item; its effect is judged afterwards."""

    item = models.ForeignKey(
        "rectification.RectificationItem", models.PROTECT, related_name="help_visits", verbose_name="整改"
    )
    kind = models.CharField("方式", max_length=12, choices=HelpKind.choices)
    on = models.DateField("日期")
    experts = models.CharField("参加人员和专家", max_length=300)
    causes = models.TextField("查找到的原因", max_length=4000)
    advice = models.TextField("整改建议", max_length=4000)
    effect_due = models.DateField("效果评估日期")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    effect = models.CharField("效果", max_length=8, choices=Effect.choices, blank=True)
    effect_on = models.DateField("评估日期", null=True, blank=True)
    effect_text = models.TextField("效果说明", max_length=4000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "帮扶"
        ordering = ["item", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(effect="", effect_on=None, effect_text="")
                | (~Q(effect="") & Q(effect_on__isnull=False) & ~Q(effect_text="")),
                name="help_effect_whole",
            ),
            CheckConstraint(
                condition=Q(effect_due__gte=F("on")), name="help_effect_after_visit",
                violation_error_message="效果评估不能早于帮扶日期。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.item} {self.get_kind_display()} {self.on}"
