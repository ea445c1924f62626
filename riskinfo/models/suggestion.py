"""What was learned from the informations that people have decided (R-112)."""

from django.db import models


class SuggestionModel(models.Model):
    """One thing that may be suggested in a bureau, with how often it was right where the answer was known.

    `content`: {"classes": [code], "prior": [log], "grams": {gram: [log, one a class]}} (riskinfo.learning);
    empty for OUTCOME, which compares with past cases directly. `hits` of `held_out` informations were guessed
    by what their predecessors teach; `baseline` is how many the commonest answer alone gets.
    """

    class Target(models.TextChoices):
        PRODUCT = "PRODUCT", "产品类别"
        HARM = "HARM", "危害对象"
        URGENCY = "URGENCY", "紧急程度"
        OUTCOME = "OUTCOME", "相似案例的结果"

    bureau = models.ForeignKey("accounts.Bureau", models.CASCADE, related_name="+")
    target = models.CharField("对象", max_length=8, choices=Target.choices)
    learned_at = models.DateTimeField("学习时间")
    examples = models.PositiveIntegerField("学习条数")
    held_out = models.PositiveIntegerField("检验条数")
    hits = models.PositiveIntegerField("说中条数")
    baseline = models.PositiveIntegerField("只猜最常见的说中条数")
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "提示模型"
        constraints = [models.UniqueConstraint(fields=["bureau", "target"], name="suggestion_once_a_bureau")]

    def __str__(self):
        return f"{self.bureau} {self.get_target_display()}"

    @property
    def accuracy(self) -> float:
        return self.hits / self.held_out if self.held_out else 0.0

    @property
    def is_worth_showing(self) -> bool:
        """Clearly better than always naming the commonest answer; otherwise it would only distract."""
        return self.hits - self.baseline >= max(2, self.held_out / 10)

    @property
    def measured(self) -> str:
        """How good it is, in words shown beside each suggestion."""
        return (
            f"用已办结论检验：{self.held_out} 条中说中 {self.hits} 条（{self.accuracy:.0%}），"
            f"只猜最常见的说中 {self.baseline} 条"
        )
