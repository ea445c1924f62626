"""Versions of the rule by which a bureau's informations are watched for a rise (R-113)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from ..signalrules import DEFAULT

#: The longest history leaves C3 its two weeks more within the half year that a signal keeps.
LONGEST = 20


def _limits(low, high):
    return [MinValueValidator(low), MaxValueValidator(high)]


class SignalRule(models.Model):
    """One version; the latest is in force, none is changed. Before the first `signalrules.DEFAULT` is."""

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="signal_rules", verbose_name="局")
    version = models.PositiveIntegerField("版次")
    minimum = models.PositiveSmallIntegerField(
        "至少几条", default=DEFAULT.minimum, validators=_limits(2, 100),
        help_text="一周不满这个条数的不报。小县 3 条较合适；嫌信号太多时先调高这一项。",
    )  # fmt: skip
    baseline = models.PositiveSmallIntegerField(
        "同前面几周比", default=DEFAULT.baseline, validators=_limits(5, LONGEST),
        help_text="“预期”是前面这么多周的平均（隔开最近两周）。周数多，预期更稳，但跟不上季节变化；"
        "登记满这么多周再加两周以后才有信号。",
    )  # fmt: skip
    sudden = models.FloatField(
        "突然增多的界限（标准差的倍数）", default=DEFAULT.sudden, validators=_limits(1.5, 6),
        help_text="一周超过预期这么多倍标准差，为“突然增多（C2）”。调高，信号少而准；调低，发现早而误报多。",
    )  # fmt: skip
    slow = models.FloatField(
        "连续增多的界限", default=DEFAULT.slow, validators=_limits(1, 6),
        help_text="连续三周各自超出一倍标准差的部分，加起来超过它，为“连续增多（C3）”。",
    )  # fmt: skip
    left_out = models.ManyToManyField(
        "registers.InfoSource", related_name="+", blank=True, verbose_name="不报信号的来源",
        help_text="这些来源的信息照常登记、统计，只是不报信号。例如集中部署的监督抽查，一批结果同时到，不是风险增多。",
    )  # fmt: skip
    reason = models.CharField("依据或理由", max_length=200)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="设置人")
    set_at = models.DateTimeField("设置时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "信号设置"
        ordering = ["bureau", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "version"], name="signal_rule_version_once",
                violation_error_message="您打开以后，设置已被他人改动，请刷新后再改。",
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=2, baseline__gte=5, baseline__lte=LONGEST, sudden__gt=0, slow__gt=0),
                name="signal_rule_can_work",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.bureau} 第{self.version}版"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("信号设置另存新版，不能修改。")
        super().save(*args, **kwargs)
