"""What an emergency obliges whom to do (R-029–R-034, R-042–R-044), as rows of data.

The rows become measures of the case: the first ones when it is reported, the
rest when the response is activated.
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from accounts.models import Department


class Responsible(TextChoices):
    """Which department a step falls to."""

    BRIGADE = "BRIGADE", "综合行政执法大队"
    OWN_UNIT = "OWN_UNIT", "承办单位"
    OFFICE = "OFFICE", "办公室"


class Phase(TextChoices):
    ON_REPORT = "ON_REPORT", "接报即办"
    ON_ACTIVATION = "ON_ACTIVATION", "启动后办理"


@dataclass(frozen=True, slots=True)
class EmergencyStep:
    """One step. `basis` is where the plan has it."""

    code: str
    label: str
    requirement: str
    basis: str
    department: Responsible
    phase: Phase


_REPORT, _ACTIVE = Phase.ON_REPORT, Phase.ON_ACTIVATION
_BRIGADE, _OWN, _OFFICE = Responsible.BRIGADE, Responsible.OWN_UNIT, Responsible.OFFICE
_ACCIDENT, _HANDLING = "预案六（一）5", "预案六（二）4"

STEPS = (
    EmergencyStep("IDENTIFY_PRODUCT", "查清事故产品", "R-032", _ACCIDENT, _BRIGADE, _REPORT),
    EmergencyStep("DETERMINE_NATURE", "认定事故性质", "R-032", _ACCIDENT, _BRIGADE, _REPORT),
    EmergencyStep("REPORT_GOVERNMENT", "报告县政府（初报）", "R-032", _ACCIDENT, _OFFICE, _REPORT),
    EmergencyStep("REPORT_CITY", "报告市局（初报）", "R-032", _ACCIDENT, _OFFICE, _REPORT),
    EmergencyStep("INSPECT_TRACE", "检查和重点追踪抽查", "R-029", "预案六（一）2", _BRIGADE, _ACTIVE),
    EmergencyStep("TEST_ANALYSE", "检验监测、分析危害程度", "R-030", "预案六（一）3", _OWN, _ACTIVE),
    EmergencyStep("STOP_RESTRICT_RECALL", "停止生产、限制销售、责令召回", "R-031", "预案六（一）4", _BRIGADE, _ACTIVE),
    EmergencyStep("SEAL_PRODUCTS", "封存有关产品和原料", "R-042", _HANDLING, _BRIGADE, _ACTIVE),
    EmergencyStep("TRACE_SOURCE", "查清产品来源", "R-033", _ACCIDENT, _OWN, _ACTIVE),
    EmergencyStep("TRACE_FLOW", "查清产品流向", "R-033", _ACCIDENT, _OWN, _ACTIVE),
    EmergencyStep("FORCED_RECOVERY", "强制收回和收缴事故产品", "R-033", _ACCIDENT, _BRIGADE, _ACTIVE),
    EmergencyStep("INVESTIGATE_VIOLATION", "查处违法行为", "R-033", _ACCIDENT, _BRIGADE, _ACTIVE),
    EmergencyStep("CAUSE_ANALYSIS", "责令企业分析原因", "R-043", _HANDLING, _OWN, _ACTIVE),
    EmergencyStep("CIRCULATION", "查明各类产品流通情况", "R-044", _HANDLING, _OWN, _ACTIVE),
    EmergencyStep("NOTIFY_DEPARTMENTS", "通报有关部门扣押、封存、召回", "R-044", _HANDLING, _OWN, _ACTIVE),
    EmergencyStep("BULLETIN", "向相关单位通报事故和处置情况", "R-034", _ACCIDENT, _OWN, _ACTIVE),
)  # fmt: skip

#: Closed by recording the findings, which say what the result is.
BY_FINDINGS = ("IDENTIFY_PRODUCT", "DETERMINE_NATURE")
#: The first report: both must be made before the reporting clock stops.
FIRST_REPORTS = ("REPORT_GOVERNMENT", "REPORT_CITY")


def steps_of(phase: Phase) -> list[EmergencyStep]:
    return [step for step in STEPS if step.phase == phase]


def unit_of(kind: Department.Kind, bureau) -> Department | None:
    """Return the bureau's unit of this kind (the first by its order), None where there is none."""
    return Department.objects.filter(bureau=bureau, kind=kind, active=True).order_by("order", "pk").first()


def brigade_of(case) -> Department:
    """Return the brigade that works on `case`; a bureau without one works through the case's own unit."""
    if case.department.kind == Department.Kind.BRIGADE:
        return case.department
    return unit_of(Department.Kind.BRIGADE, case.bureau) or case.department


def office_of(case) -> Department:
    return unit_of(Department.Kind.OFFICE, case.bureau) or case.department


def department_of(responsible: Responsible, case) -> Department:
    """Return the department to which a step of `case` falls."""
    if responsible == Responsible.BRIGADE:
        return brigade_of(case)
    return office_of(case) if responsible == Responsible.OFFICE else case.department
