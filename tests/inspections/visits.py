"""Inspections brought to any state, each step done by who may do it."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from PIL import Image

from casefile.perform import as_form_data, perform
from inspections import checklists
from inspections.models import Inspection
from inspections.planning import plan
from registers.models import Enterprise, ProductType
from tests.registers.conftest import code
from tests.rig.scenes import scene


def picture(name="现场.jpg", colour=(200, 80, 60), kind="JPEG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), content_type=f"image/{kind.lower()}")


def signature() -> SimpleUploadedFile:
    return picture("sign.png", (255, 255, 255), "PNG")


def firm(county, number=1, **fields) -> Enterprise:
    """Return an enterprise of the county, made once a number."""
    known = {"name": "清源县恒通线缆有限公司" if number == 1 else f"清源县第{number}线缆厂", "is_producer": True,
             "address": "城关镇工业路8号"}  # fmt: skip
    row, made = Enterprise.objects.get_or_create(bureau=county.bureau, uscc=code(number), defaults=known | fields)
    if made:
        row.product_types.add(
            ProductType.objects.get_or_create(code="WIRE_CABLE", defaults={"name": "电线电缆", "domain": "INDUSTRIAL"})[
                0
            ]
        )
    return row


@scene
def make(county, **fields) -> Inspection:
    """Plan an inspection of the quality section."""
    values = {
        "by": county.staff,
        "enterprise": None,
        "kind": "DAILY",
        "due_on": timezone.localdate() + timedelta(days=7),
    }
    values |= fields
    values["enterprise"] = values["enterprise"] or firm(county)
    return plan(**values)


def answers(record, **failed) -> dict:
    """Return what a whole sheet says: everything in order but the items of `failed`, {"n3": note}."""
    given = {}
    for item in record.items.all():
        note = failed.get(f"n{item.order}", "")
        given[f"answer-{item.pk}"] = "FAIL" if note else "PASS"
        if note:
            given |= {f"note-{item.pk}": note, f"problem-{item.pk}": item.problem, f"severity-{item.pk}": item.severity}
    return given


def given(county, record, act) -> dict:
    """Return what the form of `act` asks, as Python values."""
    today = timezone.localdate()
    two = {"first_officer": county.staff, "second_officer": county.brigade_officer}
    line = record.items.filter(answer="FAIL", item=None, settled="").first()
    return {
        "assign": two,
        "change_officers": {"first_officer": county.second_staff, "second_officer": county.staff, "reason": "出差"},
        "reschedule": {"due_on": today + timedelta(days=30), "reason": "企业停产检修"},
        "save_sheet": {f"answer-{record.items.first().pk}": "PASS"},
        "finish": answers(record, n10="2月以来3批次无出厂检验记录") | {
            "party": "REFUSED", "witness": "城关镇村干部 张立",
        },
        "send_back": {"reason": "第3项没有写清批次"},
        "raise_item": {"item": line and line.pk},
        "settle_item": {"item": line and line.pk, "settled": "当场改正"},
        "cancel": {"reason": "企业已注销"},
    }.get(act, {})  # fmt: skip


def do(county, record, act, by, *, files=None, **changed):
    """Perform `act` with what its form asks, `changed` in places; return the trail entry."""
    values = given(county, record, act) | changed
    if files is None:
        return perform(record, act, by=by, **values)
    return perform(record, act, by=by, post=as_form_data(values), files=MultiValueDict(files))


_ASSIGNED = [("ASSIGNED", "head", "assign")]
_FILLED = [*_ASSIGNED, ("FILLED", "staff", "finish")]
_CONFIRMED = [*_FILLED, ("CONFIRMED", "brigade_officer", "confirm")]
PATHS = {
    "PLANNED": [],
    "ASSIGNED": _ASSIGNED,
    "ON_SITE": [*_ASSIGNED, ("ON_SITE", "staff", "save_sheet")],
    "FILLED": _FILLED,
    "CONFIRMED": _CONFIRMED,
    "CLOSED": [*_CONFIRMED, ("CONFIRMED", "staff", "raise_item"), ("CLOSED", "head", "close")],
    "CANCELLED": [("CANCELLED", "head", "cancel")],
}


def bring(county, record, state) -> Inspection:
    """Bring `record` from PLANNED to `state`; from FILLED on its tenth item is failed."""
    record.__dict__.update(_brought(county, record, state).__dict__)
    return record


@scene
def _brought(county, record, state):
    for reached, person, act in PATHS[state]:
        do(county, record, act, getattr(county, person))
        assert record.state == reached
    return record


def specs(county, *codes):
    lists = checklists.in_force(county.bureau)
    return [lists[name] for name in codes]
