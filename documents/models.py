"""文书: an official document, whom it goes to, and how it reached them."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, FSMField, transition

from accounts.authority import with_stand_ins
from accounts.models import User
from accounts.roles import Role
from casefile import numbering
from registers import workdays

from . import kinds
from .annexes import DocumentAnnex
from .batches.record import Batch, BatchMember
from .constraints import DOCUMENT_CONSTRAINTS
from .countersigns import Countersign
from .freezing import freeze, make_original
from .incoming.record import Incoming
from .kindsetting import DocumentKindSetting, in_force
from .queries import DocumentQuerySet
from .recipients import Recipient, ServiceReceipt
from .reservations import ReservedNumber
from .states import EDITABLE, IN_FORCE, STEPS, UNSIGNED, DocumentState

__all__ = [
    "Batch", "BatchMember", "Countersign", "Document", "DocumentAnnex", "DocumentKindSetting", "Incoming", "Recipient",
    "ReservedNumber", "ServiceReceipt",
]  # fmt: skip

_S = DocumentState
#: After the organ's code in the number of a drill's paper: the official series keep no gap for it.
DRILL_SUFFIX = "演"
#: Whose hands a document in this state may be in, before asking which of them.
_AWAITED_ROLES = {
    _S.CHECK: (Role.UNIT_HEAD, Role.LEGAL, Role.DEPUTY, Role.DIRECTOR),
    _S.COUNTERSIGN: (Role.UNIT_HEAD, Role.DEPUTY, Role.DIRECTOR),
    _S.TO_SIGN: (Role.UNIT_HEAD, Role.DEPUTY, Role.DIRECTOR),
    _S.SIGNED: (Role.OFFICE,), _S.NUMBERED: (Role.OFFICE,), _S.SEALED: (Role.OFFICE,),
}  # fmt: skip


def storage_path(document, filename: str) -> str:
    """Return where to keep a rendered document: by case, under a random name that tells nothing."""
    return f"documents/{document.case_id}/{uuid.uuid4().hex}.pdf"


class Document(ConcurrentTransitionMixin, models.Model):
    """An official document of a case; its state moves only through `casefile.perform`.

    `driven`: drafted, checked, signed and issued together with its case, by the
    case's own acts. At signature `content` (a Paper as JSON) is frozen and the
    签发稿 rendered; at numbering the 正本 is rendered from that content and the
    number. Both files are kept with their SHA-256 (hex) and never made again.
    """

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="documents", verbose_name="案卷")
    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="documents", verbose_name="发文机关")
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, related_name="documents", verbose_name="拟稿单位"
    )
    kind = models.CharField("文种", max_length=24)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文", blank=True)
    state = FSMField("环节", default=DocumentState.DRAFT, choices=DocumentState.choices, protected=True, editable=False)
    driven = models.BooleanField("随案卷办理", default=False)
    cites = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="cited_by", verbose_name="引用的文书"
    )
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="成批文书"
    )
    in_turn = models.BooleanField("依次会签", default=False, help_text="不勾选时各单位同时会签。")
    trail_subject = models.CharField("记录中的名称", max_length=200, blank=True, editable=False)
    creation_token = models.UUIDField("拟稿凭证", null=True, blank=True, unique=True)

    organ_code = models.CharField("发文代字", max_length=30, blank=True)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    sequence = models.PositiveIntegerField("序号", null=True, blank=True)

    drafter = models.ForeignKey("accounts.User", models.PROTECT, related_name="drafted", verbose_name="拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    submitted_at = models.DateTimeField("送核时间", null=True, blank=True)
    checker = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核稿人"
    )
    checked_at = models.DateTimeField("核稿时间", null=True, blank=True)
    signer = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="signed", verbose_name="签发人"
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    document_date = models.DateField("成文日期", null=True, blank=True)

    content = models.JSONField("签发内容", null=True, blank=True, editable=False)
    content_sha256 = models.CharField("签发内容 SHA-256", max_length=64, blank=True, editable=False)
    sheet = models.JSONField("发文稿纸", null=True, blank=True, editable=False)
    sheet_sha256 = models.CharField("发文稿纸 SHA-256", max_length=64, blank=True, editable=False)
    fonts_used = models.JSONField("所用字体", default=list, blank=True, editable=False)
    signed_file = models.FileField("签发稿", upload_to=storage_path, blank=True, editable=False)
    signed_sha256 = models.CharField("签发稿 SHA-256", max_length=64, blank=True, editable=False)
    paper_file = models.FileField("正本", upload_to=storage_path, blank=True, editable=False)
    paper_sha256 = models.CharField("正本 SHA-256", max_length=64, blank=True, editable=False)
    certificate = models.JSONField("电子签名证书", default=dict, blank=True, editable=False)

    numbered_at = models.DateTimeField("编号时间", null=True, blank=True)
    numbered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    scan = models.ForeignKey(
        "casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="盖章扫描件"
    )
    sealed_at = models.DateTimeField("用印时间", null=True, blank=True)
    sealed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reply_due = models.DateField("反馈期限", null=True, blank=True)
    replied_on = models.DateField("反馈日期", null=True, blank=True)
    reply = models.TextField("反馈内容", max_length=2000, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["-drafted_at", "-pk"]
        constraints = DOCUMENT_CONSTRAINTS
        indexes = [
            models.Index(fields=["bureau", "state", "-drafted_at"], name="document_bureau_state"),
            models.Index(fields=["bureau", "-drafted_at", "-id"], name="document_bureau_drafted"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self):
        return reverse("documents:detail", args=[self.pk])

    @property
    def number(self) -> str:
        """发文字号, e.g. 清市监发〔2026〕12号 (GB/T 9704-2012, 7.2.5); empty before numbering."""
        if self.sequence is None:
            return ""
        return f"{self.organ_code}〔{self.year}〕{self.sequence}号"

    @property
    def kind_info(self) -> kinds.DocumentKind:
        return kinds.get(self.kind)

    @cached_property
    def kind_rules(self) -> kinds.DocumentKind:
        """The kind as it is in force in the bureau now: its names, 代字 and who signs."""
        return in_force(self.bureau, self.kind)

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def goes_with_batch(self) -> bool:
        """It is sealed and issued together with the others of its batch."""
        return self.batch_id is not None and self.state in (_S.SIGNED, _S.NUMBERED, _S.SEALED)

    @property
    def is_frozen(self) -> bool:
        return self.signed_at is not None

    @property
    def best_pdf(self) -> str:
        """The most final PDF there is: paper (正本), signed (签发稿) or preview; empty for none."""
        if self.is_frozen:
            return "paper" if self.paper_file else "signed"
        return "preview" if self.state in UNSIGNED else ""

    @property
    def best_pdf_label(self) -> str:
        return {"paper": "正本", "signed": "签发稿", "preview": "预览", "": ""}[self.best_pdf]

    @property
    def sign_permission(self) -> str:
        """The permission to sign this document: the director's for upward papers and level-1 notices."""
        if self.kind_info.director_at_level_1 and self.case.level == kinds.HIGHEST_LEVEL:
            return kinds.BY_DIRECTOR
        return self.kind_rules.sign_permission

    @property
    def check_permission(self) -> str:
        """A legal reviewer checks what orders something, where the bureau has one; else the unit's head."""
        if self.kind_info.orders and User.objects.with_role(Role.LEGAL, bureau=self.bureau).exists():
            return "document.check_legal"
        return "document.check"

    def people_awaited(self) -> list[User]:
        """Return the active people who act next on this document itself."""
        if self.is_editable:
            return [] if self.driven else [self.drafter]
        if self.goes_with_batch or self.driven and self.state in (_S.CHECK, _S.TO_SIGN):
            return []
        asked = models.Q(role_assignments__role__in=_AWAITED_ROLES.get(self.state, ()))
        if self.state != _S.COUNTERSIGN:  # where any unit may have been asked; else a head acts for the own unit
            own = models.Q(department=self.department_id)
            asked &= own | models.Q(role_assignments__role__in=set(Role) - {Role.UNIT_HEAD})
        people = User.objects.active().filter(asked, department__bureau=self.bureau_id)
        people = people.select_related("department__bureau").prefetch_related("role_assignments").distinct()
        row = Document.objects.filter(pk=self.pk)
        people = with_stand_ins(people, "document.view")
        return [person for person in people if row.awaiting(person).exists()]

    def steps(self) -> list[tuple[str, str]]:
        """Return (label, "done" | "now" | "todo") for the step bar."""
        stands = [row for row in STEPS if _S.COUNTERSIGN not in row[1] or self.countersigns.all()]
        now = next((i for i, (_, states) in enumerate(stands) if self.state in states), None)
        if now is not None:
            done = now
        elif self.state == _S.ARCHIVED:
            done = len(stands)
        else:  # void: as far as it had come
            done = sum(stamp is not None for stamp in (
                self.submitted_at, self.checked_at, self.signed_at, self.numbered_at, self.sealed_at
            )) + (self.signed_at is not None and len(stands) == len(STEPS))  # fmt: skip
        marks = ["done" if i < done else "now" if i == now else "todo" for i in range(len(stands))]
        return [(label, mark) for (label, _), mark in zip(stands, marks, strict=True)]

    @transition(field="state", source=_S.DRAFT, target=_S.CHECK)
    def submit(self, *, by, role, **data):
        self.submitted_at = timezone.now()

    @transition(field="state", source=_S.CHECK, target=RETURN_VALUE(_S.COUNTERSIGN, _S.TO_SIGN))
    def pass_check(self, *, by, role, **data):
        """To those who countersign, where there are any."""
        self.checker, self.checked_at = by, timezone.now()
        return self._after_check()

    @transition(field="state", source=_S.COUNTERSIGN, target=RETURN_VALUE(_S.COUNTERSIGN, _S.TO_SIGN))
    def take_countersign(self, *, by, role, agreed="yes", opinion="", **data):
        """Write the opinion to every row that is this person's now; the last one sends it on."""
        rows = self.countersigns.due().of(by)
        self.countersigns.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
            agreed=agreed == "yes", opinion=opinion, signed_by=by, signed_at=timezone.now()
        )
        return self._after_check()

    def _after_check(self) -> str:
        return _S.COUNTERSIGN if self.countersigns.filter(signed_at=None).exists() else _S.TO_SIGN

    @transition(field="state", source=_S.TO_SIGN, target=_S.SIGNED)
    def sign(self, *, by, role, **data):
        """Content, 签发稿 and hashes are part of the signature: a row without them is refused."""
        self.signer, self.signed_at, self.document_date = by, timezone.now(), timezone.localdate()
        freeze(self)

    @transition(field="state", source=_S.SIGNED, target=_S.NUMBERED)
    def take_number(self, *, by, role, reserved=None, **data):
        """The next number of the series, or one that was set aside for it."""
        suffix = DRILL_SUFFIX if self.case.is_drill else self.kind_rules.suffix
        self.organ_code = f"{self.bureau.organ_code}{suffix}"
        if reserved is None:
            self.year = timezone.localdate().year
            self.sequence = numbering.take(self.bureau, self.organ_code, self.year)
        else:
            self.year, self.sequence = reserved.year, reserved.sequence
            reserved.use(self)
        self.numbered_by, self.numbered_at = by, timezone.now()
        make_original(self)

    @transition(field="state", source=_S.NUMBERED, target=_S.SEALED)
    def seal(self, *, by, role, **data):
        self.sealed_by, self.sealed_at = by, timezone.now()

    @transition(field="state", source=_S.SEALED, target=_S.ISSUED)
    def issue(self, *, by, role, **data):
        """An answer is asked for when the kind does so; its day counts in working days from here."""
        self.issued_by, self.issued_at = by, timezone.now()
        if days := self.kind_rules.reply_days:
            self.reply_due = workdays.add_workdays(timezone.localdate(), days)

    @transition(field="state", source=[_S.ISSUED, _S.REPLY_OVERDUE], target=_S.REPLIED)
    def take_reply(self, *, by, role, answer="", replied_on=None, **data):
        self.reply, self.replied_on = answer, replied_on or timezone.localdate()

    @transition(field="state", source=_S.ISSUED, target=_S.REPLY_OVERDUE)
    def lapse(self, *, by, role, **data):
        """Nothing to stamp: the day is on the document."""

    @transition(field="state", source=[_S.CHECK, _S.COUNTERSIGN, _S.TO_SIGN], target=_S.RETURNED)
    def send_back(self, *, by, role, **data):
        """The text will change, so everybody is asked anew; the trail keeps what was said."""
        self.submitted_at = self.checker = self.checked_at = None
        self.countersigns.update(agreed=None, opinion="", signed_by=None, signed_at=None)

    @transition(field="state", source=_S.RETURNED, target=_S.DRAFT)
    def redraft(self, *, by, role, **data):
        """Nothing to stamp: the trail says who took it up again."""

    @transition(field="state", source=[*sorted(UNSIGNED), _S.SIGNED, _S.NUMBERED, _S.SEALED], target=_S.VOID)
    def void(self, *, by, role, **data):
        self.voided_by, self.voided_at = by, timezone.now()

    @transition(field="state", source=[*sorted(IN_FORCE), _S.ARCHIVED], target=_S.REVOKED)
    def revoke(self, *, by, role, **data):
        self.revoked_at = timezone.now()

    @transition(field="state", source=[*sorted(IN_FORCE), _S.REVOKED], target=_S.ARCHIVED)
    def archive(self, *, by, role, **data):
        self.archived_at = timezone.now()
