"""Figures of the bureau: who has how much, what is late, how long warnings last (R-052, R-107)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from desk import statistics
from tests.casefile.cases import make_case


@pytest.fixture
def cases(county):
    """Two open cases of the section, one of them late, one closed; a warning that lasted four days."""
    now = timezone.now()
    make_case(county, number="FX-1")
    make_case(county, number="FX-2", due_at=now - timedelta(hours=1))
    make_case(county, number="FX-3", closed_at=now, due_at=now - timedelta(days=1))
    make_case(county, number="FX-4", department=county.station, due_at=now + timedelta(days=2))
    warning = {"kind": "WARNING", "level": "LEVEL_2", "department": county.brigade}
    make_case(county, number="YJ-1", opened_at=now - timedelta(days=4), closed_at=now, **warning)
    make_case(county, number="YJ-2", **warning)


def test_leaders_see_open_late_and_closed_work_of_each_unit(county, cases):
    """R-052: what is late comes first."""
    rows = statistics.by_unit(county.director)
    assert rows[0]["department__name"] == county.quality.name
    assert {row["department__name"]: (row["open"], row["overdue"], row["closed"]) for row in rows} == {
        county.quality.name: (2, 1, 1), county.brigade.name: (1, 0, 1), county.station.name: (1, 0, 0),
    }  # fmt: skip


def test_how_long_warnings_last(county, cases):
    """R-107."""
    assert [(row["level"], row["open"], row["closed"], row["days"]) for row in
            statistics.warnings_by_level(county.director)] == [("LEVEL_2", 1, 1, 4.0)]  # fmt: skip


def test_the_page_shows_them(county, cases, client):
    client.force_login(county.director)
    page = client.get(reverse("desk:statistics")).text
    for name in (county.quality.name, county.station.name, county.brigade.name):
        assert name in page
    assert "4.0" in page


def test_other_units_figures_stay_hidden(county, cases):
    assert [row["department__name"] for row in statistics.by_unit(county.other_staff)] == [county.station.name]
