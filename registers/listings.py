"""Lists that go out as spreadsheets: what they are called, who may have them, their rows.

The headings are those of the import, so that a list that was exported and edited comes in again.
Confidential notes are in no list.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone

from accounts.people import filtered

from .forms import EnterpriseFilter
from .imports.columns import Choice, Known, KnownSet, YesNo
from .models import CatalogueEntry, Enterprise, ProductType, SamplingResult
from .resources import REGISTERS
from .samplings import SamplingFilter

_CHUNK = 2000


@dataclass(frozen=True)
class Listing:
    """`find(user, query)` gives what `count` and `rows` (lists of text, heading left out) work on.

    `permission` is that of the page; several in a tuple mean any of them, an empty one everybody of a bureau.
    """

    code: str
    title: str
    permission: str | tuple[str, ...]
    headings: list[str]
    find: Callable
    count: Callable[[object], int]
    rows: Callable[[object], Iterator[list[str]]]

    def open_to(self, user) -> bool:
        """Say whether `user` may have the list at all; which rows of it `find` decides."""
        if not self.permission:
            return user.is_active and user.bureau is not None
        wanted = (self.permission,) if isinstance(self.permission, str) else self.permission
        return any(user.can(permission) for permission in wanted)


#: Later apps append functions that return their listings.
providers: list[Callable[[], Iterable[Listing]]] = []


def listings() -> Iterator[Listing]:
    """Yield every list that can go out."""
    from .short_listings import LISTINGS  # it is made of what stands here

    yield from (make() for make in _OWN.values())
    yield from LISTINGS
    for provide in providers:
        yield from provide()


def listing_of(code: str) -> Listing | None:
    """Return the list of that code, or None."""
    return next((listing for listing in listings() if listing.code == code), None)


def table(
    code: str, title: str, permission: str | tuple[str, ...], find: Callable, *columns: tuple[str, str | Callable]
) -> Listing:
    """Return the listing of a queryset. A column is (heading, attribute or function of the row);
    `find(user, query)` gives the rows that the user may see, filtered."""

    def rows(found) -> Iterator[list[str]]:
        for row in found.iterator(chunk_size=_CHUNK):
            yield [_shown(row, getter) for _, getter in columns]

    headings = [heading for heading, _ in columns]
    return Listing(code, title, permission, headings, find, lambda found: found.count(), rows)


def _shown(row, getter: str | Callable) -> str:
    """Return a cell: labels for choices, 是 and 否, local days and minutes."""
    if callable(getter):
        value = getter(row)
    else:
        display = getattr(row, f"get_{getter}_display", None)
        value = display() if display else getattr(row, getter)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


class _Labels(dict):
    """Labels by value; a value without one is written as it is."""

    def __missing__(self, value):
        return str(value)


def _writer(column) -> Callable:
    """Return the function that writes many stored values of `column`; the frequent kinds without a detour."""
    widget = column.widget
    if isinstance(widget, YesNo):
        labels = {True: "是", False: "否", None: "否"}
    elif isinstance(widget, Choice | Known) and not isinstance(widget, KnownSet):
        labels = _Labels({None: "", "": ""} | dict(widget.labels))
    else:
        return lambda values: values if set(map(type, values)) == {str} else map(column.show, values)
    return lambda values: map(labels.__getitem__, values)


# --- enterprises ---------------------------------------------------------------------------------


def enterprises() -> Listing:
    register = REGISTERS["enterprises"]()
    columns = [column for column in register.columns() if column.name != "sides"]

    def find(user, query: QueryDict):
        return EnterpriseFilter(query, user=user).apply(Enterprise.objects.visible_to(user))

    def rows(found):
        register.load_known()
        return enterprise_rows(found, columns)

    headings = [column.label for column in columns]
    return Listing("enterprises", "企业", "register.view", headings, find, lambda found: found.count(), rows)


def enterprise_rows(found, columns) -> Iterator[list[str]]:
    """Yield the enterprises in chunks, each with one query for its products."""
    plain = [column.name for column in columns if column.name != "product_types"]
    place = next((i for i, column in enumerate(columns) if column.name == "product_types"), None)
    writers = [_writer(column) for column in columns if column.name != "product_types"]
    show = next((column.show for column in columns if column.name == "product_types"), None)
    pending: list[tuple] = []
    for row in found.order_by("name", "pk").values_list("pk", *plain).iterator(chunk_size=_CHUNK):
        pending.append(row)
        if len(pending) == _CHUNK:
            yield from _written(pending, writers, place, show)
            pending = []
    yield from _written(pending, writers, place, show)


def _written(pending, writers, place, show) -> Iterator[list[str]]:
    products: dict[int, set] = {}
    if place is not None and pending:
        through = Enterprise.product_types.through
        ids = [row[0] for row in pending]
        for start in range(0, len(ids), 900):
            links = through.objects.filter(enterprise__in=ids[start : start + 900])
            for enterprise, product in links.values_list("enterprise_id", "producttype_id"):
                products.setdefault(enterprise, set()).add(product)
    if not pending:
        return
    ids, *columns = zip(*pending, strict=True)
    written = [write(values) for write, values in zip(writers, columns, strict=True)]
    if place is not None:
        written.insert(place, [show(products[pk]) if pk in products else "" for pk in ids])
    yield from zip(*written, strict=True)


# --- the short registers: what the import would compare with ------------------------------------------


def _of_register(slug: str, permission: str, narrow: Callable | None = None) -> Callable[[], Listing]:
    """`narrow(user, query)` gives the ids of the records that the filters leave."""

    def make() -> Listing:
        kind = REGISTERS[slug]
        names = [column.name for column in kind().columns()]

        def find(user, query):
            register = kind(by=user, bureau=user.bureau)
            register.load()
            if narrow is not None:
                left = narrow(user, query)
                register.records = {pk: record for pk, record in register.records.items() if pk in left}
            return register

        def rows(register) -> Iterator[list[str]]:
            columns = [register.fields[name] for name in names]
            for record in register.records.values():
                yield [column.show(record.get(column.name)) for column in columns]

        headings = [column.label for column in kind().columns()]
        return Listing(slug, kind.label, permission, headings, find, lambda register: len(register.records), rows)

    return make


def samplings() -> Listing:
    """With the filters of the page; the columns of the import."""
    register = REGISTERS["samplings"]()
    columns = register.columns()

    def find(user, query):
        found = SamplingFilter(query, user=user).apply(SamplingResult.objects.visible_to(user))
        return found.select_related("enterprise").order_by("-sampled_on", "-pk")

    def rows(found) -> Iterator[list[str]]:
        register.load_known()
        for row in found.iterator(chunk_size=_CHUNK):
            named = {"enterprise_name": row.enterprise.name, "enterprise_code": row.enterprise.uscc}
            yield [c.show(named[c.name] if c.name in named else getattr(row, c.name)) for c in columns]

    headings = [column.label for column in columns]
    return Listing("samplings", "监督抽查结果", "register.view", headings, find, lambda found: found.count(), rows)


def products() -> Listing:
    """Product types with their items; `?catalogue=` gives the entries of one catalogue with its columns."""
    register = REGISTERS["products"]()
    columns = register.columns()

    def find(user, query):
        entries = CatalogueEntry.objects.select_related("catalogue", "product_type")
        if query.get("catalogue"):
            return list(entries.filter(catalogue__code=query["catalogue"]).prefetch_related("product_type__items"))
        return list(ProductType.objects.top().prefetch_related("items"))

    def rows(found) -> Iterator[list[str]]:
        for row in found:
            entry = row if isinstance(row, CatalogueEntry) else None
            yield _product_line(columns, entry.product_type if entry else row, entry)

    return Listing("products", "产品类别", "register.view", [c.label for c in columns], find, len, rows)


def _product_line(columns: Iterable, product: ProductType, entry: CatalogueEntry | None) -> list[str]:
    flags = ("licence_required", "ccc_required", "mandatory_standard")
    facts = {
        "items": tuple(item.name for item in product.items.all()),
        "regimes": frozenset(flag for flag in flags if getattr(product, flag)),
    }
    if entry:
        listed = entry.catalogue
        facts |= {"catalogue": listed.name, "year": listed.year, "level": listed.level, "issuer": listed.issuer}
        facts |= {"document_number": listed.document_number}
        facts |= {"order": entry.order, "group": entry.group, "note": entry.note}
    return [
        c.show(facts.get(c.name, getattr(product, c.name, None) if c.name not in ("order",) else None)) for c in columns
    ]


_OWN: dict[str, Callable[[], Listing]] = {
    "enterprises": enterprises,
    "products": products,
    "samplings": samplings,
    "sources": _of_register("sources", "register.view"),
    "regions": _of_register("regions", "register.view"),
    "users": _of_register(
        "users", "user.manage", lambda user, query: set(filtered(user, query).values_list("pk", flat=True))
    ),
}
