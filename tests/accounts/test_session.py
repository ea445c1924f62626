"""Sessions end when nobody works; what was typed does not end with them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from tests.people import PASSWORD

PROFILE = "/accounts/profile/"
KEPT = "登录已超时，已为您保留刚才填写的内容，请核对后重新提交（附件需重新选择）。"


def _sign_in(client, username="zhaomin", **extra):
    return client.post("/accounts/login/", {"username": username, "password": PASSWORD, **extra})


def _hidden(client, address, name):
    return re.search(rf'name="{name}" value="([^"]*)"', client.get(address).content.decode()).group(1)


def test_a_session_ends_after_idle_minutes(client, county, settings):
    with time_machine.travel("2026-11-20 09:00:00+08:00", tick=False) as clock:
        client.force_login(county.staff)
        assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES, seconds=1))
        assert client.get("/").url == "/accounts/login/?next=/"


def test_work_keeps_a_session_alive(client, county, settings):
    with time_machine.travel("2026-11-20 09:00:00+08:00", tick=False) as clock:
        client.force_login(county.staff)
        for _ in range(6):
            assert client.get("/").status_code == 200
            clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES - 10))
        assert client.get("/").status_code == 200


def test_reading_pages_writes_the_session_at_most_every_five_minutes(client, county):
    with time_machine.travel("2026-11-20 09:00:00+08:00", tick=False) as clock:
        client.force_login(county.staff)
        client.get("/")
        first = Session.objects.get().expire_date
        clock.shift(timedelta(minutes=4))
        client.get("/")
        assert Session.objects.get().expire_date == first
        clock.shift(timedelta(minutes=2))
        client.get("/")
        assert Session.objects.get().expire_date == first + timedelta(minutes=6)


def test_the_page_knows_when_its_session_really_ends(client, county):
    """A read within five minutes does not start the idle time anew, and the page must not promise it."""
    with time_machine.travel("2026-11-20 09:00:00+08:00", tick=False) as clock:
        client.force_login(county.staff)
        client.get("/")
        clock.shift(timedelta(minutes=4))
        assert 'data-idle-seconds="1560"' in client.get("/").content.decode()


def test_keepalive_starts_the_idle_time_anew(client, county):
    with time_machine.travel("2026-11-20 09:00:00+08:00", tick=False) as clock:
        client.force_login(county.staff)
        client.get("/")
        clock.shift(timedelta(minutes=4))
        assert client.post("/accounts/keepalive/").json() == {"seconds": 1800}
        clock.shift(timedelta(minutes=29))
        assert client.get("/").status_code == 200


def test_keepalive_does_not_wake_the_dead(client, db):
    assert client.post("/accounts/keepalive/").status_code == 302


def test_the_session_goes_with_the_browser(client, county):
    response = _sign_in(client)
    assert response.cookies["sessionid"]["max-age"] == ""
    assert client.get("/").wsgi_request.session.get_expire_at_browser_close()


@pytest.fixture
def typed_too_late(county):
    """A browser whose profile form was sent after the session had ended; it stands before the login page."""
    browser = Client(enforce_csrf_checks=True)
    with time_machine.travel("2026-11-20 09:00:00+08:00", tick=False) as clock:
        token = _hidden(browser, "/accounts/login/", "csrfmiddlewaretoken")
        _sign_in(browser, csrfmiddlewaretoken=token)
        form = {name: _hidden(browser, PROFILE, name) for name in ("csrfmiddlewaretoken", "_owner")}
        clock.shift(timedelta(minutes=31))
        response = browser.post(PROFILE, {**form, "phone": "13800001111"})
        assert response.url == f"/accounts/login/?next={PROFILE}"
        yield browser, county


def _sign_in_again(browser, username):
    token = _hidden(browser, f"/accounts/login/?next={PROFILE}", "csrfmiddlewaretoken")
    return _sign_in(browser, username, csrfmiddlewaretoken=token, next=PROFILE)


def test_what_was_typed_comes_back_after_signing_in_again(typed_too_late):
    browser, county = typed_too_late
    assert "刚才填写的内容会为您恢复" in browser.get("/accounts/login/").content.decode()
    assert _sign_in_again(browser, "zhaomin").url == PROFILE
    text = browser.get(PROFILE).content.decode()
    assert KEPT in text
    assert 'value="13800001111"' in text
    county.staff.refresh_from_db()
    assert county.staff.phone == "", "nothing is saved until the person sends it again"
    assert KEPT not in browser.get(PROFILE).content.decode(), "once"


def test_what_was_typed_is_not_shown_to_another_person(typed_too_late):
    browser, _ = typed_too_late
    _sign_in_again(browser, "chenxiao")
    assert "13800001111" not in browser.get(PROFILE).content.decode()
    assert "kept_post" not in browser.session


def test_a_form_without_owner_is_not_kept(client, county):
    client.post("/accounts/password/", {"old_password": PASSWORD, "new_password1": "Secret-26", "new_password2": "x"})
    assert "kept_post" not in client.session


def test_no_form_with_a_password_carries_an_owner(client, county):
    client.force_login(county.staff)
    assert "_owner" not in client.get("/accounts/password/").content.decode().split("<main")[1]


def test_a_photo_does_not_cost_the_text(client, county):
    from django.core.files.uploadedfile import SimpleUploadedFile

    photo = SimpleUploadedFile("a.jpg", b"x" * 400_000)
    client.post(PROFILE, {"_owner": str(county.staff.pk), "phone": "139", "photo": photo})
    assert client.session["kept_post"]["data"] == {"phone": ["139"]}


def test_endless_text_is_not_kept(client, county):
    client.post(PROFILE, {"_owner": str(county.staff.pk), "phone": "9" * 200_001})
    assert "kept_post" not in client.session


def test_a_stale_token_keeps_what_was_typed_too(county):
    """Signing in again in a second window makes the token of the first one stale."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(county.staff)
    owner = _hidden(browser, PROFILE, "_owner")
    response = browser.post(PROFILE, {"csrfmiddlewaretoken": "x" * 64, "_owner": owner, "phone": "13900002222"})
    assert response.status_code == 403
    assert "刚才填写的内容已为您保留" in response.content.decode()
    assert 'value="13900002222"' in browser.get(PROFILE).content.decode()


@pytest.mark.parametrize(
    ("extra", "headers"),
    [({"_owner": "999"}, {}), ({}, {}), (None, {"HTTP_ORIGIN": "https://evil.example"})],
    ids=["another owner", "no owner", "another site"],
)
def test_a_foreign_page_cannot_put_words_into_our_forms(county, extra, headers):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(county.staff)
    owner = {"_owner": str(county.staff.pk)} if extra is None else extra
    response = browser.post(PROFILE, {**owner, "phone": "13900002222"}, **headers)
    assert response.status_code == 403
    assert "这次没有提交" in response.content.decode()
    assert "kept_post" not in browser.session
