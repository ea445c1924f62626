"""Scenes that many tests begin with: acted once, afterwards put back row by row.

A function of the test builders marked `@scene` acts the first time. When it is called again with the same
arguments and the database stands exactly where it stood then, the rows and files that it left are put back
and its result is returned, which costs a tenth. Anything else that is written meanwhile, a travelled clock or
a real printing press makes the next scenes act again.
"""

import functools
import json
import pickle
import re
import time
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.db import connection, models

from casefile import tallying

_WRITE = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|TRUNCATE)\b", re.IGNORECASE)
_CLOCKS = time.time() - time.monotonic()


@dataclass
class Scene:
    tables: dict[str, dict]  # what stands in the tables afterwards: {table: {primary key: row}}
    changed: tuple[str, ...]  # tables that differ from the scene before
    files: dict[str, bytes]  # what was written below MEDIA_ROOT
    result: bytes  # pickled


@functools.cache
def _tables() -> dict[str, str]:
    """Return {table: column of its primary key} of the product, whatever migrations or triggers fill left out."""
    counted = {tally.model for tally in tallying.TALLIES}
    rows = [row for row in apps.get_models(include_auto_created=True) if row not in counted]
    left_out = {"contenttypes", "auth", "sessions"}
    return {
        row._meta.db_table: row._meta.pk.column
        for row in rows
        if row._meta.managed and row._meta.app_label not in left_out
    }


class _Stage:
    """Where the database of this process stands: the chain of scenes since the empty tables, None when unknown."""

    def __init__(self):
        self.known: dict[tuple, Scene] = {}
        self.at: tuple | None = None
        self.acting = False

    def watch(self, execute, sql, params, many, context):
        if not self.acting and self.at is not None and _WRITE.match(sql):
            self.at = None
        return execute(sql, params, many, context)

    def begin(self) -> None:
        """Say that a test begins; its chain starts here when nothing is in the tables."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(f'EXISTS(SELECT 1 FROM "{table}")' for table in _tables()))
            self.at = None if any(cursor.fetchone()) else ()

    def play(self, function, args, kwargs):
        key = None if self.at is None or self.acting else _key(function, args, kwargs)
        if key is None:
            return function(*args, **kwargs)
        chain = (*self.at, key)
        if chain in self.known:
            self._put_back(self.known[chain])
            self.at = chain
            return pickle.loads(self.known[chain].result)
        before = self.known[self.at].tables if self.at else {}
        files = _files()
        self.acting = True
        try:
            result = function(*args, **kwargs)
        finally:
            self.acting, came_from, self.at = False, self.at, None
        after = _rows()
        changed = tuple(table for table, rows in after.items() if rows != before.get(table, {}))
        after = {table: rows if table in changed else before.get(table, {}) for table, rows in after.items()}
        written = {name: data for name, data in _files().items() if files.get(name) != data}
        self.known[(*came_from, key)] = Scene(after, changed, written, pickle.dumps(result))
        self.at = (*came_from, key)
        return result

    def _put_back(self, scene: Scene) -> None:
        before = self.known[self.at].tables if self.at else {}
        self.acting = True
        try:
            with connection.cursor() as cursor:
                for table in scene.changed:
                    _rewrite(cursor, table, before.get(table, {}), scene.tables[table])
            if scene.changed:  # rows are put back table by table, not in the order in which they came
                for tally in tallying.TALLIES:
                    tallying.recount(tally)
        finally:
            self.acting = False
        for name, data in scene.files.items():
            path = Path(settings.MEDIA_ROOT) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


STAGE = _Stage()


def scene(function):
    """Mark a builder whose work is put back instead of done again (see the module)."""

    @functools.wraps(function)
    def played(*args, **kwargs):
        return STAGE.play(function, args, kwargs)

    return played


def _rows() -> dict[str, dict]:
    found = {}
    with connection.cursor() as cursor:
        for table, key in _tables().items():
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            at = columns.index(key)
            found[table] = {row[at]: row for row in cursor.fetchall()}
    return found


def _rewrite(cursor, table: str, before: dict, after: dict) -> None:
    gone = [(key,) for key, row in before.items() if after.get(key) != row]
    come = [row for key, row in after.items() if before.get(key) != row]
    if gone:
        cursor.executemany(f'DELETE FROM "{table}" WHERE "{_tables()[table]}" = %s', gone)
    if come:
        cursor.executemany(f'INSERT INTO "{table}" VALUES ({", ".join(["%s"] * len(come[0]))})', come)


def _files() -> dict[str, bytes]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _key(function, args, kwargs) -> tuple | None:
    """Return what the work of a scene depends on; None when that cannot be told or the clock is travelling."""
    if abs(time.time() - time.monotonic() - _CLOCKS) > 60:
        return None
    try:
        said = json.dumps([args, kwargs], default=_said, sort_keys=True)
    except TypeError:
        return None
    from documents import freezing

    press = freezing.render_pdf
    return (
        f"{function.__module__}.{function.__qualname__}",
        said,
        _overrides(),
        f"{press.__module__}.{press.__qualname__}",
    )


def _said(value):
    """Return what stands for an argument: a row by its key, a county by its bureau; refuse everything else."""
    if isinstance(value, models.Model):
        return [value._meta.label, value.pk]
    if hasattr(value, "bureau") and hasattr(value, "people"):
        return ["county", value.bureau.pk]
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(type(value))


def _overrides() -> str:
    """Return the settings that this test has changed, its folder of files excepted."""
    said, holder = {}, settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        for name, value in vars(holder).items():
            if name.isupper() and name != "MEDIA_ROOT":
                said.setdefault(name, repr(value))
        holder = holder.default_settings
    return repr(sorted(said.items()))
