"""The states of a seal, and what its forms choose from (rules §3.3, sub-machine 封存)."""

from django.db.models import TextChoices


class SealState(TextChoices):
    PROPOSED = "PROPOSED", "提请批准"
    APPROVED = "APPROVED", "已批准待执行"
    EXECUTED_PENDING_APPROVAL = "EXECUTED_PENDING_APPROVAL", "先行封存待补批"
    IN_FORCE = "IN_FORCE", "封存中"
    EXTENDED = "EXTENDED", "已延长"
    LIFTED = "LIFTED", "已解除"
    CONVERTED = "CONVERTED", "已转处理"
    DROPPED = "DROPPED", "未实施"  # refused, or taken back before anything was sealed


class Attendance(TextChoices):
    PARTY = "PARTY", "当事人到场"
    WITNESS = "WITNESS", "当事人不到场，由见证人到场"


class LiftGround(TextChoices):
    """Art. 28 of 行政强制法, and the two clocks."""

    NO_VIOLATION = "NO_VIOLATION", "没有违法行为"
    UNRELATED = "UNRELATED", "物品与违法行为无关"
    HANDLED = "HANDLED", "已作出处理决定，不再需要封存"
    EXPIRED = "EXPIRED", "封存期限届满"
    NOT_APPROVED = "NOT_APPROVED", "不予补办批准或超过24小时未补办"
    OTHER = "OTHER", "其他不再需要封存的情形"


class Conversion(TextChoices):
    CONFISCATE = "CONFISCATE", "没收"
    DESTROY = "DESTROY", "销毁"
    TRANSFER = "TRANSFER", "移送"


#: Something is sealed under an approval.
APPLIED = frozenset({SealState.IN_FORCE, SealState.EXTENDED})
#: Something is sealed.
EXECUTED = APPLIED | {SealState.EXECUTED_PENDING_APPROVAL}
#: The list may still be changed: it was not yet handed over.
LIST_OPEN = frozenset({SealState.PROPOSED, SealState.APPROVED})
ENDED = frozenset({SealState.LIFTED, SealState.CONVERTED, SealState.DROPPED})
OPEN = frozenset(SealState) - ENDED
