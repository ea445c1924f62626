"""风险信息: what was reported, what was found out, what was decided (rules §3.1)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import GET_STATE, FSMField, transition

from accounts.roles import Role
from casefile.stage import Awaits, StageRecord, Step
from registers.validators import validate_gtin

from .. import marking, states
from ..states import InfoState
from ..validators import validate_basis, validate_harm_objects


class RiskInfo(StageRecord):
    """A piece of risk information; enterprise and product type stand on its case.

    An enterprise that is not on file is kept in `enterprise_text`. Who reported it
    is confidential: read `reporter_name` and `reporter_phone` only through
    `riskinfo.reporter` (R-015).
    """

    state = FSMField("环节", default=InfoState.DRAFT, choices=InfoState.choices, protected=True, editable=False)

    # --- where it came from ----------------------------------------------------------
    source = models.ForeignKey(
        "registers.InfoSource", models.PROTECT, related_name="informations", verbose_name="信息来源"
    )
    source_level = models.CharField("组织层级", max_length=12, choices=states.SourceLevel.choices, blank=True)
    source_reference = models.CharField("来文字号", max_length=80, blank=True)
    source_reference_on = models.DateField("来文日期", null=True, blank=True)
    source_detail = models.CharField("来源说明", max_length=120, blank=True)
    reporter_name = models.CharField("反映人", max_length=30, blank=True)
    reporter_phone = models.CharField("反映人电话", max_length=30, blank=True)
    found_on = models.DateField("发现日期", null=True, blank=True)
    learned_at = models.DateTimeField("知悉时间", null=True, blank=True)

    # --- what it is -------------------------------------------------------------------
    info_kind = models.CharField("信息类型", max_length=24, choices=states.InfoKind.choices, blank=True)
    basis = models.JSONField("认定依据", default=list, blank=True, validators=[validate_basis])
    standard_number = models.CharField("标准号", max_length=120, blank=True)
    certainty = models.CharField("存在程度", max_length=10, choices=states.Certainty.choices, blank=True)
    harm_objects = models.JSONField("危害对象", default=list, blank=True, validators=[validate_harm_objects])
    complaint_count = models.PositiveIntegerField("反映件数", null=True, blank=True)
    is_key = models.BooleanField("重点风险信息", default=False)
    description = models.TextField("风险描述", max_length=4000)
    product_name = models.CharField("产品名称", max_length=120, blank=True)
    batch = models.CharField("规格型号、批次", max_length=120, blank=True)
    brand = models.CharField("商标", max_length=60, blank=True)
    enterprise_text = models.CharField("企业名称（未建档）", max_length=120, blank=True)
    barcode = models.CharField("商品条码", max_length=14, blank=True, validators=[validate_gtin])
    producers = models.CharField("其他生产者", max_length=600, blank=True)
    material_suppliers = models.CharField("原料供应企业", max_length=600, blank=True)
    sellers = models.CharField("销售者", max_length=600, blank=True)
    region = models.ForeignKey(
        "registers.Region", models.PROTECT, null=True, blank=True, related_name="informations", verbose_name="涉及区域"
    )
    other_regions = models.ManyToManyField(
        "registers.Region", blank=True, related_name="further_informations", verbose_name="其他涉及区域"
    )
    affected_area = models.CharField("涉及区域说明", max_length=200, blank=True)
    cause = models.TextField("发生原因或可能原因", max_length=2000, blank=True)

    # --- stamps of the acts ---------------------------------------------------------
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    harm_degree = models.CharField("危害程度", max_length=16, choices=states.HarmDegree.choices, blank=True)
    handling_advice = models.TextField("处理建议", max_length=2000, blank=True)
    screened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    screened_at = models.DateTimeField("鉴别时间", null=True, blank=True)
    exclusion_reason = models.CharField("排除原因", max_length=12, choices=states.ExclusionReason.choices, blank=True)
    exclusion_text = models.TextField("排除说明", max_length=2000, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name="重复于"
    )
    transferred_to = models.CharField("移送单位", max_length=120, blank=True)
    test_waiver_reason = models.TextField("无需检验的理由", max_length=2000, blank=True)
    outcome = models.CharField("评估结论", max_length=20, choices=states.Outcome.choices, blank=True)
    level = models.CharField("评估级别", max_length=8, choices=states.Level.choices, blank=True)
    assessor = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    outcome_at = models.DateTimeField("评估时间", null=True, blank=True)
    major_harm = models.CharField("重大危害", max_length=10, choices=states.MajorHarm.choices, blank=True)
    handling_decision = models.TextField("不列级的处理决定", max_length=2000, blank=True)
    reported_up_on = models.DateField("上报日期", null=True, blank=True)
    reported_up_to = models.CharField("上报单位", max_length=120, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    resolve_requested_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    resolve_requested_at = models.DateTimeField("提请办结时间", null=True, blank=True)
    result_report = models.TextField("处置结果报告", max_length=4000, blank=True)
    result_reported_on = models.DateField("结果上报日期", null=True, blank=True)
    result_reported_to = models.CharField("结果上报单位", max_length=200, blank=True)
    resolved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField("办结时间", null=True, blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    #: The last judgement of its hazard reviews, kept by hazardreview.judge for lists and counts (R-210).
    hazard = models.CharField(
        "梳理结论", max_length=8, choices=states.HazardVerdict.choices, blank=True, editable=False
    )
    sketch = models.CharField("查重特征", max_length=16, blank=True, editable=False)

    #: Set while a double is undone: what it was taken for a double of.
    former_original = None

    CLOSED_STATES = states.CLOSED
    STEPS = (
        Step("登记", frozenset({InfoState.DRAFT})),
        Step("鉴别", frozenset({InfoState.SUBMITTED, InfoState.EXCLUDED, InfoState.TRANSFERRED})),
        Step("检验监测", frozenset({InfoState.SCREENED, InfoState.TESTING})),
        Step("评估", states.UNDER_ASSESSMENT),
        Step("处置", frozenset({InfoState.CONFIRMED})),
        Step("办结", frozenset({InfoState.RESOLVED, InfoState.ARCHIVED})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "风险信息"
        indexes = [
            models.Index(fields=["submitted_at"], name="info_submitted"),
            models.Index(fields=["enterprise_text"], name="info_enterprise_text"),
            models.Index(fields=["case"], name="info_unmarked", condition=Q(sketch="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=InfoState.DRAFT) | Q(submitted_at__isnull=False),
                name="info_submitted_has_stamp",
            ),
            models.CheckConstraint(
                condition=~Q(state=InfoState.EXCLUDED) | ~Q(exclusion_reason=""),
                name="info_excluded_with_reason",
                violation_error_message="排除须写明原因。",
            ),
            models.CheckConstraint(
                condition=~Q(exclusion_reason="DUPLICATE") | Q(duplicate_of__isnull=False),
                name="info_duplicate_names_other",
                violation_error_message="因重复排除的，须指明重复于哪一条。",
            ),
            models.CheckConstraint(
                condition=~Q(state=InfoState.TRANSFERRED) | ~Q(transferred_to=""),
                name="info_transferred_to_somebody",
                violation_error_message="移送须写明移送单位。",
            ),
            models.CheckConstraint(
                condition=~Q(state=InfoState.CONFIRMED)
                | Q(major_harm="NO")
                | (~Q(major_harm="") & Q(reported_up_on__isnull=False) & ~Q(reported_up_to="")),
                name="info_major_harm_reported",
                violation_error_message="已有或可能有重大危害的，须先登记上报日期和上报单位。",
            ),
        ]

    def save(self, *args, **kwargs):
        """Save, and note anew what the information is found again by when that has changed (R-112)."""
        digest = marking.digest(self)
        changed, self.sketch = digest != self.sketch, digest
        super().save(*args, **kwargs)
        if changed:
            marking.mark_many([self])

    def clean(self):
        if self.found_on and self.found_on > timezone.localdate():
            raise ValidationError({"found_on": "发现日期不能晚于今天，请核对年份和月份。"})

    # --- facts -----------------------------------------------------------------------
    @property
    def enterprise_name(self) -> str:
        return str(self.case.enterprise) if self.case.enterprise_id else self.enterprise_text

    @property
    def producers_text(self) -> str:
        """The enterprise of the case and the other producers."""
        return "、".join(filter(None, (self.enterprise_name, self.producers)))

    @property
    def named_firms(self) -> list[tuple[str, str, list]]:
        """Return (label, what was typed, the firms in it) of every role that somebody has filled in."""
        parties = list(self.parties.select_related("enterprise")) if self.pk else []
        roles = (("producers", "PRODUCER"), ("material_suppliers", "SUPPLIER"), ("sellers", "SELLER"))
        return [
            (self._meta.get_field(column).verbose_name, said, [row for row in parties if row.role == role])
            for column, role in roles
            if (said := getattr(self, column))
        ]

    @property
    def products_text(self) -> str:
        """All products, the first one by its name alone."""
        first = self.product_name or str(self.case.product_type or "")
        return "；".join(filter(None, (first, *map(str, self.products.all()))))

    @property
    def regions_text(self) -> str:
        """All regions, and what was said of the area."""
        regions = [self.region, *self.other_regions.all()]
        return "；".join(filter(None, ("、".join(region.name for region in regions if region), self.affected_area)))

    @property
    def basis_text(self) -> str:
        return "；".join(states.Basis(code).label for code in self.basis)

    @property
    def harm_objects_text(self) -> str:
        return "、".join(states.HarmObject(code).label for code in self.harm_objects)

    @property
    def has_reporter(self) -> bool:
        return bool(self.reporter_name or self.reporter_phone)

    def mirrored_level(self) -> str:
        return self.level

    def next_actor(self) -> Awaits:
        unit = self.case.department
        if self.state == InfoState.DRAFT:
            return Awaits(user=self.case.handler)
        if self.state in (InfoState.SUBMITTED, InfoState.INCONCLUSIVE):
            return Awaits(Role.UNIT_HEAD, unit)
        if self.state == InfoState.ASSESSING and self.outcome:
            return Awaits(Role.UNIT_HEAD, unit)
        if self.state == InfoState.CONFIRMED and self.resolve_requested_at:
            return Awaits(Role.DEPUTY, unit)
        if self.state == InfoState.CONFIRMED and self.is_with_others:
            return Awaits()
        if self.state == InfoState.RESOLVED:
            return Awaits(Role.OFFICE, unit)
        if self.state in self.CLOSED_STATES:
            return Awaits()
        return self._worker()

    @property
    def is_with_others(self) -> bool:
        """Whether a case that came out of it is still open: that one waits for somebody, not this."""
        return self.case.derived_links.filter(derived__closed_at=None).exists()

    def _worker(self) -> Awaits:
        """The handler, when this unit's and able to assess; otherwise the unit's head."""
        handler, unit = self.case.handler, self.case.department
        if handler.department_id == unit.pk and handler.can("info.assess"):
            return Awaits(user=handler)
        return Awaits(Role.UNIT_HEAD, unit)

    # --- transitions: they set stamps, nothing else -----------------------------------
    @transition(field=state, source=InfoState.DRAFT, target=InfoState.SUBMITTED)
    def submit(self, *, by, role):
        self.submitted_by, self.submitted_at = by, timezone.now()

    @transition(field=state, source=InfoState.SUBMITTED, target=InfoState.SCREENED)
    def screen(self, *, by, role, harm_degree, handling_advice, **given):
        self.harm_degree, self.handling_advice = harm_degree, handling_advice
        self.screened_by, self.screened_at = by, timezone.now()

    @transition(field=state, source=[InfoState.SUBMITTED, InfoState.SCREENED], target=InfoState.EXCLUDED)
    def exclude(self, *, by, role, exclusion_reason, exclusion_text, duplicate_of=None):
        self.exclusion_reason, self.exclusion_text, self.duplicate_of = exclusion_reason, exclusion_text, duplicate_of

    @transition(field=state, source=[InfoState.SUBMITTED, InfoState.SCREENED], target=InfoState.EXCLUDED)
    def mark_duplicate(self, *, by, role, other, exclusion_text):
        self.exclusion_reason, self.exclusion_text = states.ExclusionReason.DUPLICATE, exclusion_text
        self.duplicate_of = other

    @transition(
        field=state,
        source=InfoState.EXCLUDED,
        target=GET_STATE(lambda info, **given: info.goes_on_from(), states=[InfoState.SUBMITTED, InfoState.SCREENED]),
    )
    def undo_duplicate(self, *, by, role):
        """It goes on where it stood before it was taken for a double."""
        self.exclusion_reason = self.exclusion_text = ""
        self.former_original, self.duplicate_of = self.duplicate_of, None

    @transition(field=state, source="*", target=None)
    def link(self, *, by, role, other, kind):
        """The link itself is made by the act's effect (R-112)."""

    @transition(field=state, source="*", target=None)
    def unlink(self, *, by, role, link):
        """The link itself is taken away by the act's effect."""

    @transition(field=state, source="*", target=None)
    def tie_sampling(self, *, by, role, sampling):
        """The row itself is made by the act's effect (R-012)."""

    @transition(field=state, source="*", target=None)
    def untie_sampling(self, *, by, role, tied):
        """The row itself is taken away by the act's effect."""

    @transition(
        field=state,
        source=[InfoState.SUBMITTED, InfoState.SCREENED, InfoState.ASSESSING],
        target=InfoState.TRANSFERRED,
    )
    def transfer(self, *, by, role, transferred_to):
        self.transferred_to = transferred_to

    @transition(
        field=state, source=[InfoState.SCREENED, InfoState.TESTING, InfoState.INCONCLUSIVE], target=InfoState.TESTING
    )
    def send_to_testing(self, *, by, role, **task):
        """The task itself is made by the act's effect."""

    @transition(
        field=state,
        source=[InfoState.SCREENED, InfoState.TESTING, InfoState.ASSESSING, InfoState.INCONCLUSIVE],
        target=None,
    )
    def record_study(self, *, by, role, **study):
        """The row itself is made by the act's effect (R-045)."""

    @transition(field=state, source=[InfoState.SCREENED, InfoState.TESTING], target=InfoState.ASSESSING)
    def start_assessing(self, *, by, role, test_waiver_reason=""):
        self.test_waiver_reason = test_waiver_reason
        self._forget_outcome()

    @transition(field=state, source=sorted(states.UNDER_ASSESSMENT), target=InfoState.ASSESSING)
    def record_outcome(self, *, by, role, outcome, major_harm=""):
        self.outcome, self.level = outcome, outcome if outcome in states.LEVELS else ""
        self.major_harm = major_harm or self.major_harm
        self.assessor, self.outcome_at = by, timezone.now()

    @transition(field=state, source=sorted(states.UNDER_ASSESSMENT), target=InfoState.INCONCLUSIVE)
    def find_inconclusive(self, *, by, role):
        self.outcome, self.level = states.Outcome.UNDETERMINED, ""
        self.assessor, self.outcome_at = by, timezone.now()

    @transition(field=state, source=InfoState.CONFIRMED, target=None)
    def follow_level(self, *, by, role, outcome, major_harm=""):
        """The level of its warning was changed on a new assessment (rules §3.2)."""
        self.outcome = self.level = outcome

    @transition(field=state, source=[InfoState.INCONCLUSIVE, InfoState.CONFIRMED], target=InfoState.ASSESSING)
    def reassess(self, *, by, role):
        self._forget_outcome()
        self.confirmed_by = self.confirmed_at = None

    @transition(field=state, source=sorted(states.UNDER_ASSESSMENT), target=InfoState.CONFIRMED)
    def confirm(self, *, by, role, major_harm, handling_decision="", **report):
        self.major_harm, self.handling_decision = major_harm, handling_decision
        for name, value in report.items():
            setattr(self, name, value)
        self.confirmed_by, self.confirmed_at = by, timezone.now()

    @transition(field=state, source=sorted(states.UNDER_ASSESSMENT), target=InfoState.EXCLUDED)
    def exclude_assessed(self, *, by, role, exclusion_text):
        self.exclusion_reason, self.exclusion_text = states.ExclusionReason.NO_RISK, exclusion_text
        self.level = ""

    @transition(field=state, source=sorted(states.IN_HAND), target=None)
    def report_up(self, *, by, role, to, to_other, harm_degree, cause, affected_area, material_suppliers, **sent):
        """The reports themselves are made by the act's effect (R-024, R-025)."""
        self.harm_degree, self.cause = harm_degree, cause
        self.affected_area, self.material_suppliers = affected_area, material_suppliers
        self.reported_up_on = timezone.localdate()
        self.reported_up_to = "、".join(filter(None, (*to, to_other)))[:120]

    @transition(field=state, source=InfoState.CONFIRMED, target=None)
    def request_resolve(self, *, by, role, **report):
        self._set_result(report)
        self.resolve_requested_by, self.resolve_requested_at = by, timezone.now()

    @transition(field=state, source=InfoState.CONFIRMED, target=None)
    def refuse_resolve(self, *, by, role):
        self.resolve_requested_by = self.resolve_requested_at = None

    @transition(field=state, source=InfoState.CONFIRMED, target=InfoState.RESOLVED)
    def resolve(self, *, by, role, **report):
        self._set_result(report)
        self.resolved_by, self.resolved_at = by, timezone.now()

    @transition(field=state, source=InfoState.RESOLVED, target=InfoState.ARCHIVED)
    def archive(self, *, by, role):
        self.archived_at = timezone.now()

    @transition(
        field=state,
        source=[InfoState.RESOLVED, InfoState.ARCHIVED, InfoState.EXCLUDED, InfoState.TRANSFERRED],
        target=GET_STATE(
            lambda info, **given: info.goes_on_from(),
            states=[InfoState.CONFIRMED, InfoState.SCREENED, InfoState.SUBMITTED],
        ),
    )
    def reopen(self, *, by, role):
        """What was handled goes on being handled; what was excluded or sent away is judged anew."""
        if self.state in (InfoState.EXCLUDED, InfoState.TRANSFERRED):
            self.exclusion_reason = self.exclusion_text = self.transferred_to = ""
            self._forget_outcome()
        self.resolve_requested_by = self.resolve_requested_at = None
        self.resolved_by = self.resolved_at = self.archived_at = None

    def goes_on_from(self) -> InfoState:
        """Return where an information that is taken up again goes on."""
        if self.state in (InfoState.RESOLVED, InfoState.ARCHIVED):
            return InfoState.CONFIRMED
        return InfoState.SCREENED if self.screened_at else InfoState.SUBMITTED

    def _forget_outcome(self):
        """A new round starts without a conclusion; the earlier ones stay in the trail."""
        self.outcome = self.level = ""
        self.assessor = self.outcome_at = None

    def _set_result(self, report: dict):
        for name in ("result_report", "result_reported_on", "result_reported_to"):
            if name in report:
                setattr(self, name, report[name])
