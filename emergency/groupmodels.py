"""The leading group of an emergency: who commands, who stands beside him, which units take part (R-007–R-010)."""

from django.db import models


class GroupMember(models.Model):
    """One person of the leading group, as it was set up when the response was activated."""

    class Part(models.IntegerChoices):
        HEAD = 1, "组长"
        VICE = 2, "副组长"
        MEMBER = 3, "成员"

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="leading_group", verbose_name="案卷")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="人员")
    part = models.PositiveSmallIntegerField("组内职务", choices=Part.choices)

    class Meta:
        verbose_name = verbose_name_plural = "领导小组"
        ordering = ["part", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="group_member_once"),
            models.UniqueConstraint(fields=["case"], condition=models.Q(part=1), name="group_one_head"),
            models.CheckConstraint(condition=models.Q(part__in=[1, 2, 3]), name="group_part_known"),
        ]

    def __str__(self):
        return f"{self.get_part_display()} {self.person.name}"
