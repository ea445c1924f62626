"""异常信号: a week in which one series had more informations than its own history lets expect (R-113)."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.roles import BUREAU_WIDE

from .. import permissions

UNKNOWN_PRODUCT, UNKNOWN_REGION = "产品未归类", "区域未写明"


class SignalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the own bureau to whoever analyses it, for bureau-wide roles those of the bureaus below too."""
        if not permissions.may_see_signals(user):
            return self.none()
        bureaus = [user.department.bureau_id]
        if BUREAU_WIDE & set(user.roles):
            bureaus += user.bureaus_below()
        return self.filter(bureau__in=bureaus)

    def standing(self):
        """Those that the newest count still bears out."""
        return self.filter(lapsed_at=None)


class Signal(models.Model):
    """One week (`week` is its Monday) of one product type × region × source, counted for `bureau` and those below it.

    `count`, `expected`, `limit` are informations; `history` is [[Monday as ISO text, count]] up to the week, as it was
    counted at `counted_at`. While the week is watched it is counted again each night; what then is no rise any
    more, because an information turned out a double, has `lapsed_at`. No product type or region: not said.
    `rule` is the version by which it was counted last; None is the default.
    """

    class State(models.TextChoices):
        NEW = "NEW", "未阅"
        SEEN = "SEEN", "已阅"
        HANDLED = "HANDLED", "已处置"

    class Method(models.TextChoices):
        C2 = "C2", "突然增多（C2）"
        C3 = "C3", "连续增多（C3）"

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="signals", verbose_name="统计范围")
    product_type = models.ForeignKey(
        "registers.ProductType", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产品类别"
    )
    region = models.ForeignKey(
        "registers.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="涉及区域"
    )
    source = models.ForeignKey("registers.InfoSource", models.PROTECT, related_name="+", verbose_name="信息来源")
    week = models.DateField("周一")
    method = models.CharField("方法", max_length=2, choices=Method.choices)
    count = models.PositiveIntegerField("条数")
    expected = models.FloatField("预期")
    limit = models.FloatField("界限")
    rule = models.ForeignKey(
        "riskinfo.SignalRule", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="按哪一版设置"
    )
    history = models.JSONField("各周条数", default=list)
    informations = models.ManyToManyField("riskinfo.RiskInfo", related_name="signals", verbose_name="计入的信息")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.NEW)
    found_at = models.DateTimeField("发现时间")
    counted_at = models.DateTimeField("统计时间")
    lapsed_at = models.DateTimeField("不再超出的时间", null=True, blank=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异常信号"
        ordering = ["-week", "-pk"]
        indexes = [models.Index(fields=["bureau", "-week", "state"], name="signal_bureau_week")]
        constraints = [
            models.UniqueConstraint(
                "bureau", Coalesce("product_type", 0), Coalesce("region", 0), "source", "week", name="signal_once"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="signal_counts_something"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.series} {self.days}"

    def get_absolute_url(self):
        return reverse("riskinfo:signals:detail", args=[self.pk])

    @property
    def product_name(self) -> str:
        return self.product_type.name if self.product_type_id else UNKNOWN_PRODUCT

    @property
    def region_name(self) -> str:
        return self.region.name if self.region_id else UNKNOWN_REGION

    @property
    def series(self) -> str:
        return f"{self.product_name} · {self.region_name} · {self.source.name}"

    @property
    def days(self) -> str:
        return f"{self.week:%Y-%m-%d} 至 {self.week + timedelta(days=6):%m-%d}"

    @property
    def status(self) -> str:
        return f"{self.get_state_display()}{'，重新统计后不再超出' if self.lapsed_at else ''}"

    @property
    def why(self) -> str:
        """Count, expected and limit in a sentence."""
        how = "比前面各周突然增多" if self.method == self.Method.C2 else "连续几周都偏多"
        return f"这一周 {self.count} 条，按前面各周预期 {self.expected:.1f} 条，界限 {self.limit:.1f} 条：{how}。"


class SignalMark(models.Model):
    """Who has seen a signal or dealt with it, and what was done. Never changed."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="marks", verbose_name="异常信号")
    state = models.CharField("标记", max_length=8, choices=Signal.State.choices)
    note = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="标记人")
    role = models.CharField("以何身份", max_length=60)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "异常信号的标记"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="NEW"), name="signal_mark_says_something"),
            models.CheckConstraint(
                condition=~Q(state="HANDLED") | ~Q(note=""), name="signal_handled_with_note",
                violation_error_message="标记已处置，须写明怎样处置。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_state_display()} {self.by}"
