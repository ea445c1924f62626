"""Where a product came from and where it went, one line a partner (R-033, R-044)."""

from django.core.validators import MinValueValidator
from django.db import models


class ProductFlow(models.Model):
    """Quantity in the unit of the emergency's totals (`flow_unit`)."""

    class Direction(models.TextChoices):
        SOURCE = "SOURCE", "来源"
        OUTGOING = "OUTGOING", "流向"

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="product_flows", verbose_name="案卷")
    direction = models.CharField("方向", max_length=10, choices=Direction.choices, default=Direction.OUTGOING)
    partner = models.CharField("单位或个人", max_length=120)
    region = models.CharField("地区", max_length=60)
    quantity = models.PositiveIntegerField("数量", validators=[MinValueValidator(1)])
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "产品流向"
        ordering = ["-direction", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="flow_quantity_positive")]

    def __str__(self):
        return f"{self.get_direction_display()} {self.partner}（{self.region}）{self.quantity}"
