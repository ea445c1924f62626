"""What the plan of a campaign consists of: phases, products, tasks with their units, the leading group."""

from django.db import models
from django.db.models import F, Q

from ..states import CampaignState, TaskGroup
from .campaign import Campaign


class CampaignPhase(models.Model):
    """One phase with its dates and tasks (R-341–R-343). `state`: the step that begins with it; empty for none."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="phases", verbose_name="专项行动")
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("阶段", max_length=60)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    tasks = models.TextField("阶段任务", max_length=2000, blank=True)
    state = models.CharField("对应环节", max_length=12, choices=CampaignState.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行动阶段"
        ordering = ["campaign", "order"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "order"], name="campaign_phase_once"),
            models.UniqueConstraint(
                fields=["campaign", "state"], condition=~Q(state=""), name="campaign_phase_once_a_state"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="campaign_phase_ordered",
                violation_error_message="阶段的结束日期不能早于开始日期。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name


class CampaignProduct(models.Model):
    """A product type under inspection: from a catalogue of a year, or added by the bureau (R-305, R-306)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="products", verbose_name="专项行动")
    product_type = models.ForeignKey("registers.ProductType", models.PROTECT, related_name="+", verbose_name="产品类别")
    catalogue = models.ForeignKey(
        "registers.Catalogue", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="来源目录"
    )
    order = models.PositiveSmallIntegerField("序号", default=100)
    reason = models.CharField("本地增加的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重点产品"
        ordering = ["campaign", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "product_type"], name="campaign_product_once"),
            models.CheckConstraint(
                condition=Q(catalogue__isnull=False) | ~Q(reason=""), name="campaign_product_from_somewhere",
                violation_error_message="目录以外的产品须写明增加的理由。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return str(self.product_type)

    @property
    def is_local(self) -> bool:
        return self.catalogue_id is None


class CampaignTask(models.Model):
    """A task of the plan; whether it is done says its measure on the case.

    `leads` are the lead sections as the plan names them (R-314, R-325, R-329, R-335), `units` who carries it
    out beside the measure's own unit. `after` is the code of a task that comes first (R-230).
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="tasks", verbose_name="专项行动")
    measure = models.OneToOneField(
        "casefile.Measure", models.PROTECT, related_name="campaign_task", verbose_name="办理情况"
    )
    group = models.CharField("类别", max_length=8, choices=TaskGroup.choices)
    code = models.CharField("代码", max_length=40)
    text = models.TextField("内容", max_length=2000, blank=True)
    leads = models.CharField("牵头科室", max_length=200, blank=True)
    units = models.ManyToManyField(
        "accounts.Department", blank=True, related_name="campaign_tasks", verbose_name="责任单位"
    )
    after = models.CharField("须在其后", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行动任务"
        ordering = ["campaign", "measure__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="campaign_task_once")]

    def __str__(self):
        return self.measure.label


class GroupMember(models.Model):
    """One member of the campaign's own leading group (R-235)."""

    class Post(models.TextChoices):
        LEADER = "LEADER", "组长"
        DEPUTY = "DEPUTY", "副组长"
        MEMBER = "MEMBER", "成员"
        OFFICE = "OFFICE", "办公室主任"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="members", verbose_name="专项行动")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="人员")
    post = models.CharField("职务", max_length=8, choices=Post.choices, default=Post.MEMBER)
    duty = models.CharField("分工", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "行动领导小组"
        ordering = ["campaign", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="campaign_member_once")]

    def __str__(self):
        return f"{self.get_post_display()} {self.person}"
