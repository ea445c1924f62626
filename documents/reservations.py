"""预留号: a number set aside for a document to come, with who and why; used once or voided, never reused."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from casefile import numbering
from casefile.refusals import NotAllowed, WrongState

MOST_AT_ONCE = 20


class ReservedNumber(models.Model):
    """A 发文字号 taken out of its series; the register shows it whether used, waiting or void."""

    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, related_name="reserved_numbers", verbose_name="局")
    organ_code = models.CharField("发文代字", max_length=30)
    year = models.PositiveSmallIntegerField("年份")
    sequence = models.PositiveIntegerField("序号")
    reason = models.CharField("预留事由", max_length=200)
    reserved_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="预留人")
    reserved_at = models.DateTimeField("预留时间")
    document = models.OneToOneField(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="reservation", verbose_name="用于"
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField("作废理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预留号"
        ordering = ["organ_code", "year", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "organ_code", "year", "sequence"],
                name="reserved_number_once",
                violation_error_message="这个文号已经预留。",
            ),
            models.CheckConstraint(condition=Q(document=None) | Q(voided_at=None), name="reserved_number_used_or_void"),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="reserved_number_void_whole",
            ),
        ]

    def __str__(self):
        return f"{self.organ_code}〔{self.year}〕{self.sequence}号"

    def use(self, document) -> None:
        """Give the number to the document; somebody may have been quicker."""
        rows = ReservedNumber.objects.filter(pk=self.pk, document=None, voided_at=None)
        if not rows.update(document=document):
            raise WrongState(f"{self}已经使用或作废，请另选。")

    @property
    def standing(self) -> str:
        return "已使用" if self.document_id else "预留作废" if self.voided_at else "预留"


def open_numbers(document):
    """Return the reserved numbers that this document may take: of its series, neither used nor void.

    Of this year, or of the year of its 成文日期, for what was signed in December. A drill takes none.
    """
    if document.case.is_drill:
        return ReservedNumber.objects.none()
    return ReservedNumber.objects.filter(
        bureau=document.bureau_id, organ_code=f"{document.bureau.organ_code}{document.kind_rules.suffix}",
        year__in={timezone.localdate().year, document.document_date.year} if document.document_date else [],
        document=None, voided_at=None,
    )  # fmt: skip


def reserve(bureau, organ_code: str, *, count: int, reason: str, by) -> list[ReservedNumber]:
    """Set the next `count` numbers of the series aside. Raises NotAllowed, ValidationError."""
    if not by.can("document.number") or by.department.bureau_id != bureau.pk:
        raise NotAllowed("文号由办公室预留。")
    with transaction.atomic():
        year, made = timezone.localdate().year, []
        for _ in range(count):
            row = ReservedNumber(
                bureau=bureau, organ_code=organ_code, year=year, sequence=numbering.take(bureau, organ_code, year),
                reason=reason, reserved_by=by, reserved_at=timezone.now(),
            )  # fmt: skip
            row.full_clean()
            row.save()
            made.append(row)
    return made


def void(row: ReservedNumber, *, reason: str, by) -> None:
    """Void a reserved number; it stays in the register and is never given out again."""
    if not by.can("document.number") or by.department.bureau_id != row.bureau_id:
        raise NotAllowed("预留号由办公室作废。")
    done = ReservedNumber.objects.filter(pk=row.pk, document=None, voided_at=None).update(
        voided_at=timezone.now(), voided_by=by, void_reason=reason
    )
    if not done:
        raise WrongState(f"没有作废：{row}已经使用或作废，请刷新后再看。")
