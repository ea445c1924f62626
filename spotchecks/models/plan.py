"""监督抽查计划: which products are sampled where, how many, and at whose premises (R-221, R-326)."""

from django.db import models
from django.db.models import Q
from django_fsm import transition

from casefile.planstates import PlanState
from casefile.stage import Step
from casefile.yearplan import YearPlan, plan_constraints
from registers.models import SamplingResult

from ..states import FieldOfSampling, TargetGround

_State = PlanState


class SpotPlan(YearPlan):
    """A plan of samplings of one year or campaign. The campaign is the case's."""

    basis = models.TextField("依据和要求", max_length=2000, blank=True)
    agency = models.CharField("承检机构", max_length=120, blank=True)
    conclusion = models.TextField("完成情况", max_length=4000, blank=True)
    #: Gathers what confirmed prompts call for until it is handed in (R-123, R-214).
    by_prompts = models.BooleanField("汇集触发提示", default=False)

    STEPS = (
        Step("拟制", frozenset({_State.DRAFT})),
        Step("批准", frozenset({_State.REVIEW})),
        Step("抽样检验", frozenset({_State.RUNNING})),
        Step("完成", frozenset({_State.COMPLETED})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "抽查计划"
        ordering = ["-case__opened_at", "-pk"]
        constraints = plan_constraints("spot_plan")

    def targets(self):
        return PlanTarget.objects.filter(item__plan=self)

    @transition(field="state", source=_State.RUNNING, target=_State.COMPLETED)
    def complete(self, *, by, role, conclusion, **data):
        self.conclusion = conclusion


class PlanItem(models.Model):
    """One line of a plan: a product in a field, so many batches. An empty agency is the plan's."""

    plan = models.ForeignKey(SpotPlan, models.PROTECT, related_name="items", verbose_name="抽查计划")
    product_type = models.ForeignKey("registers.ProductType", models.PROTECT, related_name="+", verbose_name="产品类别")
    field = models.CharField("抽样领域", max_length=12, choices=FieldOfSampling.choices)
    region = models.ForeignKey(
        "registers.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域"
    )
    number = models.PositiveSmallIntegerField("计划批次")
    agency = models.CharField("承检机构", max_length=120, blank=True)
    catalogue = models.ForeignKey(
        "registers.Catalogue", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所依目录"
    )

    class Meta:
        verbose_name = verbose_name_plural = "抽查计划项目"
        ordering = ["plan", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="spot_item_number"),
            models.UniqueConstraint(
                fields=["plan", "product_type", "field"], condition=Q(region=None), name="spot_item_once",
            ),
            models.UniqueConstraint(fields=["plan", "product_type", "field", "region"], name="spot_item_once_a_region"),
        ]  # fmt: skip

    def __str__(self):
        where = f"（{self.region}）" if self.region else ""
        return f"{self.product_type} {self.get_field_display()}{where}"


class PlanTarget(models.Model):
    """An enterprise to be sampled, why, and the result once there is one."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="targets", verbose_name="计划项目")
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, related_name="spot_targets", verbose_name="企业"
    )
    ground = models.CharField("列入理由", max_length=12, choices=TargetGround.choices)
    #: The failed or refused sampling that this one follows up (R-327).
    follows = models.ForeignKey(
        SamplingResult, models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name="跟踪的抽查"
    )
    result = models.OneToOneField(
        SamplingResult, models.PROTECT, null=True, blank=True, related_name="spot_target", verbose_name="抽查结果"
    )
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="列入人")
    added_at = models.DateTimeField("列入时间")

    class Meta:
        verbose_name = verbose_name_plural = "抽查对象"
        ordering = ["item", "enterprise__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "enterprise"], name="spot_target_once"),
            models.CheckConstraint(
                condition=~Q(ground=TargetGround.FOLLOW_UP) | Q(follows__isnull=False), name="spot_follow_up_of_what"
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.item}"
