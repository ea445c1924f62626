"""What the database itself refuses of a document, each with words for the officer."""

from django.db import models
from django.db.models import F, Q

from .states import ISSUED_ON, NUMBERED_ON, SEALED_ON, SIGNED_ON, UNSIGNED, DocumentState

_UNNUMBERED = Q(organ_code="", year=None, sequence=None, numbered_at=None, numbered_by=None, paper_file="",
                paper_sha256="")  # fmt: skip
_NUMBERED = (
    ~Q(organ_code="")
    # A comparison with NULL is no refusal: each column is asked for first.
    & Q(
        year__isnull=False,
        sequence__isnull=False,
        sequence__gte=1,
        numbered_at__isnull=False,
        numbered_by__isnull=False,
    )
    & ~Q(paper_file="")
    & ~Q(paper_sha256="")
)
_NOT_SIGNED = Q(signed_at=None, signer=None, document_date=None, content__isnull=True, content_sha256="",
                signed_file="", signed_sha256="")  # fmt: skip
_SIGNED = (
    Q(signed_at__isnull=False, signer__isnull=False, document_date__isnull=False, content__isnull=False)
    & ~Q(content_sha256="")
    & ~Q(signed_file="")
    & ~Q(signed_sha256="")
)


def _stamped(states, stamp: str, name: str, message: str) -> models.CheckConstraint:
    reached = Q(state__in=sorted(states)) & Q(**{f"{stamp}__isnull": False})
    return models.CheckConstraint(
        condition=~Q(state__in=sorted(states)) | reached, name=name, violation_error_message=message
    )


DOCUMENT_CONSTRAINTS = [
    models.UniqueConstraint(
        fields=["bureau", "organ_code", "year", "sequence"],
        name="document_number_once",
        violation_error_message="这个发文字号已经用过。",
    ),
    models.CheckConstraint(
        condition=_UNNUMBERED | _NUMBERED,
        name="document_number_whole",
        violation_error_message="发文字号的代字、年份、序号和正本要么都有，要么都没有。",
    ),
    models.CheckConstraint(
        condition=_NOT_SIGNED | _SIGNED,
        name="document_signature_whole",
        violation_error_message="签发人、成文日期、签发稿及其摘要要么都有，要么都没有。",
    ),
    models.CheckConstraint(
        condition=~Q(state__in=sorted(UNSIGNED)) | Q(signed_at=None),
        name="document_unsigned_not_frozen",
        violation_error_message="已经签发的文书不能退回到签发之前。",
    ),
    models.CheckConstraint(
        condition=Q(signer=None) | ~Q(signer=F("drafter")),
        name="document_signer_did_not_draft",
        violation_error_message="拟稿人不能签发自己拟的文书，请由其他领导签发。",
    ),
    models.CheckConstraint(
        condition=Q(checker=None) | ~Q(checker=F("drafter")),
        name="document_checker_did_not_draft",
        violation_error_message="拟稿人不能核自己拟的稿，请由其他负责人核稿。",
    ),
    models.CheckConstraint(
        condition=Q(state=DocumentState.VOID, voided_at__isnull=False, voided_by__isnull=False)
        | ~Q(state=DocumentState.VOID) & Q(voided_at=None, voided_by=None),
        name="document_void_stamped",
        violation_error_message="作废的时间和办理人与环节不符。",
    ),
    models.CheckConstraint(
        condition=~Q(state=DocumentState.REPLIED) | Q(replied_on__isnull=False) & ~Q(reply=""),
        name="document_reply_written_down",
        violation_error_message="登记反馈须写明日期和内容。",
    ),
    models.CheckConstraint(
        condition=~Q(state=DocumentState.REPLY_OVERDUE) | Q(reply_due__isnull=False),
        name="document_overdue_had_a_day",
        violation_error_message="没有要求反馈的文书不会逾期。",
    ),
    _stamped(SIGNED_ON, "signed_at", "document_signed_when_state_says", "尚未签发，不能往下办理。"),
    _stamped(NUMBERED_ON, "numbered_at", "document_numbered_when_state_says", "尚未编号，不能往下办理。"),
    _stamped(SEALED_ON, "sealed_at", "document_sealed_when_state_says", "尚未用印，不能往下办理。"),
    _stamped(ISSUED_ON, "issued_at", "document_issued_when_state_says", "尚未印发，不能往下办理。"),
]
