"""How closely an enterprise is watched: each change is an act that stays on record."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Bureau
from accounts.roles import Role

from .enterprise import Enterprise


class KeptForGood(TypeError):
    """Raised when code tries to change or remove a tier change."""


class TierChangeQuerySet(models.QuerySet):
    def update(self, **values):
        raise KeptForGood("监管类别的调整记录只增不改。")

    def delete(self):
        raise KeptForGood("监管类别的调整记录不能删除。")


class TierChange(models.Model):
    """Who set an enterprise from which tier to which, when and why (R-123, R-137, R-138).

    PostgreSQL refuses UPDATE and DELETE by a trigger.
    """

    class Ground(models.TextChoices):
        PRODUCT_RISK = "PRODUCT_RISK", "产品风险等级"
        DUTIES = "DUTIES", "主体责任落实情况"
        SAMPLING = "SAMPLING", "抽查不合格"
        CASE = "CASE", "风险预警、应急或整改"
        LIST = "LIST", "上级名单"
        OTHER = "OTHER", "其他"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="tier_changes", verbose_name="企业")
    #: Empty: the enterprise entered the register with `to_tier`.
    from_tier = models.CharField("原监管类别", max_length=8, choices=Enterprise.Tier.choices, blank=True)
    to_tier = models.CharField("监管类别", max_length=8, choices=Enterprise.Tier.choices)
    ground = models.CharField("依据", max_length=12, choices=Ground.choices)
    reason = models.TextField("理由")
    #: None: brought in at the console.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="tier_changes", verbose_name="决定人"
    )
    role = models.CharField("角色", max_length=12, choices=Role.choices, blank=True)
    at = models.DateTimeField("时间")

    objects = TierChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监管类别调整记录"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["enterprise", "-at"], name="tier_change_of_enterprise")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="tier_change_has_reason"),
            models.CheckConstraint(condition=~Q(from_tier=F("to_tier")), name="tier_change_changes"),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.change}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise KeptForGood("监管类别的调整记录只增不改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise KeptForGood("监管类别的调整记录不能删除。")

    @property
    def change(self) -> str:
        """The change in words: 常规监管 → 重点监管."""
        return f"{self.get_from_tier_display() if self.from_tier else '建档'} → {self.get_to_tier_display()}"

    @property
    def who(self) -> str:
        return f"{self.by.name}（{self.get_role_display()}）" if self.by else "系统"


class TierRule(models.Model):
    """What a tier obliges a bureau to: checks a year and the share of enterprises sampled (R-137, R-138)."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="tier_rules", verbose_name="机构")
    tier = models.CharField("监管类别", max_length=8, choices=Enterprise.Tier.choices)
    checks_a_year = models.PositiveSmallIntegerField("每年检查次数", default=0)
    sampled_share = models.PositiveSmallIntegerField("每年抽查企业比例（%）", default=0)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "监管频次"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "tier"], name="tier_rule_once"),
            models.CheckConstraint(condition=Q(sampled_share__lte=100), name="tier_rule_share"),
        ]

    def __str__(self):
        return self.get_tier_display()
