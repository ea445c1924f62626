"""The steps of a warning (rules §3.2)."""

from django.db.models import TextChoices


class WarningState(TextChoices):
    DRAFT = "DRAFT", "拟制"  # being written by the handler
    IN_REVIEW = "IN_REVIEW", "审核审批"  # before the unit head, then before the leader
    RETURNED = "RETURNED", "已退回"  # to the drafter, with a reason
    APPROVED = "APPROVED", "已批准"  # notice signed; the office numbers, seals and issues it
    ISSUED = "ISSUED", "已发布"  # waits for the brigade's acknowledgement
    HANDLING = "HANDLING", "处置中"  # measures are being done
    LEVEL_REVIEW = "LEVEL_REVIEW", "拟调级"  # before the leader who may decide on both levels
    LIFT_REVIEW = "LIFT_REVIEW", "拟解除"  # before the leader who may lift it
    LIFTED = "LIFTED", "已解除"  # 解除通报 signed; over once that is issued
    ARCHIVED = "ARCHIVED", "已归档"
    CANCELLED = "CANCELLED", "已取消"  # given up before issue
    WITHDRAWN = "WITHDRAWN", "已撤回"  # issued in error


class RiskKind(TextChoices):
    """R-005."""

    ACTUAL = "ACTUAL", "已存在的风险"
    POTENTIAL = "POTENTIAL", "潜在的危害"


class Scope(TextChoices):
    """Whom the risk concerns (R-005); several may apply."""

    ENTERPRISE = "ENTERPRISE", "企业"
    INDUSTRY = "INDUSTRY", "行业"
    REGION = "REGION", "区域"


class Concern(TextChoices):
    """What else the risk touches, and so who must hear of it (R-133–R-136)."""

    SERIOUS_DEFECT = "SERIOUS_DEFECT", "存在严重危及人身、财产安全的缺陷"
    LICENCE = "LICENCE", "涉及生产许可或强制性认证"
    STANDARD = "STANDARD", "涉及标准问题"
    DEPARTMENTS = "DEPARTMENTS", "涉及其他部门，须会商"


class RecallOutcome(TextChoices):
    """How the recall ended, asked before a warning is lifted."""

    FINISHED = "FINISHED", "已追回完毕"
    IMPOSSIBLE = "IMPOSSIBLE", "无法追回，有书面报告"
    NOT_SOLD = "NOT_SOLD", "产品未售出，无须追回"


class RiskOutcome(TextChoices):
    """What became of the risk (R-006)."""

    ELIMINATED = "ELIMINATED", "风险已消除"
    REDUCED = "REDUCED", "风险已降低到可接受"


class Reinspection(TextChoices):
    PASS = "PASS", "合格"
    FAIL = "FAIL", "不合格"


#: The drafter may change everything.
EDITABLE = frozenset({WarningState.DRAFT, WarningState.RETURNED})
#: Not yet before the public: may still be given up.
BEFORE_ISSUE = EDITABLE | {WarningState.IN_REVIEW, WarningState.APPROVED}
#: Approved at some time. CANCELLED is in no such set: it may have been or not.
APPROVED_ON = frozenset(WarningState) - EDITABLE - {WarningState.IN_REVIEW, WarningState.CANCELLED}
ISSUED_ON = APPROVED_ON - {WarningState.APPROVED}
#: Before the public, and nobody has asked for the lifting yet.
IN_FORCE = frozenset({WarningState.ISSUED, WarningState.HANDLING, WarningState.LEVEL_REVIEW})
LIFTED_ON = frozenset({WarningState.LIFTED, WarningState.ARCHIVED})
CLOSED = frozenset({WarningState.ARCHIVED, WarningState.CANCELLED, WarningState.WITHDRAWN})
#: A new warning may be drafted from the same information.
OVER = CLOSED | {WarningState.LIFTED}
