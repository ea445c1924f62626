"""督促检查: a leader looks into how a unit works, and what came of it (R-052)."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse


def _person(label: str, **more) -> models.ForeignKey:
    return models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=label, **more)


class Supervision(models.Model):
    """One 督促检查 of a unit: found, required, answered by the unit, accepted by a leader.

    What a leader wrote is never changed; the answer may be given again while it was not accepted.
    """

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="+", verbose_name="局")
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="supervisions", verbose_name="被督查单位"
    )
    held_on = models.DateField("督查日期")
    matter = models.CharField("督查事项", max_length=200)
    found = models.TextField("发现的情况", max_length=4000)
    required = models.TextField("整改要求", max_length=2000, blank=True)
    due_on = models.DateField("要求反馈日期", null=True, blank=True)
    cases = models.ManyToManyField("casefile.CaseFile", related_name="+", blank=True, verbose_name="涉及案卷")
    token = models.UUIDField(null=True, blank=True, unique=True)
    by = _person("督查人")
    at = models.DateTimeField("登记时间")
    answer = models.TextField("整改情况", max_length=4000, blank=True)
    answered_by = _person("反馈人", null=True, blank=True)
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)
    settled_by = _person("认可人", null=True, blank=True)
    settled_at = models.DateTimeField("认可时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督促检查"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(required="") | Q(due_on__isnull=False), name="supervision_demand_has_day",
                violation_error_message="有整改要求的，须写明反馈日期。",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | Q(answered_by=None) | ~Q(settled_by=F("answered_by")),
                name="supervision_settled_by_another", violation_error_message="反馈的人不能认可。",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(required="") | ~Q(answer=""), name="supervision_settled_after_answer"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.held_on} {self.department} {self.matter}"

    def get_absolute_url(self):
        return reverse("oversight:supervision", args=[self.pk])

    @property
    def status(self) -> str:
        if self.settled_at or not self.required:
            return "已办结"
        return "待认可" if self.answer else "待反馈"
