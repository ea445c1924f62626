"""One signed version of a monthly return: what was frozen, how it was sent, who got it (R-143, R-144)."""

import uuid

from django.db import models
from django.db.models import Q

from ..states import ReturnWay


def version_path(version, filename: str) -> str:
    """Return where to keep a file of a version: by case, under a random name that tells nothing."""
    extension = filename.rpartition(".")[2]
    return f"returns/{version.record_id}/{uuid.uuid4().hex}.{extension}"


class ReturnVersion(models.Model):
    """The 报送表 as it was signed. `content` is {"rows", "left_out", "paper"}; both files carry their SHA-256 (hex).

    Written at signature and never rendered again; later acts add how it was sent,
    its receipt, and why it came back.
    """

    record = models.ForeignKey("riskinfo.MonthlyReturn", models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版次")
    content = models.JSONField("签发内容", editable=False)
    content_sha256 = models.CharField("签发内容 SHA-256", max_length=64, editable=False)
    pdf = models.FileField("报送表 PDF", upload_to=version_path, editable=False)
    pdf_sha256 = models.CharField("PDF SHA-256", max_length=64, editable=False)
    xlsx = models.FileField("报送表 Excel", upload_to=version_path, editable=False)
    xlsx_sha256 = models.CharField("Excel SHA-256", max_length=64, editable=False)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签发时间")
    way = models.CharField("报送方式", max_length=16, choices=ReturnWay.choices, blank=True)
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    receipt = models.CharField("回执", max_length=200, blank=True)
    receipt_file = models.ForeignKey("casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    received_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    returned_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    return_reason = models.TextField("退回理由", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报送表版次"
        ordering = ["record", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="return_version_once"),
            models.CheckConstraint(condition=Q(submitted_at=None) | ~Q(way=""), name="return_version_sent_some_way"),
            models.CheckConstraint(
                condition=Q(returned_at=None) | ~Q(return_reason=""), name="return_version_returned_with_reason"
            ),
        ]

    def __str__(self):
        return f"{self.record} 第{self.number}版"

    @property
    def standing(self) -> str:
        """What became of it, in a word."""
        if self.returned_at:
            return "被退回" if self.submitted_at else "报送前退回"
        if self.received_at:
            return "已签收"
        return "已报送" if self.submitted_at else "已签发"
