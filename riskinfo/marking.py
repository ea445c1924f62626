"""Writing down what an information is found again by, whenever what it says has changed."""

from collections.abc import Iterable
from hashlib import blake2b

from django.db import transaction

from . import sketching
from .models.finding import InfoBand, InfoMark


def wording(info) -> str:
    """Return the text by which informations are compared."""
    return f"{info.product_name}\n{info.description}"


def digest(info) -> str:
    """Return what changes whenever marks or bands would (16 hexadecimal digits)."""
    content = f"{sketching.VERSION}\n{info.batch}\n{wording(info)}"
    return blake2b(content.encode(), digest_size=8).hexdigest()


def marks_of(info) -> set[tuple[str, str]]:
    """Return (kind, value) of every batch number and barcode that the information names."""
    codes = sketching.barcodes(info.batch, info.description)
    batches = sketching.batches(info.batch, description=info.description)
    return {(InfoMark.Kind.BARCODE, code) for code in codes} | {(InfoMark.Kind.BATCH, batch) for batch in batches}


def mark_many(infos: Iterable, *, fresh: bool = False) -> None:
    """Write marks and bands of `infos` anew; `fresh` ones have none yet. `sketch` itself is the caller's to save."""
    infos = list(infos)
    if not fresh:
        for model in (InfoMark, InfoBand):
            model.objects.filter(info__in=[info.pk for info in infos]).delete()
    InfoMark.objects.bulk_create(
        InfoMark(info_id=info.pk, kind=kind, value=value) for info in infos for kind, value in sorted(marks_of(info))
    )
    InfoBand.objects.bulk_create(
        (InfoBand(info_id=info.pk, key=key) for info in infos for key in sketching.bands(wording(info))),
        batch_size=1000,
    )


def catch_up(model, *, batch: int = 1000) -> int:
    """Mark the rows of `model` (RiskInfo) written without `save`, e.g. before an upgrade; return how many."""
    done = 0
    while True:
        with transaction.atomic():
            rows = list(model.objects.select_for_update().filter(sketch="").order_by("pk")[:batch])
            mark_many(rows)
            for row in rows:
                row.sketch = digest(row)
            model.objects.bulk_update(rows, ["sketch"])
        if not rows:
            return done
        done += len(rows)
