"""How often enterprises are visited beyond what their tier says (registers.TierRule), and who goes."""

from django.db import models
from django.utils import timezone

from registers.models import ProductType


class GradeRule(models.Model):
    """Visits a year that the risk grade of a product made calls for (R-137–R-139)."""

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="grade_rules", verbose_name="机构")
    grade = models.CharField("产品风险等级", max_length=12, choices=ProductType.RiskGrade.choices)
    checks_a_year = models.PositiveSmallIntegerField("每年检查次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "产品风险检查频次"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["bureau", "grade"], name="grade_rule_once")]

    def __str__(self):
        return f"{self.get_grade_display()}：每年 {self.checks_a_year} 次"


class VisitSetting(models.Model):
    """A bureau lets the timetable plan visits: since when, how early, who goes where no area says otherwise."""

    bureau = models.OneToOneField("accounts.Bureau", models.PROTECT, related_name="visit_setting", verbose_name="机构")
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="默认承办单位"
    )
    lead_days = models.PositiveSmallIntegerField("提前几天安排", default=30)
    tier_days = models.PositiveSmallIntegerField("列为重点、特别监管后几天内检查", default=30)
    #: R-215: what stands idle is patrolled, where no sample was found somebody comes unannounced.
    idle_checks = models.PositiveSmallIntegerField("长期不生产、不具备能力的每年巡查次数", default=2)
    no_sample_days = models.PositiveSmallIntegerField("抽查未抽到样品后几天内飞行检查", default=30)
    since = models.DateField("自动安排起始日期", default=timezone.localdate)

    class Meta:
        verbose_name = verbose_name_plural = "自动安排检查"

    def __str__(self):
        return f"{self.bureau}自动安排检查"


class VisitArea(models.Model):
    """Which unit visits the enterprises of a region; the narrower region counts."""

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="visit_areas", verbose_name="机构")
    region = models.ForeignKey("registers.Region", models.PROTECT, related_name="+", verbose_name="区划")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+", verbose_name="承办单位")

    class Meta:
        verbose_name = verbose_name_plural = "检查片区"
        ordering = ["region__code"]
        constraints = [models.UniqueConstraint(fields=["bureau", "region"], name="visit_area_once")]

    def __str__(self):
        return f"{self.region}：{self.department}"
