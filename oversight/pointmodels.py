"""风险点: where the district may be hurt, and who keeps an eye on it (R-212)."""

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from registers.models import ProductType


def _person(label: str, **more) -> models.ForeignKey:
    return models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=label, **more)


class RiskPoint(models.Model):
    """A place, an enterprise or a product in a town that is looked at every so many days; ended, never deleted."""

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="risk_points", verbose_name="局")
    region = models.ForeignKey(
        "registers.Region", models.PROTECT, related_name="risk_points", verbose_name="乡镇（街道）"
    )
    name = models.CharField("风险点", max_length=120, help_text="例如“电动车充电器作坊集中区”“农村集市烟花摊点”。")
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="risk_points", verbose_name="企业"
    )
    product_type = models.ForeignKey(
        ProductType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产品"
    )
    risk = models.CharField("风险程度", max_length=12, choices=ProductType.RiskGrade.choices)
    hazard = models.TextField("可能出什么事", max_length=1000)
    control = models.TextField("管控措施", max_length=1000)
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+", verbose_name="责任单位")
    person = _person("责任人", null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(
        "多少天查看一次", default=90, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    since = models.DateField("列入日期")
    checked_on = models.DateField("最近查看", null=True, blank=True)
    ended_on = models.DateField("销号日期", null=True, blank=True)
    ended_reason = models.CharField("销号理由", max_length=300, blank=True)
    by = _person("登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "风险点"
        ordering = ["region__code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_reason="") | (Q(ended_on__isnull=False) & ~Q(ended_reason="")),
                name="risk_point_ended_with_reason", violation_error_message="销号须写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("oversight:point", args=[self.pk])

    @property
    def due_on(self) -> date:
        """The day by which somebody looks at it again."""
        return (self.checked_on or self.since) + timedelta(days=self.every_days)


class PointCheck(models.Model):
    """Somebody looked at a risk point; rows are added, never changed."""

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="checks")
    on = models.DateField("查看日期")
    found = models.TextField("查看情况", max_length=1000)
    by = _person("查看人")
    at = models.DateTimeField("登记时间")
    token = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "风险点查看"
        ordering = ["-on", "-pk"]

    def __str__(self):
        return f"{self.on} {self.found[:40]}"
