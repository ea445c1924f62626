"""文书: an official document, whom it goes to, and how it reached them."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField

from casefile.models import CaseFile

from .constraints import DOCUMENT_CONSTRAINTS
from .states import EDITABLE, DocumentState, ServiceMethod


def storage_path(document, filename: str) -> str:
    """Return where to keep a rendered document: by case, under a random name that tells nothing."""
    return f"documents/{document.case_id}/{uuid.uuid4().hex}.pdf"


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Documents of the cases that `user` may see."""
        if not user.can("document.view"):
            return self.none()
        return self.filter(case__in=CaseFile.objects.visible_to(user))


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
    fonts_used = models.JSONField("所用字体", default=list, blank=True, editable=False)
    signed_file = models.FileField("签发稿", upload_to=storage_path, blank=True, editable=False)
    signed_sha256 = models.CharField("签发稿 SHA-256", max_length=64, blank=True, editable=False)
    paper_file = models.FileField("正本", upload_to=storage_path, blank=True, editable=False)
    paper_sha256 = models.CharField("正本 SHA-256", max_length=64, blank=True, editable=False)

    numbered_at = models.DateTimeField("编号时间", null=True, blank=True)
    numbered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    scan = models.ForeignKey(
        "casefile.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="盖章扫描件"
    )
    sealed_at = models.DateTimeField("用印时间", null=True, blank=True)
    sealed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    voided_reason = models.TextField("作废理由", blank=True)
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
    def trail_subject(self) -> str:
        """How the trail of the case names this document; one document, one name."""
        return f"文书{self.pk}《{self.title[:80]}》"

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def best_pdf(self) -> str:
        """The most final PDF there is: paper (正本), signed (签发稿) or preview."""
        return "paper" if self.paper_file else "signed" if self.signed_file else "preview"

    @property
    def best_pdf_label(self) -> str:
        return {"paper": "正本", "signed": "签发稿", "preview": "预览"}[self.best_pdf]


class Recipient(models.Model):
    """A 主送 or 抄送 of a document: a unit of the bureau, an enterprise, or anybody by name."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="recipients", verbose_name="文书")
    name = models.CharField("名称", max_length=120)
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="本局单位"
    )
    enterprise = models.ForeignKey(
        "registers.Enterprise", models.PROTECT, null=True, blank=True, related_name="documents_received",
        verbose_name="企业",
    )  # fmt: skip
    cc = models.BooleanField("抄送", default=False)
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "收文单位"
        ordering = ["cc", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "name"], name="recipient_once", violation_error_message="收文单位重复。"
            ),
            models.CheckConstraint(
                condition=Q(department=None) | Q(enterprise=None), name="recipient_unit_or_enterprise"
            ),
        ]

    def __str__(self):
        return self.name


class ServiceReceipt(models.Model):
    """送达回证: how and when a recipient got the document, and who took it."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="receipts", verbose_name="收文单位")
    method = models.CharField("送达方式", max_length=16, choices=ServiceMethod.choices)
    served_on = models.DateField("送达日期")
    received_by = models.CharField("签收人", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "送达回证"
        ordering = ["served_on", "pk"]

    def __str__(self):
        return f"{self.recipient} {self.get_method_display()} {self.served_on:%Y-%m-%d}"
