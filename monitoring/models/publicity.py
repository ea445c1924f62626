"""宣传报道 (R-145): what was said in the media about risk monitoring, where, when and by which link."""

import uuid

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q


def storage_path(row, filename: str) -> str:
    """Return where to keep the cutting: under a random name that tells nothing."""
    return f"publicity/{row.bureau_id}/{uuid.uuid4().hex}{row.file_extension}"


class Publicity(models.Model):
    """One appearance. Rows never change; one that was entered wrongly is struck out with the reason."""

    class Way(models.TextChoices):
        PAPER = "PAPER", "报纸、期刊"
        BROADCAST = "BROADCAST", "广播、电视"
        WEBSITE = "WEBSITE", "网站"
        SOCIAL = "SOCIAL", "微信、微博、短视频"
        BRIEFING = "BRIEFING", "新闻发布、媒体沟通"
        EVENT = "EVENT", "现场宣传活动"
        OTHER = "OTHER", "其他"

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="+", verbose_name="机构")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+", verbose_name="单位")
    on = models.DateField("日期")
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    media = models.CharField("媒体或场合", max_length=80)
    title = models.CharField("标题", max_length=150)
    link = models.URLField("链接", max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    summary = models.TextField("内容和效果", max_length=1000, blank=True)
    product_type = models.ForeignKey(
        "registers.ProductType", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产品类别"
    )
    case = models.ForeignKey(
        "casefile.CaseFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="有关案卷"
    )
    file = models.FileField("剪报或截图", upload_to=storage_path, blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file_extension = models.CharField("扩展名", max_length=10, blank=True)
    file_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    struck_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    struck_at = models.DateTimeField("作废时间", null=True, blank=True)
    struck_reason = models.CharField("作废理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "宣传报道"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["bureau", "-on"], name="publicity_of_bureau")]
        constraints = [
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None, struck_reason="")
                | (Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_reason="")),
                name="publicity_struck_with_reason",
            )
        ]

    def __str__(self):
        return f"{self.media}：{self.title}"
