"""Signing in, cookies, headers: what a stranger on the network tries first."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.expiry import clear_expired
from tests.people import PASSWORD

EVIL = [
    "//evil.example/",
    "https://evil.example/",
    "javascript:alert(1)",
    "\\\\evil.example",
    "/\\evil.example",
    "http:///evil",
]


@pytest.mark.parametrize("wanted", EVIL)
def test_the_login_sends_nobody_away(client, county, wanted):
    response = client.post("/accounts/login/", {"username": "zhaomin", "password": PASSWORD, "next": wanted})
    assert response.url == "/"


def test_other_spellings_of_a_login_do_not_get_round_the_lock(client, county):
    """After five failures no spelling that signs the person in is free again."""
    for _ in range(5):
        client.post("/accounts/login/", {"username": "zhaomin", "password": "wrong"})
    for spelling in ("zhaomin", "ZhaoMin", " zhaomin ", "ｚｈａｏｍｉｎ"):
        client.post("/accounts/login/", {"username": spelling, "password": PASSWORD})
        assert "_auth_user_id" not in client.session, spelling


def test_spellings_count_as_one_login(client, county):
    for spelling in ("zhaomin", " zhaomin", "ｚｈａｏｍｉｎ", "zhaomin ", "zhaomin"):
        client.post("/accounts/login/", {"username": spelling, "password": "wrong"})
    client.post("/accounts/login/", {"username": "zhaomin", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_every_class_of_page_has_the_policy_and_the_cookies_their_flags(client, county):
    login = client.get("/accounts/login/")
    client.post("/accounts/login/", {"username": "zhaomin", "password": PASSWORD})
    pages = [login, *(client.get(a) for a in ("/", "/info/", "/nothing-here/", "/accounts/users/", "/search/?q=%00"))]
    assert [page.status_code for page in pages] == [200, 200, 200, 404, 403, 400]
    pages.append(client.get("/accounts/keepalive/"))
    for page in pages:
        policy = page["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert page["X-Content-Type-Options"] == "nosniff"
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_a_form_without_its_token_keeps_what_was_typed(county):
    client = Client(enforce_csrf_checks=True)
    client.force_login(county.staff)
    typed = {"_owner": county.staff.pk, "description": "刚写的内容", "csrfmiddlewaretoken": "k" * 32}
    client.get("/info/new/")
    response = client.post("/info/new/", typed)
    assert response.status_code == 403
    assert response.context["kept"]
    assert "刚写的内容" in client.get("/info/new/").content.decode()


def test_what_was_typed_for_an_act_comes_back_after_a_new_login(client, county):
    from tests.riskinfo.builders import make_info

    info = make_info(county, "SUBMITTED")
    address = f"/info/{info.pk}/act/screen/"
    response = client.post(address, {"_owner": county.head.pk, "handling_advice": "先送检"})
    assert response.url.startswith("/accounts/login/")
    client.post("/accounts/login/", {"username": "chenxiao", "password": PASSWORD, "next": address})
    assert "先送检" in client.get(address).content.decode()
    info.refresh_from_db()
    assert info.state == "SUBMITTED"


def test_ended_sessions_and_old_failures_are_cleared(county):
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    for days in (0, 31):
        attempt = AccessAttempt.objects.create(username=f"u{days}", ip_address="127.0.0.1", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - timedelta(days=days))
    assert clear_expired() == 1
    assert clear_expired() == 0
    assert Session.objects.get().session_key == "new"
    assert AccessAttempt.objects.get().username == "u0"
