"""What a warning's measures ask beside a result, and what is kept of it (R-039–R-041)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from casefile.models import CaseFile, Measure
from casefile.trail import record_act
from documents.drafting import said

from . import measuredeadlines
from .models import MeasureDetail, RaisedFrequency
from .models.measuredetail import people_text

MEETINGS = frozenset({"QUALITY_MEETING", "TRAINING"})
ENFORCEMENT = frozenset({"STOP_PRODUCTION", "RESTRICT_SALE", "ORDER_RECALL", "RECTIFY_BY_DEADLINE"})
FREQUENCY = "RAISE_FREQUENCY"
TRACE, ANALYSIS = "TRACE_CHECK", "TEST_ANALYSE"
_DETAIL = (
    "legal_basis", "document", "document_text", "held_on", "place", "attendees", "findings", "reported_to",
    "reported_on",
)  # fmt: skip


def keep(measure: Measure, details: dict, *, by) -> list[dict]:
    """Keep the details of a measure just closed and return what the trail says of them.

    Raises ValidationError when a meeting has no day and people, or a raised frequency no figures.
    """
    if measure.status != Measure.Status.DONE:
        return []
    if measure.code == FREQUENCY:
        return _raise_frequency(measure, details, by)
    if measure.code in MEETINGS and not (details.get("held_on") and details.get("attendees")):
        raise ValidationError(f"“{measure.label}”须写明日期和参加人员。")
    given = {name: details[name] for name in _DETAIL if details.get(name)}
    if not given:
        return []
    detail, _ = MeasureDetail.objects.update_or_create(measure=measure, defaults=given)
    label_of = MeasureDetail._meta.get_field
    return [said(name, str(label_of(name).verbose_name), _words(name, value)) for name, value in given.items()]


def _words(name: str, value) -> str:
    return people_text(value) if name == "attendees" else str(value)


def _raise_frequency(measure: Measure, details: dict, by) -> list[dict]:
    if not all(details.get(name) for name in ("after", "until")) or details.get("before") is None:
        raise ValidationError("请写明原来和提高后的检查频次，以及到哪一天。")
    row = RaisedFrequency(
        measure=measure, enterprise=measure.case.enterprise, before=details["before"], after=details["after"],
        since=timezone.localdate(), until=details["until"], by=by,
    )  # fmt: skip
    row.full_clean()
    row.save()
    return [said("frequency", "检查频次", str(row))]


def of_case(case) -> dict[int, str]:
    """Return what was kept beside the results of this case's measures, in words, by measure."""
    rows = MeasureDetail.objects.filter(measure__case=case).select_related("legal_basis", "document")
    found = {row.pk: row.text for row in rows}
    for row in RaisedFrequency.objects.filter(measure__case=case).order_by("pk"):
        ended = f"（{timezone.localdate(row.ended_at):%Y-%m-%d}结束）" if row.ended_at else ""
        found[row.measure_id] = f"{row}{ended}"
    return found


def remark(enterprise, user) -> list[str]:
    """Return what the page of an enterprise says while it is inspected more often (R-040)."""
    rows = enterprise.raised_frequencies.in_force().select_related("measure__case")
    seen = set(
        CaseFile.objects.visible_to(user).filter(measures__raised_frequencies__in=rows).values_list("pk", flat=True)
    )
    return [
        f"检查频次由{row}" + (f"（预警 {row.measure.case.number}）" if row.measure.case_id in seen else "") + "。"
        for row in rows
    ]


def measure_changed(measure: Measure) -> None:
    """Keep the deadlines in line; a measure opened again raises nothing any more."""
    measuredeadlines.measure_changed(measure)
    if measure.status == Measure.Status.OPEN and measure.code == FREQUENCY:
        measure.raised_frequencies.filter(ended_at=None).update(ended_at=timezone.now())


def end_frequencies() -> int:
    """End what was raised until a day that has passed; return how many."""
    over = RaisedFrequency.objects.filter(ended_at=None, until__lt=timezone.localdate())
    return sum(_end(pk, case_id) for pk, case_id in over.values_list("pk", "measure__case"))


def _end(pk: int, case_id: int) -> bool:
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=case_id)
        row = RaisedFrequency.objects.filter(pk=pk, ended_at=None).first()
        if row is None:
            return False
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        record_act(case, "frequency_ended", "检查频次恢复", by=None, subject="检查频次", reason=str(row))
    return True
