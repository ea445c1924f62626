"""What else happens with an act on an inspection, in the same transaction."""

from django.core.files.base import ContentFile
from django.utils import timezone

from casefile import deadlines
from casefile.attachments import attach, inspect
from rectification.registering import register

from . import planning
from .forms.sheet import PARTS
from .models import CheckPhoto, Inspection, SheetItem


def bring_officers(act) -> None:
    """The officers' units see the case; the first officer is reminded of the day."""
    for officer in act.record.officers:
        act.record.case.add_participant(officer.department)
    planning.set_deadline(act.record)


def move_deadline(act) -> None:
    planning.set_deadline(act.record)


def end_deadline(act) -> None:
    deadlines.meet(act.record.case, planning.DEADLINE.code)
    deadlines.set_deadline(
        act.record.case, planning.FOLLOW_UP, method="workdays", start=timezone.localdate(),
        days=planning.FOLLOW_UP_DAYS, department=act.record.case.department,
    )  # fmt: skip


def resume_deadline(act) -> None:
    """A sheet that was sent back is due again on its day."""
    deadlines.cancel(act.record.case, planning.FOLLOW_UP.code)
    planning.set_deadline(act.record)


def meet_follow_up(act) -> None:
    deadlines.meet(act.record.case, planning.FOLLOW_UP.code)


def drop_deadline(act) -> None:
    deadlines.cancel(act.record.case)


def keep_sheet(act) -> None:
    """Write the answers that were changed, and keep pictures and signature with the case."""
    record, now = act.record, timezone.now()
    for item in record.items.all():
        if f"answer-{item.pk}" in act.data:
            given = {name: act.data[f"{name}-{item.pk}"] for name in PARTS if f"{name}-{item.pk}" in act.data}
            SheetItem.objects.filter(pk=item.pk).update(**given, answered_by=act.by, answered_at=now)
        _keep_photos(act, item, act.data.get(f"photo-{item.pk}") or [])
    if upload := act.data.get("signature"):
        upload.name = "当事人签名.png"
        kept = attach(record.case, upload, by=act.by, role=act.role, note="当事人签名")
        Inspection.objects.filter(pk=record.pk).update(signature=kept)
        record.signature = kept


def _keep_photos(act, item: SheetItem, uploads) -> None:
    """Keep each picture once, however often the sheet arrives."""
    known = set(item.photos.values_list("attachment__sha256", flat=True)) if uploads else set()
    for upload in uploads:
        digest = inspect(upload).sha256
        if digest in known:
            continue
        known.add(digest)
        kept = attach(act.record.case, upload, by=act.by, role=act.role, note=f"第{item.order}项 {item.text}"[:100])
        CheckPhoto.objects.create(item=item, attachment=kept)


def register_item(act) -> None:
    """The failed item enters the ledger with its problem, grade, words and pictures."""
    line, case = act.data["item"], act.record.case
    record = register(
        by=act.by, enterprise=case.enterprise, product_type=act.data["product_type"], problem=line.problem,
        severity=line.severity, situation=f"{line.text}：不符合。{line.note}"[:4000], department=case.department,
        found_on=timezone.localdate(act.record.started_at), origin=case, files=_pictures_of(line),
    )  # fmt: skip
    SheetItem.objects.filter(pk=line.pk).update(item=record)


def _pictures_of(line: SheetItem) -> list[ContentFile]:
    """Return copies: what is evidence of the item stays when a file of the visit is struck out."""
    found = []
    for photo in line.photos.filter(attachment__struck_at=None).select_related("attachment"):
        with photo.attachment.file.open("rb") as file:
            found.append(ContentFile(file.read(), name=photo.attachment.name))
    return found


def settle(act) -> None:
    SheetItem.objects.filter(pk=act.data["item"].pk).update(settled=act.data["settled"])
