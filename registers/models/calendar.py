from django.db import models


class CalendarYear(models.Model):
    """Whether the State Council's holiday notice of a year is on file.

    A year without a row counts as ESTIMATED: weekends and statutory days only.
    """

    class Status(models.TextChoices):
        PUBLISHED = "PUBLISHED", "已公布"
        ESTIMATED = "ESTIMATED", "暂估"

    year = models.PositiveSmallIntegerField("年度", unique=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices)
    notice_no = models.CharField("放假通知", max_length=120, blank=True)
    revision = models.PositiveIntegerField("修订次数", default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "日历年度"
        ordering = ["-year"]

    def __str__(self):
        return f"{self.year}年（{self.get_status_display()}）"


class CalendarDay(models.Model):
    """A day that differs from the plain week: a rest day by notice, or a weekend day worked (调休)."""

    class Kind(models.TextChoices):
        HOLIDAY = "HOLIDAY", "休"
        WORKDAY = "WORKDAY", "班"

    year = models.ForeignKey(
        CalendarYear,
        models.PROTECT,
        related_name="days",
        verbose_name="通知年度",
        help_text="元旦的调休可能在上一年12月，仍属下一年的通知。",
    )
    date = models.DateField("日期", unique=True)
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    name = models.CharField("名称", max_length=20)
    source = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休"
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {self.name}（{self.get_kind_display()}）"
