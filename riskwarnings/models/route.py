"""审批权限: which leader decides on which level, as a bureau settles it."""

from django.db import models
from django.db.models import Q

from ..routes import Approver


class ApprovalRoute(models.Model):
    """One version of a bureau's delegation table; the latest is in force, none is changed (rules §3.2).

    A higher level is never decided lower down than a lower one. `version` 1 is the
    first that the bureau settled; before it `routes.DEFAULT` is in force.
    """

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="approval_routes", verbose_name="局")
    version = models.PositiveIntegerField("版次")
    level_1 = models.CharField("一级", max_length=8, choices=Approver.choices)
    level_2 = models.CharField("二级", max_length=8, choices=Approver.choices)
    level_3 = models.CharField("三级", max_length=8, choices=Approver.choices)
    inform_director = models.BooleanField("二级批准后报告局长", default=True)
    batch_level_3 = models.BooleanField("三级可以批量审批", default=True)
    reassess_days = models.PositiveSmallIntegerField("追回未完成的复评间隔（日）", default=7)
    offence_years = models.PositiveSmallIntegerField("初次违法的追溯年数", default=0)
    reason = models.CharField("依据或理由", max_length=200)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="设置人")
    set_at = models.DateTimeField("设置时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "审批权限"
        ordering = ["bureau", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "version"], name="approval_route_version_once",
                violation_error_message="您打开以后，审批权限已被他人改动，请刷新后再改。",
            ),
            models.CheckConstraint(
                condition=(Q(level_1="DIRECTOR") | Q(level_2="DEPUTY"))
                & (Q(level_2="DIRECTOR") | Q(level_3="DEPUTY")),
                name="approval_route_rises_with_the_level",
                violation_error_message="级别越高，审批人不能越低。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.bureau} 第{self.version}版"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("审批权限另存新版，不能修改。")
        super().save(*args, **kwargs)
