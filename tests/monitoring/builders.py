"""Plans and projects brought to any state, each step done by who may do it."""

from datetime import timedelta

from django.utils import timezone

from casefile.perform import perform
from monitoring import planning
from monitoring.models import MonitoringPlan, MonitoringProject
from registers.models import InfoSource, ProductType
from tests.rig.scenes import scene

RISK = {
    "finding": "RISK", "product_name": "聚氯乙烯绝缘电线", "batch": "B7", "found": "导体电阻超出限值 12%",
    "nature": "EMERGING", "basis": ["STANDARD_VIOLATION"], "harm_objects": ["PERSONAL_SAFETY"],
    "enterprise_text": "清源县五金店", "report_number": "FJ-1",
}  # fmt: skip
_RUN = [("REVIEW", "staff", "hand_in"), ("RUNNING", "deputy", "approve")]
PLAN_PATHS = {
    "DRAFT": [], "REVIEW": _RUN[:1], "RUNNING": _RUN, "COMPLETED": [*_RUN, ("COMPLETED", "head", "complete")],
    "CANCELLED": [("CANCELLED", "head", "cancel")],
}  # fmt: skip
PROJECT_PATHS = PLAN_PATHS | {
    "ESCALATED": [*_RUN, ("ESCALATED", "head", "escalate")], "COMPLETED": [*_RUN, ("COMPLETED", "staff", "complete")],
}  # fmt: skip


def product(code="WIRE_CABLE", name="电线电缆", domain="INDUSTRIAL") -> ProductType:
    return ProductType.objects.get_or_create(code=code, defaults={"name": name, "domain": domain})[0]


def given_plan(**changed) -> dict:
    today = timezone.localdate()
    return {
        "title": "风险监测计划", "year": today.year, "programme": "GENERAL", "starts_on": today - timedelta(days=10),
        "ends_on": today + timedelta(days=50),
    } | changed  # fmt: skip


def given_item(county, **changed) -> dict:
    today = timezone.localdate()
    return {
        "product_type": product(), "number": 4, "indicators": "导体电阻", "agency": "县质检所",
        "department": county.quality, "starts_on": today - timedelta(days=5), "ends_on": today + timedelta(days=20),
        "criteria": "M1", "necessity": "抽查不合格率高", "grounds": "B1 B2",
    } | changed  # fmt: skip


@scene
def plan(county, state="DRAFT", **item) -> MonitoringPlan:
    InfoSource.objects.get_or_create(
        code="RISK_MONITORING", defaults={"name": "风险监测", "kind": InfoSource.Kind.SUPERVISION}
    )
    record = planning.start(by=county.staff, **given_plan())
    planning.add_item(record, by=county.staff, **given_item(county, **item))
    for reached, who, act in PLAN_PATHS[state]:
        if act == "complete":
            test(county, record, samples=4)
        do(record, act, getattr(county, who))
        assert record.state == reached
    return record


def test(county, record, **fields):
    """Record a result of the plan's first line, today."""
    given = {"finding": "NORMAL", "product_name": "电线", "tested_on": timezone.localdate()} | fields
    return planning.record_result(record.items.first(), by=county.staff, **given)


test.__test__ = False


@scene
def project(county, state="DRAFT", **given) -> MonitoringProject:
    today = timezone.localdate()
    record = planning.start_project(
        by=county.staff, title="充电器热失控研究", product_type=product(), agency="省质检院", question="无标准",
        starts_on=today, ends_on=today + timedelta(days=90), **given,
    )  # fmt: skip
    for reached, who, act in PROJECT_PATHS[state]:
        do(record, act, getattr(county, who))
        assert record.state == reached
    return record


def do(record, act, by, **changed):
    is_plan = isinstance(record, MonitoringPlan)
    ended = {"conclusion": "全部正常", "told": ""} if is_plan else {"findings": "电芯缺陷", "advice": "修订标准"}
    asked = {
        "complete": ended,
        "send_back": {"reason": "样品太少"}, "cancel": {"reason": "并入省局计划"}, "take_back": {"reply": "派专家协助"},
        "report_study": {"findings": "电芯缺陷", "advice": "修订标准"},
        "escalate": {"escalation_reason": "没有热失控试验设备", "escalation_reference": "请示〔1〕号"},
    }.get(act, {})  # fmt: skip
    return perform(record, act, by=by, **(asked | changed))
