"""外出代理: who stands in for whom, from when to when, in what business."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

#: What can be handed over: the first half of a permission ("warning.approve_l1") → how people call it.
AREAS = {
    "info": "风险信息", "warning": "风险预警", "emergency": "应急处置", "item": "整改", "document": "文书",
    "return": "月报送", "incoming": "收文", "inspection": "现场检查", "sampling": "监督抽查",
}  # fmt: skip
#: Never handed over: who reported something is confided to a person, not to a post (R-015).
_PERSONAL = frozenset({"info.reporter"})
#: Goes with whatever is handed over.
_ALWAYS = frozenset({"case.assign"})


class AbsenceQuerySet(models.QuerySet):
    def on(self, day):
        """Return the absences in force on `day`."""
        return self.filter(starts__lte=day, ends__gte=day, ended_at=None)


class Absence(models.Model):
    """`absent` is away from `starts` to `ends`, both included; `deputy` stands in for the `areas`.

    The absent person loses nothing and may still act. An absence is not changed: it is
    ended and another one entered, so that every act "代 X" can be traced to one.
    """

    absent = models.ForeignKey("accounts.User", models.PROTECT, related_name="absences", verbose_name="外出人")
    deputy = models.ForeignKey("accounts.User", models.PROTECT, related_name="stands_in", verbose_name="代理人")
    starts = models.DateField("起")
    ends = models.DateField("止")
    areas = models.JSONField("代理事项")
    reason = models.CharField("事由", max_length=100)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", default=timezone.now)
    ended_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="终止人"
    )
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "外出代理"
        ordering = ["-starts", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(absent=F("deputy")), name="absence_deputy_is_another",
                violation_error_message="不能由本人代理。",
            ),
            models.CheckConstraint(
                condition=Q(starts__lte=F("ends")), name="absence_ends_after_start",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="absence_ended_by_somebody",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.deputy}代{self.absent}（{self.starts}—{self.ends}）"

    def covers(self, permission: str) -> bool:
        """Say whether `permission` is among what was handed over."""
        if permission in _PERSONAL:
            return False
        return permission in _ALWAYS or permission.partition(".")[0] in self.areas

    @property
    def areas_text(self) -> str:
        return "、".join(label for area, label in AREAS.items() if area in self.areas)

    @property
    def status(self) -> str:
        today = timezone.localdate()
        if self.ended_at is not None:
            return "已终止"
        return "未开始" if today < self.starts else "已结束" if today > self.ends else "代理中"
