"""Two people change one information: what one of them did not touch stays as the other left it.

The page carries a digest of every field as it was shown (`_base`). On saving, a field that differs from it on file
was changed by somebody else, one that differs from it in the form was changed here; both at once is said at the
field, and nothing is saved. What is saved once more then wins knowingly.
"""

import hashlib
import json

from django.utils import timezone

from .product_forms import product_rows

FIELD = "_base"
PRODUCTS = "products"
_ACTS = ("edit", "supplement")
_SHOWN = 60
_SECRET = frozenset({"reporter_name", "reporter_phone"})


def base_of(info, values: dict) -> str:
    """Return the digests of `values` (as `initial_of` gives them) and of the other products, for the page."""
    digests = {name: _digest(value) for name, value in values.items()}
    return json.dumps(digests | {PRODUCTS: _digest(_rows_on_file(info))}, separators=(",", ":"))


def settle(form, info, values: dict) -> bool:
    """Let what was changed meanwhile stand where the form did not touch it; say whether nothing conflicts.

    `values`: what stands on file now. A form without digests (a script, an older page) is taken as it is.
    """
    base, at_odds = _read(form.base), []
    for name in form.fields:
        theirs = _digest(values[name]) if name in values else None
        if theirs is None or base.get(name) in (None, theirs):
            continue
        mine = _digest(form.cleaned_data[name])
        if mine == base[name]:
            _leave(form, info, name, values[name])
        elif mine != theirs:
            at_odds.append(name)
            base[name] = theirs
    mine, theirs = _products(form), _digest(_rows_on_file(info))
    changed = mine is not None and base.get(PRODUCTS) not in (None, theirs)
    untouched = changed and mine == base[PRODUCTS]
    if changed and not untouched and mine != theirs:
        at_odds.append(PRODUCTS)
        base[PRODUCTS] = theirs
    form.base = json.dumps(base, separators=(",", ":"))
    for name in at_odds:
        _tell(form, info, name, values)
    if untouched and not at_odds:  # else the page is shown again with the rows as they were typed
        form.products = product_rows()  # says nothing of the products
    return not at_odds


def _leave(form, info, name: str, value) -> None:
    form.cleaned_data[name] = value
    if name == "enterprise_name":
        form.enterprise = info.case.enterprise


def _products(form) -> str | None:
    said = form.other_products()
    return None if said is None else _digest([_row(row) for row in said])


def _tell(form, info, name: str, values: dict) -> None:
    entry = info.case.trail.filter(action__in=_ACTS).order_by("-seq").first()
    who = f"{entry.actor_name.partition('（')[0]}（{timezone.localtime(entry.at):%H:%M}）" if entry else "别人"
    keep = "仍要用您填的，请再保存一次；要用对方的，请照着改。"
    if name == PRODUCTS:
        form.add_error(None, f"“其他产品”在您打开本页以后已由{who}改过，没有覆盖。{keep}")
        return
    now = "" if name in _SECRET else f"为“{_short(values[name])}”"
    form.add_error(name, f"这一项在您打开本页以后已由{who}改{now or '过'}，没有覆盖。{keep}")


def _short(value) -> str:
    text = "、".join(map(str, value)) if isinstance(value, list) else str("" if value is None else value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _rows_on_file(info) -> list[tuple]:
    return [_row(row) for row in info.products.values("product_type", "name", "batch", "brand", "barcode")]


def _row(row: dict) -> tuple:
    kind = row["product_type"]
    return (getattr(kind, "pk", kind), *(row[name] for name in ("name", "batch", "brand", "barcode")))


def _digest(value) -> str:
    """Return the same for one value whichever way it came: a browser's line ends, the order of boxes."""
    if isinstance(value, (list, tuple)) and not any(isinstance(row, tuple) for row in value):
        value = sorted(map(str, value))
    text = "" if value in (None, False, []) else str(value).replace("\r\n", "\n")
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _read(text: str) -> dict[str, str]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
