"""What every test may ask for."""

import math

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponseForbidden, HttpResponseNotFound

from casefile import awhile
from desk import errors
from registers import currentcalendar

from .people import County, make_county
from .rig.scenes import STAGE, scene

# How fast examples are drawn tells of the machine and its neighbours, not of the product.
hypothesis.settings.register_profile("zhian", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("zhian")

pytest_plugins = ["tests.rig.strict", "tests.rig.databases", "tests.rig.browser", "tests.rig.sharing"]


@pytest.fixture
def county(request, db) -> County:
    if {"transactional_db", "live_server"} & set(request.fixturenames) or _commits(request):
        yield make_county()  # other connections write too
        return
    STAGE.begin()
    with connection.execute_wrapper(STAGE.watch):
        yield scene(make_county)()
    STAGE.at = None


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    """What one test has put into the cache is nothing to the next, whose rows have the same keys.

    The menu counts anew for each page and nobody looks whether the calendar has changed, so that every page of a test
    costs the same number of queries however long the test takes.
    """
    cache.clear()
    monkeypatch.setattr(awhile, "KEPT", 0)
    monkeypatch.setattr(currentcalendar, "CHECK_SECONDS", math.inf)


@pytest.fixture
def bare_refusals(monkeypatch):
    """Answer 403 and 404 without drawing their pages, for walks over hundreds of addresses."""
    monkeypatch.setattr(errors.defaults, "permission_denied", lambda *args, **kwargs: HttpResponseForbidden())
    monkeypatch.setattr(errors.defaults, "page_not_found", lambda *args, **kwargs: HttpResponseNotFound())


def _commits(request) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))
