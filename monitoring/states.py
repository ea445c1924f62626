"""The steps and closed vocabularies of 风险监测 (R-114–R-120, R-148–R-154, R-224, R-225)."""

from django.db.models import TextChoices


class ProjectState(TextChoices):
    DRAFT = "DRAFT", "拟立项"
    REVIEW = "REVIEW", "待批准"
    RUNNING = "RUNNING", "研究中"
    ESCALATED = "ESCALATED", "已上报省局"  # beyond the own means; the province studies it
    COMPLETED = "COMPLETED", "已完成"
    CANCELLED = "CANCELLED", "已取消"


PROJECT_CLOSED = frozenset({ProjectState.COMPLETED, ProjectState.CANCELLED})


class Programme(TextChoices):
    GENERAL = "GENERAL", "年度综合监测"
    FOOD_CONTACT = "FOOD_CONTACT", "食品相关产品监测"
    POWER_EQUIPMENT = "POWER_EQUIPMENT", "电力设备监测"


class Criterion(TextChoices):
    """Why a product is watched at all (R-114–R-118). The wording of M4–M6 is scrambled in the source, where
    四是 mixes new products without a standard with key parts of a chain; this is the reading that makes sense."""

    M1 = "M1", "M1 风险系数高、对健康安全危害程度大"
    M2 = "M2", "M2 可能导致行业性、区域性、系统性质量安全事件"
    M3 = "M3", "M3 已在海外导致健康危害，风险可能延伸至国内"
    M4 = "M4", "M4 无现行有效产品标准的新兴产品、网红产品"
    M5 = "M5", "M5 影响支柱性产业"
    M6 = "M6", "M6 地方产业链现代化水平提升的关键产品或零部件"
    M7 = "M7", "M7 认为需要监测的其他情形"


class Ground(TextChoices):
    """监测依据 (R-148–R-154): what is known of the product; together they give the priority."""

    B1 = "B1", "B1 危害较大、风险程度较高或呈上升趋势"
    B2 = "B2", "B2 流通范围广、消费量大"
    B3 = "B3", "B3 行业性、区域性、系统性质量安全问题"
    B4 = "B4", "B4 在国内导致产品质量安全事故"
    B5 = "B5", "B5 消费者和社会普遍关注"
    B6 = "B6", "B6 相关部门通报或社会反映有质量安全问题"
    B7 = "B7", "B7 其他需要优先纳入监测计划"


class Impact(TextChoices):
    INDUSTRY = "INDUSTRY", "行业性"
    REGION = "REGION", "区域性"
    SYSTEMIC = "SYSTEMIC", "系统性"


class Priority(TextChoices):
    """The values sort from the most urgent down."""

    A = "A", "优先"
    B = "B", "重点"
    C = "C", "一般"


def priority_of(grounds) -> Priority:
    """Grave harm or an accident at home comes first, as do three grounds together; two weigh more than one.

    The source says that the grounds give the priority (R-154) and not how; this is the product's own rule.
    """
    if {Ground.B1, Ground.B4} & set(grounds) or len(grounds) >= 3:
        return Priority.A
    return Priority.B if len(grounds) == 2 else Priority.C


class Finding(TextChoices):
    NORMAL = "NORMAL", "未发现风险"
    RISK = "RISK", "发现风险"


class Nature(TextChoices):
    """R-125."""

    EMERGING = "EMERGING", "苗头性"
    LATENT = "LATENT", "潜在性"
    PRESENT = "PRESENT", "已经显现"
