"""A person's own filters by name, shared with the unit where wanted."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from casefile.models import SavedView
from casefile.savedviews import MOST
from tests.riskinfo.builders import make_draft

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def save(client, **given):
    values = {"kind": "INFO", "name": "我的重点", "query": "q=电线&state=DRAFT&after=2026_1"} | given
    return client.post(reverse("casefile:save_view"), values, follow=True)


def shown(client, query=""):
    page = client.get(reverse("riskinfo:list") + query).context["page"]
    return [(row["name"], row["mine"], row["now"]) for row in page.views]


def test_kept_under_a_name_used_again_replaced_deleted(client, county):
    make_draft(county)
    client.force_login(county.staff)
    page = save(client)
    address = page.redirect_chain[0][0]
    assert "after" not in address
    assert len(page.context["page"].rows) == 1
    assert shown(client, "?state=DRAFT") == [("我的重点", True, False)]
    assert [row["now"] for row in client.get(address).context["page"].views] == [True]
    save(client, query="q=没有")
    assert [row.query for row in SavedView.objects.all()] == ["q=%E6%B2%A1%E6%9C%89"]
    client.post(reverse("casefile:delete_view", args=[SavedView.objects.get().pk]))
    assert shown(client) == []


def test_shared_with_the_unit_and_nobody_else(client, county):
    client.force_login(county.staff)
    save(client, shared="on")
    save(client, name="自己用")
    for person, names in (
        (county.head, ["我的重点"]), (county.second_staff, ["我的重点"]), (county.other_staff, []), (county.deputy, []),
    ):  # fmt: skip
        client.force_login(person)
        assert [name for name, mine, _ in shown(client) if not mine] == names, person
    client.force_login(county.head)
    own = SavedView.objects.get(name="我的重点")
    assert client.post(reverse("casefile:delete_view", args=[own.pk])).status_code == 404


@pytest.mark.parametrize(
    ("code", "name", "who", "shut"),
    [
        ("TESTS", "riskinfo:tests_all", "staff", "tester"), ("OWN_TESTS", "riskinfo:tests", "tester", "staff"),
        ("REPORTS", "riskinfo:reports", "head", "tester"), ("MONITORITEMS", "monitoring:items", "staff", "tester"),
        ("PUBLICITY", "monitoring:publicity", "inspector", "tester"),
    ],
)  # fmt: skip
def test_lists_that_are_not_of_a_kind_keep_views_too(client, county, code, name, who, shut):
    address = reverse(name)
    client.force_login(getattr(county, who))
    assert "保存当前筛选" not in client.get(f"{address}?page=1").text  # a place in the list is no filter
    query = f"q={quote('电线')}"
    assert f'value="{code}"' in client.get(f"{address}?{query}&page=1").text
    save(client, kind=code, name="电线的", query=f"{query}&page=3")
    assert SavedView.objects.get().query == query
    page = client.get(f"{address}?{query}")
    assert [(row["name"], row["now"]) for row in page.context["saved"]["views"]] == [("电线的", True)]
    assert f'href="{address}?{query}"' in page.text
    deleted = client.post(reverse("casefile:delete_view", args=[SavedView.objects.get().pk]))
    assert deleted.url == address
    client.force_login(getattr(county, shut))
    assert save(client, kind=code).status_code == 403


def test_what_cannot_be_saved_is_said(client, county):
    client.force_login(county.staff)
    assert "没有保存" in save(client, name="").text
    assert save(client, kind="NOTHING").redirect_chain[0][0] == reverse("desk:home")
    for number in range(MOST):
        save(client, name=f"第{number}个")
    assert "最多" in save(client, name="再一个").text
    client.force_login(county.tester)
    assert save(client).status_code == 403
    assert SavedView.objects.count() == MOST
