"""封存: what is sealed, by whom, until when (R-042, R-047, R-048; rules §3.3)."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from accounts.roles import Role, permissions_of

from . import sealclock
from .sealconstraints import SEALING
from .sealstates import APPLIED, EXECUTED, Attendance, Conversion, LiftGround, SealState

_S = SealState
_APPLIED, _EXECUTED = sorted(APPLIED), sorted(EXECUTED)


def _person(label):
    return models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def _to_decide() -> Q:
    """In time for a leader's word: approval, approval made up, extension."""
    asked = Q(state=_S.IN_FORCE, extension_asked__isnull=False, expires_on__gte=timezone.localdate())
    pending = Q(state=_S.EXECUTED_PENDING_APPROVAL, approval_due_at__gte=timezone.now())
    return Q(state=_S.PROPOSED) | pending | asked


def _to_do() -> Q:
    """To be put on, told to the party, or lifted at once."""
    unapproved = Q(state=_S.EXECUTED_PENDING_APPROVAL, approval_due_at__lt=timezone.now())
    over = Q(state__in=_APPLIED, expires_on__lt=timezone.localdate()) | unapproved
    return Q(state=_S.APPROVED) | Q(state=_S.EXTENDED, extension_notified_on=None) | over


def _of(person) -> Q:
    """What `person` decides or does by his roles."""
    expected = Q(pk__in=[])
    if Role.DIRECTOR in person.roles:
        expected |= _to_decide()
    elif Role.DEPUTY in person.roles:
        line = Q(case__department__supervisor=person) | Q(case__department__supervisor=None)
        expected |= line & _to_decide()
    if "emergency.step" in permissions_of(person.roles) and Role.OFFICE not in person.roles:
        own = Q() if Role.BRIGADE in person.roles else Q(case__department=person.department_id)
        expected |= own & _to_do()
    return expected


def _proposed(person) -> Q:
    return Q(proposed_by=person) | Q(extension_asked_by=person)


class SealingQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(state__in=[_S.LIFTED, _S.CONVERTED, _S.DROPPED])

    def executed(self):
        return self.filter(state__in=_EXECUTED)

    def awaiting(self, user):
        """Return the seals that wait for `user`: to be decided by a leader, or by the officers to be put on,
        told to the party, or lifted because their time is over."""
        if user.department_id is None:
            return self.none()
        expected = _of(user)
        for absence in user.absences_covered():
            if absence.covers("emergency.activate"):
                expected |= _of(absence.absent) & ~(_proposed(absence.absent) & _to_decide())
        expected &= ~(_proposed(user) & _to_decide())
        return self.visible_to(user).filter(expected, case__bureau=user.department.bureau_id)

    def visible_to(self, user):
        """Return the seals of the cases that `user` may see."""
        from casefile.models import CaseFile

        return self.filter(case__in=CaseFile.objects.visible_to(user))


