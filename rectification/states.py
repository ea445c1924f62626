"""The steps of a rectification item, and its grading (rules §3.4)."""

from django.db.models import TextChoices


class ItemState(TextChoices):
    FOUND = "FOUND", "已发现"  # in the ledger, not yet ordered
    ORDERED = "ORDERED", "已责令整改"  # the enterprise has a requirement and a deadline
    REPORTED_DONE = "REPORTED_DONE", "企业报告完成"  # waits for the recheck
    RECHECK = "RECHECK", "复查中"  # two officers are on it
    PASSED = "PASSED", "复查合格"  # waits for the write-off
    FAILED = "FAILED", "整改不到位"
    REFUSED = "REFUSED", "拒不整改"
    ENFORCEMENT = "ENFORCEMENT", "转执法"  # open until the outcome is on record and a recheck passed
    WRITTEN_OFF = "WRITTEN_OFF", "已销号"
    CLOSED_OTHER = "CLOSED_OTHER", "其他方式关闭"  # the enterprise or its licence is gone
    REOPENED = "REOPENED", "回头看重开"  # relapse found after the write-off


class Severity(TextChoices):
    """隐患等级; not a warning level (R-338, R-339)."""

    GENERAL = "GENERAL", "一般"
    LARGER = "LARGER", "较大"
    MAJOR = "MAJOR", "重大"


class RecheckResult(TextChoices):
    PASS = "PASS", "合格"
    FAIL = "FAIL", "整改不到位"
    REFUSED = "REFUSED", "拒不整改"


class RiskSort(TextChoices):
    """R-303: what is there is dissolved, what comes is warded off, what changes is held down."""

    EXISTING = "EXISTING", "存量风险"  # known before, or there for long
    NEW = "NEW", "增量风险"  # a new product, line, material or seller
    VARIABLE = "VARIABLE", "变量风险"  # conditions change: season, standard, owner, public attention


class SupervisionGround(TextChoices):
    """Why an item is put under 挂牌督办: R-347, or a major one overdue."""

    HAZARD_CONCENTRATED = "HAZARD_CONCENTRATED", "风险隐患比较集中"
    MANY_PROBLEMS = "MANY_PROBLEMS", "日常监管中发现问题较多"
    SENSITIVE_OPINION = "SENSITIVE_OPINION", "出现敏感舆情"
    OVERDUE_MAJOR = "OVERDUE_MAJOR", "重大隐患逾期未整改"


class TransferTo(TextChoices):
    """Who takes an item over (rules §3.4, R-332)."""

    BRIGADE = "BRIGADE", "本局执法"
    POLICE = "POLICE", "公安机关"
    OTHER = "OTHER", "其他机关"


class RequestState(TextChoices):
    """A request within an item that somebody else decides: an extension, the lifting of a supervision."""

    PENDING = "PENDING", "待批"
    APPROVED = "APPROVED", "已同意"
    REFUSED = "REFUSED", "不同意"
    LAPSED = "LAPSED", "已失效"  # overtaken by the item


class JointGround(TextChoices):
    """Why other departments join in (R-324)."""

    UNCONTROLLED = "UNCONTROLLED", "未采取管控措施"
    REFUSED = "REFUSED", "拒不整改"


class OtherGround(TextChoices):
    """Why an item ends without a passed recheck."""

    ENTERPRISE_CLOSED = "ENTERPRISE_CLOSED", "企业已关闭"
    LICENCE_CANCELLED = "LICENCE_CANCELLED", "许可证已注销或吊销"
    #: 关停并转 of “低小散” firms (R-229).
    SHUT_DOWN = "SHUT_DOWN", "关闭取缔"
    SUSPENDED = "SUSPENDED", "停产停业"
    RESTRUCTURED = "RESTRUCTURED", "兼并重组"
    CONVERTED = "CONVERTED", "转产"


class AreaState(TextChoices):
    """The steps of what is done about an area (R-346, R-347)."""

    PROPOSED = "PROPOSED", "待批准"
    IN_FORCE = "IN_FORCE", "督办中"
    LIFT_ASKED = "LIFT_ASKED", "申请摘牌"  # the conditions are said to be met
    LIFTED = "LIFTED", "已摘牌"
    DECLINED = "DECLINED", "不予督办"


class AreaWay(TextChoices):
    """R-346: 约谈, 通报; R-347: 挂牌督办."""

    LISTED = "LISTED", "挂牌督办"
    TALK = "TALK", "约谈"
    BULLETIN = "BULLETIN", "通报"


CLOSED = frozenset({ItemState.WRITTEN_OFF, ItemState.CLOSED_OTHER})
OPEN = frozenset(ItemState) - CLOSED
