"""Seals brought to any state, each step done by who may do it."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from casefile.perform import perform
from emergency.models import Sealing
from emergency.sealing import propose
from tests.rig.scenes import scene

DECISION = "清市监封〔2026〕7号"


@scene
def seal(county, record, *, by=None, items=True, **fields) -> Sealing:
    """Propose a seal in the case of `record` with a list of two lines."""
    values = {
        "by": by or county.brigade_officer, "title": "问题批次燃气灶", "party": "清源县鑫火厨具厂",
        "place": "城关镇工业路8号成品库", "ground": "阀体焊缝缺陷，《产品质量法》第十八条第一款第（四）项",
    }  # fmt: skip
    sealing = propose(record.case, **(values | fields))
    if items:
        for name, quantity, number in (("燃气灶 JZT-B5", 228, "0417"), ("阀体毛坯", 1300, "0418")):
            sealing.items.create(name=name, quantity=quantity, unit="台", place="成品库", seal_number=number)
    return sealing


def executed(county, **fields) -> dict:
    values = {
        "executed_at": timezone.now(), "officer_1": county.brigade_officer,
        "officer_2": county.brigade_head, "attendance": "PARTY", "attended_by": "厂长 张三",
        "decision_number": DECISION,
    }  # fmt: skip
    return values | fields


def photo(name="封条.txt") -> MultiValueDict:
    return MultiValueDict({"photos": [SimpleUploadedFile(name, "封条照片".encode())]})


def given(county, act: str, person, sealing=None) -> dict:
    today = timezone.localdate()
    told = {
        "drop": {"reason": "物品已经售完"},
        "execute": executed(county),
        "execute_first": executed(county, reason="当事人正在转移物品"),
        "record_decision": {"decision_number": DECISION},
        "report_upward": {"upward_report_on": today, "upward_report_reference": "电话报市局"},
        "record_instruction": {"instruction_from": "市局", "instruction_on": today, "instruction": "继续检验"},
        "pause": {
            "first": today, "last": today + timedelta(days=4), "purpose": "阀体气密性", "notified_on": today,
        },
        "end_pause": {
            "pause": sealing.pauses.first(), "last": sealing.pauses.first().first, "reason": "检验报告已出",
        } if sealing and sealing.pauses.exists() else {},
        "ask_extension": {"extension_asked": 30, "extension_reason": "涉案物品多，检验未完"},
        "record_notice": {"extension_notified_on": today},
        "lift": {"lift_ground": "OTHER", "reason": "已整改完毕"},
        "convert": {"conversion": "CONFISCATE", "conversion_reference": "清市监罚〔2026〕3号"},
    }.get(act, {})  # fmt: skip
    if act in ("approve", "approve_late", "extend", "convert") and "DEPUTY" in person.roles:
        told = told | {"director_absent": True, "reason": "局长出差"}
    return told


PATHS = {
    "PROPOSED": (),
    "APPROVED": (("director", "approve"),),
    "EXECUTED_PENDING_APPROVAL": (("brigade_officer", "execute_first"),),
    "IN_FORCE": (("director", "approve"), ("brigade_officer", "execute"), ("brigade_head", "ask_extension")),
    "EXTENDED": (
        ("director", "approve"), ("brigade_officer", "execute"), ("brigade_head", "ask_extension"),
        ("director", "extend"),
    ),
    "LIFTED": (("director", "approve"), ("brigade_officer", "execute"), ("director", "lift")),
    "CONVERTED": (("director", "approve"), ("brigade_officer", "execute"), ("director", "convert")),
    "DROPPED": (("director", "drop"),),
}  # fmt: skip


def bring(county, sealing, state) -> Sealing:
    sealing.__dict__.update(_brought(county, sealing, state).__dict__)
    return sealing


@scene
def _brought(county, sealing, state) -> Sealing:
    for name, act in PATHS[state]:
        person = getattr(county, name)
        perform(sealing, act, by=person, **given(county, act, person))
    assert sealing.state == state
    return sealing
