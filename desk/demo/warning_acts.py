"""How the stories assess an information and take its warning from draft to lifting (rules §2, §3.2)."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Department
from casefile.models import CaseFile
from casefile.perform import as_form_data
from documents.models import Document
from registers.models import LegalBasis
from riskinfo.models import RiskInfo
from riskwarnings import papers
from riskwarnings.assessing import record_assessment, suggest_first_offence
from riskwarnings.drafting import create_warning, governing_assessment
from riskwarnings.forms import AssessForm, WarningForm
from riskwarnings.models import RiskAssessment, Warning

from .duty_acts import papers_settled
from .evidence import photo, report
from .info_acts import News, TestOrder, after_test, confirm, screened, start_assessing
from .stage import Story, Telling


@dataclass(frozen=True)
class Findings:
    """What the assessor establishes, and where it is shown."""

    safety: str = "NO"
    produced: str = ""
    sold: str = ""
    unit: str = ""
    recall: str = "UNKNOWN"
    extent: str = ""
    violates: str = "YES"
    jurisdiction: str = "YES"
    major_harm: str = "NO"
    incident: bool = False
    harm_analysis: str = ""
    sale_shown: str = "企业生产、销售台账及出库单"
    recall_shown: str = "企业召回记录及下游经销商回执"
    decided: str = ""
    reason: str = ""


def assess(story: Story, info: RiskInfo, found: Findings, *, who: str = "staff", replaces=None) -> RiskAssessment:
    """Fill in the assessment form and keep it as the next version."""
    offence = suggest_first_offence(info.case.enterprise, info.case)
    form = AssessForm(as_form_data(_typed(info, found, offence)), offence=offence)
    if not form.is_valid():
        raise ValueError(f"{info}: {form.errors.as_text()}")
    assessment = record_assessment(
        info, by=story.person(who), replaces=replaces, enterprise=info.case.enterprise, **form.assessment_fields()
    )
    story.stage.clock.tick(story.rng.randint(120, 600))
    return assessment


def _typed(info: RiskInfo, found: Findings, offence) -> dict:
    tested = info.tests.reported().first()
    shown = tested.report.name.removesuffix(".pdf") if tested else "监督抽查检验报告（附件）"
    answer, text = offence
    return {
        "product": info.product_name, "batch": info.batch[:80], "produced": _number(found.produced),
        "sold": _number(found.sold), "unit": found.unit, "incident": found.incident,
        "harm_analysis": found.harm_analysis, "decided_level": found.decided, "decision_reason": found.reason,
        "in_jurisdiction": found.jurisdiction, "violates_safety_standard": found.violates,
        "safety_indicator_failed": found.safety, "sale_extent": found.extent or "UNKNOWN",
        "recall_status": found.recall, "first_offence": str(answer), "major_harm": found.major_harm,
        "evidence_in_jurisdiction": "营业执照住所、现场核查", "evidence_violates_safety_standard": shown,
        "evidence_safety_indicator_failed": f"{shown}第2页", "evidence_sale_extent": found.sale_shown,
        "evidence_recall_status": found.recall_shown, "evidence_first_offence": text,
    }  # fmt: skip


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def assessed(story: Story, info: RiskInfo, found: Findings, *, waiver="", who: str = "staff") -> Telling:
    """Assessment begun one day, recorded the next."""
    yield story.later(1, "09:40")
    info = start_assessing(story, info, waiver=waiver, who=who)
    yield story.later(1, "14:30")
    assess(story, info, found, who=who)
    return RiskInfo.objects.get(pk=info.pk)


def confirmed(story: Story, news: News, test: TestOrder | None, found: Findings, *, takes: int = 8) -> Telling:
    """From the registration to the head's confirmation; without `test` on the report that came with it."""
    if test is None:
        info = yield from screened(story, news)
        waiver = "监督抽查承检机构已出具检验报告，企业未申请复检，无须再检。"
    else:
        info, waiver = (yield from after_test(story, news, test, takes=takes)), ""
    info = yield from assessed(story, info, found, waiver=waiver)
    yield story.later(1, "10:10")
    return confirm(story, info, major_harm=found.major_harm)


# --- the warning --------------------------------------------------------------------
@dataclass(frozen=True)
class Notice:
    """What the drafter of a warning decides; the rest comes from the assessment."""

    scope: tuple[str, ...] = ("ENTERPRISE",)
    countywide: bool = False
    others: tuple[str, ...] = ("清源县应急管理局",)
    cc: tuple[str, ...] = ("清源县人民政府",)
    requirements: str = ""
    level_reason: str = ""
    concerns: tuple[str, ...] = ()
    units: tuple[str, ...] = field(default=("综合行政执法大队", "城关市场监管所", "辛安市场监管所"))


