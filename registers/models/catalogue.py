from django.db import models

from .producttype import ProductType


class Catalogue(models.Model):
    """A list of key products that an authority issued for a year or a campaign."""

    class Level(models.TextChoices):
        NATIONAL = "NATIONAL", "国家级"
        PROVINCE = "PROVINCE", "省级"
        PREFECTURE = "PREFECTURE", "市（州）级"
        COUNTY = "COUNTY", "县级"

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    level = models.CharField("层级", max_length=12, choices=Level.choices)
    issuer = models.CharField("发布机关", max_length=80)
    document_number = models.CharField("文号", max_length=60, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_to = models.DateField("失效日期", null=True, blank=True)
    product_types = models.ManyToManyField(
        ProductType, through="CatalogueEntry", related_name="catalogues", verbose_name="产品类别"
    )

    class Meta:
        verbose_name = verbose_name_plural = "产品目录"
        ordering = ["-year", "level", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="catalogue_validity_ordered",
                violation_error_message="失效日期不能早于生效日期。",
            )
        ]

    def __str__(self):
        return f"{self.name}（{self.year}）"


class CatalogueEntry(models.Model):
    """One product type in one catalogue; a type may sit in several catalogues."""

    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="entries", verbose_name="目录")
    product_type = models.ForeignKey(
        ProductType, models.PROTECT, related_name="catalogue_entries", verbose_name="产品类别"
    )
    order = models.PositiveSmallIntegerField("序号", default=100)
    group = models.CharField("分组", max_length=40, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "目录条目"
        ordering = ["catalogue", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "product_type"],
                name="catalogue_entry_once",
                violation_error_message="这个产品类别已在目录中。",
            )
        ]

    def __str__(self):
        return f"{self.order}. {self.product_type}"
