from django.conf import settings
from django.db import models

from .enterprise import Enterprise
from .producttype import ProductType


class SamplingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(enterprise__in=Enterprise.objects.visible_to(user))

    def tested(self):
        """Return those with a verdict on quality: a refused or empty-handed visit says nothing about it."""
        return self.filter(conclusion__in=[SamplingResult.Conclusion.PASS, SamplingResult.Conclusion.FAIL])


class SamplingResult(models.Model):
    """What a supervision sampling (监督抽查) found at one enterprise for one product (R-326)."""

    class Conclusion(models.TextChoices):
        PASS = "PASS", "合格"
        FAIL = "FAIL", "不合格"
        REFUSED = "REFUSED", "拒检"
        NO_SAMPLE = "NO_SAMPLE", "未抽到样品"

    class Place(models.TextChoices):
        OFFLINE = "OFFLINE", "线下"
        ONLINE = "ONLINE", "网络"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="samplings", verbose_name="受检企业")
    product_type = models.ForeignKey(
        ProductType, models.PROTECT, null=True, blank=True, related_name="samplings", verbose_name="产品类别"
    )
    product_name = models.CharField("产品名称", max_length=120)
    batch = models.CharField("批次或规格", max_length=120, blank=True)
    sampled_on = models.DateField("抽样日期", null=True, blank=True)
    place = models.CharField("抽样方式", max_length=8, choices=Place.choices, default=Place.OFFLINE)
    #: As the label says where the sample was taken at a seller (R-222).
    producer_name = models.CharField("标称生产者", max_length=120, blank=True)
    producer_address = models.CharField("标称生产者地址", max_length=200, blank=True)
    channel = models.CharField("抽样环节", max_length=60, blank=True, help_text="生产、流通、农村市场，或平台名称。")
    agency = models.CharField("承检机构", max_length=120, blank=True)
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion.choices)
    failed_items = models.CharField("不合格项目", max_length=300, blank=True)
    report_number = models.CharField("报告编号", max_length=60, blank=True)
    external_id = models.CharField("上级系统编号", max_length=60, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="录入人"
    )
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    objects = SamplingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监督抽查结果"
        ordering = ["-sampled_on", "-pk"]
        indexes = [
            models.Index(fields=["enterprise", "-sampled_on"], name="sampling_of_enterprise"),
            models.Index(fields=["product_type", "conclusion"], name="sampling_of_product"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(failed_items="") | models.Q(conclusion="FAIL"),
                name="sampling_failed_items_only_when_failed",
                violation_error_message="结论不是“不合格”的，不能填不合格项目。",
            ),
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="sampling_external_id_once",
                violation_error_message="这个上级系统编号已经录入。",
            ),
        ]

    def __str__(self):
        return f"{self.product_name} {self.get_conclusion_display()}"
