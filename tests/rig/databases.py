"""Tests that need a real PostgreSQL or Redis, a loud word when there is none, and a migrated SQLite file kept."""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import SimpleTestCase

_PROJECT = Path(__file__).resolve().parent.parent.parent
_KEPT = _PROJECT / "var" / "testdb"


def on_postgresql() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


def touches_database(item) -> bool:
    """Say whether a collected test can see the database at all."""
    of_django = isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, SimpleTestCase)
    return bool(of_django or item.get_closest_marker("django_db") or _DATABASE_FIXTURES & set(item.fixturenames))


#: Beside the first pass, a table of parameters is run at its ends: its rows ask the database the same question.
_ENDS = 2


def _middles(items) -> set:
    """Return the tests of long parameter tables that are neither the first nor the last of theirs."""
    tables = {}
    for item in items:
        if hasattr(item, "callspec") and not item.get_closest_marker("postgres"):
            tables.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return {item for rows in tables.values() if len(rows) > _ENDS for item in rows[1:-1]}


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    """Skip what this pass cannot test, and mark what one pass is enough for."""
    middles = _middles(items)
    for item in items:
        browser = item.get_closest_marker("browser") and not item.get_closest_marker("postgres")
        if browser or item in middles or not touches_database(item):
            item.add_marker("once")
    reasons = {
        "postgres": None if on_postgresql() else "not on PostgreSQL (TEST_DATABASE_URL)",
        "redis": None if settings.TEST_REDIS_URL else "no Redis (REDIS_URL)",
    }
    for item in items:
        for name, reason in reasons.items():
            if reason and item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    for word, variable in (("PostgreSQL", "TEST_DATABASE_URL"), ("Redis", "REDIS_URL")):
        count = sum(variable in str(report.longrepr) for report in skipped)
        if count:
            terminalreporter.write_sep(
                "!", f"{count} TESTS NEED {word}: NOT TESTED IN THIS PASS, set {variable}", red=True, bold=True
            )


@pytest.fixture
def redis_url() -> str:
    """The URL of a Redis that a test may write to (database number included)."""
    return settings.TEST_REDIS_URL


def migrated() -> Path:
    """Return where an empty, migrated SQLite file of these very migrations is kept."""
    said = hashlib.sha256()
    for path in sorted([*_PROJECT.glob("*/migrations/*.py"), *_PROJECT.glob("requirements/*.txt")]):
        said.update(path.name.encode() + path.read_bytes())
    return _KEPT / f"{said.hexdigest()[:20]}.sqlite3"


def keep_migrated() -> None:
    """Keep a copy of the SQLite database that is open and migrated; copies of other migrations go."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    for old in _KEPT.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    half = _KEPT / f"{os.getpid()}.part"
    with closing(sqlite3.connect(half)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    half.replace(migrated())


def begin_migrated(folder: Path) -> None:
    """Put the kept file, where there is one, into the folder of an installation; `migrate` then has little to do."""
    if migrated().exists():
        shutil.copyfile(migrated(), folder / "zhian.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings) -> bool:
    """Begin with the kept file where there is one; Django then migrates what it lacks, which is nothing."""
    if on_postgresql():
        return request.config.getvalue("reuse_db")
    if migrated().exists():
        shutil.copyfile(migrated(), connection.creation._get_test_db_name())
        return True
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_keepdb, django_db_blocker):
    """Keep the migrated SQLite file for the next process."""
    if on_postgresql() or django_db_keepdb:
        return
    with django_db_blocker.unblock():
        keep_migrated()
