"""How the stories sample, trace and follow what failed (市场监管总局令第18号; rules §3.4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from registers.models import SamplingResult
from spotchecks import opening, planning
from spotchecks.models import Handling, SpotPlan

from .evidence import report
from .paper_acts import Text, written
from .stage import Story, Telling


@dataclass(frozen=True)
class Sample:
    """What was taken where, and what was wrong with it."""

    enterprise: str
    product_type: str
    product: str
    failed: str
    batch: str = ""
    conclusion: str = "FAIL"
    place: str = "OFFLINE"
    channel: str = "生产"
    producer: tuple[str, str] = ("", "")
    side: str = "PRODUCER"


def sampled(story: Story, sample: Sample, *, days_before: int = 20) -> SamplingResult:
    """Write the result down as it came from the laboratory."""
    stage = story.stage
    return SamplingResult.objects.create(
        enterprise=stage.enterprises[sample.enterprise], product_type=stage.types[sample.product_type],
        product_name=sample.product, batch=story.fill(sample.batch), conclusion=sample.conclusion,
        failed_items=sample.failed, sampled_on=timezone.localdate() - timedelta(days=days_before), place=sample.place,
        channel=sample.channel, agency="安州市产品质量检验检测中心", report_number=stage.next_report(),
        producer_name=sample.producer[0], producer_address=sample.producer[1], created_by=story.person("staff"),
    )  # fmt: skip


def begun(story: Story, sample: Sample) -> Telling:
    yield story.at("09:40")
    result = sampled(story, sample)
    record = opening.begin(result, by=story.person("staff"), side=sample.side)
    story.stage.clock.tick(story.rng.randint(60, 240))
    return Handling.objects.get(pk=record.pk)


def served(story: Story, record: Handling) -> Telling:
    yield story.later(1, "15:20")
    return story.do(record, "serve_result", "staff", served_on=timezone.localdate())


def confirmed(story: Story, record: Handling) -> Telling:
    """The fifteen days pass."""
    yield story.later(12, "10:10")
    return story.do(record, "confirm", "head", waived=timezone.localdate() <= record.objection_ends)


def asked_for_retest(story: Story, record: Handling) -> Telling:
    yield story.later(4, "11:00")
    paper = report("复检申请", "复检申请书", ["对检验结论有异议，申请复检。"], issuer=record.party_name)
    return story.do(
        record, "apply_retest", "staff", applied_on=timezone.localdate(), files={"files": [paper]}
    )  # fmt: skip


def ordered(story: Story, record: Handling, requirement: str, severity: str = "LARGER") -> Telling:
    yield story.soon(90)
    return story.do(record, "order", "head", requirement=requirement, severity=severity, days=60)


def until(story: Story, day: date) -> Telling:
    """Let the calendar go to the first working day from `day` on."""
    while story.day < day:
        yield story.later(1, "09:00")


def plan(story: Story, title: str, lines, **fields) -> SpotPlan:
    """`lines`: (product type, field, number, keys of enterprises)."""
    stage, person = story.stage, story.person("staff")
    record = planning.start(by=person, title=title, **fields)
    for product, field, number, keys in lines:
        item = planning.add_item(record, by=person, product_type=stage.types[product], field=field, number=number)
        for key in keys:
            planning.add_target(item, stage.enterprises[key], by=person)
    stage.clock.tick(story.rng.randint(300, 900))
    return SpotPlan.objects.get(pk=record.pk)


def approved(story: Story, record: SpotPlan) -> Telling:
    yield story.soon(30)
    record = story.do(record, "hand_in", "staff")
    yield story.later(1, "09:30")
    return story.do(record, "approve", "deputy")


def transferred(story: Story, record: Handling) -> Telling:
    letter = Text(
        "TRANSFER_LETTER", f"{record.sampling.product_name}监督抽查不合格线索",
        (f"我局在监督抽查中发现标称{record.party_name}生产的{record.sampling.product_name}不合格，"
         f"不合格项目：{record.failed_items}。",
         "现将生产环节线索和检验报告移送你局，请依法核查处理，并将结果函告我局。"),
        to=(record.receiver,),
    )  # fmt: skip
    yield from written(story, record, letter)
    yield story.soon(20)
    return story.do(Handling.objects.get(pk=record.pk), "transfer", "head")
