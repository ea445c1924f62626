"""Which checklists a bureau uses: its own newest version, else the one that comes with the product.

A version is never changed: saving makes the next one (R-310, R-318–R-320).
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from rectification.problems import Field
from registers.shipped import rows

from .models import Checklist, ChecklistItem
from .states import Purpose

DUTIES = "DUTIES"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to check, said so that 符合 means all is well.

    problem, severity: what the defect is registered as unless the officer says otherwise.
    duty: one of the duties of orders 75 and 76 (R-122).
    """

    group: str
    text: str
    method: str = ""
    problem: str = "OTHER"
    severity: str = "GENERAL"
    basis: str = ""
    duty: bool = False


@dataclass(frozen=True, slots=True)
class Spec:
    """A checklist as it is to be used; version 0 is the shipped one."""

    code: str
    name: str
    field: str
    purpose: str
    version: int
    items: tuple[Item, ...]

    @property
    def version_text(self) -> str:
        return f"第{self.version}版" if self.version else "内置"

    @property
    def field_label(self) -> str:
        return Field(self.field).label


def _shipped() -> dict[str, Spec]:
    lists: dict[str, list[dict]] = {}
    for row in rows("checklists"):
        lists.setdefault(row["checklist"], []).append(row)
    return {
        code: Spec(
            code, lines[0]["name"], lines[0]["field"], lines[0]["purpose"], 0,
            tuple(
                Item(line["group"], line["text"], line["method"], line["problem"], line["severity"], line["basis"],
                     line["duty"] == "1")
                for line in lines
            ),
        )
        for code, lines in lists.items()
    }  # fmt: skip


SHIPPED = _shipped()


def in_force(bureau, purpose: Purpose | None = None, *, withdrawn: bool = False) -> dict[str, Spec]:
    """Return the checklists of `bureau` by code, those withdrawn left out unless asked for."""
    newest = Checklist.objects.filter(bureau=bureau).order_by("code", "-version").prefetch_related("items")
    own: dict[str, Checklist] = {}
    for row in newest:
        own.setdefault(row.code, row)
    found = SHIPPED | {code: _spec(row) for code, row in own.items() if row.active or withdrawn}
    for code, row in own.items():
        if not row.active and not withdrawn:
            found.pop(code, None)
    return {code: spec for code, spec in found.items() if purpose is None or spec.purpose == purpose}


def _spec(row: Checklist) -> Spec:
    items = tuple(
        Item(item.group, item.text, item.method, item.problem, item.severity, item.basis, item.duty)
        for item in row.items.all()
    )
    return Spec(row.code, row.name, row.field, row.purpose, row.version, items)


def fitting(bureau, enterprise) -> list[Spec]:
    """Return the checklists that suit an enterprise: by what it does, and the duties where orders 75/76 bind it."""
    lists = in_force(bureau, Purpose.VISIT)
    wanted = []
    if enterprise.is_producer:
        wanted.append("PRODUCTION")
    if enterprise.is_seller:
        wanted.append("CIRCULATION")
    if enterprise.subject_to_75_76:
        wanted.append(DUTIES)
    return [lists[code] for code in wanted if code in lists] or list(lists.values())[:1]


def publish(bureau, *, code: str, name: str, field: str, purpose: str, items: list[Item], by, active=True) -> Checklist:
    """Put the next version of a checklist into force; what is under way keeps its own.

    Raises PermissionDenied, ValidationError (no item, a code that is not one).
    """
    if not by.can("inspection.configure") or by.bureau != bureau:
        raise PermissionDenied("检查表由本局管理员维护。")
    if active and not items:
        raise ValidationError("至少要有一个检查项目。")
    with transaction.atomic():
        last = Checklist.objects.filter(bureau=bureau, code=code).aggregate(last=Max("version"))["last"] or 0
        row = Checklist(
            bureau=bureau, code=code, version=last + 1, name=name, field=field, purpose=purpose, active=active,
            made_by=by, made_at=timezone.now(),
        )  # fmt: skip
        row.full_clean()
        row.save()
        lines = [
            ChecklistItem(
                checklist=row, order=order, group=item.group, text=item.text, method=item.method, problem=item.problem,
                severity=item.severity, basis=item.basis, duty=item.duty,
            )
            for order, item in enumerate(items, start=1)
        ]  # fmt: skip
        for line in lines:
            line.clean_fields()
        ChecklistItem.objects.bulk_create(lines)
    return row
