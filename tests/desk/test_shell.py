"""The frame around every page: menu by role, one marked entry, a bell that counts."""

import re

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from casefile import awhile
from casefile.models import CaseFile, Notification
from desk.context import MENU, menu
from tests.riskinfo.builders import make_info

ROWS = [row for _, rows in MENU for row in rows]


def _labels(user, path="/"):
    return {entry["label"] for group in menu(user, path, {}) for entry in group["entries"]}


def _exists(name):
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False


def test_the_menu_offers_exactly_what_the_roles_open(county):
    for user in county.people:
        expected = {
            label for label, _, name, permission, _ in ROWS
            if _exists(name) and (permission is None or user.can(permission))
        }  # fmt: skip
        assert _labels(user) == expected


def test_no_entry_is_refused_to_who_is_offered_it(client, county):
    for user in county.people:
        client.force_login(user)
        for group in menu(user, "/", {}):
            for entry in group["entries"]:
                assert client.get(entry["url"], follow=True).status_code == 200, f"{entry['label']} for {user}"


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "工作台"),
        ("/accounts/users/", "用户与机构"),
        ("/accounts/users/3/edit/", "用户与机构"),
        ("/nothing/", None),
    ],
)
def test_the_place_is_marked(county, path, label):
    marked = [e["label"] for group in menu(county.admin, path, {}) for e in group["entries"] if e["active"]]
    assert marked == ([label] if label else [])


def test_the_bell_counts_what_is_unread(client, county):
    client.force_login(county.staff)
    for number in range(3):
        Notification.objects.create(
            user=county.staff, text="一条", key=str(number), created_at=timezone.now(),
            read_at=timezone.now() if number == 0 else None,
        )  # fmt: skip
    assert client.get("/").context["shell"]["unread"] == 2


def test_nobody_sees_the_frame_before_signing_in(client, db):
    text = client.get("/accounts/login/").content.decode()
    assert 'id="side"' not in text
    assert "data-user" not in text


@pytest.mark.parametrize("address", ["/", "/accounts/profile/", "/accounts/password/", "/accounts/users/", "/nothing/"])
def test_pages_hold_to_the_content_policy(client, county, address):
    """No inline script, style or handler: the policy would refuse it, and the page would be broken."""
    client.force_login(county.admin)
    response = client.get(address)
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    html = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
    assert "<style" not in html
    assert 'lang="zh-Hans"' in html


def test_a_missing_page_says_what_to_do(client, county):
    client.force_login(county.staff)
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "回到工作台" in response.content.decode()
    assert response.context["shell"]["menu"]  # the way out, without the figures that take long


def test_a_failure_says_that_nothing_was_saved(client, county, monkeypatch):
    def fail(*args):
        raise RuntimeError("broken")

    monkeypatch.setattr("desk.context.menu", fail)
    client.force_login(county.staff)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "这一步没有办成" in response.content.decode()


def _waiting(response) -> int:
    entries = [entry for group in response.context["shell"]["menu"] for entry in group["entries"]]
    return next(entry["count"] for entry in entries if entry["label"] == "风险信息")


def test_the_figures_of_the_menu_are_kept_until_something_happens(client, county, monkeypatch):
    monkeypatch.setattr(awhile, "KEPT", 20)
    client.force_login(county.head)
    assert _waiting(client.get("/notifications/")) == 0
    info = make_info(county, "SUBMITTED")  # the head is told
    assert _waiting(client.get("/notifications/")) == 1
    CaseFile.objects.filter(pk=info.case_id).update(awaiting_user=county.staff, awaiting_role="")  # silently
    assert _waiting(client.get("/notifications/")) == 1
    assert _waiting(client.get("/")) == 0
    assert _waiting(client.get("/notifications/")) == 0


def test_who_has_acted_sees_the_new_figures(client, county, monkeypatch):
    monkeypatch.setattr(awhile, "KEPT", 20)
    info = make_info(county, "SUBMITTED")
    client.force_login(county.head)
    assert _waiting(client.get("/notifications/")) == 1
    CaseFile.objects.filter(pk=info.case_id).update(awaiting_user=county.staff, awaiting_role="")
    client.post("/notifications/")  # refused or not: something was sent
    assert _waiting(client.get("/notifications/")) == 0
