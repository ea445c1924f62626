"""Running totals of cases, kept by the database itself in the transaction of each change.

A tally is a table of rows (what is counted by, number): every change appends what it adds and takes away, so that two
people never wait for each other; the sum over all rows is the truth at any moment, and `compact` puts rows together.
Triggers write them, because whatever writes cases (acts, imports, bulk loads) then keeps them: one for each statement
on PostgreSQL, for each row on SQLite. `install` runs after every migration, as SQLite loses the triggers of a table
that a migration makes anew.
"""

import re
from dataclasses import dataclass
from itertools import product

from django.db import connection, models, transaction

_EVENTS = ("insert", "update", "delete")
_SIGNS = {"new": "1", "old": "-1"}
_ROWS = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
#: Days and years of the tallies are those of TIME_ZONE.
_LOCAL = {
    "postgresql": "to_char({} AT TIME ZONE 'Asia/Shanghai', '{}')", "sqlite": "strftime('{1}', {0}, '+8 hours')",
}  # fmt: skip
_FORMS = {"postgresql": {"month": "YYYY-MM", "year": "YYYY"}, "sqlite": {"month": "%Y-%m", "year": "%Y"}}


def local(column: str, part: str) -> dict[str, str]:
    """Return, for each database, the SQL of the "month" or "year" (text) in which the moment `column` lies."""
    return {vendor: form.format(column, _FORMS[vendor][part]) for vendor, form in _LOCAL.items()}


@dataclass(frozen=True)
class Watched:
    """A table whose rows are counted, or decide how those of `others` are: `others` is SQL that joins them on."""

    table: str
    alias: str
    columns: tuple[str, ...]  #: a change of these alone moves anything
    events: tuple[str, ...] = _EVENTS
    others: tuple[tuple[str, str, str], ...] = ()  #: (table, alias, condition of the join)


@dataclass(frozen=True)
class Tally:
    """`columns`: (column of the tally, SQL of what it holds, by database where it differs), over the aliases."""

    model: type[models.Model]
    columns: tuple[tuple[str, str | dict[str, str]], ...]
    watched: tuple[Watched, ...]
    where: str = "TRUE"

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def names(self) -> str:
        return ", ".join(name for name, _ in self.columns)

    def values(self) -> str:
        return ", ".join(sql if isinstance(sql, str) else sql[connection.vendor] for _, sql in self.columns)


TALLIES: list[Tally] = []


def register(tally: Tally) -> None:
    if tally not in TALLIES:
        TALLIES.append(tally)


def install(**kwargs) -> None:
    """Put the triggers on the tables; count anew where any was missing."""
    tables = set(connection.introspection.table_names())
    for tally in TALLIES:
        if tally.table not in tables or any(watched.table not in tables for watched in tally.watched):
            continue  # migrated back to before
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_KNOWN[connection.vendor])
            known = {name for (name,) in cursor.fetchall()}
            wanted = {
                _name(tally, watched, event): (watched, event)
                for watched, event in product(tally.watched, _EVENTS)
                if event in watched.events
            }
            missing = [name for name in wanted if name not in known]
            for name in missing:
                for statement in _trigger(name, tally, *wanted[name]):
                    cursor.execute(statement)
            if missing:
                recount(tally)


_KNOWN = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def _name(tally: Tally, watched: Watched, event: str) -> str:
    return f"{tally.table}_{watched.alias}_{event}"


def _trigger(name: str, tally: Tally, watched: Watched, event: str) -> list[str]:
    joins = [f"JOIN {table} {alias} ON {on}" for table, alias, on in watched.others]
    if connection.vendor == "postgresql":
        parts = " UNION ALL ".join(
            f"SELECT {tally.values()}, {_SIGNS[row]} FROM {row}_rows {watched.alias} {' '.join(joins)} "
            f"WHERE {tally.where}"
            for row in _ROWS[event]
        )
        tables = " ".join(f"{row.upper()} TABLE AS {row}_rows" for row in _ROWS[event])
        return [
            f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO {tally.table} ({tally.names}, number)
                SELECT {tally.names}, SUM(number) FROM ({parts}) AS moved ({tally.names}, number)
                GROUP BY {tally.names} HAVING SUM(number) <> 0;
                RETURN NULL;
            END $$""",
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {watched.table} REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]
    when = ""
    if event == "update":
        before, after = ([f"{row}.{column}" for column in watched.columns] for row in ("OLD", "NEW"))
        when = f"WHEN {' OR '.join(f'{a} IS NOT {b}' for a, b in zip(before, after, strict=True))}"
    inserts = "".join(_of_row(tally, watched, row) for row in _ROWS[event])
    return [f"CREATE TRIGGER {name} AFTER {event.upper()} ON {watched.table} {when} BEGIN {inserts} END"]


def _of_row(tally: Tally, watched: Watched, row: str) -> str:
    """SQLite: what one changed row adds or takes away."""
    said = f"SELECT {tally.values()}, {_SIGNS[row]}"
    conditions = [tally.where, *(on for _, _, on in watched.others)]
    tables = f"FROM {', '.join(f'{table} {alias}' for table, alias, _ in watched.others)}" if watched.others else ""
    sql = f"{said} {tables} WHERE {' AND '.join(conditions)}"
    sql = re.sub(rf"\b{watched.alias}\.", f"{row.upper()}.", sql)
    return f"INSERT INTO {tally.table} ({tally.names}, number) {sql};"


def recount(tally: Tally) -> None:
    """Write the tally anew from what it counts."""
    first = tally.watched[0]
    joins = " ".join(f"JOIN {table} {alias} ON {on}" for table, alias, on in first.others)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {tally.table}")
        cursor.execute(
            f"INSERT INTO {tally.table} ({tally.names}, number) SELECT {tally.names}, COUNT(*) FROM ("
            f"SELECT {tally.values()} FROM {first.table} {first.alias} {joins} WHERE {tally.where}"
            f") AS counted ({tally.names}) GROUP BY {tally.names}"
            if connection.vendor == "postgresql"
            else f"INSERT INTO {tally.table} ({tally.names}, number) SELECT {tally.values()}, COUNT(*) "
            f"FROM {first.table} {first.alias} {joins} WHERE {tally.where} "
            f"GROUP BY {', '.join(str(at + 1) for at in range(len(tally.columns)))}"
        )


def compact() -> int:
    """Put the rows of each tally together that count the same; return how many rows are left."""
    left = 0
    for tally in TALLIES:
        with transaction.atomic(), connection.cursor() as cursor:
            names, table = tally.names, tally.table
            summed = f"SELECT {names}, SUM(number) FROM {{}} GROUP BY {names} HAVING SUM(number) <> 0"
            if connection.vendor == "postgresql":  # what others are just adding is neither read nor deleted
                cursor.execute(
                    f"WITH gone AS (DELETE FROM {table} RETURNING {names}, number) "
                    f"INSERT INTO {table} ({names}, number) {summed.format('gone')}"
                )
            else:
                cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
                ((last,),) = cursor.fetchall()
                cursor.execute(f"INSERT INTO {table} ({names}, number) {summed.format(table)}")
                cursor.execute(f"DELETE FROM {table} WHERE id <= %s", [last])
        left += tally.model.objects.count()
    return left
