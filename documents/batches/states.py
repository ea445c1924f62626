"""The steps of a batch: it is written, checked and signed as one; its papers are made in the background."""

from django.db.models import TextChoices


class BatchState(TextChoices):
    DRAFT = "DRAFT", "拟稿"
    CHECK = "CHECK", "核稿"
    TO_SIGN = "TO_SIGN", "待签发"
    SIGNED = "SIGNED", "已签发"  # every content frozen, waits for its numbers
    NUMBERING = "NUMBERING", "生成中"  # numbers taken and papers made, one after the other
    READY = "READY", "已生成"  # to be printed and sealed
    ISSUING = "ISSUING", "印发中"
    ISSUED = "ISSUED", "已印发"
    RETURNED = "RETURNED", "已退回"
    VOID = "VOID", "已作废"


EDITABLE = frozenset({BatchState.DRAFT, BatchState.RETURNED})
UNSIGNED = EDITABLE | {BatchState.CHECK, BatchState.TO_SIGN}
SIGNED_ON = frozenset(BatchState) - UNSIGNED - {BatchState.VOID}
RUNNING = frozenset({BatchState.NUMBERING, BatchState.ISSUING})
