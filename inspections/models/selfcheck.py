"""What enterprises say of themselves: the self-check (R-310, R-312) and the list of risks and controls (R-311)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ..states import Answer
from .checklist import ItemFields


class EnterprisePaper(models.Model):
    """An enterprise's own paper, written down by an officer; corrected by another one, never changed."""

    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, related_name="%(class)ss", verbose_name="企业"
    )
    made_on = models.DateField("企业填报日期")
    signed_by = models.CharField("企业签字人", max_length=30)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.enterprise} {self.made_on:%Y-%m-%d}"


class SelfCheck(EnterprisePaper):
    """One self-check; `major_risk` is what the enterprise reports as a major risk of its own accord (R-313)."""

    checklist = models.CharField("自查表", max_length=60)
    version = models.PositiveSmallIntegerField("版本", default=0)
    major_risk = models.TextField("自查发现的重大风险", max_length=2000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业自查"
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "checklist", "made_on"], name="self_check_once_a_day",
                violation_error_message="这家企业当天的自查已经登记。",
            ),
        ]  # fmt: skip

    def get_absolute_url(self):
        return reverse("inspections:self_check", args=[self.pk])


class SelfCheckItem(ItemFields):
    self_check = models.ForeignKey(SelfCheck, models.PROTECT, related_name="items", verbose_name="企业自查")
    answer = models.CharField("结果", max_length=4, choices=Answer.choices)
    note = models.CharField("说明和整改", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自查项目"
        ordering = ["self_check", "order"]
        constraints = [
            models.UniqueConstraint(fields=["self_check", "order"], name="self_check_item_once"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="self_check_answer_known"),
        ]


class ControlList(EnterprisePaper):
    """风险管控清单 of an enterprise, newest in force."""

    class Meta:
        verbose_name = verbose_name_plural = "风险管控清单"
        ordering = ["-made_on", "-pk"]

    def get_absolute_url(self):
        return reverse("inspections:control_list", args=[self.pk])


class ControlPoint(models.Model):
    """One risk point and how it is controlled."""

    class Stage(models.TextChoices):
        INCOMING = "INCOMING", "原材料和零部件进货查验"
        PROCESS = "PROCESS", "生产过程控制"
        OUTGOING = "OUTGOING", "出厂检验"
        EQUIPMENT = "EQUIPMENT", "生产设备"
        TESTING = "TESTING", "检验设施"
        UNKNOWN_ORIGIN = "UNKNOWN_ORIGIN", "销售来源不明产品"
        COUNTERFEIT = "COUNTERFEIT", "销售假冒伪劣产品"

    control_list = models.ForeignKey(ControlList, models.PROTECT, related_name="points", verbose_name="清单")
    order = models.PositiveSmallIntegerField("序号")
    stage = models.CharField("环节或对象", max_length=14, choices=Stage.choices)
    risk = models.CharField("关键风险点", max_length=200)
    control = models.CharField("管控措施", max_length=300)
    person = models.CharField("责任人", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "风险点"
        ordering = ["control_list", "order"]
        constraints = [models.UniqueConstraint(fields=["control_list", "order"], name="control_point_order_once")]

    def __str__(self):
        return f"{self.get_stage_display()}：{self.risk}"


#: What sellers watch; the others are a producer's (R-311, R-312).
SELLER_STAGES = frozenset({ControlPoint.Stage.UNKNOWN_ORIGIN, ControlPoint.Stage.COUNTERFEIT})
