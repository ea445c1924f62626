"""Whom a document goes to, and how it reached them."""

from django.db import models
from django.db.models import Q

from .states import ServiceMethod


class Recipient(models.Model):
    """A 主送 or 抄送 of a document: a unit of the bureau, an enterprise, or anybody by name."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="recipients", verbose_name="文书")
    name = models.CharField("名称", max_length=120)
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="本局单位"
    )
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="documents_received",
        verbose_name="企业",
    )  # fmt: skip
    cc = models.BooleanField("抄送", default=False)
    #: On paper all recipients with the same words are these words once: 局属各单位 (R-001).
    collective = models.CharField("合称", max_length=40, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "收文单位"
        ordering = ["cc", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "name"], name="recipient_once", violation_error_message="收文单位重复。"
            ),
            models.CheckConstraint(
                condition=Q(department=None) | Q(enterprise=None), name="recipient_unit_or_enterprise"
            ),
        ]

    def __str__(self):
        return self.name


def on_paper(recipients) -> list[str]:
    """Return the names as the paper writes them, those with a collective name by that, once."""
    return list(dict.fromkeys(row.collective or row.name for row in recipients))


class ServiceReceipt(models.Model):
    """送达回证: how and when a recipient got the document, and who took it."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="receipts", verbose_name="收文单位")
    method = models.CharField("送达方式", max_length=16, choices=ServiceMethod.choices)
    served_on = models.DateField("送达日期")
    received_by = models.CharField("签收人", max_length=60, blank=True)
    witness = models.CharField("见证人", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    photo = models.ForeignKey(
        "casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回证照片"
    )
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "送达回证"
        ordering = ["served_on", "pk"]

    def __str__(self):
        return f"{self.recipient} {self.get_method_display()} {self.served_on:%Y-%m-%d}"
