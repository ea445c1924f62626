"""安全隐患分析大会: experts look at the hazards of the area, and what they had before them (R-223)."""

from django.db import models
from django.db.models import Q

from .campaign import Campaign


def _file(label):
    return models.ForeignKey(
        "casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Conference(models.Model):
    """One conference; rows are added and, where wrong, struck out with the reason, never changed.

    experts, attendees: [{"unit", "name", "post"}], of an expert "post" is the speciality. The three inputs of the
    plan are records where the system has them, else files of the campaign: the summary of the informations (a
    situation analysis), the emergency plan (a version of the bureau's), the rectification plan.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="conferences", verbose_name="专项行动")
    held_on = models.DateField("召开日期")
    place = models.CharField("地点或方式", max_length=100)
    chair = models.CharField("主持人", max_length=60)
    experts = models.JSONField("专家", default=list)
    attendees = models.JSONField("参加人员", default=list, blank=True)
    analysis = models.ForeignKey(
        "riskinfo.SituationAnalysis", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="风险信息汇总（形势分析）",
    )  # fmt: skip
    summary_file = _file("风险信息汇总")
    emergency_plan = models.ForeignKey(
        "emergency.Plan", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="应急预案"
    )
    emergency_file = _file("风险信息应急预案")
    rectification_file = models.ForeignKey(
        "casefile.Attachment", models.PROTECT, related_name="+", verbose_name="整治方案"
    )
    findings = models.TextField("研究分析情况", max_length=4000)
    conclusion = models.TextField("结论和建议", max_length=4000)
    minutes = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会议纪要"
    )
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    struck_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="划去人"
    )
    struck_reason = models.CharField("划去的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "安全隐患分析大会"
        ordering = ["campaign", "-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(analysis__isnull=False) | Q(summary_file__isnull=False), name="conference_had_summary",
                violation_error_message="请选定形势分析，或者上传风险信息汇总。",
            ),
            models.CheckConstraint(
                condition=Q(emergency_plan__isnull=False) | Q(emergency_file__isnull=False),
                name="conference_had_emergency_plan", violation_error_message="请选定或者上传应急预案。",
            ),
            models.CheckConstraint(
                condition=Q(struck_by=None, struck_reason="") | (Q(struck_by__isnull=False) & ~Q(struck_reason="")),
                name="conference_struck_with_reason", violation_error_message="划去须写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.held_on:%Y-%m-%d} 安全隐患分析大会"

    @property
    def experts_text(self) -> str:
        return people_text(self.experts)

    @property
    def attendees_text(self) -> str:
        return people_text(self.attendees)


def people_text(people: list[dict]) -> str:
    """E.g. 省质检院 王强（电线电缆检测）、清源县应急管理局 李明."""
    return "、".join(f"{row['unit']} {row['name']}" + (f"（{row['post']}）" if row["post"] else "") for row in people)
