"""How a document that came in enters the register."""

from django.db import transaction

from accounts.authority import authority
from casefile.attachments import attach
from casefile.models import CaseFile
from casefile.opening import open_case

from .effects import set_due
from .record import Incoming


def register(*, by, title, sender, kind, received_on, sender_number="", urgency="PLAIN", due_on=None,
             wants_answer=False, summary="", related=(), files=(), token=None) -> Incoming:  # fmt: skip
    """Enter a document with the next receipt number of the year, its scans and the cases it concerns.

    The same `token` twice returns the first one. Whether `by` may register is the
    caller's to check. Raises ValidationError for a file.
    """
    role = authority(by, "incoming.register", department=by.department) or ""
    with transaction.atomic():
        known = token is not None and CaseFile.objects.filter(creation_token=token).exists()
        record = open_case(
            Incoming, by=by, role=role, department=by.department, title=title, token=token, numbered=True,
            label="登记收文", sender=sender, sender_number=sender_number, kind=kind, urgency=urgency,
            received_on=received_on, due_on=due_on, wants_answer=wants_answer, summary=summary,
            data={"来文单位": sender, "来文字号": sender_number},
        )  # fmt: skip
        if known:
            return record
        for case in related:
            record.case.derived_links.create(derived=case)
        for upload in files:
            attach(record.case, upload, by=by, role=role, note="来文")
        set_due(record)
    return record