def draft(story: Story, info: RiskInfo, notice: Notice) -> Warning:
    assessment = governing_assessment(info)
    given = {
        "title": info.case.title, "level": info.level, "level_reason": notice.level_reason, "risk_kind": "ACTUAL",
        "scope": notice.scope, "countywide": notice.countywide, "summary": papers.first_summary(info, assessment),
        "requirements": notice.requirements, "concerns": notice.concerns,
        "others": "\n".join(notice.others), "cc": "\n".join(notice.cc),
        "units": Department.objects.filter(bureau=info.case.bureau_id, name__in=notice.units),
    }  # fmt: skip
    form = WarningForm(as_form_data(given), bureau=info.case.bureau, suggested=assessment.outcome)
    if not form.is_valid():
        raise ValueError(f"{info}: {form.errors.as_text()}")
    warning = create_warning(info, by=story.person("staff"), title=form.cleaned_data["title"], **form.warning_fields())
    story.stage.clock.tick(story.rng.randint(300, 900))
    return Warning.objects.get(pk=warning.pk)


def leader(story: Story, warning: Warning) -> str:
    return story.team.approver(warning.stricter_level)


def drafted(story: Story, info: RiskInfo, notice: Notice) -> Telling:
    yield story.later(1, "09:30")
    return draft(story, info, notice)


def in_review(story: Story, info: RiskInfo, notice: Notice) -> Telling:
    warning = yield from drafted(story, info, notice)
    yield story.soon(20)
    return story.do(warning, "submit", "staff")


def reviewed(story: Story, info: RiskInfo, notice: Notice) -> Telling:
    warning = yield from in_review(story, info, notice)
    yield story.soon(150)
    return story.do(warning, "review", "head", reason="事实清楚，定级准确，同意。")


def approved(story: Story, info: RiskInfo, notice: Notice) -> Telling:
    warning = yield from reviewed(story, info, notice)
    yield story.later(1, "09:05")
    return story.do(warning, "approve", leader(story, warning), reason="同意发布，抓紧落实处置措施。")


def number_and_seal(story: Story, document: Document) -> Document:
    document = story.do(Document.objects.get(pk=document.pk), "number", "office")
    scan = report("盖章扫描件", document.number, [document.title, "（盖章页扫描件）"], issuer=document.bureau.name)
    return story.do(document, "seal", "office", files={"scan": [scan]})


def issued(story: Story, info: RiskInfo, notice: Notice) -> Telling:
    warning = yield from approved(story, info, notice)
    yield story.soon(80)
    number_and_seal(story, warning.notice)
    yield story.soon(30)
    return story.do(warning, "issue", "office")


def handling(story: Story, info: RiskInfo, notice: Notice) -> Telling:
    """Issued and acknowledged by the brigade."""
    warning = yield from issued(story, info, notice)
    yield story.soon(95)
    return story.do(warning, "acknowledge", "brigade", reason="已签收，当日组织检查。")


#: What becomes of each measure: days after the acknowledgement, who, result, done or not applicable.
DONE = {
    "STOP_PRODUCTION": (1, "brigade", "已责令停止生产该型号产品，生产线停机，张贴停产通知。", True),
    "RESTRICT_SALE": (1, "brigade", "已通知经销商下架，现场封存待售产品。", True),
    "ORDER_RECALL": (2, "brigade", "已责令召回已售产品，企业提交召回计划。", True),
    "RECTIFY_BY_DEADLINE": (2, "brigade", "已下达限期整改要求，企业书面承诺。", True),
    "INFORM_LEADING_GROUP": (0, "staff", "已书面报告县产品质量安全工作领导小组。", True),
    "REPORT_UPWARD": (0, "staff", "已报告市局和县人民政府。", True),
    "TRACE_CHECK": (1, "brigade", "检查生产单位1家、经销单位3家，追踪抽查同类产品4批次。", True),
    "TEST_ANALYSE": (3, "staff", "已送检并会商分析危害程度。", True),
    "RAISE_FREQUENCY": (4, "staff", "同类企业检查频次调整为每月一次，已列入检查计划。", True),
    "QUALITY_MEETING": (6, "staff", "已召开质量分析会，查找原因并形成纪要。", True),
    "TRAINING": (7, "staff", "已培训企业负责人和质量安全员，签到表存档。", True),
    "RECTIFY_UNTIL_PASS": (10, "brigade", "企业已整改，经现场复查合格。", True),
}  # fmt: skip


