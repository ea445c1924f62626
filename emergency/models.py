"""应急处置: what is known of an accident, and who decided what."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django_fsm import FSMField, transition

from casefile.stage import StageRecord, Step

from . import awaits, constraints, plans
from .bulletinmodels import Bulletin, BulletinRecipient
from .contactmodels import Contact
from .flowmodels import ProductFlow
from .groundmodels import StepGround
from .groupmodels import GroupMember
from .lessonmodels import Lesson
from .planmodels import DutyShift, Plan, PlanContact, PlanGrade, PlanStep
from .sealmodels import Sealing, SealItem, SealPause
from .states import CLOSED, QUANTITIES, RUNNING, EmergencyState, Judgement, Nature

__all__ = [
    "Bulletin", "BulletinRecipient", "Contact", "DutyShift", "EmergencyCase", "GroupMember", "Lesson", "Plan",
    "PlanContact", "PlanGrade", "PlanStep", "ProductFlow", "SealItem", "SealPause", "Sealing",
    "StepGround",
]  # fmt: skip

_State = EmergencyState
#: The facts may change as long as the response is not ended.
_LIVE = sorted(RUNNING | {_State.VERIFYING})


def _person(label):
    return models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def _quantity(label):
    return models.PositiveIntegerField(label, null=True, blank=True)


class EmergencyCase(StageRecord):
    """An accident and the response to it (R-032–R-035, R-042–R-044).

    `injured` and `dead` are persons as last reported. The four `*_by` fields keep
    who must not decide on his own work.
    """

    state = FSMField("环节", default=_State.REPORTED, choices=_State.choices, protected=True, editable=False)
    learned_at = models.DateTimeField("获知时间")
    place = models.CharField("地点", max_length=120)
    description = models.TextField("事故情况", max_length=4000)
    injured = models.PositiveIntegerField("受伤（人）", default=0)
    dead = models.PositiveIntegerField("死亡（人）", default=0)

    product_identified = models.TextField("事故产品", max_length=1000, blank=True)
    nature_stage = models.CharField("性质认定", max_length=12, choices=Nature.choices, blank=True)
    nature = models.TextField("事故性质", max_length=2000, blank=True)
    findings_by = _person("核实情况登记人")

    flow_unit = models.CharField("计量单位", max_length=12, blank=True)
    produced = _quantity("生产")
    sold = _quantity("售出")
    recovered = _quantity("召回、收缴")
    sealed_sold = _quantity("封存")
    destroyed = _quantity("销毁")
    flow_explanation = models.TextField("数量不符的说明", max_length=2000, blank=True)

    cause = models.TextField("企业分析的原因", max_length=4000, blank=True)
    cause_received_on = models.DateField("收到原因分析", null=True, blank=True)
    cause_by = _person("原因分析登记人")
    cause_judgement = models.CharField("审核结论", max_length=12, choices=Judgement.choices, blank=True)
    cause_judged_by = _person("原因分析审核人")
    investigation_number = models.CharField("立案编号", max_length=60, blank=True)
    investigation_on = models.DateField("立案日期", null=True, blank=True)

    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="emergencies", verbose_name="预案"
    )
    grade = models.CharField("等级代码", max_length=8, blank=True)
    grade_label = models.CharField("事件等级", max_length=20, blank=True)

    activated_at = models.DateTimeField("启动时间", null=True, blank=True)
    activated_by = _person("启动批准人")
    final_report_reference = models.CharField("终报", max_length=120, blank=True)
    final_report_on = models.DateField("终报日期", null=True, blank=True)
    final_report_by = _person("终报登记人")
    terminated_at = models.DateTimeField("终止时间", null=True, blank=True)
    terminated_by = _person("终止批准人")
    summary = models.TextField("总结", max_length=8000, blank=True)
    lessons = models.TextField("教训和改进", max_length=4000, blank=True)
    summarised_by = _person("总结人")
    government_reported_on = models.DateField("向县政府报告结果", null=True, blank=True)
    city_reported_on = models.DateField("向市局报告结果", null=True, blank=True)
    result_report_reference = models.CharField("结果报告", max_length=120, blank=True)
    closed_by = _person("办结批准人")

    CLOSED_STATES = CLOSED
    STEPS = tuple(Step(state.label, frozenset({state})) for state in _State if state != _State.FALSE_ALARM)

    class Meta:
        verbose_name = verbose_name_plural = "应急处置"
        ordering = ["-case__opened_at", "-pk"]
        constraints = constraints.EMERGENCY

    def clean(self):
        if self.learned_at and self.learned_at > timezone.now():
            raise ValidationError({"learned_at": "获知时间不能晚于现在。"})

    @property
    def is_drill(self) -> bool:
        return self.case.is_drill

    @property
    def is_determined(self) -> bool:
        """Product and nature are known well enough to activate (rules §3.3)."""
        return bool(self.product_identified and self.nature_stage and self.nature)

    @property
    def has_final_report(self) -> bool:
        return bool(self.final_report_reference and self.final_report_on)

    @property
    def has_result_reports(self) -> bool:
        return bool(self.government_reported_on and self.city_reported_on)

    def next_actor(self):
        return awaits.next_actor(self)

    def steps(self):
        if self.state == _State.FALSE_ALARM:
            return [(label, "done") for label in (_State.REPORTED.label, _State.VERIFYING.label, "已排除")]
        return super().steps()

    # --- the machine; effects.py has what else happens -------------------------------

    @transition(field="state", source=_State.REPORTED, target=_State.VERIFYING)
    def verify(self, *, by, role, **data):
        """Begin to look into it."""

    @transition(field="state", source=_LIVE, target=None)
    def record_findings(self, *, by, role, product_identified, nature_stage, nature, injured, dead, grade="", **data):
        self.grade, self.grade_label = grade, plans.label_of(self.plan, grade)
        self.product_identified, self.nature_stage, self.nature = product_identified, nature_stage, nature
        self.injured, self.dead, self.findings_by = injured, dead, by

    @transition(field="state", source=_LIVE, target=None)
    def record_progress(self, *, by, role, injured, dead, **data):
        self.casualties_changed = (injured, dead) != (self.injured, self.dead)
        self.injured, self.dead = injured, dead

    @transition(field="state", source=_LIVE, target=None)
    def record_quantities(self, *, by, role, **data):
        for name in ("flow_unit", *QUANTITIES, "flow_explanation"):
            setattr(self, name, data[name])

    @transition(field="state", source=_LIVE, target=None)
    def record_cause_analysis(self, *, by, role, cause, cause_received_on, **data):
        self.cause, self.cause_received_on, self.cause_by = cause, cause_received_on, by
        self.cause_judgement, self.cause_judged_by = "", None

    @transition(field="state", source=_LIVE, target=None)
    def judge_cause_analysis(self, *, by, role, cause_judgement, **data):
        self.cause_judgement, self.cause_judged_by = cause_judgement, by

    @transition(field="state", source=_LIVE, target=None)
    def record_investigation(self, *, by, role, investigation_number, investigation_on, **data):
        self.investigation_number, self.investigation_on = investigation_number, investigation_on

    @transition(field="state", source=_State.VERIFYING, target=_State.FALSE_ALARM)
    def rule_out(self, *, by, role, **data):
        """Verification found no emergency; the reason is in the trail."""

    @transition(field="state", source=_State.VERIFYING, target=_State.ACTIVATED)
    def activate(self, *, by, role, **data):
        self.activated_at, self.activated_by = timezone.now(), by

    @transition(field="state", source=_State.ACTIVATED, target=_State.CONTROLLING)
    def control(self, *, by, role, **data):
        """The measures on the spot have begun."""

    @transition(field="state", source=_State.CONTROLLING, target=_State.FOLLOW_UP)
    def follow_up(self, *, by, role, **data):
        """Under control, still watched."""

    @transition(field="state", source=_State.FOLLOW_UP, target=None)
    def record_final_report(self, *, by, role, final_report_reference, final_report_on, **data):
        self.final_report_reference, self.final_report_on = final_report_reference, final_report_on
        self.final_report_by = by

    @transition(field="state", source=_State.FOLLOW_UP, target=_State.TERMINATED)
    def terminate(self, *, by, role, **data):
        self.terminated_at, self.terminated_by = timezone.now(), by

    @transition(field="state", source=_State.TERMINATED, target=_State.SUMMARISED)
    def summarise(self, *, by, role, summary, lessons, **data):
        self.summary, self.lessons, self.summarised_by = summary, lessons, by

    @transition(field="state", source=[_State.TERMINATED, _State.SUMMARISED], target=None)
    def record_result_reports(self, *, by, role, government_reported_on, city_reported_on, result_report_reference,
                              **data):  # fmt: skip
        self.government_reported_on, self.city_reported_on = government_reported_on, city_reported_on
        self.result_report_reference = result_report_reference

    @transition(field="state", source=_State.SUMMARISED, target=None)
    def settle_lessons(self, *, by, role, **data):
        """What came of each lesson stands on the lesson."""

    @transition(field="state", source=_State.SUMMARISED, target=_State.CLOSED)
    def close(self, *, by, role, **data):
        self.closed_by = by
