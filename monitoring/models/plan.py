"""风险监测计划: what is watched in a year, why, by whom, and what was found (R-114–R-120, R-124, R-125)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django_fsm import transition

from casefile.planstates import PlanState
from casefile.stage import Step
from casefile.yearplan import YearPlan, plan_constraints

from ..states import Criterion, Finding, Ground, Impact, Nature, Priority, Programme, priority_of

_State = PlanState


def coded(name: str, length=40):
    """Return a field of codes between blanks, "M1 M3": a filter asks `contains` on either database."""
    return models.CharField(name, max_length=length)


class MonitoringPlan(YearPlan):
    """The plan of one year (方案); its file hangs on the case (R-124)."""

    programme = models.CharField("监测方案", max_length=16, choices=Programme.choices)
    legal_basis = models.ForeignKey(
        "registers.LegalBasis", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="法律依据"
    )
    basis = models.TextField("部署和要求", max_length=2000, blank=True)
    conclusion = models.TextField("年度总结", max_length=4000, blank=True)
    told = models.TextField("结果通报情况", max_length=2000, blank=True)

    STEPS = (
        Step("拟制", frozenset({_State.DRAFT})),
        Step("批准", frozenset({_State.REVIEW})),
        Step("监测", frozenset({_State.RUNNING})),
        Step("总结", frozenset({_State.COMPLETED})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "风险监测计划"
        ordering = ["-case__opened_at", "-pk"]
        constraints = plan_constraints("monitoring_plan")

    def results(self):
        return MonitoringResult.objects.standing().filter(item__plan=self)

    @transition(field="state", source=_State.RUNNING, target=_State.COMPLETED)
    def complete(self, *, by, role, conclusion, told, **data):
        self.conclusion, self.told = conclusion, told


class MonitoringItem(models.Model):
    """One line of a plan: a product, so many samples, why it is watched, and who sees to it."""

    plan = models.ForeignKey(MonitoringPlan, models.PROTECT, related_name="items", verbose_name="监测计划")
    product_type = models.ForeignKey("registers.ProductType", models.PROTECT, related_name="+", verbose_name="产品类别")
    region = models.ForeignKey(
        "registers.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域"
    )
    number = models.PositiveSmallIntegerField("计划样品数")
    indicators = models.CharField("监测指标", max_length=300)
    #: The name stands here also of a unit with accounts, to which `agency_unit` gives its task.
    agency = models.CharField("承担机构", max_length=120)
    agency_unit = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="承担机构（有账号）",
    )
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+", verbose_name="责任单位")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("完成期限")
    criteria = coded("监测重点")
    necessity = models.CharField("必要性", max_length=500)
    impact = models.CharField("影响范围", max_length=12, choices=Impact.choices, blank=True)
    overseas = models.CharField("海外危害的国家和来源", max_length=200, blank=True)
    other_criterion = models.CharField("其他情形", max_length=200, blank=True)
    grounds = coded("监测依据")
    other_ground = models.CharField("其他依据", max_length=200, blank=True)
    priority = models.CharField("优先程度", max_length=1, choices=Priority.choices, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "监测产品"
        ordering = ["plan", "priority", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="monitoring_item_number"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="monitoring_item_period",
                violation_error_message="完成期限不能早于开始日期。",
            ),
            models.CheckConstraint(condition=~Q(criteria="") & ~Q(grounds=""), name="monitoring_item_says_why"),
            models.UniqueConstraint(
                fields=["plan", "product_type"], condition=Q(region=None), name="monitoring_item_once"
            ),
            models.UniqueConstraint(fields=["plan", "product_type", "region"], name="monitoring_item_once_a_region"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.product_type}（{self.region}）" if self.region else str(self.product_type)

    def clean(self):
        """Each criterion that asks for a word more has it (R-115, R-116, R-118, R-154)."""
        wrong = {}
        needs = (
            (Criterion.M2, self.criteria, "impact", "选了 M2 的，请选影响范围。"),
            (Criterion.M3, self.criteria, "overseas", "选了 M3 的，请写明国家和信息来源。"),
            (Criterion.M7, self.criteria, "other_criterion", "选了 M7 的，请写明理由。"),
            (Ground.B7, self.grounds, "other_ground", "选了 B7 的，请写明理由。"),
        )
        for code, chosen, field, text in needs:
            if code in chosen and not getattr(self, field):
                wrong[field] = text
        if wrong:
            raise ValidationError(wrong)
        self.priority = priority_of(self.grounds.split())

    @property
    def criteria_labels(self) -> list[str]:
        return [Criterion(code).label for code in self.criteria.split()]

    @property
    def ground_labels(self) -> list[str]:
        return [Ground(code).label for code in self.grounds.split()]


class ResultQuerySet(models.QuerySet):
    def standing(self):
        """Return the results that count: not struck out."""
        return self.filter(struck_at=None)


class MonitoringResult(models.Model):
    """What one sample showed, or several that showed nothing; a risk becomes an information (R-125).

    Rows never change; one that was entered wrongly is struck out with the reason and counts no more.
    """

    item = models.ForeignKey(MonitoringItem, models.PROTECT, related_name="results", verbose_name="监测产品")
    finding = models.CharField("监测结果", max_length=8, choices=Finding.choices)
    samples = models.PositiveSmallIntegerField("样品数", default=1)
    product_name = models.CharField("产品名称", max_length=120)
    batch = models.CharField("规格型号、批次", max_length=120, blank=True)
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="monitoring_results",
        verbose_name="企业",
    )  # fmt: skip
    enterprise_text = models.CharField("企业（未建档）", max_length=120, blank=True)
    tested_on = models.DateField("报告日期")
    report_number = models.CharField("报告编号", max_length=80, blank=True)
    found = models.TextField("发现的问题", max_length=2000, blank=True)
    nature = models.CharField("风险性质", max_length=8, choices=Nature.choices, blank=True)
    basis = models.JSONField("认定依据", default=list, blank=True)
    harm_objects = models.JSONField("危害对象", default=list, blank=True)
    info = models.OneToOneField(
        "riskinfo.RiskInfo", models.PROTECT, null=True, blank=True, related_name="monitoring_result",
        verbose_name="风险信息",
    )  # fmt: skip
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")
    struck_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    struck_at = models.DateTimeField("作废时间", null=True, blank=True)
    struck_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监测结果"
        ordering = ["-tested_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(samples__gte=1), name="monitoring_result_samples"),
            models.CheckConstraint(
                condition=Q(finding=Finding.NORMAL, info=None) | (Q(finding=Finding.RISK, samples=1) & ~Q(found="")),
                name="monitoring_risk_says_what",
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_reason="")
                | (Q(struck_at__isnull=False, struck_by__isnull=False, info=None) & ~Q(struck_reason="")),
                name="monitoring_struck_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.product_name} {self.get_finding_display()}"

    @property
    def party(self) -> str:
        return self.enterprise.name if self.enterprise else self.enterprise_text
