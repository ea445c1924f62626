"""What can be imported: its columns, how a row finds its record, how rows are written.

Subclasses are django-import-export resources: their Column attributes are the
resource's fields. Reading and writing are our own, because a register has tens
of thousands of rows: records are compared in memory, foreign keys come from
dicts, changed rows go out in one INSERT … ON CONFLICT a batch.
"""

from collections.abc import Iterable

from django.urls import reverse
from import_export.resources import Resource

from .columns import Column

BATCH = 2000


class Register(Resource):
    """One register. `by` is who imports (None at the console), `bureau` whose records they are,
    `origin` the file that they come from, `context` what was said of the whole file before it was read."""

    slug = label = permission = ""
    about = ""  #: one line: what a row is
    model = None
    whole = False  #: taken only when no row is refused
    once = False  #: the result file is handed out once
    private = False  #: a run is for who began it alone
    needs_person = False  #: never without knowing who imports
    start_url = ""  #: name of the page on which an import begins, when it is not the common one
    #: Written by the model itself when a row changes.
    follows: tuple[str, ...] = ()

    def __init__(self, *, by=None, bureau=None, origin="", context=None):
        super().__init__()
        self.by, self.bureau, self.origin, self.context = by, bureau, origin, context or {}
        self.records: dict[int, dict] = {}
        self.results: dict[int, str] = {}  #: row → what the result file says beside what happened

    @classmethod
    def start(cls) -> str:
        """Return the address at which an import begins."""
        return reverse(cls.start_url) if cls.start_url else reverse("registers:import_upload", args=[cls.slug])

    @classmethod
    def back(cls, context: dict) -> tuple[str, str] | None:
        """Return (label, address) of the page that a finished import leads back to."""
        return None

    def columns(self) -> list[Column]:
        return list(self.fields.values())

    def queryset(self):
        """Return the rows that an import may compare with and change."""
        return self.model.objects.all()

    def plain(self) -> list[str]:
        """Return the attributes that are columns of the model's own table."""
        return [column.attribute for column in self.columns()]

    def load(self, *, lock=False) -> None:
        """Read what is on file into `records` (id → attribute → value) and the dicts that rows are found by."""
        names = self.plain()
        rows = self.queryset().order_by()
        if lock:
            rows = rows.select_for_update(of=("self",))
        self.records = {pk: dict(zip(names, values, strict=True)) for pk, *values in rows.values_list("pk", *names)}

    def key(self, values: dict):
        """Return what makes two rows of a file the same record, or None when it cannot be said."""
        raise NotImplementedError

    def identity(self, values: dict, pk: int | None):
        """Return what two rows of a file share when they are about the same record."""
        return ("pk", pk) if pk is not None else self.key(values)

    def find(self, values: dict) -> int | None:
        """Return the id of the record that a row is about, None when it is new; may raise CellRefused."""
        raise NotImplementedError

    def check(self, values: dict, pk: int | None) -> Iterable[tuple[str, str]]:
        """Yield (column name, reason) for what only the row as a whole shows; may complete `values`."""
        return ()

    def advise(self, values: dict, pk: int | None) -> Iterable[str]:
        """Yield what somebody should look at though the row is taken."""
        return ()

    def remarks(self, rows) -> list[str]:
        """Return what the import as a whole would do beyond its rows."""
        return []

    def build(self, values: dict):
        """Return an unsaved instance for a new row."""
        return self.model(**values)

    def write(self, rows) -> None:
        """Write the new and the changed rows of a plan; the caller holds the transaction."""
        self.write_new([row for row in rows if row.action == "NEW"])
        self.write_changed([row for row in rows if row.action == "CHANGED"])

    def changes(self, row) -> list[str]:
        """Return what changes on a record, a line a column: 联系人：张三 → 李四."""
        lines = []
        for name, (old, new) in row.changed.items():
            column = self.fields[name]
            lines.append(f"{column.label}：{column.show(old) or '（空）'} → {column.show(new) or '（空）'}")
        return lines

    def write_new(self, rows) -> list:
        return self.model.objects.bulk_create([self.build(row.values) for row in rows], batch_size=BATCH)

    def write_changed(self, rows, *, also=()) -> None:
        """Update by upsert on the id: one statement a batch instead of one CASE a column and row."""
        touched = sorted({name for row in rows for name in row.changed} - set(also))
        if not touched:
            return
        held = self.model.objects.in_bulk([row.pk for row in rows])
        for row in rows:
            for name in row.changed:
                if name in touched:
                    setattr(held[row.pk], name, row.values[name])
        self.model.objects.bulk_create(
            held.values(),
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[self.model._meta.get_field(name).name for name in touched] + list(self.follows),
            batch_size=BATCH,
        )
