"""What belongs to an item beside its state: extensions, interviews, supervision, joint action.

Rows are written by the acts on the item alone (effects); who asks for something does not grant it.
"""

from django.db import models
from django.db.models import F, Q

from .states import JointGround, RequestState, SupervisionGround


def _item(name):
    return models.ForeignKey("rectification.RectificationItem", models.PROTECT, related_name=name, verbose_name="整改")


def _person(label, *, required=True):
    return models.ForeignKey(
        "accounts.User", models.PROTECT, null=not required, blank=not required, related_name="+", verbose_name=label
    )


def _decided(by, at, prefix) -> models.CheckConstraint:
    """A person and a moment, both or neither."""
    return models.CheckConstraint(
        condition=Q(**{by: None, at: None}) | Q(**{f"{by}__isnull": False, f"{at}__isnull": False}),
        name=f"{prefix}_by_somebody",
    )


class Extension(models.Model):
    """延期: an enterprise asks for more time, the unit asks for it, the head grants it or not (rules §3.4)."""

    item = _item("extensions")
    round = models.PositiveSmallIntegerField("轮次")
    days = models.PositiveSmallIntegerField("延长（工作日）")
    until = models.DateField("延期至")
    reason = models.TextField("延期理由", max_length=2000)
    state = models.CharField(
        "状态", max_length=8, choices=RequestState.choices, default=RequestState.PENDING, editable=False
    )
    asked_by = _person("申请人")
    asked_at = models.DateTimeField("申请时间")
    decided_by = _person("审批人", required=False)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decision = models.TextField("审批意见", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改延期"
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="PENDING"), name="extension_one_pending",
                violation_error_message="已有一个延期申请待批。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PENDING", "LAPSED"]) | Q(decided_by__isnull=False), name="extension_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="extension_decided_by_another",
                violation_error_message="申请延期的人不能批准。",
            ),
            _decided("decided_by", "decided_at", "extension"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.item} 延期至{self.until}"


class Interview(models.Model):
    """约谈: who spoke with whom, what was promised, and when it is looked at again (R-322, R-328)."""

    item = _item("interviews")
    round = models.PositiveSmallIntegerField("轮次")
    held_on = models.DateField("约谈日期")
    place = models.CharField("地点", max_length=100)
    interviewers = models.CharField("约谈人", max_length=200)
    attendees = models.CharField("被约谈人姓名和职务", max_length=200)
    content = models.TextField("约谈内容", max_length=4000)
    commitments = models.TextField("承诺", max_length=4000)
    follow_up_on = models.DateField("跟进日期")
    recorded_by = _person("记录人")
    recorded_at = models.DateTimeField("登记时间")
    followed_up_on = models.DateField("实际跟进日期", null=True, blank=True)
    follow_up = models.TextField("承诺履行情况", max_length=4000, blank=True)
    kept = models.BooleanField("承诺已履行", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "约谈记录"
        ordering = ["item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(follow_up_on__gte=F("held_on")), name="interview_follow_up_after",
                violation_error_message="跟进日期不能早于约谈日期。",
            ),
            models.CheckConstraint(
                condition=Q(followed_up_on=None, follow_up="", kept=None)
                | (Q(followed_up_on__isnull=False, kept__isnull=False) & ~Q(follow_up="")),
                name="interview_followed_up_whole",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.item} 约谈 {self.held_on}"


class Supervision(models.Model):
    """挂牌督办 of an item: on a ground, with the conditions of 摘牌, lifted on request (R-347)."""

    item = _item("supervisions")
    ground = models.CharField("督办情形", max_length=20, choices=SupervisionGround.choices)
    demand = models.TextField("督办要求", max_length=4000)
    conditions = models.TextField("摘牌条件", max_length=4000)
    due_on = models.DateField("督办期限")
    put_by = _person("决定人")
    put_at = models.DateTimeField("挂牌时间")
    met = models.TextField("条件达成情况", max_length=4000, blank=True)
    asked_by = _person("申请摘牌人", required=False)
    asked_at = models.DateTimeField("申请摘牌时间", null=True, blank=True)
    refusal = models.TextField("不同意摘牌的理由", max_length=2000, blank=True)
    lifted_by = _person("批准摘牌人", required=False)
    lifted_at = models.DateTimeField("摘牌时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "挂牌督办"
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(lifted_at=None), name="supervision_one_in_force"),
            _decided("asked_by", "asked_at", "supervision_lift_asked"),
            _decided("lifted_by", "lifted_at", "supervision_lifted"),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | (Q(asked_by__isnull=False) & ~Q(lifted_by=F("asked_by"))),
                name="supervision_lifted_by_another",
                violation_error_message="申请摘牌的人不能批准。",
            ),
        ]

    def __str__(self):
        return f"{self.item} 挂牌督办"


class JointAction(models.Model):
    """联合处理: what the bureau did together with other departments (R-229, R-324)."""

    item = _item("joint_actions")
    round = models.PositiveSmallIntegerField("轮次")
    ground = models.CharField("情形", max_length=16, choices=JointGround.choices)
    on = models.DateField("日期")
    departments = models.CharField("参加部门", max_length=300)
    text = models.TextField("处理情况", max_length=4000)
    recorded_by = _person("登记人")

    class Meta:
        verbose_name = verbose_name_plural = "联合处理"
        ordering = ["item", "pk"]

    def __str__(self):
        return f"{self.item} 联合处理 {self.on}"
