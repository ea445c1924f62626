"""Keys by which other systems file informations, and what came in by them."""

from django.db import models


class SourceToken(models.Model):
    """The key of one system that files under one source for one unit; kept hashed, never deleted.

    `window_at` and `window_count` are the requests of the running minute.
    """

    name = models.CharField("系统名称", max_length=60)
    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="+")
    source = models.ForeignKey("registers.InfoSource", models.PROTECT, related_name="+", verbose_name="信息来源")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+", verbose_name="承办单位")
    handler = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="经办人")
    per_minute = models.PositiveIntegerField("每分钟最多", default=60)
    key_hash = models.CharField("密钥摘要", max_length=64, unique=True, editable=False)
    key_start = models.CharField("密钥开头", max_length=12, editable=False)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="建立人")
    created_at = models.DateTimeField("建立时间")
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="停用人")
    revoked_at = models.DateTimeField("停用时间", null=True)
    last_used_at = models.DateTimeField("最近使用", null=True)
    window_at = models.DateTimeField(null=True, editable=False)
    window_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "接口密钥"
        ordering = ["-pk"]

    def __str__(self):
        return self.name


class ReceivedInfo(models.Model):
    """That an information came in by a key, and the content that was sent, as its hash."""

    info = models.OneToOneField("riskinfo.RiskInfo", models.PROTECT, primary_key=True, related_name="received")
    token = models.ForeignKey(SourceToken, models.PROTECT, related_name="received")
    content_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField("接收时间")

    class Meta:
        verbose_name = verbose_name_plural = "接口接收的信息"

    def __str__(self):
        return str(self.info)
