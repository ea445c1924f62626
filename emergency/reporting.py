"""How an emergency begins."""

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority, with_stand_ins
from accounts.models import User
from accounts.roles import Role
from casefile.attachments import attach
from casefile.notify import notify
from casefile.opening import open_case
from casefile.origins import hold_open
from casefile.refusals import WrongState

from . import dutyroster, plans
from .effects import add_steps, start_clock, start_province_clock
from .models import EmergencyCase
from .steps import Phase


def report(*, by, title, department, learned_at, place, description, injured=0, dead=0, is_drill=False,
           enterprise=None, product_type=None, origin=None, token=None, files=()) -> EmergencyCase:  # fmt: skip
    """Open an emergency with its first steps and its reporting clock, and tell those who must know.

    `origin` is the CaseFile it came out of. The same `token` twice returns the first
    one. Whether `by` may report is the caller's to check. Raises WrongState when the
    origin is closed or a drill would come out of a real case, ValidationError for a file or a moment in the future.
    """
    role = authority(by, "emergency.report", department=department) or ""
    with transaction.atomic():
        if origin is not None:
            origin = hold_open(origin)
            if is_drill and not origin.is_drill:
                raise WrongState("演练不能由真实案卷转入，请不带来源单独登记，避免与真实案卷混在一起。")
        record = open_case(
            EmergencyCase, by=by, role=role, department=department, title=title, token=token, numbered=True,
            enterprise=enterprise, product_type=product_type, origin=origin, label="接报", learned_at=learned_at,
            place=place, description=description, injured=injured, dead=dead, is_drill=is_drill,
            plan=plans.in_force(department.bureau, timezone.localdate()),
        )  # fmt: skip
        if record.case.measures.exists():  # the second press of the same button
            return record
        if origin is not None:
            record.case.add_participant(origin.department)
        add_steps(record.case, Phase.ON_REPORT)
        start_clock(record)
        start_province_clock(record)
        for upload in files:
            attach(record.case, upload, by=by, role=role, note="接报")
        _tell(record, by)
    return record


def _tell(record, by) -> None:
    """Leaders, the office, the head of the unit, who is on duty and who stands in for them learn of it at once.

    The brigade is told as the next to act. The unit of the officer on duty takes part, so that the officer may look.
    """
    case = record.case
    duty = [shift.person for shift in dutyroster.on_duty(case.bureau, timezone.now()) if shift.person.is_active]
    for person in duty:
        case.add_participant(person.department)
    people = [
        *duty,
        *User.objects.with_role(Role.DIRECTOR, bureau=case.bureau),
        *User.objects.with_role(Role.DEPUTY, bureau=case.bureau),
        *User.objects.with_role(Role.OFFICE, bureau=case.bureau),
        *User.objects.with_role(Role.UNIT_HEAD, bureau=case.bureau).filter(department=case.department),
    ]
    text = f"应急 {case.number} {case.title}：{record.place}，受伤 {record.injured} 人、死亡 {record.dead} 人"
    people = with_stand_ins(people, "emergency.view")
    notify([p for p in people if p.pk != by.pk], text, key=f"emergency:{case.pk}:reported", case=case, urgent=True)
