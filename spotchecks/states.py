"""The steps of what follows a failed sampling, and what a plan is made of (rules §3.4, 市场监管总局令第18号)."""

from django.db.models import TextChoices


class FieldOfSampling(TextChoices):
    """Where samples are taken (R-326): what is sold online and in villages is watched more."""

    PRODUCTION = "PRODUCTION", "生产领域"
    CIRCULATION = "CIRCULATION", "流通领域"
    ONLINE = "ONLINE", "网络销售"
    RURAL = "RURAL", "农村市场"


class TargetGround(TextChoices):
    CHOSEN = "CHOSEN", "计划指定"
    FAILED = "FAILED", "近年抽查不合格"
    FOLLOW_UP = "FOLLOW_UP", "跟踪抽查"  # failed or refused, not sampled since
    NO_SAMPLE = "NO_SAMPLE", "曾未抽到样品"
    DUTIES = "DUTIES", "主体责任未落实"


class Side(TextChoices):
    PRODUCER = "PRODUCER", "生产者"
    SELLER = "SELLER", "销售者"


class HandlingState(TextChoices):
    RECEIVED = "RECEIVED", "待告知"  # the result is known to the bureau, not yet to the party
    NOTIFIED = "NOTIFIED", "异议期"  # 15 days in which a retest may be asked for
    RETEST = "RETEST", "复检中"
    CONFIRMED = "CONFIRMED", "不合格成立"
    ORDERED = "ORDERED", "责令改正"  # 60 days to correct, the recheck within 75
    REPORTED = "REPORTED", "报请公告"  # the recheck failed: the province is to publish it
    PUBLISHED = "PUBLISHED", "已公告"  # the second recheck 60 to 90 days after
    ENFORCEMENT = "ENFORCEMENT", "依法查处"  # failed again: 产品质量法 art. 17
    TRANSFERRED = "TRANSFERRED", "已移送"  # the party is out of the bureau's area
    RECTIFIED = "RECTIFIED", "复查合格"
    OVERTURNED = "OVERTURNED", "复检合格"  # the failure does not stand
    ENFORCED = "ENFORCED", "查处完毕"
    ANSWERED = "ANSWERED", "已收反馈"
    CLOSED_OTHER = "CLOSED_OTHER", "其他方式办结"


class OtherGround(TextChoices):
    GONE = "GONE", "企业已注销或吊销"
    OVERTURNED = "OVERTURNED", "同一样品复检合格"
    NOT_FOUND = "NOT_FOUND", "查无下落"
    DISOWNED = "DISOWNED", "标称生产者否认为其产品，经查属实"


CLOSED = frozenset({
    HandlingState.RECTIFIED, HandlingState.OVERTURNED, HandlingState.ENFORCED, HandlingState.ANSWERED,
    HandlingState.CLOSED_OTHER,
})  # fmt: skip
OPEN = frozenset(HandlingState) - CLOSED
