from django.db import models


class NumberSeries(models.Model):
    """The last number taken of a series: one row for each bureau, kind or organ code, and year."""

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="number_series")
    series = models.CharField("序列", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号序列"
        constraints = [models.UniqueConstraint(fields=["bureau", "series", "year"], name="number_series_once")]

    def __str__(self):
        return f"{self.series} {self.year} {self.last}"
