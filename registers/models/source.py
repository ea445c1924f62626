from django.db import models


class InfoSource(models.Model):
    """Where a risk information came from: one row of the merged source catalogue (R-109, R-110)."""

    class Kind(models.TextChoices):
        SUPERVISION = "SUPERVISION", "监管执法"
        TECHNICAL = "TECHNICAL", "监测检验"
        OFFICIAL = "OFFICIAL", "上级与部门"
        SOCIAL = "SOCIAL", "社会渠道"
        INDUSTRY = "INDUSTRY", "企业与行业"
        OTHER = "OTHER", "其他"

    #: Codes of the shipped catalogue that carry public opinion (R-307, R-347).
    PUBLIC_OPINION = ("ONLINE_OPINION", "MEDIA")

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    owner_unit = models.CharField("归口单位", max_length=60, blank=True)
    active = models.BooleanField("在用", default=True)
    order = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "信息来源"
        ordering = ["order", "code"]

    def __str__(self):
        return self.name
