"""Nobody reaches a record of another bureau, by whatever address; no act succeeds for who must not do it (R-109)."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from casefile import actions
from casefile.models import CaseFile, TransitionRecord
from casefile.perform import perform
from casefile.refusals import Refused
from documents.models import Document


def _trail() -> int:
    return TransitionRecord.objects.count()


@pytest.mark.once
def test_the_next_county_reaches_nothing(client, scene):
    client.force_login(scene.stranger)
    before = _trail()
    for address in scene.pages():
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code in (403, 404, 405), f"{address}: {response.status_code}"
    assert _trail() == before
    for case in CaseFile.objects.filter(kind="INFO"):
        assert client.get(f"/search/?q={case.number or case.title}").context["found"].nothing
    assert Document.objects.visible_to(scene.stranger).count() == 0


def test_an_enterprise_of_another_bureau_is_not_found(client, scene):
    client.force_login(scene.county.staff)
    for name in ("enterprise", "enterprise_edit"):
        assert client.get(reverse(f"registers:{name}", args=[scene.foreign_enterprise.pk])).status_code == 404
    assert not client.get("/search/?q=邻河县电线厂").context["found"].enterprises


def test_an_agency_reaches_its_own_tasks_only(client, scene):
    """R-045: nothing of a case but the task that was handed to it."""
    client.force_login(scene.county.tester)
    own = ("/info/tests/", "/notifications/")
    for address in scene.pages():
        response = client.get(address)
        landed = response.get("Location", "")
        assert response.status_code in (403, 404, 405) or address.startswith(own) or landed.startswith(own), address


@pytest.mark.once
def test_acts_by_the_wrong_people_change_nothing(client, scene):
    """Every act of every record, by people who are not asked: words, no entry in the trail.

    Who sees every case posts them all, empty; the others, whom the walls keep out, knock at the one door itself.
    """
    county = scene.county
    before = _trail()
    client.force_login(county.inspector)
    for record in scene.of_each_state:
        for name in actions.registered()[type(record)]:
            response = client.post(actions.action_url(record, name))
            assert response.status_code in (302, 403, 404), f"{record} {name}"
            assert _trail() == before, f"{record} {name}"
    for user in (county.admin, county.other_staff):
        for record in scene.of_each_state:
            if record.case.department_id == user.department_id:  # the monthly return of his own unit
                continue
            for name in actions.registered()[type(record)]:
                with pytest.raises(Refused):
                    perform(record, name, by=user, post=QueryDict())
    assert _trail() == before
