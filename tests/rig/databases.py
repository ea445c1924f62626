"""Tests that need a real PostgreSQL or Redis, and a loud word when there is none."""

import pytest
from django.conf import settings
from django.test import SimpleTestCase


def on_postgresql() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


def touches_database(item) -> bool:
    """Say whether a collected test can see the database at all."""
    of_django = isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, SimpleTestCase)
    return bool(of_django or item.get_closest_marker("django_db") or _DATABASE_FIXTURES & set(item.fixturenames))


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    """Skip what this pass cannot test, and mark what one pass is enough for."""
    for item in items:
        browser = item.get_closest_marker("browser") and not item.get_closest_marker("postgres")
        if browser or not touches_database(item):
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
