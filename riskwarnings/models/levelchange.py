"""级别调整: a warning in force is raised or lowered on a new assessment (rules §3.2, LEVEL_CHANGED)."""

from django.db import models
from django.db.models import F, Q

from ..facts_text import WarningLevel


class LevelChange(models.Model):
    """A proposal to change the level, and what became of it. `notice` is the new 警示通报, driven by the warning."""

    class Outcome(models.TextChoices):
        APPROVED = "APPROVED", "已批准"
        REFUSED = "REFUSED", "未同意"

    warning = models.ForeignKey(
        "warnings.Warning", models.PROTECT, related_name="level_changes", verbose_name="风险预警"
    )
    number = models.PositiveSmallIntegerField("次序")
    assessment = models.ForeignKey(
        "warnings.RiskAssessment", models.PROTECT, related_name="level_changes", verbose_name="评估"
    )
    assessed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="评估人")
    from_level = models.CharField("原级别", max_length=10, choices=WarningLevel.choices)
    to_level = models.CharField("拟调整为", max_length=10, choices=WarningLevel.choices)
    suggested_level = models.CharField("建议级别", max_length=10, choices=WarningLevel.choices)
    reason = models.TextField("理由")
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提请人")
    proposed_at = models.DateTimeField("提请时间")
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    notice = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="调级通报"
    )
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "级别调整"
        ordering = ["warning", "number"]
        constraints = [
            models.UniqueConstraint(fields=["warning", "number"], name="level_change_numbered_once"),
            models.UniqueConstraint(
                fields=["warning"], condition=Q(outcome=""), name="level_change_one_open",
                violation_error_message="已有一项级别调整正等待批准。",
            ),
            models.CheckConstraint(
                condition=~Q(from_level=F("to_level")), name="level_change_changes",
                violation_error_message="级别没有变化。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="level_change_decided_by_another",
                violation_error_message="提请调整的人不能批准。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(assessed_by=None) | ~Q(decided_by=F("assessed_by")),
                name="level_change_decider_did_not_assess", violation_error_message="评估人不能批准。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="level_change_decided_when_outcome_says",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None) | Q(outcome="APPROVED", notice__isnull=False),
                name="level_change_issued_after_approval",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"第{self.number}次调整：{self.get_from_level_display()}→{self.get_to_level_display()}"

    @property
    def raises(self) -> bool:
        return self.to_level < self.from_level

    @property
    def strictest_level(self) -> str:
        """The highest of what was, what is suggested and what is proposed: who decides depends on it."""
        return min(self.from_level, self.to_level, self.suggested_level)

    @property
    def is_open(self) -> bool:
        return self.outcome == ""
