"""What was learnt, and what came of it (R-035, R-212)."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint


class Lesson(models.Model):
    """One line of the summary's lessons: an item of rectification or why none, and what it asks of the plan."""

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="lessons", verbose_name="案卷")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("教训", max_length=500)
    item = models.ForeignKey(
        "casefile.CaseFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="整改事项"
    )
    no_item_reason = models.CharField("不列整改的理由", max_length=300, blank=True)
    plan_change = models.CharField("预案要改什么", max_length=300, blank=True)
    taken_up_in = models.ForeignKey(
        "emergency.Plan", models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name="采纳的版次"
    )

    class Meta:
        verbose_name = verbose_name_plural = "教训"
        ordering = ["case", "number"]
        constraints = [
            UniqueConstraint(fields=["case", "number"], name="lesson_once"),
            CheckConstraint(condition=Q(item=None) | Q(no_item_reason=""), name="lesson_item_or_reason"),
        ]

    def __str__(self):
        return self.text

    @property
    def is_settled(self) -> bool:
        return bool(self.item_id or self.no_item_reason)


def asked_of_the_plan(bureau):
    """Return what lessons of this bureau ask of its plan and no version has taken up yet; drills count."""
    rows = Lesson.objects.filter(case__bureau=bureau, taken_up_in=None).exclude(plan_change="")
    return rows.select_related("case").order_by("pk")
