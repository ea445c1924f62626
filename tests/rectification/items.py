"""Items brought to any state, each step done by who may do it."""

import itertools
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from casefile.measures import close_measure
from casefile.models import Measure
from casefile.perform import as_form_data, perform
from rectification.models import RectificationItem
from rectification.registering import register
from registers.models import Enterprise, ProductType
from tests.registers.conftest import code
from tests.rig.scenes import scene

_numbers = itertools.count(100)


def evidence(name="现场照片.txt"):
    return SimpleUploadedFile(name, f"证据 {next(_numbers)}".encode())


@scene
def make(county, *, by=None, severity="GENERAL", problem="NO_FACTORY_INSPECTION", **fields) -> RectificationItem:
    """Register an item of the unit of `by` (the quality section's staff unless said)."""
    by = by or county.staff
    values = {
        "enterprise": Enterprise.objects.filter(bureau=county.bureau).first() or Enterprise.objects.create(
            bureau=county.bureau, name="清源县恒通线缆有限公司", uscc=code(1), is_producer=True
        ),
        "product_type": ProductType.objects.get_or_create(
            code="WIRE_CABLE", defaults={"name": "电线电缆", "domain": "INDUSTRIAL"}
        )[0],
        "situation": "抽查三批均无出厂检验记录", "found_on": timezone.localdate(), "files": [evidence()],
    }  # fmt: skip
    return register(by=by, severity=severity, problem=problem, **(values | fields))


def given(county, record, act) -> dict:
    """Return what the form of `act` asks."""
    today = timezone.localdate()
    recheck = {"on": today, "text": "逐项对照，现场核实"}
    return {
        "order": {"requirement": "补齐检验设备，逐批检验", "days": 15, "counting": "workdays"},
        "order_again": {"requirement": "按原要求改到位", "days": 10, "counting": "calendar"},
        "record_cause": {"cause": "检验员离职后无人接替"},
        "note_external_id": {"external_id": f"GPC{record.case.number[-4:]}"},
        "report_done": {"reported_on": today, "completion": "已配检验员", "cause": "检验员离职后无人接替"},
        "start_recheck": {"first_officer": county.staff, "second_officer": county.second_staff},
        "change_officers": {
            "first_officer": county.second_staff, "second_officer": county.brigade_officer, "reason": "赵敏出差",
        },
        "pass_recheck": recheck, "fail_recheck": recheck, "refuse": recheck,
        "regrade": {"severity": "LARGER", "urgent": True, "reason": "涉及批次增加"},
        "publish": {"published_on": today, "requirement": "停售并整改", "days": 60, "counting": "calendar"},
        "request_extension": {"days": 10, "application": "检验设备到货延迟，已停售"},
        "refuse_extension": {"reason": "设备可以租用"},
        "hold_interview": {
            "held_on": today, "place": "本局会议室", "interviewers": "陈晓、赵敏", "attendees": "张三（总经理）",
            "content": "指出问题和法律责任", "commitments": "十日内改正",
            "follow_up_on": today + timedelta(days=10),
        },
        "follow_up": {"followed_up_on": today, "kept": "KEPT", "follow_up": "设备已到位"},
        "help_enterprise": {
            "kind": "CONSULTATION", "on": today, "experts": "省质检院 王工", "causes": "检验设备未校准",
            "advice": "每季度校准一次", "effect_due": today + timedelta(days=30),
        },
        "judge_help": {"effect": "SOLVED", "effect_on": today, "effect_text": "连续三批合格"},
        "find_uncontrolled": {"reason": "仍在销售"},
        "act_jointly": {"ground": "REFUSED", "on": today, "departments": "应急管理局、公安局", "text": "联合停产"},
        "mark_hard": {"reason": "多部门职责交叉"},
        "enforce": {"enforcement_to": "BRIGADE", "enforcement_reference": "清市监罚案〔2026〕12号"},
        "record_receipt": {"receipt_on": today, "receipt_reference": "受案回执〔2026〕3号"},
        "record_outcome": {"enforcement_outcome": "罚款已缴，设备已到位"},
        "supervise": {
            "supervision_ground": "MANY_PROBLEMS", "demand": "限一个月内解决", "conditions": "复查合格",
            "due_on": today + timedelta(days=30),
        },
        "request_lift": {"met": "复查合格"},
        "refuse_lift": {"reason": "条件没有达到"},
        "lift_supervision": {"reason": "已整改"},
        "write_off": {"look_back_due": today + timedelta(days=30)} if record.must_be_looked_at_again else {},
        "close_otherwise": {
            "other_ground": "ENTERPRISE_CLOSED", "other_proof": "注销通知书2026-18", "reason": "企业已注销",
        },
        "record_look_back": {"look_back_on": today, "reason": "未复发"},
        "reopen": {"look_back_on": today, "reason": "又停用检验设备"},
    }.get(act, {})  # fmt: skip


#: Acts whose form asks for at least one file.
WITH_FILES = {"report_done", "close_otherwise", "record_receipt"}


def do(county, record, act, by, **changed):
    """Perform `act` with what its form asks, `changed` in places; return the trail entry."""
    values = given(county, record, act) | changed
    if act not in WITH_FILES:
        return perform(record, act, by=by, **values)
    files = MultiValueDict({"files": [evidence()]})
    return perform(record, act, by=by, post=as_form_data(values), files=files)


_TO_RECHECK = [
    ("ORDERED", "head", "order"), ("REPORTED_DONE", "staff", "report_done"), ("RECHECK", "staff", "start_recheck"),
]  # fmt: skip
_PASSED = [*_TO_RECHECK, ("PASSED", "staff", "pass_recheck")]
_FAILED = [*_TO_RECHECK, ("FAILED", "head", "fail_recheck")]
PATHS = {
    "FOUND": [],
    "ORDERED": _TO_RECHECK[:1],
    "REPORTED_DONE": _TO_RECHECK[:2],
    "RECHECK": _TO_RECHECK,
    "PASSED": _PASSED,
    "FAILED": _FAILED,
    "REFUSED": [*_TO_RECHECK, ("REFUSED", "head", "refuse")],
    "ENFORCEMENT": [*_FAILED, ("ENFORCEMENT", "head", "enforce")],
    "WRITTEN_OFF": [*_PASSED, ("WRITTEN_OFF", "deputy", "write_off")],
    "CLOSED_OTHER": [("CLOSED_OTHER", "deputy", "close_otherwise")],
    "REOPENED": [*_PASSED, ("WRITTEN_OFF", "deputy", "write_off"), ("REOPENED", "head", "reopen")],
}


def bring(county, record, state) -> RectificationItem:
    """Bring `record` from FOUND to `state`."""
    record.__dict__.update(_brought(county, record, state).__dict__)
    return record


@scene
def _brought(county, record, state):
    for reached, person, act in PATHS[state]:
        do(county, record, act, getattr(county, person))
        assert record.state == reached
    return record


def close_measures(record, by) -> None:
    rows = record.case.measures.filter(status=Measure.Status.OPEN).select_related("case__department", "department")
    for measure in rows:
        close_measure(measure, Measure.Status.NOT_APPLICABLE, by=by, result="已另案约谈")
