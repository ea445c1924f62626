"""Plans and handlings brought to any state, each step done by who may do it."""

import itertools
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from casefile.perform import as_form_data, perform
from documents.drafting import RecipientSpec
from rectification.models import RectificationItem
from registers.models import Enterprise, ProductType, SamplingResult
from spotchecks import opening, planning
from spotchecks.models import Handling
from tests.documents.papers import bring as bring_paper
from tests.documents.papers import make_document
from tests.rectification.items import do as do_item
from tests.registers.conftest import code
from tests.rig.scenes import scene

_numbers = itertools.count(700)
MATE = "安东市同德线缆厂"


def evidence(name="材料.txt"):
    return SimpleUploadedFile(name, f"材料 {next(_numbers)}".encode())


def wire() -> ProductType:
    return ProductType.objects.get_or_create(code="WIRE_CABLE", defaults={"name": "电线电缆", "domain": "INDUSTRIAL"})[
        0
    ]


def firm(county, number=1, name="清源县恒通线缆有限公司", **fields) -> Enterprise:
    found = Enterprise.objects.filter(bureau=county.bureau, uscc=code(number)).first()
    return found or Enterprise.objects.create(
        bureau=county.bureau, name=name, uscc=code(number), **({"is_producer": True} | fields)
    )


def sample(county, conclusion="FAIL", *, enterprise=None, ago=40, **fields) -> SamplingResult:
    """A result of `ago` days before today."""
    given = {"batch": "B1"} | ({"failed_items": "导体电阻"} if conclusion == "FAIL" else {})
    return SamplingResult.objects.create(
        enterprise=enterprise or firm(county), product_type=wire(), product_name="聚氯乙烯绝缘电缆",
        sampled_on=timezone.localdate() - timedelta(days=ago), conclusion=conclusion, **(given | fields),
    )  # fmt: skip


@scene
def make(county, conclusion="FAIL", *, side="PRODUCER", ago=40, **fields) -> Handling:
    return opening.begin(sample(county, conclusion, ago=ago, **fields), by=county.staff, side=side)


@scene
def make_outside(county, *, ago=40) -> Handling:
    """The producer of a sample taken at a seller, out of the bureau's area."""
    seller = firm(county, 2, "清源县五金门市部", is_producer=False, is_seller=True)
    first = opening.begin(
        sample(county, enterprise=seller, ago=ago, producer_name=MATE, producer_address="安东市工业路8号"),
        by=county.staff, side="SELLER",
    )  # fmt: skip
    do(county, first, "trace", county.staff)
    return Handling.objects.get(traced_from=first)


def given(record, act) -> dict:
    """Return what the form of `act` asks, on the present day."""
    today = timezone.localdate()
    second = {"second_on": today, "second_reference": "FJ-2"}
    return {
        "serve_result": {"served_on": today}, "apply_retest": {"applied_on": today}, "confirm": {"waived": True},
        "uphold": {"retest_reference": "FJ-1"}, "overturn": {"retest_reference": "FJ-1"},
        "order": {"severity": "LARGER", "requirement": "停止生产，查明原因", "days": 60},
        "fail_recheck": {"reported_on": today}, "publish": {"published_on": today, "publication": "省局公告第3号"},
        "pass_second": second, "fail_second": second, "record_outcome": {"outcome": "责令停业整顿"},
        "record_reply": {"replied_on": today, "reply": "已立案"},
        "trace": {"side": "PRODUCER", "party_name": MATE, "party_address": "", "receiver": "安东市市场监督管理局"},
        "record_exposure": {"exposed_on": today, "exposure": "县政府网站"},
        "urge_platform": {"urged_on": today, "urged": "平台已下架"},
        "close_otherwise": {"other_ground": "GONE", "reason": "已注销"},
    }.get(act, {})  # fmt: skip


def do(county, record, act, by, **changed):
    values = given(record, act) | changed
    if act != "close_otherwise":
        return perform(record, act, by=by, **values)
    files = MultiValueDict({"files": [evidence()]})
    return perform(record, act, by=by, post=as_form_data(values), files=files)