def measures_done(
    story: Story, warning: Warning, *, besides: tuple[str, ...] = (), settle: bool = True, **other
) -> Telling:
    """Close the warning's measures in their order; `other` replaces rows of DONE by code.

    `settle`: the papers that the scope obliges are settled with the first of them.
    """
    rows = {**DONE, **other}
    open_codes = set(warning.case.measures.filter(status="OPEN").values_list("code", flat=True)) - set(besides)
    begun = 0
    for code in sorted(open_codes, key=lambda code: (rows[code][0], code)):
        days, who, result, done = rows[code]
        yield story.later(days - begun, story.rng.choice(("10:05", "11:10", "15:20", "16:05")))
        begun = days
        if settle:
            papers_settled(story, warning)
            settle = False
        label = warning.case.measures.get(code=code).label
        files = [photo(f"{label}现场", result[:24], f"{story.day}")] if done and who == "brigade" else []
        story.close(warning, code, who, result, files=files, done=done, details=_details(story, warning, code))
    return warning


_BASIS = {"STOP_PRODUCTION": "PQL", "RESTRICT_SALE": "PQL-18", "ORDER_RECALL": "PQL", "RECTIFY_BY_DEADLINE": "PQL-17"}


def _details(story: Story, warning: Warning, code: str) -> dict:
    """What the form of this measure asks beside its result."""
    today = timezone.localdate()
    if code in ("QUALITY_MEETING", "TRAINING"):
        company = warning.case.enterprise
        people = [
            {"unit": warning.case.department.name, "name": story.person("head").name, "post": "负责人"},
            {"unit": company.name, "name": company.contact_person or "刘建军", "post": "企业负责人"},
        ]
        return {
            "held_on": today,
            "place": "局二楼会议室" if code == "QUALITY_MEETING" else "企业会议室",
            "attendees": people,
        }
    if code == "RAISE_FREQUENCY":
        return {"before": 2, "after": 12, "until": today + timedelta(days=180)}
    if code == "TRACE_CHECK":
        findings = "涉及本县2个乡镇，同批次产品只供应这几家经销单位，未发现其他企业使用同一批原料。"
        return {"findings": findings, "reported_to": "安州市市场监督管理局", "reported_on": today}
    if code == "TEST_ANALYSE":
        analysis = warning.assessment.harm_analysis or "不合格项目不直接危及人身安全，影响使用寿命和可靠性。"
        return {"document_text": f"检验报告{story.stage.next_report()}", "findings": analysis}
    if code in _BASIS:
        basis = LegalBasis.objects.get(code=_BASIS[code])
        return {"legal_basis": basis, "document_text": f"清市监责令〔{today.year}〕{story.rng.randint(5, 60)}号"}
    return {}


@dataclass(frozen=True)
class Ending:
    """What the head says when asking to lift."""

    result: str
    recall: str = "FINISHED"
    recalled: str = ""
    outcome: str = "ELIMINATED"
    control: str = ""


def lift_asked(story: Story, warning: Warning, ending: Ending) -> Telling:
    """The re-inspection, its report, and the request to lift."""
    yield story.later(4, "11:00")
    number = story.stage.next_report()
    lines = [f"报告编号：{number}", f"样品：{warning.case.title}整改后抽样", "检验结论：所检项目合格"]
    story.attach(warning, "staff", report(f"复检报告{number}", "复检报告", lines), note="整改后复检")
    yield story.later(2, "09:50")
    today = timezone.localdate()
    return story.do(
        warning, "request_lift", "head", lift_result=ending.result, recall_outcome=ending.recall,
        recall_report=ending.recalled, reinspection="PASS", reinspection_report=number, reinspected_on=today,
        reported_city_on=today, reported_government_on=today, risk_outcome=ending.outcome,
        residual_control=ending.control,
    )  # fmt: skip


def lifted(story: Story, warning: Warning, ending: Ending) -> Telling:
    warning = yield from lift_asked(story, warning, ending)
    yield story.later(1, "15:00")
    return story.do(warning, "approve_lift", leader(story, warning), reason="同意解除。")


def lift_issued(story: Story, warning: Warning, ending: Ending) -> Telling:
    warning = yield from lifted(story, warning, ending)
    yield story.later(1, "09:20")
    number_and_seal(story, warning.lift_notice)
    yield story.soon(25)
    return story.do(warning, "issue_lift_notice", "office")


def info_of(warning: Warning) -> RiskInfo:
    return RiskInfo.objects.get(pk=warning.info_id)


def resolved(story: Story, info: RiskInfo, text: str) -> Telling:
    """The head asks to close the information, the leader in charge agrees."""
    yield story.later(1, "10:30")
    bureau = CaseFile.objects.get(pk=info.pk).bureau
    given = {
        "result_report": text, "result_reported_on": timezone.localdate(),
        "result_reported_to": f"{bureau.parent.short_name}、{bureau.government_name}",
    }  # fmt: skip
    info = story.do(info, "request_resolve", "head", **given)
    yield story.later(1, "16:10")
    return story.do(info, "resolve", "deputy", **given)
