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


class SupervisionGround(TextChoices):
    """Why an item is put under 挂牌督办: R-347, or a major one overdue."""

    HAZARD_CONCENTRATED = "HAZARD_CONCENTRATED", "风险隐患比较集中"
    MANY_PROBLEMS = "MANY_PROBLEMS", "日常监管中发现问题较多"
    SENSITIVE_OPINION = "SENSITIVE_OPINION", "出现敏感舆情"
    OVERDUE_MAJOR = "OVERDUE_MAJOR", "重大隐患逾期未整改"


class OtherGround(TextChoices):
    """Why an item ends without a passed recheck."""

    ENTERPRISE_CLOSED = "ENTERPRISE_CLOSED", "企业已关闭"
    LICENCE_CANCELLED = "LICENCE_CANCELLED", "许可证已注销或吊销"
    RESTRUCTURED = "RESTRUCTURED", "关停并转"


CLOSED = frozenset({ItemState.WRITTEN_OFF, ItemState.CLOSED_OTHER})
OPEN = frozenset(ItemState) - CLOSED
