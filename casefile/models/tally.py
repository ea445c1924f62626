from django.db import models


class CaseTally(models.Model):
    """How many cases there are of each sort: the sum of `number` over all rows (casefile.tallying writes them)."""

    kind = models.CharField("类别", max_length=16)
    bureau = models.ForeignKey("accounts.Bureau", models.DO_NOTHING, db_constraint=False, related_name="+")
    department = models.ForeignKey("accounts.Department", models.DO_NOTHING, db_constraint=False, related_name="+")
    state = models.CharField("环节", max_length=32)
    level = models.CharField("级别", max_length=20)
    is_drill = models.BooleanField("演练")
    closed_in = models.CharField("办结年份", max_length=4, help_text="未办结为空")
    number = models.BigIntegerField("增减")

    class Meta:
        verbose_name = verbose_name_plural = "案卷合计"

    def __str__(self):
        return f"{self.kind} {self.state} {self.number:+}"
