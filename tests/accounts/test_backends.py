"""The account of a request, and what is read together with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.backends import PeopleBackend
from accounts.models import Absence, Bureau
from accounts.roles import Role

pytestmark = pytest.mark.django_db


def test_who_stands_in_for_nobody_in_a_county_is_asked_about_once(county, django_assert_num_queries):
    with django_assert_num_queries(1):
        user = PeopleBackend().get_user(county.staff.pk)
        user.of_request = True
        assert (user.bureau, user.absences_covered(), user.bureaus_below()) == (county.bureau, [], [])


def test_bureaus_below_and_absences_are_found(county):
    day = timezone.localdate()
    Absence.objects.create(
        absent=county.head, deputy=county.staff, starts=day, ends=day + timedelta(days=1), areas=["info"],
        created_by=county.head, reason="出差",
    )  # fmt: skip
    town = Bureau.objects.create(
        name="辛安分局", short_name="辛安分局", level="COUNTY", parent=county.bureau, region_code="419921100",
        organ_code="辛市监",
    )  # fmt: skip
    user = PeopleBackend().get_user(county.staff.pk)
    user.of_request = True
    assert [absence.absent for absence in user.absences_covered()] == [county.head]
    assert user.bureaus_below() == [town.pk]
    assert Role.STAFF in user.roles


def test_a_deactivated_account_is_nobody(county):
    county.staff.is_active = False
    county.staff.save()
    assert PeopleBackend().get_user(county.staff.pk) is None
    assert PeopleBackend().get_user(0) is None
