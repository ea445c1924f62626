"""The steps of a campaign and of its returns (rules §3.6), and the sorts of things that it lists."""

from django.db.models import TextChoices


class CampaignState(TextChoices):
    PLANNED = "PLANNED", "拟制"  # the plan is drawn up; nothing is inspected yet
    DEPLOYED = "DEPLOYED", "部署自查"  # phase 1: the plan is approved, enterprises check themselves
    ON_SITE = "ON_SITE", "现场检查"  # phase 2: officers are out
    GOVERNING = "GOVERNING", "隐患治理"  # phase 3: what was found is put right
    FINAL_CHECK = "FINAL_CHECK", "验收自查"  # the bureau checks its own work
    CONTINUING = "CONTINUING", "持续报送"  # the end has passed, items are open: written reports go on
    COMPLETED = "COMPLETED", "完成"  # every item closed, every failed enterprise handled
    CLOSED = "CLOSED", "归档"


class ReturnState(TextChoices):
    """ReportObligation of rules §3.6."""

    OPEN = "OPEN", "待填报"
    COMPILED = "COMPILED", "待审核"  # figures and list are fixed
    APPROVED = "APPROVED", "待签发"
    SIGNED = "SIGNED", "待报送"  # frozen as a version
    SUBMITTED = "SUBMITTED", "已报送"


class TaskGroup(TextChoices):
    """Where a task stands in the plan."""

    ACTION = "ACTION", "六个一行动"  # plan of 2018
    BATCH = "BATCH", "六个一批"  # plan of 2024, opening paragraph
    MEASURE = "MEASURE", "工作措施"
    PHASE = "PHASE", "阶段任务"
    LOCAL = "LOCAL", "本局任务"


class Content(TextChoices):
    """What a return is made of (R-348, R-349, R-351)."""

    RESULT_LIST = "RESULT_LIST", "行动成果清单"
    PHASE_SUMMARY = "PHASE_SUMMARY", "阶段性工作总结"
    FINAL_SUMMARY = "FINAL_SUMMARY", "工作总结"
    TYPICAL_CASES = "TYPICAL_CASES", "典型案例"
    OPEN_ITEMS = "OPEN_ITEMS", "未完成整改隐患的整改情况"


class TargetGround(TextChoices):
    """Why an enterprise is in the list: tags (R-307), history (R-205, R-214, R-215), informations (R-204), a draw."""

    CLUSTER_AREA = "CLUSTER_AREA", "企业集聚区"
    PROBLEM_PRONE_AREA = "PROBLEM_PRONE_AREA", "问题易发多发区"
    URBAN_RURAL_FRINGE = "URBAN_RURAL_FRINGE", "城乡结合部"
    RURAL_MARKET = "RURAL_MARKET", "农村市场"
    PUBLIC_OPINION = "PUBLIC_OPINION", "舆情反映集中"
    MANY_COMPLAINTS = "MANY_COMPLAINTS", "投诉较多"
    REPEAT_PROBLEMS = "REPEAT_PROBLEMS", "多次发现质量问题"
    PRODUCT = "PRODUCT", "生产销售重点产品"
    FAILED = "FAILED", "近年来抽查不合格"
    NO_SAMPLE = "NO_SAMPLE", "近年来未抽到样品"
    INFORMATION = "INFORMATION", "风险信息"
    HAZARD_FOUND = "HAZARD_FOUND", "经梳理存在隐患"
    OPEN_ITEM = "OPEN_ITEM", "已发现的风险隐患点"
    RANDOM = "RANDOM", "随机抽取"
    BY_HAND = "BY_HAND", "单位指定"


#: Grounds that an officer judges and sets by hand (R-307).
TAGS = (
    TargetGround.CLUSTER_AREA, TargetGround.PROBLEM_PRONE_AREA, TargetGround.URBAN_RURAL_FRINGE,
    TargetGround.RURAL_MARKET, TargetGround.PUBLIC_OPINION, TargetGround.MANY_COMPLAINTS,
    TargetGround.REPEAT_PROBLEMS, TargetGround.BY_HAND,
)  # fmt: skip

RUNNING = frozenset(
    {
        CampaignState.DEPLOYED, CampaignState.ON_SITE, CampaignState.GOVERNING, CampaignState.FINAL_CHECK,
        CampaignState.CONTINUING,
    }
)  # fmt: skip
#: While the plan and the list of targets may still be changed.
CHANGEABLE = frozenset({CampaignState.PLANNED}) | RUNNING
