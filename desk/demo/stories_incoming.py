"""What came in by post and by the government's exchange: each step of 收文, and numbers set aside (rules §3.5)."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.utils import timezone

from casefile import jobs
from documents import reservations
from documents.batches import making
from documents.batches.drafting import MemberSpec, begin
from documents.incoming.registering import register
from documents.models import Batch, Document, ServiceReceipt
from documents.service import serve
from registers.models import Enterprise

from .evidence import report
from .stage import QUALITY, Stage, Story, Team, Telling

_OFFICE = Team("办公室", "hejing", "hejing", "lijianguo")


@dataclass(frozen=True)
class Letter:
    """A document that came in: what stands on it, how far it has come, and who said what."""

    ago: int
    sender: str
    number: str
    title: str
    kind: str
    upto: str
    urgency: str = "PLAIN"
    days: int = 0
    wants_answer: bool = False
    proposal: str = "拟由质量监督股办理，请领导批示。"
    leader: str = "lijianguo"
    instruction: str = "请质量监督股按要求办理，按时反馈。"
    unit: str = QUALITY.unit
    handler: str = "chenxiao"
    result: str = ""
    summary: str = "（来文正文略）"


_LETTERS = (
    Letter(
        31, "安州市市场监督管理局", "安市监发〔{year}〕61号", "关于开展儿童和学生用品质量安全风险排查的通知",
        "NOTICE", "DONE",
        days=45, result="已排查校园周边经营者32家，下架问题产品5批次，排查情况已经报送表上报。",
    ),
    Letter(
        18, "清源县人民政府办公室", "清政办〔{year}〕27号", "关于进一步加强冬季安全生产工作的通知", "NOTICE", "READ",
        proposal="本件为普发，拟请局领导阅知。", leader="zhouweidong", instruction="阅。请各分管领导结合工作落实。",
    ),
    Letter(
        9, "清源县应急管理局", "清应急函〔{year}〕14号", "关于商请提供危险化学品包装物生产企业名单的函",
        "LETTER", "HANDLING",
        urgency="URGENT", days=20, wants_answer=True, leader="matao", unit="综合行政执法大队", handler="guoqiang",
        proposal="拟由综合行政执法大队会同质量监督股提供。", instruction="请执法大队牵头，按期函复。",
    ),
    Letter(
        3, "清源县教育和体育局", "", "关于校服质量监督抽查结果运用的函", "LETTER", "PROPOSED",
        days=18, wants_answer=True, leader="zhouweidong",
    ),
    Letter(
        2, "清源县教育和体育局", "清教体函〔{year}〕33号", "关于校服质量监督抽查结果运用的函", "LETTER", "VOID"
    ),
    Letter(
        1, "安州市市场监督管理局", "安市监办发〔{year}〕70号", "关于报送四季度产品质量安全形势分析的通知", "NOTICE",
        "REGISTERED", days=25,
    ),
)  # fmt: skip


def _told(letter: Letter, stage: Stage) -> Telling:
    story = Story(stage, _OFFICE, f"incoming {letter.ago}", letter.ago)
    yield story.at("08:50")
    today = timezone.localdate()
    record = register(
        by=story.person("office"), title=letter.title, sender=letter.sender, kind=letter.kind, received_on=today,
        sender_number=letter.number.format(year=today.year), urgency=letter.urgency, wants_answer=letter.wants_answer,
        due_on=today + timedelta(days=letter.days) if letter.days else None,
        files=[report("来文", letter.title, [letter.summary], issuer=letter.sender)],
    )  # fmt: skip
    if letter.upto == "VOID":
        yield story.soon(40)
        story.do(record, "void", "office", reason="与前一日登记的同一来文重复。")
    if letter.upto in ("VOID", "REGISTERED"):
        return
    yield story.soon(50)
    record = story.do(record, "propose", "office", proposal=letter.proposal, leader=story.person(letter.leader))
    if letter.upto == "PROPOSED":
        return
    yield story.later(1, "09:20")
    if letter.upto == "READ":
        story.do(record, "read_only", letter.leader, instruction=letter.instruction)
        return
    unit = stage.people.unit(letter.unit)
    record = story.do(record, "instruct", letter.leader, instruction=letter.instruction, unit=unit)
    if letter.upto == "DONE":
        yield from _told_the_shops(story, record)
        yield story.later(1, "15:30")
        story.do(record, "finish", letter.handler, result=letter.result)


def _told_the_shops(story: Story, record) -> Telling:
    """One 风险告知书 to every seller of children's goods on file: signed once, numbered one by one, served."""
    people = story.stage.people
    goods = story.stage.types["CHILD_STUDENT_GOODS"]
    shops = Enterprise.objects.filter(bureau=record.case.bureau).making(goods).order_by("pk")[:5]
    yield story.later(1, "09:40")
    batch = begin(
        record.case, "RISK_NOTICE", by=people["zhaomin"], title="关于{企业}儿童和学生用品质量安全风险的告知书",
        body=_SHOPS, members=[MemberSpec(shop.name, shop) for shop in shops],
    )  # fmt: skip
    for act, who, minutes in (("submit", "zhaomin", 20), ("check", "chenxiao", 70), ("sign", "lijianguo", 45)):
        yield story.soon(minutes)
        batch = story.do(batch, act, who)
    for act, hhmm in (("number", "09:05"), ("issue", "14:30")):
        yield story.later(1, hhmm)
        batch = story.do(batch, act, "office")
        jobs.run(making.latest_job(batch).pk)
        batch = Batch.objects.get(pk=batch.pk)
    yield story.later(2, "16:10")
    today, papers = timezone.localdate(), list(Document.objects.filter(batch=batch).order_by("sequence"))
    methods = (
        {"method": "DIRECT", "received_by": "店主本人"},
        {"method": "LEFT", **_REFUSED},
        {"method": "DIRECT", **_CLERK},
    )
    for paper, how in zip(papers, methods, strict=False):
        receipt = ServiceReceipt(recipient=paper.recipients.get(cc=False), served_on=today, **how)
        serve(receipt, by=people["zhaomin"])
        story.stage.clock.tick(180)
    yield story.later(3, "10:20")
    story.do(papers[0], "reply", "zhaomin", answer="已下架全部激光笔，登记台账附后。")


_SHOPS = (
    "按照上级部署，我局正在排查儿童和学生用品质量安全风险。现就你单位（地址：{地址}）经营的相关产品告知如下：\n"
    "一、不得销售未标注年龄警示、无3C认证的玩具和未标注激光等级的激光笔。\n"
    "二、对照风险提示自查在售商品，发现问题立即下架。\n"
    "三、收到后请将自查情况书面报我局。"
)
_REFUSED = {"witness": "李春梅（社区网格员）", "note": "经营者拒绝签收，留置在店内收银台并拍照。"}
_CLERK = {"received_by": "店员代收"}


def numbers_set_aside(stage: Stage) -> Telling:
    """Two numbers for minutes of meetings to come; one meeting is called off."""
    story = Story(stage, _OFFICE, "reserved numbers", 6)
    yield story.at("10:10")
    office = story.person("office")
    bureau = office.department.bureau
    code = f"{bureau.organ_code}纪"
    _, second = reservations.reserve(bureau, code, count=2, reason="产品质量安全会商会议纪要，会期已定", by=office)
    yield story.later(3, "11:00")
    reservations.void(second, reason="第二次会商会取消", by=office)


STORIES = (*(partial(_told, letter) for letter in _LETTERS), numbers_set_aside)
