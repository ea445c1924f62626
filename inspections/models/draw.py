"""抽取: who was drawn by lot, from whom, with what seed, so that anybody can draw again."""

from django.db import models
from django.urls import reverse
from django.utils import timezone


class Draw(models.Model):
    """One draw; never changed. `population` and `drawn` are lists of {"id", "name", "code"}.

    The lot of a member is SHA-256 of "seed:id"; the `size` smallest are drawn (R-232).
    """

    class Among(models.TextChoices):
        ENTERPRISE = "ENTERPRISE", "企业"
        BUREAU = "BUREAU", "下级局"
        OFFICER = "OFFICER", "检查人员"

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="draws", verbose_name="机构")
    among = models.CharField("抽取对象", max_length=12, choices=Among.choices)
    title = models.CharField("抽取事项", max_length=100)
    criteria = models.CharField("抽取范围", max_length=200)
    seed = models.CharField("随机种子", max_length=64)
    population = models.JSONField("名单")
    size = models.PositiveIntegerField("抽取数量")
    drawn = models.JSONField("抽中")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="抽取人")
    at = models.DateTimeField("抽取时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "随机抽取"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("inspections:draw", args=[self.pk])
