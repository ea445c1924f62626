"""How a defect enters the ledger."""

from django.db import transaction

from accounts.authority import authority
from casefile.attachments import attach
from casefile.opening import open_case
from casefile.origins import hold_open

from .effects import BEFORE
from .models import RectificationItem
from .problems import BY_CODE
from .prompting import evaluate


def register(*, by, enterprise, product_type, problem, severity, situation, found_on, title="", cause="",
             urgent=False, risk_sort="", sampling=None, department=None, origin=None, token=None, files=(),
             photos=()) -> RectificationItem:  # fmt: skip
    """Open a rectification item with its ledger number and evidence.

    `problem` is a code of problems.py, `department` the unit of `by` unless said.
    `origin` is the CaseFile it came out of, `sampling` the failed registers.SamplingResult
    that it follows up (its terms are 令18's). `files` and `photos` are UploadedFiles; both
    stand as 整改前. The same `token` twice returns the first one. Whether `by` may
    register is the caller's to check. Raises WrongState when the origin is closed,
    ValidationError for a file.
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
            problem=problem, severity=severity, urgent=urgent, risk_sort=risk_sort, sampling=sampling,
            situation=situation, found_on=found_on, cause=cause,
        )  # fmt: skip
        if origin is not None:
            record.case.add_participant(origin.department)
        if not record.case.attachments.exists():  # there are some after the second press of the same button
            for upload in [*files, *photos]:
                attach(record.case, upload, by=by, role=role, note=BEFORE)
        if enterprise is not None and not record.case.is_drill:
            evaluate(enterprise)
    return record
