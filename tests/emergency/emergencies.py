"""Emergencies brought to any state, each step done by who may do it."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from casefile.measures import close_measure
from casefile.models import Measure
from casefile.perform import perform
from emergency import bulletins
from emergency.inquiry import Evidence
from emergency.models import BulletinRecipient, EmergencyCase
from emergency.reporting import report
from tests.rig.scenes import scene

FINDINGS = {
    "product_identified": "家用燃气灶 JZT-B5，批号20260803",
    "nature_stage": "PRELIMINARY",
    "nature": "阀体焊缝缺陷致泄漏",
    "injured": 2,
    "dead": 0,
}

#: Everything that each act's form asks.
GIVEN = {
    "record_findings": FINDINGS,
    "record_progress": {"injured": 3, "dead": 0, "informed": "应急管理局", "reason": "又发现一名伤者"},
    "record_quantities": {
        "flow_unit": "台",
        "produced": 900,
        "sold": 860,
        "recovered": 632,
        "sealed_sold": 228,
        "destroyed": 0,
    },
    "rule_out": {"reason": "系使用不当，产品合格"},
    "follow_up": {"reason": "现场已控制"},
    "summarise": {"summary": "经过、原因、措施、结果", "lessons": "加强出厂检验"},
}


def given(act: str, person=None) -> dict:
    today = timezone.localdate()
    if act == "record_final_report":
        return {"final_report_reference": "清市监〔2026〕31号", "final_report_on": today}
    if act == "record_result_reports":
        return {
            "government_reported_on": today, "city_reported_on": today, "result_report_reference": "清市监〔2026〕32号",
        }  # fmt: skip
    if act == "record_cause_analysis":
        return {"cause": "焊缝未检漏", "cause_received_on": today}
    if act == "settle_lessons":
        return {"none_1": "日常检查已经安排", "plan_1": "增加夜间值守电话"}
    if act == "judge_cause_analysis":
        return {"cause_judgement": "ACCEPTED"}
    if act == "record_investigation":
        return {"investigation_number": f"清市监立〔{today.year}〕12号", "investigation_on": today}
    if act in ("activate", "terminate") and person is not None and "DEPUTY" in person.roles:
        return {"director_absent": True, "reason": "局长出差在外，情况紧急"}
    return GIVEN.get(act, {})


def given_files(act: str):
    """Return the file that the act's form asks for."""
    if act != "record_cause_analysis":
        return None
    return MultiValueDict({"files": [SimpleUploadedFile("原因分析.txt", "焊缝未检漏".encode())]})


def make(county, *, minutes_ago=None, **fields) -> EmergencyCase:
    """Report an emergency of the quality section, learned of some twenty minutes ago or exactly so many."""
    if minutes_ago is None:
        return _reported(county, **fields)
    return _report(county, learned_at=timezone.now() - timedelta(minutes=minutes_ago), **fields)


@scene
def _reported(county, **fields) -> EmergencyCase:
    return _report(county, **({"learned_at": timezone.now() - timedelta(minutes=20)} | fields))


def _report(county, *, by=None, **fields) -> EmergencyCase:
    values = {
        "by": by or county.staff, "title": "城关镇燃气灶具泄漏致2人受伤", "department": county.quality,
        "place": "城关镇东街12号", "description": "居民家中起火", "injured": 2,
    }  # fmt: skip
    return report(**(values | fields))


def close_steps(record, by, codes=None) -> None:
    """Let the deputy register every open step as done, what it cannot rest on as not applicable."""
    rows = record.case.measures.filter(status=Measure.Status.OPEN).select_related("case__department", "department")
    evidence = Evidence(record)
    for measure in rows.filter(code__in=codes) if codes else rows:
        status = Measure.Status.NOT_APPLICABLE if evidence.lacks(measure.code) else Measure.Status.DONE
        close_measure(measure, status, by=by, result="已办理或经研究不适用")


def acknowledge(county, record) -> None:
    """Whoever was told says so."""
    for row in BulletinRecipient.objects.filter(bulletin__case=record.case, department=None, confirmed_at=None):
        bulletins.confirm(row, by=county.office_clerk, at=timezone.now(), name="值班员", how="电话回复")


def bring(county, record, state) -> EmergencyCase:
    """Bring `record` from REPORTED to `state`, every guard satisfied on the way."""
    record.__dict__.update(_brought(county, record, state).__dict__)
    return record


@scene
def _brought(county, record, state) -> EmergencyCase:
    path = [
        ("VERIFYING", county.brigade_officer, "verify"),
        ("VERIFYING", county.brigade_officer, "record_findings"),
        ("ACTIVATED", county.director, "activate"),
        ("CONTROLLING", county.brigade_officer, "control"),
        ("FOLLOW_UP", county.brigade_officer, "follow_up"),
        ("FOLLOW_UP", county.brigade_officer, "record_final_report"),
        ("TERMINATED", county.director, "terminate"),
        ("SUMMARISED", county.staff, "summarise"),
        ("SUMMARISED", county.staff, "settle_lessons"),
        ("SUMMARISED", county.office_clerk, "record_result_reports"),
        ("CLOSED", county.deputy, "close"),
    ]
    if state == "FALSE_ALARM":
        perform(record, "verify", by=county.brigade_officer)
        perform(record, "rule_out", by=county.brigade_officer, **given("rule_out"))
        return record
    for reached, person, act in path:
        if record.state == state and reached != state:
            break
        if act == "terminate":
            close_steps(record, county.deputy)
        if record.state != state or reached == state:
            perform(record, act, by=person, **given(act, person))
            if act == "record_result_reports":
                acknowledge(county, record)
    assert record.state == state
    return record