class Sealing(ConcurrentTransitionMixin, models.Model):
    """One seal of a case (an emergency, or an undecided information); it moves only through `casefile.perform`.

    `expires_on` is the last calendar day, kept in step with extension and pauses;
    `approval_due_at` is set when something was sealed before it was approved. The
    statutory decision and records are made in the case system: here number and scan.
    """

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="sealings", verbose_name="案卷")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+", verbose_name="提请单位")
    state = FSMField("环节", default=_S.PROPOSED, choices=_S.choices, max_length=32, protected=True, editable=False)
    trail_subject = models.CharField("记录中的名称", max_length=200, blank=True, editable=False)
    creation_token = models.UUIDField("登记凭证", null=True, blank=True, unique=True)
    title = models.CharField("封存什么", max_length=120)
    party = models.CharField("当事人", max_length=120)
    place = models.CharField("封存地点", max_length=160)
    ground = models.TextField("事实和依据", max_length=2000)
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提请人")
    proposed_at = models.DateTimeField("提请时间")
    approved_by = _person("批准人")
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)

    officer_1 = _person("执法人员一")
    officer_2 = _person("执法人员二")
    attendance = models.CharField("到场情况", max_length=12, choices=Attendance.choices, blank=True)
    attended_by = models.CharField("到场的当事人或见证人", max_length=60, blank=True)
    executed_at = models.DateTimeField("封存时间", null=True, blank=True)
    approval_due_at = models.DateTimeField("补办批准时限", null=True, blank=True)
    decision_number = models.CharField("决定书文号", max_length=80, blank=True)
    decision_scan = models.ForeignKey(
        "casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定书扫描件"
    )
    photos = models.ManyToManyField("casefile.Attachment", blank=True, related_name="+", verbose_name="现场照片")

    expires_on = models.DateField("到期日", null=True, blank=True)
    extension_asked = models.PositiveSmallIntegerField("申请延长（日）", null=True, blank=True)
    extension_reason = models.TextField("延长理由", max_length=2000, blank=True)
    extension_asked_by = _person("申请延长人")
    extended_by = _person("批准延长人")
    extension_notified_on = models.DateField("延长告知日期", null=True, blank=True)
    upward_report_on = models.DateField("上报日期", null=True, blank=True)
    upward_report_reference = models.CharField("上报文号或方式", max_length=120, blank=True)
    instruction_from = models.CharField("作出指示的上级", max_length=80, blank=True)
    instruction_on = models.DateField("指示日期", null=True, blank=True)
    instruction = models.TextField("上级指示", max_length=2000, blank=True)

    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_by = _person("办理结束人")
    lift_ground = models.CharField("解除事由", max_length=16, choices=LiftGround.choices, blank=True)
    conversion = models.CharField("转处理方式", max_length=12, choices=Conversion.choices, blank=True)
    conversion_reference = models.CharField("处理决定或移送文号", max_length=120, blank=True)

    objects = SealingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "封存"
        ordering = ["pk"]
        constraints = SEALING

    def __str__(self):
        return f"封存：{self.title}"

    def get_absolute_url(self):
        return reverse("emergency:seal", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """The term has ended, or approval was not made up in time: it must be lifted at once."""
        if self.state == _S.EXECUTED_PENDING_APPROVAL:
            return timezone.now() > self.approval_due_at
        return self.state in APPLIED and timezone.localdate() > self.expires_on

    @property
    def is_interim(self) -> bool:
        """Put on while an information is still undecided (R-047, R-048)."""
        return self.case.kind == "INFO"

    def reckon(self) -> None:
        """Compute `expires_on` anew from the day of sealing, the extension and the pauses on file."""
        pauses = [sealclock.Pause(row.first, row.last) for row in self.pauses.counted()]
        extension = self.extension_asked if self.extended_by_id else 0
        self.expires_on = sealclock.expires_on(
            timezone.localdate(self.executed_at), extension=extension or 0, pauses=pauses
        )

    # --- the machine; sealeffects.py has what else happens ---------------------------

    @transition(field="state", source=_S.PROPOSED, target=_S.APPROVED)
    def approve(self, *, by, role, **data):
        self.approved_by, self.approved_at = by, timezone.now()

    @transition(field="state", source=sorted({_S.PROPOSED, _S.APPROVED}), target=_S.DROPPED)
    def drop(self, *, by, role, **data):
        self.ended_by, self.ended_at = by, timezone.now()

    @transition(field="state", source=_S.APPROVED, target=_S.IN_FORCE)
    def execute(self, *, by, role, **data):
        self._put_on(**data)

    @transition(field="state", source=_S.PROPOSED, target=_S.EXECUTED_PENDING_APPROVAL)
    def execute_first(self, *, by, role, **data):
        self._put_on(**data)
        self.approval_due_at = sealclock.approval_due(self.executed_at)

    def _put_on(self, *, executed_at, officer_1, officer_2, attendance, attended_by, decision_number, **files):
        self.executed_at, self.officer_1, self.officer_2 = executed_at, officer_1, officer_2
        self.attendance, self.attended_by, self.decision_number = attendance, attended_by, decision_number
        self.reckon()

    @transition(field="state", source=_S.EXECUTED_PENDING_APPROVAL, target=_S.IN_FORCE)
    def approve_late(self, *, by, role, **data):
        self.approved_by, self.approved_at = by, timezone.now()

    @transition(field="state", source=_EXECUTED, target=None)
    def record_decision(self, *, by, role, decision_number, **data):
        self.decision_number = decision_number

    @transition(field="state", source=_S.IN_FORCE, target=None)
    def ask_extension(self, *, by, role, extension_asked, extension_reason, **data):
        self.extension_asked, self.extension_reason, self.extension_asked_by = extension_asked, extension_reason, by

    @transition(field="state", source=_S.IN_FORCE, target=_S.EXTENDED)
    def extend(self, *, by, role, **data):
        self.extended_by = by
        self.reckon()

    @transition(field="state", source=_S.EXTENDED, target=None)
    def record_notice(self, *, by, role, extension_notified_on, **data):
        self.extension_notified_on = extension_notified_on

    @transition(field="state", source=_APPLIED, target=None)
    def pause(self, *, by, role, first, last, purpose, notified_on, **data):
        self.pauses.create(first=first, last=last, purpose=purpose, notified_on=notified_on, recorded_by=by)
        self.reckon()

    @transition(field="state", source=_APPLIED, target=None)
    def end_pause(self, *, by, role, pause, last, not_done, **data):
        pause.end(last, withdrawn=not_done)
        self.reckon()

    @transition(field="state", source=sorted(set(_S) - {_S.LIFTED, _S.CONVERTED, _S.DROPPED}), target=None)
    def add_photos(self, *, by, role, item, photos, **data):
        """Keep photographs; sealeffects.keep_item_photos has them."""

    @transition(field="state", source=_EXECUTED, target=None)
    def report_upward(self, *, by, role, upward_report_on, upward_report_reference, **data):
        self.upward_report_on, self.upward_report_reference = upward_report_on, upward_report_reference

    @transition(field="state", source=_EXECUTED, target=None)
    def record_instruction(self, *, by, role, instruction_from, instruction_on, instruction, **data):
        self.instruction_from, self.instruction_on, self.instruction = instruction_from, instruction_on, instruction

    @transition(field="state", source=_EXECUTED, target=_S.LIFTED)
    def lift(self, *, by, role, lift_ground, **data):
        self.lift_ground, self.ended_by, self.ended_at = lift_ground, by, timezone.now()

    @transition(field="state", source=_APPLIED, target=_S.CONVERTED)
    def convert(self, *, by, role, conversion, conversion_reference, **data):
        self.conversion, self.conversion_reference = conversion, conversion_reference
        self.ended_by, self.ended_at = by, timezone.now()


class SealItem(models.Model):
    """A line of the list handed over with the decision (art. 24)."""

    sealing = models.ForeignKey(Sealing, models.CASCADE, related_name="items", verbose_name="封存")
    name = models.CharField("名称", max_length=120)
    spec = models.CharField("规格型号、批号", max_length=120, blank=True)
    quantity = models.DecimalField(
        "数量", max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    unit = models.CharField("单位", max_length=12)
    place = models.CharField("存放处", max_length=120, blank=True)
    seal_number = models.CharField("封条号", max_length=60, blank=True)
    photos = models.ManyToManyField("casefile.Attachment", blank=True, related_name="+", verbose_name="照片")

    class Meta:
        verbose_name = verbose_name_plural = "封存物品"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="seal_item_quantity_positive"),
        ]

    def __str__(self):
        return f"{self.name} {self.quantity.normalize():f}{self.unit}"


class SealPauseQuerySet(models.QuerySet):
    def counted(self):
        """Return those whose days are left out of the term."""
        return self.filter(withdrawn=False)


class SealPause(models.Model):
    """Days of a test told to the party in writing; both ends included.

    A test that ended early keeps the day that was announced in `announced_last`;
    one that was never made is `withdrawn`, and its days count.
    """

    sealing = models.ForeignKey(Sealing, models.PROTECT, related_name="pauses", verbose_name="封存")
    first = models.DateField("检验开始")
    last = models.DateField("检验结束")
    purpose = models.CharField("检验项目", max_length=200)
    notified_on = models.DateField("书面告知日期")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    announced_last = models.DateField("原告知的检验结束", null=True, blank=True)
    withdrawn = models.BooleanField("没有检验", default=False)

    objects = SealPauseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检验期间"
        ordering = ["first", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="seal_pause_forward"),
        ]

    def __str__(self):
        return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"

    def end(self, last, *, withdrawn=False) -> None:
        """Let the pause end on `last`, or count for nothing when there was no test."""
        if withdrawn:
            self.withdrawn = True
        else:
            self.announced_last, self.last = self.announced_last or self.last, last
        self.save(update_fields=["withdrawn", "announced_last", "last"])
