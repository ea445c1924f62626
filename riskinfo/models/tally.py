from django.db import models


class InfoTally(models.Model):
    """How many submitted informations of a source were opened in a month: the sum of `number` over all rows
    (casefile.tallying writes them)."""

    month = models.CharField("月份", max_length=7)
    bureau = models.ForeignKey("accounts.Bureau", models.DO_NOTHING, db_constraint=False, related_name="+")
    department = models.ForeignKey("accounts.Department", models.DO_NOTHING, db_constraint=False, related_name="+")
    source = models.ForeignKey("registers.InfoSource", models.DO_NOTHING, db_constraint=False, related_name="+")
    is_drill = models.BooleanField("演练")
    number = models.BigIntegerField("增减")

    class Meta:
        verbose_name = verbose_name_plural = "风险信息合计"
        indexes = [models.Index(fields=["month"], name="info_tally_month")]

    def __str__(self):
        return f"{self.month} {self.source} {self.number:+}"
