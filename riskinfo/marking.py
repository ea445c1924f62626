"""Writing down what an information is found again by, whenever what it says has changed."""

import re
from collections.abc import Iterable
from hashlib import blake2b

from django.db import transaction
from django.db.models import Q

from registers.models import Enterprise
from registers.validators import brackets

from . import sketching
from .models.finding import InfoBand, InfoMark
from .models.parties import InfoParty, InfoProduct

#: The columns in which firms are named, and what they are to the goods.
_NAMED = (
    ("producers", InfoParty.Role.PRODUCER), ("sellers", InfoParty.Role.SELLER),
    ("material_suppliers", InfoParty.Role.SUPPLIER),
)  # fmt: skip
_BETWEEN = re.compile(r"[\n、；;]+")
#: What an officer puts before a batch number when looking for it.
_CALLED = re.compile("^(生产)?(批号|批次号?|条码|编号)[:：]?")
#: Fewer digits begin the batches of a whole month.
_DAY_DIGITS = 8
#: Said where no firm is named.
_NOBODY = frozenset({"不涉及", "无", "没有", "不详", "不明", "未知", "正在核查", "待核查", "待查", "尚未查明"})


def wording(info) -> str:
    """Return the text by which informations are compared."""
    return f"{info.product_name}\n{info.description}"


def digest(info) -> str:
    """Return what changes whenever marks or bands would (16 hexadecimal digits)."""
    firms = "\n".join(getattr(info, column) for column, _ in _NAMED)
    content = f"{sketching.VERSION}\n{info.batch}\n{info.barcode}\n{firms}\n{wording(info)}"
    return blake2b(content.encode(), digest_size=8).hexdigest()


def marks_of(info, products=()) -> set[tuple[str, str]]:
    """Return (kind, value) of every batch number and barcode that the information and its other `products` name."""
    fields = [info.batch, *(row.batch for row in products)]
    codes = sketching.barcodes(info.barcode, *(row.barcode for row in products), *fields, info.description)
    batches = sketching.batches(*fields, description=info.description)
    return {(InfoMark.Kind.BARCODE, code) for code in codes} | {(InfoMark.Kind.BATCH, batch) for batch in batches}


def marked(word: str):
    """Return the keys of informations with the batch or barcode `word`, or one that begins so when it says a whole day
    (20240512); None for a word that is neither."""
    code = _CALLED.sub("", word).upper().replace("-", "")
    digits = sum(map(str.isdigit, code))
    if not code.isascii() or not code.isalnum() or digits < sketching.BATCH_DIGITS:
        return None
    same = {"value__startswith": code} if digits >= _DAY_DIGITS else {"value": code}
    return InfoMark.objects.filter(**same).values_list("info", flat=True)


def firms_in(text: str) -> list[str]:
    """Return the firms that a text names, in its order, each once."""
    names = (brackets(" ".join(part.split())).strip(" 。，,") for part in _BETWEEN.split(text))
    return list(dict.fromkeys(name[:140] for name in names if name and name not in _NOBODY))


def parties_of(infos) -> list[InfoParty]:
    """Return the firms that `infos` name, with the enterprise on file that each name or code means."""
    said = [(info, role, getattr(info, column)) for info in infos for column, role in _NAMED]
    named = [(info, role, name) for info, role, text in said for name in firms_in(text)]
    if not named:
        return []
    known = on_file({(info.case.bureau_id, name) for info, _, name in named})
    return [
        InfoParty(info_id=info.pk, role=role, name=name, enterprise_id=known.get((info.case.bureau_id, name)))
        for info, role, name in named
    ]


def on_file(named: set[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return {(bureau, name as written): enterprise} of those that mean one enterprise; namesakes are nobody's."""
    names = {name for _, name in named}
    codes = {name: name.rpartition(" ")[2].upper() for name in names}
    meant = Q(name__in=names) | Q(aliases__name__in=names) | Q(uscc__in={*codes.values()} - {""})
    rows = Enterprise.objects.filter(meant, bureau__in={bureau for bureau, _ in named})
    known: dict[tuple[int, str], set[int]] = {}
    for pk, bureau, *said in rows.values_list("pk", "bureau", "name", "uscc", "aliases__name"):
        for text in filter(None, said):
            known.setdefault((bureau, text), set()).add(pk)
    found = {row: known.get((row[0], codes[row[1]])) or known.get(row, set()) for row in named}
    return {row: next(iter(keys)) for row, keys in found.items() if len(keys) == 1}


def mark_many(infos: Iterable, *, fresh: bool = False) -> None:
    """Write marks, firms and bands of `infos` anew; `fresh` ones have none yet. `sketch` is the caller's to save."""
    infos = list(infos)
    if not fresh:
        for model in (InfoMark, InfoBand, InfoParty):
            model.objects.filter(info__in=[info.pk for info in infos]).delete()
    products: dict[int, list[InfoProduct]] = {}
    for row in InfoProduct.objects.filter(info__in=[info.pk for info in infos]):
        products.setdefault(row.info_id, []).append(row)
    InfoMark.objects.bulk_create(
        InfoMark(info_id=info.pk, kind=kind, value=value)
        for info in infos
        for kind, value in sorted(marks_of(info, products.get(info.pk, ())))
    )
    InfoParty.objects.bulk_create(parties_of(infos))
    InfoBand.objects.bulk_create(
        (InfoBand(info_id=info.pk, key=key) for info in infos for key in sketching.bands(wording(info))),
        batch_size=1000,
    )


def catch_up(model, *, batch: int = 1000) -> int:
    """Mark the rows of `model` (RiskInfo) written without `save`, e.g. before an upgrade; return how many."""
    done = 0
    while True:
        with transaction.atomic():
            rows = list(
                model.objects.select_for_update(of=("self",))
                .filter(sketch="")
                .select_related("case")
                .order_by("pk")[:batch]
            )
            mark_many(rows)
            for row in rows:
                row.sketch = digest(row)
            model.objects.bulk_update(rows, ["sketch"])
        if not rows:
            return done
        done += len(rows)
