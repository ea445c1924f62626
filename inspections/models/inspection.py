"""现场检查: one visit to one enterprise by two officers."""

from django.db import models
from django.utils import timezone
from django_fsm import FSMField, transition

from casefile.stage import StageRecord, Step

from .. import awaits, constraints
from ..states import CLOSED, UNANNOUNCED, Answer, InspectionKind, InspectionState, Outcome, Party

_State = InspectionState
_SHEET = [_State.ASSIGNED, _State.ON_SITE]


def _person(label):
    return models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Inspection(StageRecord):
    """A planned or made inspection (R-315). Its sheet is `items`, frozen from the checklists when it was planned.

    `checklists`: [{"code", "name", "version"}]. `finished_by` handed the sheet in; the other of the
    two officers confirms it. `latitude`, `longitude` in degrees (WGS 84), `accuracy` in metres.
    """

    state = FSMField("环节", default=_State.PLANNED, choices=_State.choices, protected=True, editable=False)
    kind = models.CharField("检查方式", max_length=12, choices=InspectionKind.choices)
    purpose = models.CharField("检查事由", max_length=200, blank=True)
    checklists = models.JSONField("检查表")
    due_on = models.DateField("完成期限")
    draw = models.ForeignKey(
        "inspections.Draw", models.PROTECT, null=True, blank=True, related_name="inspections", verbose_name="随机抽取"
    )
    by_timetable = models.BooleanField("按频次自动安排", default=False)
    tier_change = models.OneToOneField(
        "registers.TierChange", models.PROTECT, null=True, blank=True, related_name="inspection",
        verbose_name="监管类别调整",
    )  # fmt: skip
    first_officer = _person("检查人员一")
    second_officer = _person("检查人员二")

    started_at = models.DateTimeField("到场时间", null=True, blank=True)
    place = models.CharField("检查地点", max_length=200, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy = models.PositiveIntegerField("定位误差（米）", null=True, blank=True)
    outcome = models.CharField("检查结果", max_length=12, choices=Outcome.choices, blank=True)
    summary = models.TextField("检查情况", max_length=2000, blank=True)
    party = models.CharField("当事人", max_length=8, choices=Party.choices, blank=True)
    party_name = models.CharField("签名人", max_length=30, blank=True)
    party_title = models.CharField("职务", max_length=30, blank=True)
    witness = models.CharField("见证人", max_length=60, blank=True)
    signature = models.ForeignKey(
        "casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签名"
    )
    finished_by = _person("提交人")
    finished_at = models.DateTimeField("提交时间", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    CLOSED_STATES = CLOSED
    STEPS = (
        Step("安排", frozenset({_State.PLANNED})),
        Step("派人", frozenset({_State.ASSIGNED})),
        Step("现场检查", frozenset({_State.ON_SITE})),
        Step("确认", frozenset({_State.FILLED})),
        Step("处置", frozenset({_State.CONFIRMED})),
        Step("办结", frozenset({_State.CLOSED})),
    )

    class Meta:
        verbose_name = verbose_name_plural = "现场检查"
        ordering = ["-case__opened_at", "-pk"]
        constraints = constraints.INSPECTION
        indexes = [models.Index(fields=["due_on"], name="inspection_due")]

    @property
    def officers(self) -> list:
        return [person for person in (self.first_officer, self.second_officer) if person is not None]

    @property
    def officer_ids(self) -> set[int]:
        return {pk for pk in (self.first_officer_id, self.second_officer_id) if pk is not None}

    @property
    def is_unannounced(self) -> bool:
        return self.kind in UNANNOUNCED

    @property
    def failed_items(self):
        return self.items.filter(answer=Answer.FAIL)

    @property
    def unfollowed_items(self):
        """Failed, neither registered nor settled."""
        return self.failed_items.filter(item=None, settled="")

    def next_actor(self):
        return awaits.next_actor(self)

    def mirrored_level(self):
        return self.outcome

    def steps(self):
        if self.state == _State.CANCELLED:
            return [("安排", "done"), ("取消", "done")]
        return super().steps()

    # --- the machine; effects.py has what else happens -------------------------------

    @transition(field="state", source=_State.PLANNED, target=_State.ASSIGNED)
    def assign(self, *, by, role, first_officer, second_officer, **data):
        self.first_officer, self.second_officer = first_officer, second_officer

    @transition(field="state", source=_SHEET, target=None)
    def change_officers(self, *, by, role, first_officer, second_officer, **data):
        self.first_officer, self.second_officer = first_officer, second_officer

    @transition(field="state", source=[_State.PLANNED, *_SHEET], target=None)
    def reschedule(self, *, by, role, due_on, **data):
        self.due_on = due_on

    @transition(field="state", source=_SHEET, target=_State.ON_SITE)
    def save_sheet(self, *, by, role, **data):
        self._take(data)

    @transition(field="state", source=_SHEET, target=_State.FILLED)
    def finish(self, *, by, role, **data):
        self._take(data)
        if self.party != Party.SIGNED:
            self.signature = None  # signed when it was saved, and thought better of it
        self.finished_by, self.finished_at = by, timezone.now()

    def _take(self, data) -> None:
        """Take over what the sheet says of the visit; what is left empty stays as it was."""
        for name in (*VISIT_FIELDS, *PARTY_FIELDS):
            if data.get(name) not in (None, ""):
                setattr(self, name, data[name])
        self.started_at = self.started_at or timezone.now()

    @transition(field="state", source=[_State.FILLED, _State.CONFIRMED], target=_State.ON_SITE)
    def send_back(self, *, by, role, **data):
        """The sheet changes again, so nobody stands by it any more and the party signs anew."""
        self.finished_by = self.finished_at = self.confirmed_at = self.signature = None
        for name in PARTY_FIELDS:
            setattr(self, name, "")

    @transition(field="state", source=_State.FILLED, target=_State.CONFIRMED)
    def confirm(self, *, by, role, **data):
        self.confirmed_at = timezone.now()

    @transition(field="state", source=_State.CONFIRMED, target=None)
    def raise_item(self, *, by, role, **data):
        """A failed item enters the ledger."""

    @transition(field="state", source=_State.CONFIRMED, target=None)
    def settle_item(self, *, by, role, **data):
        """A failed item needs no entry in the ledger."""

    @transition(field="state", source=_State.CONFIRMED, target=_State.CLOSED)
    def close(self, *, by, role, **data):
        """Nothing is left to do on this visit."""

    @transition(field="state", source=[_State.PLANNED, *_SHEET], target=_State.CANCELLED)
    def cancel(self, *, by, role, **data):
        """The visit is not made."""


#: What the sheet says beside its items.
VISIT_FIELDS = ("started_at", "place", "latitude", "longitude", "accuracy", "outcome", "summary")
PARTY_FIELDS = ("party", "party_name", "party_title", "witness")
