"""货值和罚没: what products were dealt with and what was fined or forfeited, in money (documents §4.4)."""

from django.db import models
from django.db.models import CheckConstraint, Q


class Amount(models.Model):
    """One disposal or payment of a case (of the ledger or of a failed sampling), in yuan.

    Never changed: what was wrong is struck out with its reason and written anew.
    """

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="amounts", verbose_name="案卷")
    on = models.DateField("处置或执行日期")
    goods_value = models.DecimalField("处置不合格产品货值（元）", max_digits=14, decimal_places=2, default=0)
    fine = models.DecimalField("罚没金额（元）", max_digits=14, decimal_places=2, default=0)
    reference = models.CharField("依据", max_length=200)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    struck_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="划去人"
    )
    struck_reason = models.CharField("划去的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "货值和罚没"
        ordering = ["case", "on", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(goods_value__gte=0, fine__gte=0) & (Q(goods_value__gt=0) | Q(fine__gt=0)),
                name="amount_of_something", violation_error_message="货值和罚没金额至少填一项。",
            ),
            CheckConstraint(
                condition=Q(struck_by=None, struck_reason="") | (Q(struck_by__isnull=False) & ~Q(struck_reason="")),
                name="amount_struck_with_reason", violation_error_message="划去须写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self):
        said = [(self.goods_value, "货值"), (self.fine, "罚没")]
        return f"{self.on:%Y-%m-%d} " + "，".join(f"{label} {value:,.2f} 元" for value, label in said if value)
