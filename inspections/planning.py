"""How an inspection is planned: its case, its day and its frozen sheet."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.opening import open_case
from casefile.origins import hold_open

from . import checklists
from .models import Inspection, SheetItem
from .permissions import may_plan
from .states import InspectionKind

DEADLINE = deadlines.register(deadlines.DeadlineRule("INSPECTION", "完成检查"))

#: From the sheet handed in to the end of the visit: confirmed, every failed item followed.
FOLLOW_UP = deadlines.register(deadlines.DeadlineRule("INSPECTION_FOLLOW_UP", "确认、处置和办结"))
FOLLOW_UP_DAYS = 5  # working days, the product's own


def plan(*, by, enterprise, kind, due_on: date, department=None, specs=None, product_type=None, purpose="",
         origin=None, draw=None, token=None, title="", by_timetable=False, tier_change=None) -> Inspection:  # fmt: skip
    """Plan the visit to one enterprise and return it.

    `specs` are the checklists (checklists.Spec), by default those that suit the enterprise. `by=None`
    is the timetable; `department` is then the unit that goes. Whether `by` may plan is the caller's to
    check. The same `token` twice returns the first one. Raises WrongState (the origin is closed),
    ValidationError (no checklist, nobody in the unit).
    """
    department = department or by.department
    specs = list(specs or checklists.fitting(department.bureau, enterprise))
    if not any(spec.items for spec in specs):
        raise ValidationError("没有可用的检查表，请管理员先在“检查表”中设置。")
    with transaction.atomic():
        if origin is not None:
            origin = hold_open(origin)
        record = open_case(
            Inspection, by=by, role=_role(by, department), department=department, handler=by or _handler(department),
            title=title or f"{enterprise.name}{InspectionKind(kind).label}", token=token, numbered=True,
            enterprise=enterprise, product_type=product_type, origin=origin, label="安排检查",
            kind=kind, purpose=purpose, due_on=due_on, draw=draw,
            by_timetable=by_timetable, tier_change=tier_change,
            checklists=[{"code": spec.code, "name": spec.name, "version": spec.version} for spec in specs],
        )  # fmt: skip
        if not record.items.exists():  # there are some after the second press of the same button
            _freeze(record, specs)
            set_deadline(record)
    return record


def plan_many(*, by, enterprises, token=None, **fields) -> list[Inspection]:
    """Plan the same visit to several enterprises, all or none; the same `token` twice plans each once."""
    with transaction.atomic():
        return [
            plan(by=by, enterprise=enterprise, token=token and uuid.uuid5(token, str(enterprise.pk)), **fields)
            for enterprise in enterprises
        ]


def set_deadline(record: Inspection) -> None:
    """Keep the day by which the visit is made as the case's deadline; it is not moved to a working day."""
    deadlines.set_deadline(
        record.case, DEADLINE, method="calendar", start=record.due_on, days=0,
        user=record.first_officer, department=record.case.department,
    )  # fmt: skip


def _freeze(record: Inspection, specs) -> None:
    lines = [(spec, item) for spec in specs for item in spec.items]
    SheetItem.objects.bulk_create([
        SheetItem(
            inspection=record, order=order, checklist=spec.name, group=item.group, text=item.text, method=item.method,
            problem=item.problem, severity=item.severity, basis=item.basis, duty=item.duty,
        )
        for order, (spec, item) in enumerate(lines, start=1)
    ])  # fmt: skip


def _role(by, department) -> str:
    return (may_plan(by, department) or "") if by else ""


def _handler(department) -> User:
    """Whose name a visit carries that the timetable planned: the unit's head, else somebody of the unit."""
    people = User.objects.active().filter(department=department)
    head = people.filter(role_assignments__role=Role.UNIT_HEAD).order_by("pk").first()
    if found := head or people.order_by("pk").first():
        return found
    raise ValidationError(f"{department}没有在岗人员，不能安排检查。")
