"""Campaigns brought to any state, each step done by who may do it."""

import itertools
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.models import Campaign, CampaignPhase, CampaignProduct, GroupMember, Target
from campaigns.plantemplates import TaskPlan
from campaigns.starting import add_task, start
from casefile.measures import close_measure
from casefile.models import Measure
from casefile.perform import perform
from registers.models import Enterprise, ProductType
from tests.registers.conftest import code
from tests.rig.scenes import scene

_numbers = itertools.count(500)


def plan_file(name="方案.txt"):
    return SimpleUploadedFile(name, f"方案 {next(_numbers)}".encode())


def wire() -> ProductType:
    return ProductType.objects.get_or_create(code="WIRE_CABLE", defaults={"name": "电线电缆", "domain": "INDUSTRIAL"})[
        0
    ]


def factory(county, number=1, name="清源县恒通线缆有限公司") -> Enterprise:
    found = Enterprise.objects.filter(bureau=county.bureau, uscc=code(number)).first()
    if found is None:
        found = Enterprise.objects.create(bureau=county.bureau, name=name, uscc=code(number), is_producer=True)
        found.product_types.add(wire())
    return found


@scene
def make(county, *, starts_on=None, ends_on=None, title="电线电缆专项行动", **fields) -> Campaign:
    """A small campaign without a template whose phases have all begun: one product, one task, one target."""
    today = timezone.localdate()
    starts, ends = starts_on or today - timedelta(days=90), ends_on or today - timedelta(days=1)
    record = start(
        by=county.staff, title=title, issuer="安州市市场监督管理局", issue_level="PREFECTURE", year=today.year,
        issued_on=starts, starts_on=starts, ends_on=ends, files=[plan_file()], **fields,
    )  # fmt: skip
    for order, state in enumerate(("DEPLOYED", "ON_SITE", "GOVERNING"), start=1):
        CampaignPhase.objects.create(
            campaign=record, order=order, name=f"第{order}阶段", starts_on=starts, ends_on=ends, state=state
        )
    CampaignProduct.objects.create(campaign=record, product_type=wire(), reason="本县集中产区")
    GroupMember.objects.create(campaign=record, person=county.deputy, post="LEADER")
    add_task(record, TaskPlan("CHECK", "MEASURE", "现场检查"), department=county.station, order=10)
    Target.objects.create(
        campaign=record, enterprise=factory(county), grounds=["BY_HAND"], added_by=county.staff,
        added_at=timezone.now(), unit=county.station,
    )  # fmt: skip
    return record


@scene
def from_template(county, template="004", *, year=2024, issued_on=date(2024, 5, 9), **fields) -> Campaign:
    """A campaign from a shipped template, as the page starts it."""
    from campaigns.plantemplates import plan

    found = plan(template, year=year, issued_on=issued_on)
    return start(
        by=county.staff, template=template, title=found.title, issuer="安州市市场监督管理局",
        issue_level=found.issue_level, year=year, issued_on=issued_on, starts_on=found.starts_on,
        ends_on=found.ends_on, files=[plan_file()], **fields,
    )  # fmt: skip


STEPS = [
    ("PLANNED", "staff", "hand_in"), ("DEPLOYED", "director", "deploy"), ("ON_SITE", "head", "start_on_site"),
    ("GOVERNING", "head", "start_governing"), ("FINAL_CHECK", "head", "start_final_check"),
    ("COMPLETED", "deputy", "complete"), ("CLOSED", "deputy", "file_away"),
]  # fmt: skip


def given(act) -> dict:
    return {"complete": {"conclusion": "件件整改到位。"}, "send_back": {"reason": "任务没有分到所"}}.get(act, {})


def do(record, act, by, **changed):
    return perform(record, act, by=by, **(given(act) | changed))


def finish_tasks(county, record) -> None:
    for measure in record.case.measures.filter(status=Measure.Status.OPEN).select_related("case", "department"):
        close_measure(measure, Measure.Status.DONE, by=county.head, result="已完成")


def bring(county, record, state) -> Campaign:
    """Bring a campaign from PLANNED to `state`; CONTINUING needs a case that is open."""
    record.__dict__.update(_brought(county, record, state).__dict__)
    return record


@scene
def _brought(county, record, state):
    for reached, person, act in STEPS:
        if record.state == state:
            break
        if act == "complete" and state == "CONTINUING":
            from tests.rectification.items import make as make_item

            make_item(county, origin=record.case)
            do(record, "go_on_reporting", county.head)
            break
        if act == "complete":
            finish_tasks(county, record)
        do(record, act, getattr(county, person))
        assert record.state == reached
    assert record.state == state
    return record
