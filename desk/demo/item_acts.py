"""How the stories keep the rectification ledger (rules §3.4)."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from casefile.perform import as_form_data
from rectification.forms import RegisterForm
from rectification.models import RectificationItem
from rectification.registering import register
from registers import workdays
from registers.lookup import written as written_name

from .evidence import photo, report
from .paper_acts import Text
from .stage import BRIGADE, Story, Telling


@dataclass(frozen=True)
class Defect:
    """What is found wrong at an enterprise, and what it has to do."""

    title: str
    enterprise: str
    product_type: str
    problem: str
    situation: str
    requirement: str
    severity: str = "GENERAL"
    cause: str = "企业质量管理制度执行不严，责任未落实到岗位。"
    completion: str = "已按要求逐项整改，提交整改报告和照片。"


def found(story: Story, defect: Defect, *, who: str = "staff", origin=None) -> RectificationItem:
    """Fill in the form of the ledger."""
    person, stage = story.person(who), story.stage
    given = {
        "token": story.token(), "enterprise": written_name(stage.enterprises[defect.enterprise]), "title": defect.title,
        "product_type": stage.types[defect.product_type], "problem": defect.problem, "severity": defect.severity,
        "found_on": timezone.localdate(), "situation": defect.situation,
    }  # fmt: skip
    shots = [photo("隐患现场", defect.title, f"{timezone.localtime():%Y-%m-%d}")]
    form = RegisterForm(as_form_data(given), MultiValueDict({"files": shots}), user=person)
    if not form.is_valid():
        raise ValueError(f"{defect.title}: {form.errors.as_text()}")
    values = {name: value for name, value in form.cleaned_data.items() if name != "token"}
    record = register(by=person, origin=origin, **values)
    story.stage.clock.tick(story.rng.randint(60, 240))
    return RectificationItem.objects.get(pk=record.pk)


def ordered(story: Story, defect: Defect, *, days: int = 15, origin=None) -> Telling:
    yield story.at("10:50")
    record = found(story, defect, origin=origin)
    yield story.soon(140)
    return story.do(record, "order", "head", requirement=defect.requirement, days=days, counting="workdays")


def order_notice(story: Story, record: RectificationItem, defect: Defect) -> Text:
    return Text(
        "RECTIFY_NOTICE", defect.title,
        (f"经查，你单位存在以下问题：{defect.situation}", "现要求你单位：", *defect.requirement.splitlines(),
         f"整改期限至{due_text(record)}。期满前将整改报告送{record.case.department}，并接受复查。"),
        to_enterprise=True,
    )  # fmt: skip


def due_text(record) -> str:
    due = timezone.localtime(record.case.due_at)
    return f"{due.year}年{due.month}月{due.day}日"


def reported_done(story: Story, record: RectificationItem, defect: Defect, *, days: int = 6) -> Telling:
    yield story.later(days, "15:10")
    paper = report("整改报告", "整改报告", [f"整改事项：{defect.title}", defect.completion,
    f"原因分析：{defect.cause}"],
                   issuer=record.case.enterprise.name)  # fmt: skip
    return story.do(
        record, "report_done", "staff", reported_on=timezone.localdate(), completion=defect.completion,
        cause=defect.cause, files={"files": [paper], "photos": [photo("整改后", defect.title, f"{story.day}")]},
    )  # fmt: skip


def rechecking(story: Story, record: RectificationItem, first: str, second: str, *, days: int = 2) -> Telling:
    yield story.later(days, "09:10")
    return story.do(
        record, "start_recheck", "staff", first_officer=story.person(first), second_officer=story.person(second)
    )


def rechecked(story: Story, record: RectificationItem, act: str, who: str, text: str) -> Telling:
    """Record the result of the recheck: pass_recheck, fail_recheck or refuse."""
    yield story.soon(160)
    given = {"on": timezone.localdate(), "text": text}
    if act == "pass_recheck" and record.problem_info.needs_retest:
        given["retest_reference"] = story.stage.next_report()
    shots = [photo("复查现场", text[:24], f"{story.day}")]
    return story.do(record, act, who, files={"files": shots}, **given)


def interviewed(story: Story, record: RectificationItem, attendees: str, commitments: str, *, days: int = 20):
    """Put on record that the enterprise was called in."""
    case = record.case
    talk = f"指出{case.title}的问题，告知法律责任，要求限期改到位。"
    return story.do(
        record, "hold_interview", "staff", held_on=timezone.localdate(), place=f"{case.department}会议室",
        interviewers=f"{story.person('head').name}、{case.handler.name}", attendees=attendees, content=talk,
        commitments=commitments, follow_up_on=timezone.localdate() + timedelta(days=days),
    )  # fmt: skip


def supervised(story: Story, record: RectificationItem, ground: str, demand: str, *, days: int = 30):
    return story.do(
        record, "supervise", "deputy", supervision_ground=ground, demand=demand,
        conditions="复查合格或者依法查处完毕。\n企业书面承诺不再发生。",
        due_on=timezone.localdate() + timedelta(days=days),
    )  # fmt: skip


def passed(story: Story, defect: Defect, officers: tuple[str, str], *, origin=None) -> Telling:
    record = yield from ordered(story, defect, origin=origin)
    record = yield from reported_done(story, record, defect)
    record = yield from rechecking(story, record, *officers)
    text = "现场逐项核对整改要求，已全部落实，资料齐全。"
    return (yield from rechecked(story, record, "pass_recheck", officers[0], text))


def corrected(story: Story, case, defect: Defect, officers: tuple[str, str]) -> Telling:
    """Let the brigade have a defect put right that came out of the story's case."""
    own = Story(story.stage, BRIGADE, f"correction {defect.title}", 0)
    own.day = workdays.next_workday(story.day)
    record = yield from passed(own, defect, officers, origin=case)
    yield own.later(1, "15:00")
    own.do(record, "write_off", "head")
    story.day = own.day
