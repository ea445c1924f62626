"""专家论证: what experts were asked about an information and what they said (R-045)."""

from django.db import models
from django.db.models import Q

from .. import states


class ExpertStudy(models.Model):
    """One study; rows are written by the act `record_study` and never change.

    `experts`: [{"name", "unit", "title"}], at least one.
    """

    info = models.ForeignKey("riskinfo.RiskInfo", models.PROTECT, related_name="studies", verbose_name="风险信息")
    held_on = models.DateField("论证日期")
    way = models.CharField("方式", max_length=8, choices=states.StudyWay.choices)
    experts = models.JSONField("专家")
    question = models.TextField("论证的问题", max_length=1000)
    opinion = models.TextField("论证意见", max_length=4000)
    finding = models.CharField("结论", max_length=8, choices=states.StudyFinding.choices)
    dissent = models.TextField("不同意见", max_length=1000, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "专家论证"
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(opinion=""), name="study_has_opinion", violation_error_message="请写明论证意见。"
            )
        ]

    def __str__(self):
        return f"{self.held_on:%Y-%m-%d} {self.get_way_display()}"

    @property
    def experts_text(self) -> str:
        return "；".join("，".join(filter(None, (row["name"], row["unit"], row["title"]))) for row in self.experts)
