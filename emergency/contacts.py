"""Logging every call and visit (R-034)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import record_act

from .models import Contact
from .permissions import may_report


def log(record, *, by, at, direction, way, unit, said, person="", corrects=None, token=None) -> Contact:
    """Write a contact down; the same `token` twice returns the first. Raises NotAllowed, WrongState."""
    role = may_report(record, by)
    if role is None:
        raise NotAllowed("联络由承办单位、执法大队、办公室或局领导登记。")
    try:
        with transaction.atomic():
            if token is not None and (made := Contact.objects.filter(creation_token=token).first()):
                return made
            case = _open(record)
            contact = Contact.objects.create(
                case=case, at=at, direction=direction, way=way, unit=unit, person=person, said=said, corrects=corrects,
                recorded_by=by, recorded_at=timezone.now(), creation_token=token,
            )  # fmt: skip
            said_at = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
            way_text = f"{contact.get_direction_display()}，{contact.get_way_display()}"
            shown = [("at", "时间", said_at), ("way", "方式", way_text)]
            if corrects is not None:
                wrong = f"{timezone.localtime(corrects.at):%Y-%m-%d %H:%M} {corrects}"
                shown.append(("corrects", "更正", wrong))
            record_act(
                case, "contact", "更正联络记录" if corrects else "联络", by=by, role=role,
                subject=f"{unit} {person}".strip(), reason=said,
                data=[{"name": name, "label": label, "value": text, "text": text} for name, label, text in shown],
            )  # fmt: skip
    except IntegrityError:
        made = Contact.objects.filter(creation_token=token).first() if token is not None else None
        if made is None:
            raise
        return made
    return contact


def _open(record) -> CaseFile:
    case = CaseFile.objects.select_for_update().get(pk=record.case_id)
    if case.closed_at is not None:
        raise WrongState("本案已办结，不再登记。")
    return case
