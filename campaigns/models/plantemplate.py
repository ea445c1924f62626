"""方案模板 of a bureau's own, beside those that come with the product (R-236)."""

from django.db import models
from django.utils import timezone


class PlanTemplateQuerySet(models.QuerySet):
    def offered_to(self, bureau):
        """Those of the bureau and of the bureaus above it."""
        line = []
        while bureau is not None and bureau.pk not in line:
            line.append(bureau.pk)
            bureau = bureau.parent
        return self.filter(bureau__in=line)


class PlanTemplate(models.Model):
    """A plan kept to be started again; `plan` is shaped like a file of fixtures/campaigns (plantemplates.py).

    What was started from it before keeps what it had.
    """

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="plan_templates", verbose_name="局")
    name = models.CharField("模板名称", max_length=80)
    plan = models.JSONField("方案")
    active = models.BooleanField("在用", default=True)
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="修改人")
    changed_at = models.DateTimeField("修改时间", default=timezone.now)

    objects = PlanTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "方案模板"
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "name"], name="plan_template_named_once",
                violation_error_message="本局已有同名的模板。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name

    @property
    def code(self) -> str:
        """How a campaign names it; the shipped ones have codes of digits."""
        return f"B{self.pk}"
