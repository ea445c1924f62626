"""What an emergency obliges whom to do (R-029–R-034, R-042–R-044), as rows of data.

The rows become measures of the case: the first ones when it is reported, the
rest when the response is activated.
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from accounts.models import Department
from registers.shipped import rows


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


#: The steps that the four plans behind this product name; a bureau's own plan may change them (plans.py).
STEPS = tuple(
    EmergencyStep(
        row["code"], row["label"], row["requirement"], row["basis"], Responsible(row["department"]), Phase(row["phase"])
    )
    for row in rows("emergency_steps")
)

#: Closed by recording the findings, which say what the result is.
BY_FINDINGS = ("IDENTIFY_PRODUCT", "DETERMINE_NATURE")
#: The first report: both must be made before the reporting clock stops.
FIRST_REPORTS = ("REPORT_GOVERNMENT", "REPORT_CITY")
#: Has a clock of its own; a plan may leave it out where the city bureau always passes reports on.
PROVINCE_REPORT = "REPORT_PROVINCE"


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
