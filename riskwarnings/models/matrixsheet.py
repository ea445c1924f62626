"""风险矩阵测算表: one injury scenario, its severity and probability (reference §7)."""

from decimal import Context, Decimal

from django.db import models
from django.db.models import Q

from ..matrix import Risk, Severity

#: Characters of a probability that anybody would write: 0.000001.
LONGEST = 8


def _rounded(step: Decimal) -> str:
    return f"{step.normalize(Context(prec=3)):f}"


class RiskMatrixSheet(models.Model):
    """Append-only. `steps`: [[what happens, probability as text], …]; `sensitivity`: that of `Matrix`."""

    info = models.ForeignKey("riskinfo.RiskInfo", models.PROTECT, related_name="matrix_sheets", verbose_name="风险信息")
    hazard = models.CharField("危害", max_length=120)
    scenario = models.TextField("伤害情景", max_length=1000)
    user_group = models.CharField("使用人群", max_length=60)
    vulnerable = models.BooleanField("涉及老人、儿童等易受伤害人群", default=False)
    severity = models.PositiveSmallIntegerField("伤害严重程度", choices=Severity.choices)
    steps = models.JSONField("情节和概率")
    probability = models.DecimalField("概率", max_digits=20, decimal_places=18)
    band = models.CharField("概率档", max_length=30)
    risk = models.CharField("风险", max_length=1, choices=Risk.choices)
    sensitivity = models.JSONField("敏感性")
    matrix_version = models.CharField("矩阵版本", max_length=10)
    token = models.UUIDField("提交凭证", null=True, blank=True, unique=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="测算人")
    made_at = models.DateTimeField("测算时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "风险矩阵测算"
        ordering = ["info", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="matrix_severity_known"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="matrix_probability_share"
            ),
        ]

    def __str__(self):
        return f"{self.hazard} {self.get_risk_display()}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("测算表只增不改，请另作一张。")
        super().save(*args, **kwargs)

    @property
    def shown_steps(self) -> list[tuple[str, str]]:
        """The steps, a probability that does not end (1/3) to three digits."""
        return [
            (words, step if len(step) <= LONGEST else f"约 {_rounded(Decimal(step))}") for words, step in self.steps
        ]

    @property
    def is_robust(self) -> bool:
        return not any(differs for _, _, differs in self.sensitivity)
