"""监测站: what a station watches and whom to ask there (R-108); its name and whether it is in use stand on the unit."""

from django.db import models
from django.urls import reverse

from registers.validators import validate_phone


class Station(models.Model):
    department = models.OneToOneField(
        "accounts.Department", models.PROTECT, primary_key=True, related_name="station", verbose_name="监测站"
    )
    host = models.CharField("依托单位", max_length=120, blank=True)
    products = models.ManyToManyField("registers.ProductType", blank=True, related_name="+", verbose_name="监测产品")
    contact = models.CharField("联系人", max_length=30, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True, validators=[validate_phone])
    address = models.CharField("地址", max_length=200, blank=True)
    ability = models.TextField("采集、监测和研判能力", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "监测站"
        ordering = ["department__bureau", "department__order", "pk"]

    def __str__(self):
        return str(self.department)

    def get_absolute_url(self):
        return reverse("riskinfo:stations:detail", args=[self.pk])
