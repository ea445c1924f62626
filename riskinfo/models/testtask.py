"""检验任务: what an agency is asked to find out about a risk information, and its answer."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from .. import states
from ..states import TestState


def disagreement(tasks) -> str:
    """Return how reported conclusions on one information differ (R-022); empty when they agree."""
    said = {}
    for task in tasks:
        if task.result in (states.TestResult.PASS, states.TestResult.FAIL):
            said.setdefault(task.get_result_display(), []).append(f"{task.agency}（{task.sample[:40]}）")
    if len(said) < 2:
        return ""
    return "；".join(f"{result}：{'、'.join(who)}" for result, who in sorted(said.items()))


class TestTaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the tasks of the user's own agency, and nobody else's (R-045)."""
        if not user.can("test.result") or user.department_id is None:
            return self.none()
        return self.filter(agency=user.department_id)

    def open(self):
        return self.filter(state=TestState.ASSIGNED)

    def reported(self):
        return self.filter(state=TestState.REPORTED)


class TestTask(ConcurrentTransitionMixin, models.Model):
    """A test, verification or comparison given to an agency (R-022, R-045, R-147).

    Its acts enter the trail of the information's case. The agency sees what
    stands here and nothing else of the case.
    """

    __test__ = False  # the name makes pytest take it for a test

    info = models.ForeignKey("riskinfo.RiskInfo", models.PROTECT, related_name="tests", verbose_name="风险信息")
    state = FSMField("状态", default=TestState.ASSIGNED, choices=TestState.choices, protected=True, editable=False)
    agency = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="test_tasks", verbose_name="质检机构"
    )
    purpose = models.CharField("目的", max_length=12, choices=states.TestPurpose.choices)
    sample = models.CharField("样品（名称、型号、批次、生产企业）", max_length=300)
    compared_with = models.CharField("比对对象", max_length=300, blank=True)
    items = models.TextField("检验项目", max_length=1000)
    standard = models.CharField("检验依据", max_length=200)
    due_on = models.DateField("要求完成日期")
    assigned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="下达人")
    assigned_at = models.DateTimeField("下达时间")
    result = models.CharField("检验结论", max_length=16, choices=states.TestResult.choices, blank=True)
    failed_items = models.TextField("不合格项目", max_length=1000, blank=True)
    safety_indicator_failed = models.CharField(
        "涉及安全、健康指标", max_length=8, choices=states.Answer.choices, blank=True
    )
    conclusion = models.TextField("说明", max_length=2000, blank=True)
    report = models.ForeignKey(
        "casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检验报告"
    )
    reported_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)

    objects = TestTaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检验任务"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["agency", "state", "due_on"], name="test_agency_state_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TestState.ASSIGNED) | (Q(reported_at__isnull=False) & ~Q(result="")),
                name="test_reported_with_result",
                violation_error_message="报告检验结果须写明结论。",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="COMPARISON") | ~Q(compared_with=""),
                name="test_comparison_names_other",
                violation_error_message="比对试验须写明与什么比对。",
            ),
            models.CheckConstraint(
                condition=~Q(result="FAIL") | (~Q(failed_items="") & ~Q(safety_indicator_failed="")),
                name="test_failure_names_items",
                violation_error_message="不合格的，须写明不合格项目和是否涉及安全、健康指标。",
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} {self.sample}"

    def get_absolute_url(self):
        return reverse("riskinfo:test", args=[self.pk])

    # --- what casefile.perform asks of a record beside the stage -------------------------
    @property
    def case_id(self) -> int:
        return self.info_id

    @property
    def case(self):
        return self.info.case

    @case.setter
    def case(self, case):
        self.info.case = case

    @property
    def trail_subject(self) -> str:
        """How the trail of the case names this task; one task, one name."""
        return f"检验任务{self.pk}《{self.sample[:80]}》"

    @property
    def is_positive(self) -> bool:
        """A finding that the bureau must hear of at once (R-046)."""
        return self.result == states.TestResult.FAIL or self.safety_indicator_failed == states.Answer.YES

    @property
    def own_studies(self):
        """The studies that the agency itself has had done, which is all that it sees of them."""
        return self.info.studies.filter(recorded_by__department=self.agency_id).select_related("recorded_by")

    @transition(field=state, source=[TestState.ASSIGNED, TestState.REPORTED], target=None)
    def record_study(self, *, by, role, **study):
        """The row, which belongs to the information, is made by the act's effect (R-045)."""

    @transition(field=state, source=TestState.ASSIGNED, target=TestState.REPORTED)
    def submit_result(self, *, by, role, result, failed_items="", safety_indicator_failed="", conclusion="", **files):
        """The report file is kept by the act's effect."""
        self.result, self.failed_items, self.conclusion = result, failed_items, conclusion
        self.safety_indicator_failed = safety_indicator_failed
        self.reported_by, self.reported_at = by, timezone.now()
