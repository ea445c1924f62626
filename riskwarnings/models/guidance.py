"""跟踪帮扶指导: what the bureau did to help an enterprise put things right (R-126)."""

from django.db import models


class Guidance(models.Model):
    """One visit or talk; rows are added, never changed."""

    class Way(models.TextChoices):
        VISIT = "VISIT", "上门指导"
        TALK = "TALK", "约谈、座谈"
        PHONE = "PHONE", "电话、网络指导"
        EXPERT = "EXPERT", "专家会诊"

    warning = models.ForeignKey("warnings.Warning", models.PROTECT, related_name="guidance")
    given_on = models.DateField("日期")
    way = models.CharField("方式", max_length=8, choices=Way.choices)
    people = models.CharField("指导人员", max_length=120)
    content = models.TextField("指导内容", max_length=2000)
    outcome = models.TextField("企业改进情况", max_length=2000, blank=True)
    token = models.UUIDField(null=True, blank=True, unique=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "帮扶指导"
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(content=""), name="guidance_says_something"),
        ]

    def __str__(self):
        return f"{self.given_on:%Y-%m-%d} {self.get_way_display()}"
