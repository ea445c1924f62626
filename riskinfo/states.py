"""The states and closed vocabularies of risk information (rules §3.1; R-011, R-012, R-024, R-142)."""

from django.db.models import TextChoices


class InfoState(TextChoices):
    DRAFT = "DRAFT", "草稿"  # seen by the own unit alone, no number yet
    SUBMITTED = "SUBMITTED", "待鉴别"  # numbered; counted in this month's return
    SCREENED = "SCREENED", "已鉴别"  # harm degree and handling advice given
    TESTING = "TESTING", "检验监测中"  # at least one task lies with an agency
    ASSESSING = "ASSESSING", "评估中"  # the warnings app records the outcome
    INCONCLUSIVE = "INCONCLUSIVE", "尚无定论"  # analysed until confirmed or excluded
    CONFIRMED = "CONFIRMED", "已确认"  # warnings, emergencies, items come out of it
    RESOLVED = "RESOLVED", "已办结"
    ARCHIVED = "ARCHIVED", "已归档"
    EXCLUDED = "EXCLUDED", "已排除"
    TRANSFERRED = "TRANSFERRED", "已移送"


CLOSED = frozenset({InfoState.RESOLVED, InfoState.ARCHIVED, InfoState.EXCLUDED, InfoState.TRANSFERRED})
UNDER_ASSESSMENT = frozenset({InfoState.ASSESSING, InfoState.INCONCLUSIVE})
#: Submitted and not yet closed: what is known may still be supplemented.
IN_HAND = frozenset(set(InfoState) - CLOSED - {InfoState.DRAFT})


class SourceLevel(TextChoices):
    """Who ordered the sampling or inspection that found it (R-012)."""

    NATIONAL = "NATIONAL", "国家"
    PROVINCE = "PROVINCE", "省"
    PREFECTURE = "PREFECTURE", "市"
    COUNTY = "COUNTY", "县"


class Basis(TextChoices):
    """The legal test of what a risk information is (R-011)."""

    UNREASONABLE_DANGER = "UNREASONABLE_DANGER", "危及人身健康安全的不合理危险"
    STANDARD_VIOLATION = "STANDARD_VIOLATION", "不符合强制性国家标准、行业标准"


class Certainty(TextChoices):
    EXISTS = "EXISTS", "存在"
    POSSIBLE = "POSSIBLE", "可能存在"


class InfoKind(TextChoices):
    """R-142."""

    HAZARD = "HAZARD", "风险隐患"
    INCIDENT = "INCIDENT", "突发事件"
    CLUSTERED_COMPLAINT = "CLUSTERED_COMPLAINT", "集中反映的问题"
    INDUSTRY_HIDDEN_RULE = "INDUSTRY_HIDDEN_RULE", "行业潜规则"


class HarmObject(TextChoices):
    """R-142."""

    HEALTH = "HEALTH", "健康"
    PROPERTY = "PROPERTY", "财产"
    ENVIRONMENT = "ENVIRONMENT", "环境"
    PERSONAL_SAFETY = "PERSONAL_SAFETY", "人身安全"


class HarmDegree(TextChoices):
    """对人身危害程度 (R-025, R-112); an opinion of the screener, not a warning level."""

    SLIGHT = "SLIGHT", "轻微"
    GENERAL = "GENERAL", "一般"
    SERIOUS = "SERIOUS", "严重"
    VERY_SERIOUS = "VERY_SERIOUS", "非常严重"


class Level(TextChoices):
    """R-016; the values sort from the highest level down."""

    LEVEL_1 = "LEVEL_1", "一级"
    LEVEL_2 = "LEVEL_2", "二级"
    LEVEL_3 = "LEVEL_3", "三级"


class Outcome(TextChoices):
    """What an assessment ends in; the values are those of the grading rules (rules §2.2)."""

    LEVEL_1 = "LEVEL_1", "一级"
    LEVEL_2 = "LEVEL_2", "二级"
    LEVEL_3 = "LEVEL_3", "三级"
    UNDETERMINED = "UNDETERMINED", "尚无定论"
    NOT_GRADED = "NOT_GRADED", "不列级"
    OUT_OF_JURISDICTION = "OUT_OF_JURISDICTION", "不属本辖区"


