"""The steps of an inspection, its kinds and its outcomes."""

from django.db.models import TextChoices


class InspectionState(TextChoices):
    PLANNED = "PLANNED", "待派人"  # a target and a day by which; the checklist is frozen already
    ASSIGNED = "ASSIGNED", "已派人"  # two officers; the sheet can be taken along without a line
    ON_SITE = "ON_SITE", "检查中"  # part of the sheet has arrived
    FILLED = "FILLED", "待确认"  # complete and signed for; waits for the other officer
    CONFIRMED = "CONFIRMED", "已确认"  # both officers stand by it; problems are registered or settled
    CLOSED = "CLOSED", "已办结"
    CANCELLED = "CANCELLED", "已取消"


#: States in which the sheet can be filled in.
OPEN_SHEET = frozenset({InspectionState.ASSIGNED, InspectionState.ON_SITE})
CLOSED = frozenset({InspectionState.CLOSED, InspectionState.CANCELLED})


class InspectionKind(TextChoices):
    """Why somebody goes there; R-215 patrols and unannounced visits, R-217 look-back."""

    DAILY = "DAILY", "日常检查"
    RANDOM = "RANDOM", "双随机抽查"
    UNANNOUNCED = "UNANNOUNCED", "飞行检查"
    PATROL = "PATROL", "日常巡查"
    LOOK_BACK = "LOOK_BACK", "回头看"
    SPECIAL = "SPECIAL", "专项检查"


#: Kinds of which the enterprise is told nothing beforehand.
UNANNOUNCED = frozenset({InspectionKind.RANDOM, InspectionKind.UNANNOUNCED, InspectionKind.PATROL})


class Outcome(TextChoices):
    """检查结果 of the whole inspection."""

    CLEAN = "CLEAN", "未发现问题"
    PROBLEMS = "PROBLEMS", "发现问题"
    IMPOSSIBLE = "IMPOSSIBLE", "未能检查"  # shut, idle, refused: said in words


class Answer(TextChoices):
    PASS = "PASS", "符合"
    FAIL = "FAIL", "不符合"
    NA = "NA", "不适用"


class Party(TextChoices):
    """What the inspected party did with the sheet."""

    SIGNED = "SIGNED", "当事人签名"
    REFUSED = "REFUSED", "当事人拒绝签名"
    ABSENT = "ABSENT", "当事人不在场"


class Purpose(TextChoices):
    VISIT = "VISIT", "现场检查"
    SELF = "SELF", "企业自查"
