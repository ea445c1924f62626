"""The steps of an official document (rules §3.5)."""

from django.db.models import TextChoices


class DocumentState(TextChoices):
    DRAFT = "DRAFT", "拟稿"  # being written
    CHECK = "CHECK", "核稿"  # the head of the unit, or the legal reviewer, reads it
    COUNTERSIGN = "COUNTERSIGN", "会签"  # before other units or leaders, where any have a say
    TO_SIGN = "TO_SIGN", "待签发"  # before the leader who signs
    SIGNED = "SIGNED", "已签发"  # content frozen, waits for its number
    NUMBERED = "NUMBERED", "已编号"  # 正本 rendered and kept
    SEALED = "SEALED", "已用印"
    ISSUED = "ISSUED", "已印发"
    REPLY_OVERDUE = "REPLY_OVERDUE", "反馈逾期"  # an answer was asked for and its day has passed
    REPLIED = "REPLIED", "已反馈"
    RETURNED = "RETURNED", "已退回"  # to the drafter, with a reason
    VOID = "VOID", "已作废"  # before issue; a number once given stays taken
    REVOKED = "REVOKED", "已撤销"  # after issue, by a new document
    ARCHIVED = "ARCHIVED", "已归档"


#: The text may still be changed.
EDITABLE = frozenset({DocumentState.DRAFT, DocumentState.RETURNED})
#: Nothing is frozen yet.
UNSIGNED = EDITABLE | {DocumentState.CHECK, DocumentState.COUNTERSIGN, DocumentState.TO_SIGN}
#: Content and 签发稿 are frozen. VOID is in neither set: it may have been signed or not.
SIGNED_ON = frozenset(DocumentState) - UNSIGNED - {DocumentState.VOID}
NUMBERED_ON = SIGNED_ON - {DocumentState.SIGNED}
SEALED_ON = NUMBERED_ON - {DocumentState.NUMBERED}
ISSUED_ON = SEALED_ON - {DocumentState.SEALED}
#: Issued and not revoked: it may still have to reach somebody.
IN_FORCE = frozenset({DocumentState.ISSUED, DocumentState.REPLY_OVERDUE, DocumentState.REPLIED})
#: Nothing more is expected of anybody.
OVER = frozenset({DocumentState.VOID, DocumentState.REVOKED, DocumentState.ARCHIVED})


class ServiceMethod(TextChoices):
    """How a document reached its recipient (rules §3.5)."""

    DIRECT = "DIRECT", "直接送达"
    LEFT = "LEFT", "留置送达"
    MAIL = "MAIL", "邮寄送达"
    ENTRUSTED = "ENTRUSTED", "委托送达"
    ELECTRONIC = "ELECTRONIC", "电子送达"
    PUBLIC_NOTICE = "PUBLIC_NOTICE", "公告送达"


_S = DocumentState
#: The step bar: label and the states that stand at it.
STEPS = (
    ("拟稿", frozenset({_S.DRAFT, _S.RETURNED})), ("核稿", frozenset({_S.CHECK})),
    ("会签", frozenset({_S.COUNTERSIGN})), ("签发", frozenset({_S.TO_SIGN})),
    ("编号", frozenset({_S.SIGNED})), ("用印", frozenset({_S.NUMBERED})), ("印发", frozenset({_S.SEALED})),
    ("归档", frozenset({_S.ISSUED, _S.REPLY_OVERDUE, _S.REPLIED, _S.REVOKED})),
)  # fmt: skip
