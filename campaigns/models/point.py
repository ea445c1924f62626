"""疑点和隐患点 of a campaign: nothing doubtful is left out, and somebody answers for each (R-209, R-226, R-231)."""

from django.db import models
from django.db.models import Q

from .campaign import Campaign


def _person(label, **more):
    return models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=label, **more)


class HazardPoint(models.Model):
    """Something doubtful that was met with: cleared up, or a hazard until it is removed.

    `case` is what it became (an item of the ledger, an information). A hazard is removed once its case is
    closed and an opinion was given on how it is to be done properly (规范意见).
    """

    class State(models.TextChoices):
        DOUBT = "DOUBT", "疑点待查"
        HAZARD = "HAZARD", "已确认隐患"
        CLEARED = "CLEARED", "已排除"
        REMOVED = "REMOVED", "已清零"

    class Test(models.TextChoices):
        PERIODIC = "PERIODIC", "定期监督检验"
        SPECIAL = "SPECIAL", "专项监督检验"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="points", verbose_name="专项行动")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DOUBT, editable=False)
    text = models.CharField("疑点或隐患", max_length=300)
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="hazard_points",
        verbose_name="企业",
    )  # fmt: skip
    product_type = models.ForeignKey(
        "registers.ProductType", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="产品类别"
    )
    region = models.ForeignKey(
        "registers.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域"
    )
    found_on = models.DateField("发现日期")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+", verbose_name="责任单位")
    person = _person("责任人", null=True, blank=True)
    weak_link = models.CharField("管理薄弱环节", max_length=300, blank=True)
    case = models.ForeignKey(
        "casefile.CaseFile", models.PROTECT, null=True, blank=True, related_name="hazard_points", verbose_name="案卷"
    )
    opinion = models.TextField("规范意见", max_length=2000, blank=True)
    test = models.CharField("检验方式", max_length=8, choices=Test.choices, blank=True)
    tested_on = models.DateField("检验日期", null=True, blank=True)
    test_result = models.CharField("检验结果", max_length=300, blank=True)
    by, at = _person("登记人"), models.DateTimeField("登记时间")
    decided_by, decided_at = (
        _person("查实人", null=True, blank=True),
        models.DateTimeField("查实时间", null=True, blank=True),
    )
    decision = models.CharField("查实情况", max_length=500, blank=True)
    removed_on = models.DateField("清零日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "疑点和隐患点"
        ordering = ["campaign", "-found_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | Q(product_type__isnull=False) | Q(region__isnull=False),
                name="hazard_point_about_something", violation_error_message="企业、产品、区域至少填一项。",
            ),
            models.CheckConstraint(
                condition=Q(state="DOUBT", decided_by=None) | (Q(decided_by__isnull=False) & ~Q(decision="")),
                name="hazard_point_decided_whole", violation_error_message="查实须写明情况。",
            ),
            models.CheckConstraint(
                condition=~Q(state="REMOVED") | (Q(removed_on__isnull=False) & ~Q(opinion="")),
                name="hazard_point_removed_with_opinion", violation_error_message="清零须写明规范意见和日期。",
            ),
            models.CheckConstraint(
                condition=Q(tested_on=None) | (~Q(test="") & ~Q(test_result="")), name="hazard_point_test_whole",
                violation_error_message="登记检验须写明方式、日期和结果。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.text

    @property
    def about(self) -> str:
        return " ".join(str(row) for row in (self.enterprise, self.product_type, self.region) if row)

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.DOUBT, self.State.HAZARD)


class HazardFactor(models.Model):
    """What makes hazards in a trade, an area or a product, and what is to be done about it (R-237)."""

    class Sort(models.TextChoices):
        TRADE = "TRADE", "重点产业"
        AREA = "AREA", "重点产区"
        PRODUCT = "PRODUCT", "重点产品"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="factors", verbose_name="专项行动")
    sort = models.CharField("调查对象", max_length=8, choices=Sort.choices)
    subject = models.CharField("名称", max_length=80)
    factor = models.TextField("风险隐患因素", max_length=2000)
    measures = models.TextField("解决措施", max_length=2000)
    emergency = models.TextField("应急准备", max_length=2000, blank=True)
    by, at = _person("登记人"), models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "隐患因素调查"
        ordering = ["campaign", "sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "sort", "subject"], name="hazard_factor_once",
                violation_error_message="这个对象已经调查，请修改原来的一条。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_sort_display()}：{self.subject}"
