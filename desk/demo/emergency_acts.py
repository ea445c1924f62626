"""How the stories run an emergency from report to closing (rules §3.3)."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from casefile.measures import what_is_missing
from casefile.models import Measure
from casefile.perform import as_form_data
from documents.models import Document
from emergency.forms import ReportForm
from emergency.models import EmergencyCase
from emergency.reporting import report
from registers.lookup import written as written_name

from .evidence import photo
from .paper_acts import Text, written
from .stage import Story, Telling
from .told_acts import acknowledged, all_clear, first_reports, prepare


@dataclass(frozen=True)
class Accident:
    """What was reported and what was found out about it."""

    title: str
    place: str
    description: str
    enterprise: str
    product_type: str
    product: str
    nature: str
    injured: int = 0
    is_drill: bool = False
    formal: bool = False


def reported(story: Story, accident: Accident, *, who: str = "staff", hhmm: str = "10:05") -> Telling:
    """Somebody reports; the office tells government and prefecture within the hour."""
    yield story.at(hhmm)
    record = _report(story, accident, who)
    yield from first_reports(story, record)
    return EmergencyCase.objects.get(pk=record.pk)


def _report(story: Story, accident: Accident, who: str) -> EmergencyCase:
    person, stage = story.person(who), story.stage
    given = {
        "token": story.token(), "title": accident.title, "learned_at": timezone.now() - timedelta(minutes=12),
        "place": accident.place,
        "description": accident.description, "injured": accident.injured, "dead": 0, "is_drill": accident.is_drill,
        "enterprise": written_name(stage.enterprises[accident.enterprise]),
        "product_type": stage.types[accident.product_type], "department": stage.unit(story.team),
    }  # fmt: skip
    shots = [photo("接报现场", accident.place, f"{timezone.localtime():%Y-%m-%d %H:%M}")]
    form = ReportForm(as_form_data(given), MultiValueDict({"files": shots}), user=person)
    if not form.is_valid():
        raise ValueError(f"{accident.title}: {form.errors.as_text()}")
    values = {name: value for name, value in form.cleaned_data.items() if name != "token"}
    return report(by=person, **values)


def verified(story: Story, record: EmergencyCase, accident: Accident) -> Telling:
    """The brigade goes there and finds out product and nature."""
    yield story.soon(35)
    record = story.do(record, "verify", "brigade")
    yield story.soon(85)
    return story.do(
        record, "record_findings", "brigade", product_identified=accident.product, nature=accident.nature,
        nature_stage="FORMAL" if accident.formal else "PRELIMINARY", injured=accident.injured, dead=0,
    )  # fmt: skip


def activated(story: Story, accident: Accident, *, who: str = "staff", hhmm: str = "09:40") -> Telling:
    record = yield from reported(story, accident, who=who, hhmm=hhmm)
    record = yield from verified(story, record, accident)
    yield story.soon(40)
    group = [story.person(who) for who in ("deputy", "head", "guoqiang")]
    return story.do(
        record, "activate", "director", commander=story.person("director"), members=group,
        reason="同意启动，执法大队立即到场控制。",
    )  # fmt: skip


def controlling(story: Story, accident: Accident, *, who: str = "staff") -> Telling:
    record = yield from activated(story, accident, who=who)
    yield story.soon(50)
    return story.do(record, "control", "brigade")


#: Days after the control began, who, and what was done.
STEPS = {
    "KEY_INFORMATION": (0, "staff", "已作为重点风险信息报市局，编入当月报送表。"),
    "SIMILAR_RISKS": (3, "staff", "排查同类企业和门店，风险点已列入重点监管。"),
    "MAJOR_CASE_REPORT": (0, "office", "已随初报、续报报告，无其他重大情况。"),
    "INSPECT_TRACE": (0, "brigade", "检查生产、经销单位 4 家，追踪抽查同类产品 6 批次。"),
    "STOP_RESTRICT_RECALL": (0, "brigade", "责令停止销售同批产品，责令企业实施召回。"),
    "TEST_ANALYSE": (2, "staff", "送检 2 批次，质检机构会商认定危害程度，结论附后。"),
    "SEAL_PRODUCTS": (0, "brigade", "已封存门店和仓库同批产品，张贴封条并登记。"),
    "TRACE_SOURCE": (1, "staff", "已查清进货来源和供货凭证。"),
    "TRACE_FLOW": (1, "staff", "已调取销售台账，逐户联系购买者。"),
    "NOTIFY_DEPARTMENTS": (1, "staff", "已通报应急管理、消防救援等部门协查。"),
    "FORCED_RECOVERY": (2, "brigade", "已收回售出的同批产品，登记造册。"),
    "CIRCULATION": (2, "staff", "已查明同类产品在本县的流通情况，未发现其他门店销售该批次。"),
    "BULLETIN": (3, "staff", "已向相关单位通报事故和处置情况。"),
    "CAUSE_ANALYSIS": (4, "staff", "企业提交原因分析报告。"),
    "INVESTIGATE_VIOLATION": (5, "brigade", "已立案调查，案卷移交法规股审核。"),
}  # fmt: skip


def steps_done(story: Story, record: EmergencyCase, *, days: int = 99) -> Telling:
    """Close the steps of the first `days` days."""
    begun = 0
    for code, (day, who, result) in sorted(STEPS.items(), key=lambda item: item[1][0]):
        if day > days:
            break
        if day > begun:
            yield story.later(day - begun, "10:30")
            begun = day
        else:
            yield story.soon(25)
        prepare(story, record, code)
        step = record.case.measures.get(code=code)
        if step.status != Measure.Status.OPEN:
            continue
        if what_is_missing(step):
            story.close(record, code, who, "现场已无同批产品可封存，由企业召回后统一处置。", done=False)
            continue
        label = step.label
        files = [photo(f"{label}现场", result[:24], f"{story.day}")] if who == "brigade" else []
        story.close(record, code, who, result, files=files)
    return EmergencyCase.objects.get(pk=record.pk)


def followed_up(story: Story, record: EmergencyCase) -> Telling:
    yield story.later(1, "09:30")
    return story.do(record, "follow_up", "brigade", reason="同批产品已全部控制，转入后续监测。")


def final_report(story: Story, record: EmergencyCase) -> Telling:
    """The final report goes up under the director's signature, then its number is put on record."""
    text = Text(
        "REPORT_FINAL", record.case.title,
        (f"现将{record.case.title}应急处置终报如下。", "一、基本情况", record.description, "二、处置经过",
         "我局接报后立即核实、启动应急处置，封存、收回同批产品，查清来源和流向，对违法行为立案调查。",
         "三、处置结果", "同批产品全部得到控制，未发生次生事故。后续监测未发现新的情况。"),
        to=("安州市市场监督管理局", "清源县人民政府"),
    )  # fmt: skip
    yield story.later(2, "09:20")
    document: Document = yield from written(story, record, text)
    yield story.soon(45)
    return story.do(
        record, "record_final_report", "brigade", document=document, final_report_on=timezone.localdate(),
    )  # fmt: skip


