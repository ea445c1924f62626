"""Who and what else an information is about, beside the enterprise and product of its case (R-025, R-142)."""

from django.db import models


class InfoParty(models.Model):
    """One firm named in `producers`, `sellers` or `material_suppliers`; written by `riskinfo.marking`.

    What people typed stands in those fields; these rows are how the firm's dossier finds the information.
    `enterprise` is None while the firm is not on file.
    """

    class Role(models.TextChoices):
        PRODUCER = "PRODUCER", "生产者"
        SELLER = "SELLER", "销售者"
        SUPPLIER = "SUPPLIER", "原料供应企业"

    info = models.ForeignKey("riskinfo.RiskInfo", models.CASCADE, related_name="parties", db_index=False)
    role = models.CharField("关系", max_length=10, choices=Role.choices)
    name = models.CharField("名称", max_length=140)
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "涉及的企业"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["info", "role", "name"], name="info_party_once")]
        #: The newest of a firm are read from either; some platforms sell what every tenth complaint is about.
        indexes = [
            models.Index(fields=["name", "info"], name="info_party_name"),
            models.Index(fields=["enterprise", "info"], name="info_party_enterprise"),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.name}"


class InfoProduct(models.Model):
    """Another product that an information is about; the first stands on the information itself."""

    info = models.ForeignKey("riskinfo.RiskInfo", models.CASCADE, related_name="products")
    product_type = models.ForeignKey("registers.ProductType", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("产品名称", max_length=120, blank=True)
    batch = models.CharField("规格型号、批次", max_length=120, blank=True)
    brand = models.CharField("商标", max_length=60, blank=True)
    barcode = models.CharField("商品条码", max_length=14, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "涉及的其他产品"
        ordering = ["pk"]

    def __str__(self):
        known = (self.name or str(self.product_type or ""), self.batch, self.brand and f"商标：{self.brand}")
        return " ".join(filter(None, (*known, self.barcode and f"条码：{self.barcode}")))