_ORDERED = [("NOTIFIED", "staff", "serve_result"), ("CONFIRMED", "head", "confirm"), ("ORDERED", "head", "order")]
_PUBLISHED = [*_ORDERED, ("REPORTED", "head", "fail_recheck"), ("PUBLISHED", "staff", "publish")]
PATHS = {
    "RECEIVED": [], "NOTIFIED": _ORDERED[:1], "CONFIRMED": _ORDERED[:2], "ORDERED": _ORDERED,
    "RETEST": [*_ORDERED[:1], ("RETEST", "staff", "apply_retest")],
    "OVERTURNED": [*_ORDERED[:1], ("RETEST", "staff", "apply_retest"), ("OVERTURNED", "head", "overturn")],
    "REPORTED": _PUBLISHED[:4], "PUBLISHED": _PUBLISHED,
    "RECTIFIED": [*_ORDERED, ("RECTIFIED", "staff", "pass_recheck")],
    "ENFORCEMENT": [*_PUBLISHED, ("ENFORCEMENT", "head", "fail_second")],
    "ENFORCED": [*_PUBLISHED, ("ENFORCEMENT", "head", "fail_second"), ("ENFORCED", "head", "record_outcome")],
    "TRANSFERRED": [("TRANSFERRED", "head", "transfer")],
    "ANSWERED": [("TRANSFERRED", "head", "transfer"), ("ANSWERED", "staff", "record_reply")],
    "CLOSED_OTHER": [("CLOSED_OTHER", "deputy", "close_otherwise")],
}  # fmt: skip
OUTSIDE = {"TRANSFERRED", "ANSWERED"}


def bring(county, record, state) -> Handling:
    for reached, person, act in PATHS[state]:
        prepare(county, record, act)
        do(county, record, act, getattr(county, person))
        assert record.state == reached
    return record


def prepare(county, record, act) -> None:
    """Do what must have happened elsewhere before `act`: the ledger's recheck, the letter, the time that passes."""
    if act in ("pass_recheck", "fail_recheck"):
        recheck(county, record.item, passed=act == "pass_recheck")
    if act == "transfer":
        letter(county, record)
    if act in ("pass_second", "fail_second"):
        Handling.objects.filter(pk=record.pk).update(
            published_on=timezone.localdate() - timedelta(days=70), reported_on=date(2024, 1, 1)
        )
        record.refresh_from_db(fields=["published_on"])


def recheck(county, item, *, passed) -> None:
    item = RectificationItem.objects.select_related("case").get(pk=item.pk)
    do_item(county, item, "report_done", county.staff)
    do_item(county, item, "start_recheck", county.staff)
    if passed:
        extra = {"retest_reference": "FC-1"} if item.problem_info.needs_retest else {}
        do_item(county, item, "pass_recheck", county.staff, **extra)
    else:
        do_item(county, item, "fail_recheck", county.head)


def letter(county, record):
    """A transfer letter to the other bureau, issued."""
    paper = make_document(
        county, record.case, kind="TRANSFER_LETTER", recipients=[RecipientSpec("安东市市场监督管理局")],
        title="清源县市场监督管理局关于移送不合格电线电缆线索的函",
    )  # fmt: skip
    return bring_paper(county, paper, "ISSUED")


@scene
def plan(county, state="DRAFT", *, targets=1, **fields):
    """A plan of ten batches of wires in circulation with `targets` enterprises."""
    today = timezone.localdate()
    values = {"title": "电线电缆专项抽查", "year": today.year, "starts_on": today - timedelta(days=10),
              "ends_on": today + timedelta(days=20)}  # fmt: skip
    record = planning.start(by=county.staff, **(values | fields))
    item = planning.add_item(record, by=county.staff, product_type=wire(), field="CIRCULATION", number=10)
    for number in range(targets):
        planning.add_target(item, firm(county, 11 + number, f"电线店{number}号", is_seller=True), by=county.staff)
    for reached, person, act in PLAN_PATHS[state]:
        if act == "complete":
            finish(county, record)
        do_plan(record, act, getattr(county, person))
        assert record.state == reached
    return record


_RUN = [("REVIEW", "staff", "hand_in"), ("RUNNING", "deputy", "approve")]
PLAN_PATHS = {
    "DRAFT": [], "REVIEW": _RUN[:1], "RUNNING": _RUN, "COMPLETED": [*_RUN, ("COMPLETED", "head", "complete")],
    "CANCELLED": [("CANCELLED", "head", "cancel")],
}  # fmt: skip


def do_plan(record, act, by):
    asked = {
        "complete": {"conclusion": "全部合格"}, "send_back": {"reason": "批次不够"}, "cancel": {"reason": "并入省抽"},
    }.get(act, {})  # fmt: skip
    return perform(record, act, by=by, **asked)


def finish(county, record, conclusion="PASS") -> None:
    for target in record.targets().filter(result=None):
        planning.record_result(
            target, by=county.staff, product_type=wire(), product_name="电缆", batch="", conclusion=conclusion,
            sampled_on=timezone.localdate(), failed_items="电阻" if conclusion == "FAIL" else "", place="OFFLINE",
        )  # fmt: skip
