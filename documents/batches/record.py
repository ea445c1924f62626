"""A batch and its members: for each enterprise one content, later one document."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from .. import kinds
from ..body import spoken
from ..kindsetting import in_force
from .states import EDITABLE, SIGNED_ON, BatchState

_S = BatchState
MOST = 300


class Batch(ConcurrentTransitionMixin, models.Model):
    """One notice to many: `title` and `body` hold merge fields, each member fills them its own way.

    At signature the content of every member is frozen; `content_sha256` is the SHA-256
    (hex) over the members' own, in their order: what the leader signed is all of them.
    """

    case = models.ForeignKey("casefile.CaseFile", models.PROTECT, related_name="batches", verbose_name="案卷")
    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="+", verbose_name="发文机关")
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+", verbose_name="拟稿单位")
    kind = models.CharField("文种", max_length=24)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    state = FSMField("环节", default=_S.DRAFT, choices=_S.choices, protected=True, editable=False)
    trail_subject = models.CharField("记录中的名称", max_length=200, blank=True, editable=False)
    creation_token = models.UUIDField("拟稿凭证", null=True, blank=True, unique=True)
    drafter = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    checker = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核稿人"
    )
    checked_at = models.DateTimeField("核稿时间", null=True, blank=True)
    signer = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    document_date = models.DateField("成文日期", null=True, blank=True)
    content_sha256 = models.CharField("全部内容 SHA-256", max_length=64, blank=True, editable=False)
    numbered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "成批文书"
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=sorted(SIGNED_ON))
                | Q(signed_at__isnull=False, signer__isnull=False, document_date__isnull=False) & ~Q(content_sha256=""),
                name="batch_signed_when_state_says",
                violation_error_message="尚未签发，不能往下办理。",
            ),
            models.CheckConstraint(
                condition=Q(signer=None) | ~Q(signer=F("drafter")),
                name="batch_signer_did_not_draft",
                violation_error_message="拟稿人不能签发自己拟的文书，请由其他领导签发。",
            ),
            models.CheckConstraint(
                condition=Q(checker=None) | ~Q(checker=F("drafter")),
                name="batch_checker_did_not_draft",
                violation_error_message="拟稿人不能核自己拟的稿，请由其他负责人核稿。",
            ),
        ]

    #: A batch goes its own way; `documents.permissions` asks.
    driven = False

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("documents:batches:detail", args=[self.pk])

    @property
    def name(self) -> str:
        """The title as people speak of the whole batch: 关于{企业}… → 关于各企业…"""
        return spoken(self.title)

    @property
    def kind_info(self) -> kinds.DocumentKind:
        return kinds.get(self.kind)

    @cached_property
    def kind_rules(self) -> kinds.DocumentKind:
        return in_force(self.bureau, self.kind)

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_frozen(self) -> bool:
        return self.signed_at is not None

    @property
    def sign_permission(self) -> str:
        return self.as_document().sign_permission

    @property
    def check_permission(self) -> str:
        return self.as_document().check_permission

    def as_document(self):
        """Return an unsaved document that says who drafts what, for the rules that ask a document."""
        from ..models import Document

        return Document(case=self.case, bureau=self.bureau, department=self.department, kind=self.kind,
                        drafter=self.drafter, title=self.title, body=self.body)  # fmt: skip

    @transition(field="state", source=[_S.DRAFT, _S.RETURNED], target=_S.CHECK)
    def submit(self, *, by, role, **data):
        """Nothing to stamp: the trail says when."""

    @transition(field="state", source=_S.CHECK, target=_S.TO_SIGN)
    def pass_check(self, *, by, role, **data):
        self.checker, self.checked_at = by, timezone.now()

    @transition(field="state", source=_S.TO_SIGN, target=_S.SIGNED)
    def sign(self, *, by, role, **data):
        """Every content is frozen with the signature; a batch without them is refused."""
        from .contents import freeze_members

        self.signer, self.signed_at, self.document_date = by, timezone.now(), timezone.localdate()
        self.content_sha256 = freeze_members(self)

    @transition(field="state", source=_S.SIGNED, target=_S.NUMBERING)
    def start_numbering(self, *, by, role, **data):
        self.numbered_by = by

    @transition(field="state", source=_S.NUMBERING, target=_S.READY)
    def numbers_taken(self, *, by, role, **data):
        """Every member has its document."""

    @transition(field="state", source=_S.READY, target=_S.ISSUING)
    def start_issuing(self, *, by, role, **data):
        self.issued_by = by

    @transition(field="state", source=_S.ISSUING, target=_S.ISSUED)
    def all_issued(self, *, by, role, **data):
        self.issued_at = timezone.now()

    @transition(field="state", source=[_S.CHECK, _S.TO_SIGN], target=_S.RETURNED)
    def send_back(self, *, by, role, **data):
        self.checker = self.checked_at = None

    @transition(field="state", source=[_S.DRAFT, _S.RETURNED, _S.CHECK, _S.TO_SIGN, _S.SIGNED], target=_S.VOID)
    def void(self, *, by, role, **data):
        """Before any number is taken; afterwards each document is voided or revoked by itself."""


class BatchMember(models.Model):
    """One recipient of a batch: what its fields say, its frozen content, its document, what went wrong."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="members", verbose_name="成批文书")
    order = models.PositiveSmallIntegerField("序号")
    name = models.CharField("名称", max_length=120)
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业"
    )
    values = models.JSONField("自带的字段", default=dict)
    content = models.JSONField("签发内容", null=True, blank=True, editable=False)
    content_sha256 = models.CharField("签发内容 SHA-256", max_length=64, blank=True, editable=False)
    document = models.OneToOneField(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="batch_member", verbose_name="文书"
    )
    error = models.CharField("未能生成的原因", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "成批文书的收文单位"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "order"], name="batch_member_order_once"),
            models.UniqueConstraint(
                fields=["batch", "name"], name="batch_member_once", violation_error_message="收文单位重复。"
            ),
        ]

    def __str__(self):
        return self.name
