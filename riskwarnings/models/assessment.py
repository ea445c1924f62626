"""研判评估: what was known, what the clauses say of it, and what the assessor decided."""

from django.db import models
from django.db.models import F, Q

from ..facts_text import Outcome, Policy, WarningLevel
from ..grading import CLAUSES, Clause, Facts
from .measuredetail import people_text


class AssessmentIsFinal(Exception):
    """Raised when code tries to change or remove an assessment."""


class AssessmentQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AssessmentIsFinal("评估只能另作新版本，不能修改。")

    def delete(self):
        raise AssessmentIsFinal("评估只能另作新版本，不能删除。")

    def bulk_update(self, *args, **kwargs):
        raise AssessmentIsFinal("评估只能另作新版本，不能修改。")

    def current(self):
        """Return those that no later version replaces: one for each enterprise, product and batch."""
        return self.filter(replaced_by=None)


class RiskAssessment(models.Model):
    """One grading of one enterprise, product and batch; append-only (R-016, R-104).

    `facts`: every field of `grading.Facts`; `evidence`: fact → where it is shown (R-004).
    `outcome`, `clauses` (codes) and `provisional` are the machine's suggestion under
    `policy` and `rule_version`; `decided_level` is the assessor's, with a reason when
    it differs. `assessors` took part: [{"unit", "name", "post"}] (R-023). A new assessment
    of the same thing points to the one that it replaces.
    """

    info = models.ForeignKey("riskinfo.RiskInfo", models.PROTECT, related_name="assessments", verbose_name="风险信息")
    version = models.PositiveSmallIntegerField("版本")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="替代的版本"
    )
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name="企业"
    )
    product = models.CharField("产品及规格型号", max_length=120)
    batch = models.CharField("批次", max_length=80, blank=True)
    facts = models.JSONField("认定的情形")
    evidence = models.JSONField("依据", default=dict, blank=True)
    produced = models.DecimalField("生产数量", max_digits=14, decimal_places=3, null=True, blank=True)
    sold = models.DecimalField("销售数量", max_digits=14, decimal_places=3, null=True, blank=True)
    unit = models.CharField("计量单位", max_length=10, blank=True)
    most_sold_threshold = models.DecimalField("“大部”的界限", max_digits=4, decimal_places=3)
    policy = models.CharField("定级方式", max_length=20, choices=Policy.choices)
    rule_version = models.CharField("规则版本", max_length=10)
    outcome = models.CharField("建议", max_length=20, choices=Outcome.choices)
    provisional = models.CharField("暂按级别", max_length=20, choices=Outcome.choices, blank=True)
    clauses = models.JSONField("命中条款", default=list, blank=True)
    decided_level = models.CharField("评估级别", max_length=10, choices=WarningLevel.choices, blank=True)
    decision_reason = models.TextField("调整理由", blank=True)
    harm_analysis = models.TextField("危害后果分析", blank=True)
    advice = models.TextField("解决建议和对策", blank=True)
    assessors = models.JSONField("参加评估人员", default=list, blank=True)
    assessor = models.ForeignKey("accounts.User", models.PROTECT, related_name="assessments", verbose_name="评估人")
    token = models.UUIDField("提交凭证", null=True, blank=True, unique=True)
    created_at = models.DateTimeField("评估时间", auto_now_add=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "研判评估"
        ordering = ["info", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["info", "version"], name="assessment_version_once"),
            models.CheckConstraint(
                condition=Q(produced=None) | Q(sold=None) | Q(sold__lte=F("produced")),
                name="assessment_sold_within_produced",
                violation_error_message="销售数量不能大于生产数量。",
            ),
            models.CheckConstraint(
                condition=(Q(outcome__in=WarningLevel.values) & ~Q(decided_level=""))
                | (~Q(outcome__in=WarningLevel.values) & Q(decided_level="")),
                name="assessment_level_where_one_fits",
                violation_error_message="只有能列级的评估才有级别，而且必须有。",
            ),
            models.CheckConstraint(
                condition=Q(decided_level="") | Q(decided_level=F("outcome")) | ~Q(decision_reason=""),
                name="assessment_change_with_reason",
                violation_error_message="评估级别与建议不同，须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.UNDETERMINED) | Q(provisional=""),
                name="assessment_provisional_while_undetermined",
            ),
        ]

    def __str__(self):
        return f"第{self.version}版 {self.product}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise AssessmentIsFinal("评估只能另作新版本，不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AssessmentIsFinal("评估只能另作新版本，不能删除。")

    @property
    def known(self) -> Facts:
        """The facts as `grading` takes them."""
        return Facts(**self.facts)

    @property
    def clauses_hit(self) -> list[Clause]:
        return [clause for clause in CLAUSES if clause.code in self.clauses]

    @property
    def assessors_text(self) -> str:
        return people_text(self.assessors)

    @property
    def result(self) -> str:
        """The decided level, or where no level fits the outcome: a value of `Outcome`."""
        return self.decided_level or self.outcome
