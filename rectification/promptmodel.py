"""触发提示: what the rules propose for an enterprise or an area, and what a unit head made of it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.roles import BUREAU_WIDE, Role

from .triggers import Rule


class PromptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the user's bureau and, for whoever looks at the whole of it, of the bureaus below."""
        if user.department_id is None or not user.is_active:
            return self.none()
        bureau = user.department.bureau
        below = bureau.subordinate_ids() if BUREAU_WIDE & set(user.roles) else []
        return self.filter(bureau__in=[bureau.pk, *below])

    def awaiting(self, user):
        """Those that `user` may be asked to decide as the head of a unit."""
        if user.department_id is None or Role.UNIT_HEAD not in user.roles:
            return self.none()
        mine = Q(department=user.department_id) | Q(department=None)
        return self.filter(mine, state="OPEN", bureau=user.department.bureau_id)


class Prompt(models.Model):
    """One proposal (triggers.Proposal) with its evidence as it stood; decided once, never removed.

    `evidence`: [{"kind": "case" | "sampling", "id", "text"}]. `fingerprint` tells the same
    facts again, so that what was declined is not proposed anew before something changes.
    `case` is the item that a confirmed interview or spot check is listed on.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", "待确认"
        CONFIRMED = "CONFIRMED", "已确认"
        DECLINED = "DECLINED", "不采纳"
        LAPSED = "LAPSED", "条件不再成立"

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="item_prompts", verbose_name="局")
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认单位"
    )
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="item_prompts", verbose_name="企业"
    )
    region = models.ForeignKey(
        "registers.Region", models.PROTECT, null=True, blank=True, related_name="item_prompts", verbose_name="区域"
    )
    case = models.ForeignKey(
        "casefile.CaseFile", models.PROTECT, null=True, blank=True, related_name="item_prompts", verbose_name="案卷"
    )
    rule = models.CharField("提示", max_length=20, choices=Rule.choices)
    why = models.CharField("理由", max_length=300)
    evidence = models.JSONField("依据", default=list)
    fingerprint = models.CharField("事实摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    raised_at = models.DateTimeField("提示时间")
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    role = models.CharField("角色", max_length=12, choices=Role.choices, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    reason = models.TextField("意见或理由", max_length=2000, blank=True)
    outcome = models.CharField("办理", max_length=300, blank=True)

    objects = PromptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "触发提示"
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["bureau", "state", "-raised_at"], name="prompt_bureau_state")]
        constraints = [
            models.UniqueConstraint(fields=["fingerprint"], name="prompt_once_for_the_same_facts"),
            models.UniqueConstraint(
                fields=["enterprise", "rule"], condition=Q(state="OPEN", region=None), name="prompt_one_open_enterprise"
            ),
            models.UniqueConstraint(
                fields=["bureau", "region", "rule"], condition=Q(state="OPEN", enterprise=None),
                name="prompt_one_open_region",
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, region=None) | Q(enterprise=None, region__isnull=False),
                name="prompt_about_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "LAPSED"], decided_by=None)
                | Q(state__in=["CONFIRMED", "DECLINED"], decided_by__isnull=False, decided_at__isnull=False),
                name="prompt_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="DECLINED") | ~Q(reason=""), name="prompt_declined_with_reason",
                violation_error_message="不采纳须写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.subject} {self.get_rule_display()}"

    def get_absolute_url(self):
        return reverse("rectification:prompt", args=[self.pk])

    @property
    def subject(self):
        return self.enterprise or self.region

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
