from django.db import models


class ProductTypeQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def top(self):
        """Return the types that are not an item (子项) of another."""
        return self.filter(parent=None)


class ProductType(models.Model):
    """A kind of product under supervision, or an item (子项) of one."""

    class Domain(models.TextChoices):
        INDUSTRIAL = "INDUSTRIAL", "工业产品"
        FOOD_CONTACT = "FOOD_CONTACT", "食品相关产品"
        CONSUMER = "CONSUMER", "消费品"

    class RiskGrade(models.TextChoices):
        """Risk of a product for the supervision of its producers (R-137–139); not a warning level."""

        HIGH = "HIGH", "高风险"
        MEDIUM_HIGH = "MEDIUM_HIGH", "较高风险"
        GENERAL = "GENERAL", "一般风险"
        LOW = "LOW", "低风险"

    code = models.CharField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="items", verbose_name="上级类别"
    )
    domain = models.CharField("领域", max_length=12, choices=Domain.choices)
    elderly_or_child = models.BooleanField("“一老一小”用品", default=False)
    standard_missing = models.BooleanField("标准缺失", default=False)
    licence_required = models.BooleanField("实行生产许可证管理", default=False)
    ccc_required = models.BooleanField("实行强制性产品认证", default=False)
    mandatory_standard = models.BooleanField("执行强制性标准", default=False)
    risk_grade = models.CharField("产品风险等级", max_length=12, choices=RiskGrade.choices, null=True, blank=True)
    active = models.BooleanField("在用", default=True)
    order = models.PositiveSmallIntegerField("排序", default=100)

    objects = ProductTypeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "产品类别"
        ordering = ["order", "code"]

    def __str__(self):
        return self.name

    @property
    def regimes(self) -> list[str]:
        """The market-access regimes that apply, in words."""
        held = (
            (self.licence_required, "生产许可证"),
            (self.ccc_required, "强制性产品认证"),
            (self.mandatory_standard, "强制性标准"),
        )
        return [label for applies, label in held if applies]
