"""The steps of an incoming document: 登记 → 拟办 → 批示 → 承办 → 办结."""

from django.db.models import TextChoices


class IncomingState(TextChoices):
    REGISTERED = "REGISTERED", "待拟办"  # entered by the office, which proposes what to do with it
    PROPOSED = "PROPOSED", "待批示"  # before a leader
    HANDLING = "HANDLING", "承办中"  # with the unit that the leader named
    DONE = "DONE", "已办结"  # handled, or read and filed
    VOID = "VOID", "已作废"  # entered by mistake; its number stays taken


OPEN = frozenset({IncomingState.REGISTERED, IncomingState.PROPOSED, IncomingState.HANDLING})
CLOSED = frozenset(IncomingState) - OPEN


class Urgency(TextChoices):
    """紧急程度 as the paper has it (GB/T 9704-2012, 7.2.3)."""

    PLAIN = "PLAIN", "平件"
    URGENT = "URGENT", "加急"
    MOST_URGENT = "MOST_URGENT", "特急"


class IncomingKind(TextChoices):
    """文种 of what comes in (党政机关公文处理工作条例, 第八条, and what else arrives)."""

    NOTICE = "NOTICE", "通知"
    BULLETIN = "BULLETIN", "通报"
    OPINION = "OPINION", "意见"
    DECISION = "DECISION", "决定"
    REPLY = "REPLY", "批复"
    LETTER = "LETTER", "函"
    REPORT = "REPORT", "报告、请示"
    MINUTES = "MINUTES", "纪要"
    ANSWER = "ANSWER", "企业反馈、回函"
    OTHER = "OTHER", "其他"