LEVELS = frozenset(Level.values)
#: Outcomes on which the unit head may confirm.
CONFIRMABLE = LEVELS | {Outcome.NOT_GRADED}


class MajorHarm(TextChoices):
    """Obliges to report upward whatever the level (R-024)."""

    NO = "NO", "无"
    POSSIBLE = "POSSIBLE", "可能发生"
    OCCURRED = "OCCURRED", "已经发生"


class ExclusionReason(TextChoices):
    DUPLICATE = "DUPLICATE", "重复"
    UNTRUE = "UNTRUE", "不属实"
    IRRELEVANT = "IRRELEVANT", "与产品质量安全无关"
    NO_RISK = "NO_RISK", "经分析无风险"  # only after an assessment


class TestState(TextChoices):
    ASSIGNED = "ASSIGNED", "待检验"
    REPORTED = "REPORTED", "已报告"


class TestPurpose(TextChoices):
    """R-022 (necessary comparison), R-147 (test or verification)."""

    TEST = "TEST", "检验检测"
    VERIFICATION = "VERIFICATION", "验证评价"
    COMPARISON = "COMPARISON", "比对试验"


class TestResult(TextChoices):
    PASS = "PASS", "合格"
    FAIL = "FAIL", "不合格"
    NO_CONCLUSION = "NO_CONCLUSION", "不作判定"


class StudyWay(TextChoices):
    MEETING = "MEETING", "论证会"
    LETTER = "LETTER", "书面函询"
    SITE = "SITE", "现场研判"
    EXPERIMENT = "COMPARE", "研究测试、对比实验"


class StudyFinding(TextChoices):
    """What experts conclude; the assessment stays the bureau's own (R-045)."""

    RISK = "RISK", "认为有风险"
    NONE = "NONE", "认为没有风险"
    MORE = "MORE", "需要进一步检验或调查"
    SPLIT = "SPLIT", "意见不一致"


class Answer(TextChoices):
    YES = "YES", "是"
    NO = "NO", "否"
    UNKNOWN = "UNKNOWN", "未查清"


class ReturnState(TextChoices):
    """One way there, and from every step back to the first (rules §3.6, ReportObligation)."""

    OPEN = "OPEN", "待填报"
    COMPILED = "COMPILED", "待审核"  # rows fixed; the unit's head reads them
    APPROVED = "APPROVED", "待签发"  # before the leader in whose line the unit stands
    SIGNED = "SIGNED", "待报送"  # the form is frozen as a version
    SUBMITTED = "SUBMITTED", "已报送"


class ReturnWay(TextChoices):
    """How a return reached the bureau above."""

    SYSTEM = "SYSTEM", "本系统内报送"
    OFFICE_SYSTEM = "OFFICE_SYSTEM", "公文交换系统"
    MAIL = "MAIL", "电子邮件"
    PAPER = "PAPER", "纸质送达、邮寄"
    FAX = "FAX", "传真"


class ReportReason(TextChoices):
    """Why something is reported upward at once (R-024, R-048, R-113)."""

    MAJOR_HARM = "MAJOR_HARM", "已经或可能产生重大危害"
    KEY = "KEY", "重点风险信息"
    UNDECIDED = "UNDECIDED", "尚无定论，已采取紧急措施"
    OTHER = "OTHER", "其他重要情况"


class ReportWay(TextChoices):
    SYSTEM = "SYSTEM", "本系统内直报"
    PHONE = "PHONE", "电话"
    DOCUMENT = "DOCUMENT", "书面报告"
    OTHER = "OTHER", "其他方式"


class ReportState(TextChoices):
    SENT = "SENT", "已上报"
    RECEIVED = "RECEIVED", "已签收"
    ANSWERED = "ANSWERED", "已批示"


class Period(TextChoices):
    """How often the situation is analysed (R-113)."""

    MONTH = "MONTH", "月度"
    QUARTER = "QUARTER", "季度"
    YEAR = "YEAR", "年度"


class HazardVerdict(TextChoices):
    """What going through an information again has shown (R-210)."""

    HAZARD = "HAZARD", "存在隐患"
    NONE = "NONE", "不存在隐患"
    UNCLEAR = "UNCLEAR", "待查明"


class AnalysisState(TextChoices):
    OPEN = "OPEN", "起草中"
    DONE = "DONE", "已完成"
