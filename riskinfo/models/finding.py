"""How an information is found again, and which others it belongs with (R-112)."""

from django.db import models
from django.db.models import F, Q


class InfoMark(models.Model):
    """A batch number or barcode by which the same goods are recognised; written by `riskinfo.marking`."""

    class Kind(models.TextChoices):
        BATCH = "BATCH", "批号"
        BARCODE = "BARCODE", "条码"

    info = models.ForeignKey("riskinfo.RiskInfo", models.CASCADE, related_name="marks", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "批号和条码"
        constraints = [models.UniqueConstraint(fields=["info", "kind", "value"], name="info_mark_once")]
        indexes = [models.Index(fields=["value", "info"], name="info_mark_value")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.value}"


class InfoBand(models.Model):
    """One band of the sketch of an information's wording (`riskinfo.sketching.bands`)."""

    info = models.ForeignKey("riskinfo.RiskInfo", models.CASCADE, related_name="bands")
    key = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "文字特征"
        indexes = [models.Index(fields=["key", "info"], name="info_band_key")]

    def __str__(self):
        return str(self.key)


class InfoLink(models.Model):
    """Two informations that belong together without being the same; made and undone by acts on `info`."""

    class Kind(models.TextChoices):
        SAME_EVENT = "SAME_EVENT", "同一事件的不同反映"
        SAME_PRODUCT = "SAME_PRODUCT", "同一企业或同类产品的同类问题"
        CLUSTER = "CLUSTER", "并入集中反映"
        OTHER = "OTHER", "其他关联"

    info = models.ForeignKey("riskinfo.RiskInfo", models.PROTECT, related_name="links", verbose_name="风险信息")
    other = models.ForeignKey("riskinfo.RiskInfo", models.PROTECT, related_name="linked_from", verbose_name="关联信息")
    kind = models.CharField("关系", max_length=12, choices=Kind.choices)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="关联人")
    at = models.DateTimeField("关联时间")

    class Meta:
        verbose_name = verbose_name_plural = "信息关联"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["info", "other"], name="info_linked_once"),
            models.CheckConstraint(condition=~Q(info=F("other")), name="info_not_linked_to_itself"),
        ]

    def __str__(self):
        return f"{self.info} — {self.other}"