def terminated(story: Story, record: EmergencyCase) -> Telling:
    record = yield from final_report(story, record)
    yield story.later(1, "11:00")
    return story.do(record, "terminate", "director", reason="风险已消除，同意终止。")


def summarised(story: Story, record: EmergencyCase, *, days: int = 4) -> Telling:
    yield from all_clear(story, record)
    yield story.later(days, "15:00")
    record = story.do(
        record, "summarise", "staff", summary=f"{record.description}接报后我局按预案完成核实、启动、控制、追查和通报，"
        "处置有序，信息报送及时。", lessons="同类产品门店巡查不够。\n夜间部门联络人不全。",
    )  # fmt: skip
    yield story.soon(30)
    return story.do(
        record, "settle_lessons", "staff", none_1="已列入当月日常检查计划，逐店落实。",
        none_2="属本局自身工作，已补齐。", plan_2="附件通讯录增加各单位夜间联络人，每季度核对一次。",
    )  # fmt: skip


def results_reported(story: Story, record: EmergencyCase) -> Telling:
    yield story.later(1, "10:15")
    today = timezone.localdate()
    record = story.do(
        record, "record_result_reports", "office", government_reported_on=today, city_reported_on=today,
        result_report_reference=f"《{record.case.title}处置结果的报告》",
    )  # fmt: skip
    yield story.soon(35)
    acknowledged(story, record)
    return record
