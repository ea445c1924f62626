from django.db import models


class Region(models.Model):
    """A division of GB/T 2260 or one of its towns and villages.

    `code` has 6 digits down to the county, 9 for a town, 12 for a village.
    """

    class Level(models.TextChoices):
        PROVINCE = "PROVINCE", "省级"
        PREFECTURE = "PREFECTURE", "地级"
        COUNTY = "COUNTY", "县级"
        TOWN = "TOWN", "乡镇（街道）"
        VILLAGE = "VILLAGE", "村（社区）"

    code = models.CharField("行政区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=12, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级区划"
    )
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]

    def __str__(self):
        return self.name
