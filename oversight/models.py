"""What leaders keep beside the cases: areas under alert, duties, who was late and why, who was praised or punished."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from .pointmodels import PointCheck, RiskPoint
from .supervisionmodels import Supervision

__all__ = [
    "AccountabilityRecord", "AppendOnly", "Duty", "OverdueNote", "PointCheck", "RegionAlert", "RiskPoint",
    "Supervision",
]  # fmt: skip


def _person(label: str, **more) -> models.ForeignKey:
    return models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=label, **more)


class AppendOnly(models.Model):
    """Rows that are added and never changed or removed."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError(f"{type(self).__name__} is append-only")


class RegionAlert(AppendOnly):
    """One step in the history of an area: 黄色警示, 红色警情 or lifted (R-213). The latest row is in force.

    Colours grade areas; they are no warning level.
    """

    class Colour(models.TextChoices):
        NONE = "NONE", "未列警"
        YELLOW = "YELLOW", "黄色警示"
        RED = "RED", "红色警情"

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="region_alerts", verbose_name="局")
    region = models.ForeignKey("registers.Region", models.PROTECT, related_name="alerts", verbose_name="区域")
    colour = models.CharField("警示", max_length=6, choices=Colour.choices)
    reason = models.TextField("理由", max_length=1000)
    by = _person("设定人")
    at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = verbose_name_plural = "区域警示"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["bureau", "region", "-at"], name="region_alert_latest")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="region_alert_with_reason")]

    def __str__(self):
        return f"{self.region} {self.get_colour_display()}"


class Duty(models.Model):
    """岗位责任: who answers for what; ended rather than deleted (R-049)."""

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="duties", verbose_name="局")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="duties", verbose_name="单位")
    person = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="duties", verbose_name="责任人"
    )
    matter = models.CharField("负责事项", max_length=200)
    standard = models.CharField("要求和时限", max_length=300, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)
    since = models.DateField("起")
    ended_on = models.DateField("止", null=True, blank=True)
    by = _person("登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "岗位责任"
        ordering = ["department__order", "department", "pk"]

    def __str__(self):
        return f"{self.department} {self.matter}"


class OverdueNote(AppendOnly):
    """Why a deadline was missed, in the words of whoever answers for it (R-049, R-050)."""

    deadline = models.ForeignKey("casefile.Deadline", models.PROTECT, related_name="overdue_notes", verbose_name="期限")
    text = models.TextField("逾期说明", max_length=1000)
    by = _person("说明人")
    at = models.DateTimeField("说明时间")

    class Meta:
        verbose_name = verbose_name_plural = "逾期说明"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.text[:40]


class AccountabilityRecord(models.Model):
    """A commendation or a sanction of a person or a unit, with its evidence (R-050, R-051, R-053).

    For leaders only. Its content is never changed; a wrong one is revoked with a reason.
    """

    class Kind(models.TextChoices):
        COMMENDATION = "COMMENDATION", "表扬奖励"
        SANCTION = "SANCTION", "追责处理"

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="+", verbose_name="局")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    person = _person("个人", null=True, blank=True)
    unit = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    facts = models.TextField("事实", max_length=4000)
    measure = models.CharField("表扬或处理方式", max_length=200)
    decided_on = models.DateField("决定日期")
    decided_by = models.CharField("决定机构、文号", max_length=200)
    cases = models.ManyToManyField("casefile.CaseFile", related_name="+", blank=True, verbose_name="佐证案卷")
    deadlines = models.ManyToManyField("casefile.Deadline", related_name="+", blank=True, verbose_name="佐证逾期")
    token = models.UUIDField(null=True, blank=True, unique=True)
    by = _person("登记人")
    at = models.DateTimeField("登记时间")
    revoked_by = _person("撤销人", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_reason = models.TextField("撤销理由", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "表扬与追责"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, unit__isnull=False) | Q(person__isnull=False, unit=None),
                name="accountable_person_or_unit", violation_error_message="请选择个人或单位，只选一个。",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason="")),
                name="accountability_revoked_with_reason", violation_error_message="撤销须写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()} {self.target}"

    def get_absolute_url(self):
        return reverse("oversight:record", args=[self.pk])

    @property
    def target(self) -> str:
        return str(self.person or self.unit)
