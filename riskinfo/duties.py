"""工作方案 and 专人 (R-140): the plan on file, and who is named in each unit to collect, to report, to build stations.

Who is named to report handles the unit's monthly return; who is named to collect is proposed where a source is
given to the unit.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from accounts.models import Department, User
from casefile.attachments import inspect
from casefile.notify import notify
from casefile.refusals import NotAllowed
from registers.keeping import delete_on_rollback

from .models import WorkDuty, WorkPlan

Duty = WorkDuty.Duty
_KINDS = (Department.Kind.SECTION, Department.Kind.STATION_OFFICE, Department.Kind.BRIGADE)


@dataclass(frozen=True)
class UnitDuties:
    """A unit with who is named for each task now, None where nobody is."""

    unit: Department
    named: list[tuple[str, WorkDuty | None]]
    may_name: bool

    @property
    def lacking(self) -> bool:
        return any(row is None for _, row in self.named)


def units_of(bureau):
    """Return the units in which somebody is to be named."""
    found = Department.objects.filter(bureau=bureau, kind__in=_KINDS, active=True)
    return found.select_related("bureau").order_by("order", "pk")


def may_name(unit: Department, user) -> bool:
    """The unit's head, the leaders in its line, the administrator of the bureau."""
    if user.bureau is None or unit.bureau_id != user.bureau.pk:
        return False
    return user.can("user.manage") or authority(user, "info.gather", department=unit) is not None


def may_keep_plans(bureau, user) -> bool:
    return user.can("info.gather") and user.bureau is not None and bureau.pk == user.bureau.pk


def table(bureau, user) -> list[UnitDuties]:
    """Return the units of `bureau` with whom each has named; two queries."""
    held = {
        (row.department_id, row.duty): row
        for row in WorkDuty.objects.filter(department__bureau=bureau, until=None).select_related("person")
    }
    return [
        UnitDuties(unit, [(duty.label, held.get((unit.pk, duty))) for duty in Duty], may_name(unit, user))
        for unit in units_of(bureau)
    ]


def person_for(unit, duty: str) -> User | None:
    """Return who is named and still works in the unit, else None."""
    rows = WorkDuty.objects.filter(department=unit, duty=duty, until=None, person__is_active=True)
    row = rows.filter(person__department=unit).select_related("person").first()
    return row.person if row else None


def held_by(unit, duty: str) -> WorkDuty | None:
    return WorkDuty.objects.filter(department=unit, duty=duty, until=None).select_related("person").first()


def name_people(unit: Department, people: dict[str, User | None], *, by) -> list[str]:
    """Name who does each task of `people` from today on; return what changed, in words. Raises NotAllowed."""
    if not may_name(unit, by):
        raise NotAllowed("专人由本单位负责人、分管领导或管理员指定。")
    today, told = timezone.localdate(), []
    with transaction.atomic():
        Department.objects.select_for_update(no_key=True).get(pk=unit.pk)  # one appointment at a time
        for duty, person in people.items():
            before = held_by(unit, duty)
            if (before.person if before else None) == person:
                continue
            label = Duty(duty).label
            if before is not None:
                WorkDuty.objects.filter(pk=before.pk).update(until=today)
            if person is not None:
                WorkDuty.objects.create(
                    department=unit, duty=duty, person=person, since=today, named_by=by, named_at=timezone.now()
                )
                notify([person], f"您被指定为{unit}的{label}专人", key=f"duty:{unit.pk}:{duty}:{person.pk}:{today}")
            told.append(f"{label}：{before.person if before else '未指定'} → {person or '未指定'}")
    return told


def keep_plan(bureau, upload, *, by, **fields) -> WorkPlan:
    """Put an issued plan on file. Raises NotAllowed, ValidationError."""
    if not may_keep_plans(bureau, by):
        raise NotAllowed("实施方案由股室负责人、局领导或管理员登记。")
    found = inspect(upload)
    with transaction.atomic():
        plan = WorkPlan(
            bureau=bureau, made_by=by, made_at=timezone.now(), file_name=upload.name[-200:],
            file_extension=found.extension, file_sha256=found.sha256, **fields,
        )  # fmt: skip
        plan.file.save(upload.name, upload, save=False)
        delete_on_rollback(plan.file)
        plan.save()
    return plan
