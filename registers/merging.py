"""Two files of one enterprise made one, on record, and taken back when it was a mistake."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from .changes import log
from .models import Enterprise, EnterpriseAlias, EnterpriseMerge, TierChange
from .samplings import tell_changed

_BATCH = 500


def objection(kept: Enterprise, gone: Enterprise) -> str:
    """Return why the two cannot be merged, in words, or an empty text."""
    if kept.pk == gone.pk:
        return "请选择另一家企业。"
    if kept.bureau_id != gone.bureau_id:
        return "两家由不同的局管辖，不能合并。"
    if gone.uscc and kept.uscc:
        return "两家的统一社会信用代码不同，不是同一家企业。代码录错的，请先改正。"
    if gone.uscc:
        return "请保留有统一社会信用代码的一家，把没有代码的并入。"
    if EnterpriseMerge.objects.filter(gone__in=[kept.pk, gone.pk], undone_at=None).exists():
        return "其中一家已经并入别的企业。"
    return ""


@transaction.atomic
def merge(kept: Enterprise, gone: Enterprise, *, by, reason: str) -> EnterpriseMerge:
    """Move everything that hangs on `gone` to `kept` and deactivate `gone`; ValidationError with the objection."""
    rows = {row.pk: row for row in Enterprise.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk])}
    kept, gone = rows[kept.pk], rows[gone.pk]
    if why := objection(kept, gone):
        raise ValidationError(why)
    moved = {key: _move(model, field, gone, kept) for key, model, field in _relations()}
    known = set(kept.product_types.values_list("pk", flat=True))
    moved["product_types"] = [pk for pk in gone.product_types.values_list("pk", flat=True) if pk not in known]
    kept.product_types.add(*moved["product_types"])
    alias, made = EnterpriseAlias.objects.get_or_create(enterprise=kept, name=gone.name)
    moved["alias"] = [alias.pk] if made and gone.name != kept.name else []
    if made and gone.name == kept.name:
        alias.delete()
    moved["active"] = gone.active
    gone.active = False
    gone.save(update_fields=["active", "updated_at"])
    record = EnterpriseMerge.objects.create(kept=kept, gone=gone, moved=moved, reason=reason, by=by)
    log(kept, by, f"并入“{gone.name}”：{reason}")
    log(gone, by, f"并入“{kept.name}”：{reason}")
    tell_changed([kept.pk, gone.pk])
    return record


@transaction.atomic
def undo(record: EnterpriseMerge, *, by) -> None:
    """Give back what went over; what came to the kept enterprise afterwards stays there."""
    record = EnterpriseMerge.objects.select_for_update().select_related("kept", "gone").get(pk=record.pk)
    if record.undone_at is not None:
        raise ValidationError("这次合并已经撤销。")
    for key, model, field in _relations():
        ids = record.moved.get(key, [])
        for start in range(0, len(ids), _BATCH):
            rows = model._base_manager.filter(pk__in=ids[start : start + _BATCH], **{field: record.kept})
            rows.update(**{field: record.gone})
    record.kept.product_types.remove(*record.moved["product_types"])
    EnterpriseAlias.objects.filter(pk__in=record.moved["alias"], enterprise=record.kept).delete()
    record.gone.active = record.moved["active"]
    record.gone.save(update_fields=["active", "updated_at"])
    record.undone_at, record.undone_by = timezone.now(), by
    record.save(update_fields=["undone_at", "undone_by"])
    log(record.kept, by, f"撤销并入“{record.gone.name}”")
    log(record.gone, by, f"撤销并入“{record.kept.name}”")
    tell_changed([record.kept_id, record.gone_id])


def _relations():
    """Yield (key, model, field name) of every table that points at an enterprise, whatever app it belongs to.

    What was decided on one file stays with that file: merges and changes of the tier.
    """
    for relation in Enterprise._meta.related_objects:
        if relation.related_model not in (EnterpriseMerge, TierChange) and not relation.many_to_many:
            yield (
                f"{relation.related_model._meta.label}.{relation.field.name}",
                relation.related_model,
                relation.field.name,
            )


def _move(model, field: str, gone: Enterprise, kept: Enterprise) -> list[int]:
    rows = model._base_manager.filter(**{field: gone})
    if model is EnterpriseAlias:
        rows = rows.exclude(name__in=list(kept.aliases.values_list("name", flat=True)))
    ids = list(rows.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            for start in range(0, len(ids), _BATCH):
                model._base_manager.filter(pk__in=ids[start : start + _BATCH]).update(**{field: kept})
    except IntegrityError as error:
        raise ValidationError(f"两家都有同样的“{model._meta.verbose_name}”，请先处理其中一条。") from error
    return ids
