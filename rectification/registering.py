"""How a defect enters the ledger."""

from django.db import transaction

from accounts.authority import authority
from casefile.attachments import attach
from casefile.opening import open_case
from casefile.origins import hold_open

from .models import RectificationItem
from .problems import BY_CODE


def register(*, by, enterprise, product_type, problem, severity, situation, found_on, title="", cause="",
             department=None, origin=None, token=None, files=()) -> RectificationItem:  # fmt: skip
    """Open a rectification item with its ledger number and evidence.

    `problem` is a code of problems.py, `department` the unit of `by` unless said.
    `origin` is the CaseFile it came out of. The same `token` twice returns the
    first one. Whether `by` may register is the caller's to check. Raises
    WrongState when the origin is closed, ValidationError for a file.
    """
    department = department or by.department
    role = authority(by, "item.create", department=department) or ""
    title = title or f"{enterprise.name}{BY_CODE[problem].label}"
    with transaction.atomic():
        if origin is not None:
            origin = hold_open(origin)
        record = open_case(
            RectificationItem, by=by, role=role, department=department, title=title, token=token, numbered=True,
            enterprise=enterprise, product_type=product_type, level=severity, origin=origin, label="登记隐患",
            problem=problem, severity=severity, situation=situation, found_on=found_on, cause=cause,
        )  # fmt: skip
        if origin is not None:
            record.case.add_participant(origin.department)
        if not record.case.attachments.exists():  # there are some after the second press of the same button
            for upload in files:
                attach(record.case, upload, by=by, role=role, note="登记隐患")
    return record
