"""Several informations assigned or screened at once; each an act of its own."""

import pytest
from django.urls import reverse

from casefile.perform import perform
from riskinfo import batch
from riskinfo.models import RiskInfo

from .builders import make_draft

pytestmark = pytest.mark.once
ADDRESS = "riskinfo:batch"
SCREEN = {"do": "screen", "screen-harm_degree": "SERIOUS", "screen-handling_advice": "送检"}
WORDS = ("儿童爬行垫有刺激气味", "燃气灶回火伤手", "充电宝充电时鼓包冒烟")


@pytest.fixture
def infos(county):
    """Three submitted informations about quite different things."""
    made = []
    for number, text in enumerate(WORDS):
        info = make_draft(
            county, title=text, description=text, product_name=text[:4], batch=f"P{number}",
            enterprise_text=f"清源县第{number}商店",
        )  # fmt: skip
        perform(info, "submit", by=county.staff)
        made.append(info)
    return made


def states():
    return list(RiskInfo.objects.order_by("pk").values_list("state", flat=True))


def test_the_ticked_ones_are_screened_each_by_itself(client, county, infos):
    """R-112."""
    client.force_login(county.head)
    address = reverse(ADDRESS)
    assert [row.screenable for row in client.get(address).context["rows"]] == [True] * 3
    for wrong, text in (({}, "请先勾选"), ({"info": [infos[0].pk]}, "必填。"), ({"info": [999]}, "已由他人办理")):
        given = SCREEN | wrong | ({"screen-handling_advice": ""} if "info" in wrong else {})
        answer = client.post(address, given)
        assert answer.status_code == 422
        assert text in answer.text or "必填" in answer.text, wrong
    assert states() == ["SUBMITTED"] * 3
    done = client.post(address, SCREEN | {"info": [infos[0].pk, infos[2].pk]})
    assert [result.done for result in done.context["results"]] == [True, True]
    assert states() == ["SCREENED", "SUBMITTED", "SCREENED"]
    entry = infos[0].case.trail.get(action="screen")
    assert (entry.actor, RiskInfo.objects.get(pk=infos[0].pk).handling_advice) == (county.head, "送检")


def test_what_may_be_a_double_is_left_to_its_own_page(client, county, infos):
    twin = make_draft(county, title="另一件", description=WORDS[0], product_name="儿童爬行", batch="P0",
                      enterprise_text="清源县第0商店")  # fmt: skip
    perform(twin, "submit", by=county.staff)
    client.force_login(county.head)
    assert sum(row.screenable for row in client.get(reverse(ADDRESS)).context["rows"]) == 2
    done = client.post(reverse(ADDRESS), SCREEN | {"info": [infos[0].pk, infos[1].pk]})
    assert {result.info.pk: result.done for result in done.context["results"]} == {
        infos[0].pk: False, infos[1].pk: True,
    }  # fmt: skip
    assert states()[0] == "SUBMITTED"


def test_given_to_one_of_the_unit(client, county, infos):
    client.force_login(county.head)
    given = {"do": "assign", "assign-handler": county.second_staff.pk, "info": [info.pk for info in infos[:2]]}
    client.post(reverse(ADDRESS), given | {"assign-handler": county.other_staff.pk})
    client.post(reverse(ADDRESS), given)
    handlers = list(RiskInfo.objects.order_by("pk").values_list("case__handler__username", flat=True))
    assert handlers == ["sunli", "sunli", "zhaomin"]
    again = batch.assign_all(infos[:1], county.second_staff, by=county.head)
    assert not again[0].done
    outside = batch.assign_all(infos[2:], county.other_staff, by=county.head)
    assert "不在" in outside[0].text


def test_the_page_follows_filters_and_rights(client, county, infos):
    client.force_login(county.head)
    rows = client.get(reverse(ADDRESS) + "?q=燃气灶").context["rows"]
    assert [row.info.pk for row in rows] == [infos[1].pk]
    assert reverse(ADDRESS) + "?q=" in client.get(reverse("riskinfo:list") + "?q=燃气灶").text
    client.force_login(county.second_staff)  # screens only what is assigned to her
    assert client.get(reverse(ADDRESS)).context["rows"] == []
    [refused] = batch.screen_all(infos[:1], by=county.second_staff, harm_degree="SERIOUS", handling_advice="x")
    assert not refused.done
    for person in (county.tester, county.inspector, county.office_clerk):
        client.force_login(person)
        assert client.get(reverse(ADDRESS)).status_code == 403
