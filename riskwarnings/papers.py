"""What the 警示通报 and the 解除通报 say: built from the facts on file, one paragraph a line."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Department
from documents import kinds
from documents.drafting import RecipientSpec
from documents.models import Document
from documents.paper import chinese_date

from .facts_text import RecallStatus, SaleExtent, WarningLevel
from .measures import Obligation, measures_for
from .states import RecallOutcome

ALERT, LIFT = "ALERT_NOTICE", "LIFT_NOTICE"
LONGEST_TITLE = Document._meta.get_field("title").max_length


@dataclass(frozen=True)
class Draft:
    """Title and body as `documents.drafting` takes them."""

    title: str
    body: str


def title(warning, kind: str) -> str:
    """Return the title of a notice: the warning's own is what it is about."""
    return kinds.get(kind).title_for(warning.case.bureau, warning.case.title)


def recipients(warning) -> list[RecipientSpec]:
    """The recipients that the drafter chose."""
    units = Department.objects.in_bulk([row["department"] for row in warning.recipients if row["department"]])
    return [
        RecipientSpec(row["name"], department=units.get(row["department"]), cc=row["cc"]) for row in warning.recipients
    ]


def recipients_of(document) -> list[RecipientSpec]:
    """The recipients of a document already drafted, so that another goes to exactly the same (R-035)."""
    return [
        RecipientSpec(row.name, department=row.department, enterprise=row.enterprise, cc=row.cc)
        for row in document.recipients.select_related("department", "enterprise")
    ]


def quantities(assessment) -> str:
    """E.g. 生产3000卷，已售1240卷; empty when they are not known."""
    parts = [
        f"{verb}{value.normalize():f}{assessment.unit}"
        for verb, value in (("生产", assessment.produced), ("已售", assessment.sold))
        if value is not None
    ]
    return "，".join(parts)


def first_summary(info, assessment) -> str:
    """A first text for 风险情况, for the drafter to go over."""
    found = f"{chinese_date(info.found_on)}，" if info.found_on else "近日，"
    batch = f"（{assessment.batch}）" if assessment.batch else ""
    facts = assessment.facts
    lines = [f"{found}我局获知{info.enterprise_name}的{assessment.product}{batch}存在质量安全风险。{info.description}"]
    known = [quantities(assessment)]
    if facts["sale_extent"] != SaleExtent.UNKNOWN:
        known.append(f"产品{SaleExtent(facts['sale_extent']).label}")
    if facts["recall_status"] not in (RecallStatus.UNKNOWN, RecallStatus.NOT_APPLICABLE):
        known.append(f"追回情况为{RecallStatus(facts['recall_status']).label}")
    if text := "，".join(filter(None, known)):
        lines.append(f"该批产品{text}。".replace("该批产品产品", "该批产品"))
    if assessment.harm_analysis:
        lines.append(assessment.harm_analysis)
    return "\n".join(lines)


def alert(warning) -> Draft:
    """The 警示通报 of the warning at its present level (R-028)."""
    level = WarningLevel(warning.level)
    lines = [
        "现将我局经核实、评估的一起产品质量安全风险通报如下。",
        "一、风险情况",
        *warning.summary.splitlines(),
        "二、评估结论",
        f"该风险属{warning.get_risk_kind_display()}，涉及范围为{warning.scope_text}，定为{level.label}质量安全风险。"
        + _grounds(warning),
        "三、处置要求",
        *_duties(warning.case.department.name, level),
    ]
    if warning.requirements:
        lines += ["四、其他要求", *warning.requirements.splitlines()]
    return Draft(title(warning, ALERT), "\n".join(lines))


def _grounds(warning) -> str:
    """The clauses behind the level; where the leader set another level, the clauses stand for themselves."""
    texts = [clause.text for clause in warning.assessment.clauses_hit if clause.level == warning.level]
    return f"认定的情形：{'；'.join(texts)}。" if texts else ""


def _duties(unit: str, level: WarningLevel) -> list[str]:
    """The duties of the level as the notice puts them (R-036–R-041)."""
    enforcement = [rule.label for rule in measures_for(level) if rule.obligatory_group == Obligation.AT_LEAST_ONE]
    duties = [
        "及时签收核查。综合行政执法大队应在收到本通报后1个工作日内签收，组织检查和重点追踪抽查，"
        "进一步摸清涉及的产品、企业和区域，并逐级报告情况。",
        "督促企业整改。督促企业查明原因，认真整改，严格复查，直至产品合格。",
        f"加强分析帮扶。{unit}应召开质量分析会，培训企业负责人，提高对同类产品生产企业的检查频次。",
    ]
    if enforcement:
        duties.append(
            f"依法采取措施。根据实际情况，依法采取{'、'.join(enforcement)}等措施，至少落实一项，及时遏制危害发展。"
        )
    duties.append(f"按时反馈情况。各单位应将处置情况和结果及时报送{unit}。")
    return [f"（{numeral}）{duty}" for numeral, duty in zip("一二三四五", duties, strict=False)]


def lift(warning) -> Draft:
    """The 解除通报: cites the number of the 警示通报 and says what was achieved (R-035)."""
    notice, level = warning.notice, WarningLevel(warning.level)
    issued = chinese_date(timezone.localdate(warning.issued_at))
    changed = warning.level_changes.exclude(issued_at=None).select_related("notice").order_by("number").last()
    later = f"（后以{changed.notice.number}调整级别）" if changed else ""
    lines = [
        f"{issued}，我局以《{notice.title}》（{notice.number}）通报{later}的{level.label}质量安全风险，"
        "经处置已达到解除条件。现将有关情况通报如下。",
        "一、处置结果",
        *warning.lift_result.splitlines(),
        f"{warning.get_risk_outcome_display()}。{warning.residual_control}",
        "二、追回和复检情况",
        f"产品追回情况：{_recall(warning)}。",
        f"复检情况：{chinese_date(warning.reinspected_on)}复检{warning.get_reinspection_display()}"
        f"（报告编号：{warning.reinspection_report}）。",
        "三、解除决定",
        f"自本通报印发之日起，解除{notice.number}通报的{level.label}质量安全风险预警。"
        "各单位继续做好日常监管，发现新的风险及时报告。",
    ]
    return Draft(title(warning, LIFT), "\n".join(lines))


def _recall(warning) -> str:
    label = RecallOutcome(warning.recall_outcome).label
    return f"{label}；{warning.recall_report.rstrip('。')}" if warning.recall_report else label


def minutes(consultation) -> Draft:
    """The 会商纪要: who met, what was said and concluded (R-136)."""
    warning = consultation.warning
    lines = [
        f"时间：{chinese_date(consultation.held_on)}",
        f"地点：{consultation.place}",
        f"主持：{consultation.chair}",
        f"会议研究了{warning.case.title}涉及的质量安全风险和防控措施，议定事项纪要如下。",
        "一、风险情况",
        *warning.summary.splitlines(),
    ]
    if consultation.opinions:
        lines += ["二、各方意见", *consultation.opinions.splitlines()]
    lines += [f"{'三' if consultation.opinions else '二'}、议定事项", *consultation.conclusion.splitlines()]
    lines.append(f"出席：{consultation.participants_text}")
    subject = warning.case.title
    return Draft(kinds.get("MINUTES").title_for(warning.case.bureau, subject)[:LONGEST_TITLE], "\n".join(lines))
