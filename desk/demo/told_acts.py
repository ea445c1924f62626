"""How the stories tell units, and bring together what the steps of an emergency rest on (R-032–R-034, R-042–R-044)."""

from dataclasses import replace

from django.utils import timezone

from emergency.bulletins import To, confirm, feed_back, superiors, tell
from emergency.bulletintexts import first_words
from emergency.contacts import log
from emergency.models import Bulletin, EmergencyCase
from riskwarnings.publishing import publish

from . import evidence
from .paper_acts import Text, written
from .seal_acts import traced
from .stage import CHENGGUAN, XINAN, Story, Telling

OUTSIDE = (To("县应急管理局", contact="值班室 王磊"), To("县消防救援大队", contact="指挥中心 陈峰"))


def told(story: Story, record: EmergencyCase, kind: str, who: str, to, text: str = "", **more) -> Bulletin:
    """Tell `to`; without `text` what the page offers."""
    text = text or first_words(record, kind)
    bulletin = tell(record, kind, by=story.person(who), text=text, to=to, token=story.token(), **more)
    story.stage.clock.tick(story.rng.randint(60, 150))
    return bulletin


def confirmed(story: Story, bulletin: Bulletin, who: str, how: str, feedback: str = "") -> None:
    """Everybody outside confirms, and answers where something was asked."""
    for row in bulletin.recipients.filter(department=None, confirmed_at=None):
        confirm(row, by=story.person(who), at=timezone.now(), name=row.contact or "值班员", how=how)
        if feedback:
            feed_back(row, by=story.person(who), text=feedback, on=timezone.localdate())
        story.stage.clock.tick(story.rng.randint(40, 90))


def first_reports(story: Story, record: EmergencyCase) -> Telling:
    """The office tells government and city bureau by telephone within the hour; the latter passes it on."""
    contacts = ("总值班室 郑主任", "产品质量安全监管科 蒋科长")
    yield story.soon(14)
    for to, contact in zip(superiors(record.case), contacts, strict=True):
        bulletin = told(story, record, "FIRST", "office", [replace(to, contact=contact)])
        yield story.soon(5)
        confirmed(story, bulletin, "office", "电话复述无误")
    yield story.soon(12)
    passed_on = f"{timezone.localtime():%H:%M} 市局值班室电话告知，已由市局转报省局。"
    story.close(record, "REPORT_PROVINCE", "office", passed_on, done=False)


def logged(
    story: Story, record: EmergencyCase, who: str, unit: str, person: str, said: str, way: str = "PHONE"
) -> None:
    """Write down that somebody called."""
    given = {"at": timezone.now(), "direction": "IN", "way": way, "unit": unit, "person": person, "said": said}
    log(record, by=story.person(who), token=story.token(), **given)
    story.stage.clock.tick(story.rng.randint(60, 150))


def all_clear(story: Story, record: EmergencyCase) -> Telling:
    """Everybody who was told is told of the end."""
    yield story.soon(50)
    bulletin = told(story, record, "LIFT", "staff", [])
    confirmed(story, bulletin, "staff", "政务网已阅回执")


def acknowledged(story: Story, record: EmergencyCase) -> None:
    """Whoever has not confirmed yet does so now."""
    for bulletin in record.case.bulletins.filter(recipients__confirmed_at=None).distinct():
        confirmed(story, bulletin, "office", "收文回执")
        for row in bulletin.recipients.filter(confirmed_at=None).exclude(department=None):
            confirm(row, by=row.department.users.filter(is_active=True).order_by("pk").first())


def stated(story: Story, record: EmergencyCase) -> Telling:
    """The office publishes a statement that a leader has signed."""
    text = Text(
        "PUBLIC_STATEMENT", record.case.title,
        (f"近日，{record.description}我局接报后立即核实处置，同批产品已停止销售并召回。",
         "请消费者立即停止使用同批产品。相关情况以我局发布的信息为准。"),
    )  # fmt: skip
    document = yield from written(story, record, text)
    yield story.soon(20)
    opinion = "口径统一由办公室答复，安排专人看舆情。"
    publish(document, by=story.person("office"), channels=["SITE"], opinion=opinion, published_on=timezone.localdate())


def _flow(story: Story, record: EmergencyCase) -> None:
    if not record.case.product_flows.exists():
        lines = [("SOURCE", "上游供货单位", "省内", 40), ("OUTGOING", "本县购买者（已逐户联系）", "清源县", 40)]
        traced(story, record, "件", lines, produced=40, sold=40, recovered=37, sealed_sold=1, destroyed=2)


def _inform(story: Story, record: EmergencyCase) -> None:
    unit = story.stage.unit(XINAN if story.team is not XINAN else CHENGGUAN)
    bulletin = told(story, record, "INFORM", "staff", [To(unit.name, "UNIT", department=unit), *OUTSIDE])
    confirmed(story, bulletin, "staff", "政务网已阅回执")
    officer = unit.users.filter(is_active=True).order_by("pk").first()
    confirm(bulletin.recipients.get(department=unit), by=officer)


def _request(story: Story, record: EmergencyCase) -> None:
    to = [To("县商务局", contact="市场运行股 邓科长")]
    bulletin = told(story, record, "REQUEST", "staff", to, asks=["SEAL", "RECALL"])
    confirmed(story, bulletin, "staff", "书面签收", "已通知商超、电商站点自查，未发现在售，召回公告已转发。")


def _analyse(story: Story, record: EmergencyCase) -> None:
    title, said = "原因分析报告", "来料检验未覆盖关键项目，出厂检验抽样不足，已列出整改清单。"
    paper = evidence.report(title, title, [record.case.title, said], issuer=record.case.enterprise.name)
    record = story.do(
        record, "record_cause_analysis", "staff", files={"files": [paper]}, cause=said,
        cause_received_on=timezone.localdate(),
    )  # fmt: skip
    story.do(record, "judge_cause_analysis", "head", cause_judgement="ACCEPTED")


def _investigate(story: Story, record: EmergencyCase) -> None:
    number = f"清市监立〔{story.day.year}〕{story.rng.randint(10, 90)}号"
    given = {"investigation_number": number, "investigation_on": timezone.localdate()}
    story.do(record, "record_investigation", "brigade", **given)


#: What a step rests on, done before it is closed; some of them close it.
_BEFORE = {
    "TRACE_SOURCE": _flow, "NOTIFY_DEPARTMENTS": _request, "BULLETIN": _inform, "CAUSE_ANALYSIS": _analyse,
    "INVESTIGATE_VIOLATION": _investigate,
}  # fmt: skip


def prepare(story: Story, record: EmergencyCase, code: str) -> None:
    """Bring together what the step `code` rests on."""
    if code in _BEFORE:
        _BEFORE[code](story, EmergencyCase.objects.get(pk=record.pk))
