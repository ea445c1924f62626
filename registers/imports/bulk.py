"""Tens of thousands of new rows at once: by COPY where the database has it, else by bulk_create.

What `save()` would fill in (stamps, initials, the one shape of a code) is filled in by the fields themselves.
"""

from types import SimpleNamespace

from django.db import connection, models

BATCH = 2000


def insert(model, rows: list[dict]) -> list[int]:
    """Insert `rows` (attribute → value, the rest by default) and return their ids in the same order.

    The caller holds the transaction. No signal is sent and no model method is called.
    """
    if not rows:
        return []
    if connection.vendor != "postgresql":
        made = model.objects.bulk_create([model(**values) for values in rows], batch_size=BATCH)
        return [row.pk for row in made]
    key, fields = model._meta.pk, [field for field in model._meta.concrete_fields if not field.primary_key]
    kept = [(field.attname, field.get_default() if field.has_default() else _blank(field)) for field in fields]
    filled = [(place, field) for place, field in enumerate(fields) if _fills_in(field)]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in [key, *fields])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, key.column, len(rows)],
        )
        ids = [row[0] for row in cursor.fetchall()]
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for pk, values in zip(ids, rows, strict=True):
                line = [values.get(name, default) for name, default in kept]
                given = SimpleNamespace(**dict(zip((name for name, _ in kept), line, strict=True)))
                for place, field in filled:
                    line[place] = field.pre_save(given, True)
                copy.write_row([pk, *line])
    return ids


def _blank(field):
    return None if field.null else field.get_default()


def _fills_in(field) -> bool:
    """Say whether the field puts a value of its own in when a row is saved."""
    if isinstance(field, models.DateField):  # a DateTimeField is one
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not models.Field.pre_save
