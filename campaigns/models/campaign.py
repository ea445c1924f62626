"""专项行动: a campaign of one bureau, from its plan to its file (rules §3.6)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django_fsm import FSMField, transition

from accounts.models import Bureau
from accounts.roles import Role
from casefile.stage import Awaits, StageRecord, Step

from ..states import CampaignState

_S = CampaignState


def _person(label):
    return models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Campaign(StageRecord):
    """A campaign as one bureau carries it out (R-201, R-301).

    The plan's file hangs on the case, or on the 收文 that the case came out of. `superior` is the campaign of
    the bureau above that this one carries out, where that bureau works here too. `years_back` is what 近年来
    means (R-205). `returns_planned` are the returns that the plan asks for, as `templates.ReturnPlan` rows.
    """

    #: `CaseFile.campaign` is what other cases were opened under, so the way back has a name of its own.
    case = models.OneToOneField(
        "casefile.CaseFile", models.PROTECT, primary_key=True, related_name="campaign_record", verbose_name="案卷"
    )
    state = FSMField("环节", default=_S.PLANNED, choices=_S.choices, protected=True, editable=False)
    template = models.CharField("方案模板", max_length=20, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    issuer = models.CharField("方案印发机关", max_length=80)
    issue_level = models.CharField("印发层级", max_length=12, choices=Bureau.Level.choices)
    plan_number = models.CharField("方案文号", max_length=60, blank=True)
    issued_on = models.DateField("方案印发日期", null=True, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("完成期限")
    goals = models.TextField("工作目标", max_length=2000, blank=True)
    key_points = models.TextField("重点和要求", max_length=4000, blank=True)
    years_back = models.PositiveSmallIntegerField("追溯年数", default=3, help_text="“近年来”按几年计算。")
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="local_campaigns", verbose_name="上级专项行动"
    )
    returns_planned = models.JSONField("要求的报送", default=list, blank=True)

    handed_in_at = models.DateTimeField("方案送审时间", null=True, blank=True)
    handed_in_by = _person("方案送审人")
    approved_by = _person("方案批准人")
    approved_at = models.DateTimeField("方案批准时间", null=True, blank=True)
    continuing_since = models.DateTimeField("转持续报送时间", null=True, blank=True)
    completed_at = models.DateTimeField("完成时间", null=True, blank=True)
    conclusion = models.TextField("验收自查结论", max_length=4000, blank=True)

    CLOSED_STATES = frozenset({_S.CLOSED})
    STEPS = (
        Step("拟制", frozenset({_S.PLANNED})),
        Step("部署自查", frozenset({_S.DEPLOYED})),
        Step("现场检查", frozenset({_S.ON_SITE})),
        Step("隐患治理", frozenset({_S.GOVERNING})),
        Step("验收自查", frozenset({_S.FINAL_CHECK, _S.CONTINUING})),
        Step("完成", frozenset({_S.COMPLETED})),
        Step("归档", frozenset({_S.CLOSED})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "专项行动"
        ordering = ["-case__opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_start",
                violation_error_message="完成期限不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(state=_S.PLANNED) | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="campaign_runs_once_approved", violation_error_message="方案还没有批准。",
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.COMPLETED) | Q(completed_at__isnull=False), name="campaign_completed_stamped"
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.CONTINUING) | Q(continuing_since__isnull=False),
                name="campaign_continuing_stamped",
            ),
        ]  # fmt: skip

    @property
    def period_text(self) -> str:
        return f"{self.starts_on:%Y-%m-%d} 至 {self.ends_on:%Y-%m-%d}"

    def phase_of(self, state: str):
        """Return the phase row that begins with `state`, None when the plan has none."""
        return self.phases.filter(state=state).first()

    def phase_without_final_check(self):
        """Return the last phase of a plan that has none for the bureau's own check, None for other plans."""
        rows = list(self.phases.all())
        if not rows or any(row.state == _S.FINAL_CHECK for row in rows):
            return None
        return max(rows, key=lambda row: (row.ends_on, row.order))

    def next_actor(self) -> Awaits:
        head = Awaits(Role.UNIT_HEAD, self.case.department)
        match self.state:
            case _S.PLANNED:
                return Awaits(Role.DIRECTOR) if self.handed_in_at else Awaits(user=self.case.handler)
            case _S.DEPLOYED | _S.ON_SITE | _S.GOVERNING:
                return head
            case _S.FINAL_CHECK | _S.CONTINUING | _S.COMPLETED:
                return Awaits(Role.DEPUTY, self.case.department)
        return Awaits()

    # --- the machine; effects.py has what else happens ------------------------------------

    @transition(field="state", source=_S.PLANNED, target=None)
    def hand_in(self, *, by, role, **data):
        """The plan goes to the director."""
        self.handed_in_by, self.handed_in_at = by, timezone.now()

    @transition(field="state", source=_S.PLANNED, target=None)
    def send_back(self, *, by, role, **data):
        self.handed_in_by = self.handed_in_at = None

    @transition(field="state", source=_S.PLANNED, target=_S.DEPLOYED)
    def deploy(self, *, by, role, **data):
        self.approved_by, self.approved_at = by, timezone.now()

    @transition(field="state", source=_S.DEPLOYED, target=_S.ON_SITE)
    def start_on_site(self, *, by, role, **data):
        """Phase 2 begins: by date, confirmed by the head."""

    @transition(field="state", source=_S.ON_SITE, target=_S.GOVERNING)
    def start_governing(self, *, by, role, **data):
        """Phase 3 begins."""

    @transition(field="state", source=_S.GOVERNING, target=_S.FINAL_CHECK)
    def start_final_check(self, *, by, role, **data):
        """The bureau checks its own work (R-230)."""

    @transition(field="state", source=_S.FINAL_CHECK, target=_S.CONTINUING)
    def go_on_reporting(self, *, by, role, **data):
        self.continuing_since = timezone.now()

    @transition(field="state", source=[_S.FINAL_CHECK, _S.CONTINUING], target=_S.COMPLETED)
    def complete(self, *, by, role, conclusion, **data):
        self.completed_at, self.conclusion = timezone.now(), conclusion

    @transition(field="state", source=_S.COMPLETED, target=_S.CLOSED)
    def file_away(self, *, by, role, **data):
        """Read only from now on."""
