"""The values of an assessment's facts and outcomes, and the words officers read for them.

Field names and values are those of the decision table (rules §2.1). No models here.
"""

from django.db.models import TextChoices


class Answer(TextChoices):
    YES = "YES", "是"
    NO = "NO", "否"
    UNKNOWN = "UNKNOWN", "未查清"


class SaleExtent(TextChoices):
    """How much of the batch has left the producer (R-018, R-021)."""

    NONE = "NONE", "尚未销售"
    PART = "PART", "部分已售"
    MOST = "MOST", "大部已售"
    ALL = "ALL", "全部已售"
    UNKNOWN = "UNKNOWN", "未查清"


class RecallStatus(TextChoices):
    """PARTIAL and NOT_STARTED stand in no source text; practice needs them (R-018, R-020)."""

    NOT_APPLICABLE = "NOT_APPLICABLE", "不适用（未售出）"
    VOLUNTARY = "VOLUNTARY", "主动追回"
    PARTIAL = "PARTIAL", "部分追回"
    NOT_STARTED = "NOT_STARTED", "尚未追回"
    REFUSED = "REFUSED", "拒不追回"
    IMPOSSIBLE = "IMPOSSIBLE", "无法追回"
    UNKNOWN = "UNKNOWN", "未查清"


class MajorHarm(TextChoices):
    """An axis of its own: it obliges to report upward whatever the level (R-024)."""

    NO = "NO", "无"
    POSSIBLE = "POSSIBLE", "可能发生"
    OCCURRED = "OCCURRED", "已经发生"


class WarningLevel(TextChoices):
    """R-016. The values sort from the highest level down, so `min` is "the highest"."""

    LEVEL_1 = "LEVEL_1", "一级"
    LEVEL_2 = "LEVEL_2", "二级"
    LEVEL_3 = "LEVEL_3", "三级"


class Outcome(TextChoices):
    LEVEL_1 = "LEVEL_1", "一级"
    LEVEL_2 = "LEVEL_2", "二级"
    LEVEL_3 = "LEVEL_3", "三级"
    # analysis goes on until a level or an exclusion is possible.
    UNDETERMINED = "UNDETERMINED", "尚无定论"
    # No level fits; a person decides, with a reason.
    NOT_GRADED = "NOT_GRADED", "不列级"
    OUT_OF_JURISDICTION = "OUT_OF_JURISDICTION", "不属本辖区"


class Policy(TextChoices):
    """What happens when clauses of different levels match (rules §2.3 G1)."""

    LEX_SPECIALIS = "lex_specialis", "从高定级，三级条款优先于二级一般条款"
    STRICT_HIGHEST = "strict_highest", "一律从高定级"


class Prompt(TextChoices):
    """What the assessor is told beside the outcome. The label is the sentence."""

    TRANSFER = "TRANSFER", "不属本辖区：通报或移送有管辖权的部门，留存副本。"
    DECIDE_BY_HAND = "DECIDE_BY_HAND", "三个级别都不适用：由人工决定发告知书、消费提示或办结，并写明理由。"
    KEEP_ANALYSING = "KEEP_ANALYSING", "尚无定论：继续检验、分析，直到能定级或排除；有现实危险的考虑临时封存。"
    RAISE = "RAISE", "建议提级：产品已部分售出且拒不追回，按条款只到二级，请确认维持或提高。"
    REASSESS = "REASSESS", "追回没有完成：追回情况一有变化就重新评估。"
    HIGHEST_TAKEN = "HIGHEST_TAKEN", "同时符合不同级别的条款，已从高定级；下调须由有权批准的领导写明理由。"
    SPECIFIC_FIRST = "SPECIFIC_FIRST", "同时符合二级、三级条款：初次违法且未售出是特别规定，按三级。"
    NOT_FIRST = "NOT_FIRST", "产品虽未售出，但不是初次违法，不能列三级。"
    FIRST_UNKNOWN = "FIRST_UNKNOWN", "是否初次违法未查清，按不是初次定级；查清后重新评估。"
    REPORT_UPWARD = "REPORT_UPWARD", "已有或可能有重大危害：不论级别，立即逐级上报。"
    OPEN_EMERGENCY = "OPEN_EMERGENCY", "已发生突发事故：不论级别，立即转入应急处置。"


#: Field of `grading.Facts` → what the form and the record call it.
FACT_LABELS = {
    "in_jurisdiction": "本辖区企业生产或销售",
    "violates_safety_standard": "不符合保障健康和安全的标准",
    "safety_indicator_failed": "安全、健康指标不合格",
    "sale_extent": "销售情况",
    "recall_status": "追回情况",
    "first_offence": "初次违法生产",
    "major_harm": "重大危害",
    "incident": "突发事故",
}
