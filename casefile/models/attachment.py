import uuid

from django.db import models


def storage_path(attachment, filename: str) -> str:
    """Return where to keep a file: by case, under a random name that tells nothing."""
    return f"cases/{attachment.case_id}/{uuid.uuid4().hex}{attachment.extension}"


class Attachment(models.Model):
    """A file kept with a case as evidence: never overwritten, never deleted, at most struck out."""

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="attachments", verbose_name="案卷")
    measure = models.ForeignKey(
        "casefile.Measure", models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name="措施"
    )
    file = models.FileField("文件", upload_to=storage_path)
    name = models.CharField("文件名", max_length=200)
    extension = models.CharField("扩展名", max_length=10)
    content_type = models.CharField("类型", max_length=80)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64)
    note = models.CharField("说明", max_length=100, blank=True)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")
    struck_at = models.DateTimeField("作废时间", null=True, blank=True)
    struck_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    struck_reason = models.CharField("作废理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["uploaded_at", "pk"]

    def __str__(self):
        return self.name

    @property
    def opens_inline(self) -> bool:
        return self.content_type in ("application/pdf", "image/jpeg", "image/png")
