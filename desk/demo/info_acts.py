"""How the stories bring a risk information from one step to the next (rules §3.1)."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from casefile.perform import as_form_data
from registers import workdays
from registers.lookup import written
from riskinfo.intake import open_info
from riskinfo.intake_forms import IntakeForm
from riskinfo.models import RiskInfo, TestTask

from .evidence import photo, report
from .stage import Story, Telling


@dataclass(frozen=True)
class News:
    """What is reported: the facts of an information, as they are typed into the form."""

    title: str
    enterprise: str
    product_type: str
    product: str
    batch: str
    description: str
    source: str = "SPOT_CHECK"
    source_level: str = ""
    reference: str = ""
    brand: str = ""
    info_kind: str = "HAZARD"
    certainty: str = "EXISTS"
    basis: tuple[str, ...] = ("STANDARD_VIOLATION",)
    harm: tuple[str, ...] = ("PERSONAL_SAFETY",)
    standard: str = ""
    is_key: bool = False
    cause: str = ""
    suppliers: str = ""
    area: str = ""
    complaints: int | None = None
    sellers: str = ""
    reporter: tuple[str, str] = ("", "")
    harm_degree: str = "SERIOUS"
    advice: str = "抽样送县质量检验所检验，同时核查生产、销售台账。"


@dataclass(frozen=True)
class TestOrder:
    """What the agency is asked to test, and what it finds."""

    items: str
    standard: str
    failed: str = ""  #: empty: everything passed
    safety: str = "NO"
    need: str = "现有材料不足以判断，须检验确认不合格项目。"


def file_info(story: Story, news: News, who="staff", *, pictures=1, found_on: date | None = None) -> RiskInfo:
    """Fill in the form of registration and open the draft; found on the working day before, if not said otherwise."""
    person = story.person(who)
    typed = _typed(story, news, person, found_on or workdays.previous_workday(timezone.localdate()))
    form = IntakeForm(as_form_data(typed), _pictures(story, news, pictures), user=person)
    if not form.is_valid():
        raise ValueError(f"{news.title}: {form.errors.as_text()}")
    info = open_info(form, by=person, token=None)
    story.stage.clock.tick(story.rng.randint(60, 240))
    return RiskInfo.objects.get(pk=info.pk)


def _typed(story: Story, news: News, person, found_on: date) -> dict:
    enterprise = story.stage.enterprises[news.enterprise]
    return {
        "source": story.stage.sources[news.source], "source_level": news.source_level, "found_on": found_on,
        "source_reference": story.fill(news.reference), "title": news.title, "enterprise_name": written(enterprise),
        "product_type": story.stage.types[news.product_type], "product_name": news.product,
        "batch": story.fill(news.batch), "brand": news.brand, "region": enterprise.region, "affected_area": news.area,
        "cause": news.cause, "complaint_count": news.complaints, "sellers": news.sellers,
        "material_suppliers": news.suppliers, "standard_number": news.standard, "info_kind": news.info_kind,
        "certainty": news.certainty, "basis": news.basis, "harm_objects": news.harm, "is_key": news.is_key,
        "description": news.description, "reporter_name": news.reporter[0], "reporter_phone": news.reporter[1],
        "department": story.stage.unit(story.team),
    }  # fmt: skip


def _pictures(story: Story, news: News, count: int) -> MultiValueDict:
    when = f"{timezone.localtime():%Y-%m-%d}"
    shots = [photo(f"现场照片{n}", f"{news.product} 第{n}张", when) for n in range(1, count + 1)]
    return MultiValueDict({"files": shots})


def submit(story: Story, info: RiskInfo, who: str = "staff") -> RiskInfo:
    return story.do(info, "submit", who)


def screen(story: Story, info: RiskInfo, news: News, who: str = "head") -> RiskInfo:
    return story.do(
        info, "screen", who, harm_degree=news.harm_degree, handling_advice=news.advice, duplicates_checked=True
    )


def report_up(story: Story, info: RiskInfo, news: News) -> RiskInfo:
    """A key information goes to the bureau above at once."""
    return story.do(
        info, "report_up", "head", cause_of_report="KEY", to=[info.case.bureau.parent.name], way="SYSTEM",
        harm_degree=news.harm_degree, cause=news.cause or "原因正在核查。",
        affected_area=news.area or "本县，具体流向正在核查。", material_suppliers=news.suppliers or "正在核查",
    )  # fmt: skip


def send_to_test(story: Story, info: RiskInfo, test: TestOrder, *, workdays_given: int = 12) -> TestTask:
    due = workdays.add_workdays(timezone.localdate(), workdays_given)
    story.do(
        info, "send_to_testing", "head", agency=story.stage.people.unit("清源县质量检验所"), purpose="TEST",
        sample=f"{info.product_name} {info.batch} {info.enterprise_name}"[:300], items=test.items,
        standard=test.standard, due_on=due, reason=test.need,
    )  # fmt: skip
    return info.tests.order_by("-pk").first()


def report_test(story: Story, task: TestTask, test: TestOrder) -> None:
    failed = bool(test.failed)
    number = story.stage.next_report()
    lines = [
        f"报告编号：{number}", f"样品：{task.sample}", f"检验项目：{test.items}", f"检验依据：{test.standard}",
        f"检验结论：{'不合格' if failed else '合格'}", f"不合格项目：{test.failed or '无'}",
        f"签发日期：{timezone.localdate():%Y年%m月%d日}",
    ]  # fmt: skip
    given = {"result": "FAIL" if failed else "PASS", "conclusion": f"报告编号 {number}。"}
    if failed:
        given |= {"failed_items": test.failed, "safety_indicator_failed": test.safety}
    paper = report(f"检验报告{number}", "检验报告", lines)
    story.do(task, "submit_result", "liumin", files={"report": [paper]}, **given)


def start_assessing(story: Story, info: RiskInfo, *, waiver: str = "", who: str = "staff") -> RiskInfo:
    return story.do(info, "start_assessing", who, test_waiver_reason=waiver)


def confirm(story: Story, info: RiskInfo, who: str = "head", *, major_harm: str = "NO", decision: str = "") -> RiskInfo:
    given = {"major_harm": major_harm}
    if decision:
        given["handling_decision"] = decision
    if major_harm != "NO":
        bureau = info.case.bureau
        given |= {
            "reported_up_on": timezone.localdate(),
            "reported_up_to": f"{bureau.parent.short_name}、{bureau.government_name}",
        }
    return story.do(info, "confirm", who, **given)


# --- several steps at a time --------------------------------------------------------
def told(story: Story, news: News, *, who: str = "staff", hhmm: str = "09:15") -> Telling:
    """Register and submit on one morning."""
    yield story.at(hhmm)
    info = file_info(story, news, who)
    yield story.soon(25)
    return submit(story, info, who)


def screened(story: Story, news: News, *, who: str = "staff", after: int = 1) -> Telling:
    info = yield from told(story, news, who=who)
    yield story.later(after, "10:20")
    info = screen(story, info, news)
    if news.is_key:
        yield story.soon(8)
        info = report_up(story, info, news)
        yield story.soon(10)
        story.do(info.upward_reports.get(), "receive", "yaoli")
    return info


def after_test(story: Story, news: News, test: TestOrder, *, who: str = "staff", takes: int = 8) -> Telling:
    """Screened, sent to the agency, and reported by it after `takes` working days."""
    info = yield from screened(story, news, who=who)
    yield story.soon(30)
    task = send_to_test(story, info, test)
    yield story.later(takes, "15:40")
    report_test(story, task, test)
    return RiskInfo.objects.get(pk=info.pk)
