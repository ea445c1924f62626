"""How many rows a list has: exact up to the cap, and beyond it kept for a while."""

from datetime import UTC, datetime

import pytest

from registers import counting
from registers.counting import capped_count
from registers.models import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def regions(monkeypatch):
    monkeypatch.setattr(counting, "COUNT_CAP", 3)
    for n in range(1, 3):
        Region.objects.create(code=f"9000{n}0000000", name=f"第{n}镇", level="TOWN")
    return Region.objects.filter(code__startswith="9000")


def test_it_is_exact_up_to_the_cap_and_one_more_beyond(regions):
    assert capped_count(regions) == 2
    for n in range(3, 6):
        Region.objects.create(code=f"9000{n}0000000", name=f"第{n}镇", level="TOWN")
    assert capped_count(regions) == 4


def test_beyond_the_cap_it_is_not_counted_again(regions, django_assert_num_queries):
    for n in range(3, 6):
        Region.objects.create(code=f"9000{n}0000000", name=f"第{n}镇", level="TOWN")
    with django_assert_num_queries(1):
        assert capped_count(regions) == capped_count(regions.order_by("-name")) == 4
    with django_assert_num_queries(1):
        assert capped_count(regions.filter(name="第1镇")) == 1


def test_up_to_the_cap_it_is_counted_each_time(regions, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert capped_count(regions) == capped_count(regions) == 2


def test_a_moment_is_kept_by_the_minute():
    asked = [datetime(2026, 3, 2, 9, 30, second, tzinfo=UTC) for second in (5, 50)]
    later = datetime(2026, 3, 2, 9, 31, 0, tzinfo=UTC)
    assert len({counting.key_of("SELECT 1", [moment]) for moment in asked}) == 1
    assert counting.key_of("SELECT 1", asked[:1]) != counting.key_of("SELECT 1", [later])


def test_what_nothing_can_fulfil_is_not_asked(regions, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert capped_count(Region.objects.none()) == 0
