"""Versions of the terms and thresholds that a bureau settled."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from .terms import DEFAULT


def _days(label, name, *, low=1, high=365):
    limits = [MinValueValidator(low), MaxValueValidator(high)]
    return models.PositiveSmallIntegerField(label, default=getattr(DEFAULT, name), validators=limits)


class TermsVersion(models.Model):
    """One version; the latest is in force, none is changed."""

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="item_terms", verbose_name="局")
    version = models.PositiveIntegerField("版次")
    correction_days = _days("整改期限（工作日）", "correction_days", high=180)
    urgent_days = _days("紧迫隐患的整改期限（工作日，最长）", "urgent_days", high=60)
    recheck_days = _days("组织复查（工作日）", "recheck_days", high=60)
    interview_days = _days("约谈（工作日）", "interview_days", high=60)
    look_back_days = _days("销号后回头看（日）", "look_back_days")
    extensions = _days("每轮最多延期几次", "extensions", low=0, high=5)
    extension_days = _days("每次最多延期（工作日）", "extension_days", high=90)
    sampling_correction_days = _days("抽查不合格的整改期限（日）", "sampling_correction_days")
    sampling_recheck_days = _days("抽查不合格的复查期限（日，自责令起）", "sampling_recheck_days")
    second_recheck_from = _days("公告后再次复查最早（日）", "second_recheck_from")
    second_recheck_to = _days("公告后再次复查最迟（日）", "second_recheck_to")
    failures_in_a_row = _days("约谈：连续抽查不合格（次）", "failures_in_a_row", high=20)
    major_count = _days("特别监管：重大隐患（次）", "major_count", high=50)
    major_months = _days("特别监管：统计期（月）", "major_months", high=120)
    major_campaigns_only = models.BooleanField("特别监管：只计专项行动中发现的", default=DEFAULT.major_campaigns_only)
    failing_years = _days("跟踪整治：不合格的年份（个）", "failing_years", high=20)
    failing_within_years = _days("跟踪整治：近几年", "failing_within_years", high=20)
    failing_times = _days("跟踪整治：近几年内不合格（次）", "failing_times", high=50)
    area_open_items = _days("区域督办：未销号隐患（项）", "area_open_items", high=5000)
    area_found_items = _days("区域督办：统计期内发现隐患（项）", "area_found_items", high=5000)
    area_found_months = _days("区域督办：发现隐患的统计期（月）", "area_found_months", high=120)
    area_opinions = _days("区域督办：敏感舆情（起）", "area_opinions", high=500)
    area_opinion_months = _days("区域督办：舆情统计期（月）", "area_opinion_months", high=120)
    reason = models.CharField("依据或理由", max_length=200)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="设置人")
    set_at = models.DateTimeField("设置时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改期限和触发条件"
        ordering = ["bureau", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "version"], name="item_terms_version_once",
                violation_error_message="您打开以后，设置已被他人改动，请刷新后再改。",
            ),
            models.CheckConstraint(
                condition=models.Q(second_recheck_from__lte=models.F("second_recheck_to")),
                name="item_terms_second_recheck_in_order",
                violation_error_message="再次复查最早的一天不能晚于最迟的一天。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.bureau} 第{self.version}版"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("整改期限和触发条件另存新版，不能修改。")
        super().save(*args, **kwargs)
