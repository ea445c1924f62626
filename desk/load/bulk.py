"""Writing millions of rows: COPY on PostgreSQL, executemany elsewhere, indexes built once at the end."""

from collections.abc import Iterable
from contextlib import contextmanager
from datetime import datetime

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max

from casefile import tallying


def write(model, columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Append `rows`, each with a value for each of `columns`; JSON is given as text, moments aware."""
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks, adapt = ", ".join(["%s"] * len(columns)), connection.ops.adapt_datetimefield_value
    plain = ([adapt(value) if isinstance(value, datetime) else value for value in row] for row in rows)
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', plain)


def next_id(model) -> int:
    return (model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1


@contextmanager
def filling(models):
    """Take plain indexes and foreign keys off the tables while they are filled, and put them back; one transaction.

    Foreign keys are checked as a whole when they come back. Elsewhere than on PostgreSQL nothing is taken off.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            yield
            return
        tables = [model._meta.db_table for model in models]
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # with checks pending no table may be altered
        cursor.execute(_FOREIGN_KEYS, [tables])
        keys = cursor.fetchall()
        cursor.execute(_INDEXES, [tables])
        indexes = cursor.fetchall()
        for table, name, _ in keys:
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s) ORDER BY 1, 2
"""
#: Those that no constraint rests on.
_INDEXES = """
    SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid::regclass::text = ANY(%s)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1
"""


def settle() -> None:
    """Put the running totals together, and let the database count anew what it plans by."""
    tallying.compact()
    with connection.cursor() as cursor:
        fresh = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM (ANALYZE)" if fresh else "ANALYZE")
