"""Signing in: good, wrong, locked, stopped; and where one lands."""

import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone

from tests.people import PASSWORD

LOGIN = "/accounts/login/"


def _try(client, username="zhaomin", password="wrong", **extra):
    return client.post(LOGIN, {"username": username, "password": password, **extra})


def test_a_right_password_leads_to_the_desk(client, county):
    response = _try(client, password=PASSWORD)
    assert (response.status_code, response.url) == (302, "/")
    assert "赵敏" in client.get("/").content.decode()


def test_a_wrong_password_says_how_often_one_may_still_try(client, county):
    text = _try(client).content.decode()
    assert "用户名或密码不正确" in text
    assert "还可尝试 4 次，之后锁定 15 分钟" in text
    assert 'value="zhaomin"' in text


@pytest.mark.parametrize("username", ["zhaomin", "nobody-of-that-name"])
def test_five_failures_lock_and_say_until_when(client, county, username):
    with time_machine.travel("2026-11-20 09:00:00+08:00", tick=False):
        for _ in range(4):
            assert _try(client, username).status_code == 200
        response = _try(client, username)
        assert response.status_code == 429
        text = response.content.decode()
        assert "<b>09:15</b>" in text
        assert "约 15 分钟" in text
        assert "管理员" in text


def test_while_locked_even_the_right_password_waits_and_the_time_stays_true(client, county):
    with time_machine.travel("2026-11-20 09:00:00+08:00", tick=False) as clock:
        for _ in range(5):
            _try(client)
        clock.shift(timedelta(minutes=10))
        text = _try(client, password=PASSWORD).content.decode()
        assert "<b>09:15</b>" in text
        assert "约 5 分钟" in text
        clock.shift(timedelta(minutes=5, seconds=1))
        assert _try(client, password=PASSWORD).status_code == 302


def test_a_lock_holds_for_the_address_it_came_from(client, county):
    for _ in range(5):
        _try(client)
    assert client.post(LOGIN, {"username": "zhaomin", "password": PASSWORD}, REMOTE_ADDR="10.0.0.8").status_code == 302


def test_a_success_forgets_the_failures(client, county):
    for _ in range(4):
        _try(client)
    _try(client, password=PASSWORD)
    client.post("/accounts/logout/")
    assert "还可尝试 4 次" in _try(client).content.decode()


def test_behind_the_proxy_the_address_is_the_one_the_proxy_wrote(client, county, settings):
    settings.BEHIND_PROXY = True
    for _ in range(4):
        client.post(LOGIN, {"username": "zhaomin", "password": "x"}, HTTP_X_FORWARDED_FOR="1.1.1.1, 10.0.0.5")
    forged = {"HTTP_X_FORWARDED_FOR": "9.9.9.9, 10.0.0.5"}
    assert client.post(LOGIN, {"username": "zhaomin", "password": "x"}, **forged).status_code == 429


def test_a_stopped_account_cannot_sign_in_and_is_not_told_apart(client, county):
    county.staff.is_active = False
    county.staff.save()
    assert "用户名或密码不正确" in _try(client, password=PASSWORD).content.decode()


def test_a_stopped_account_loses_its_open_session(client, county):
    client.force_login(county.staff)
    county.staff.is_active = False
    county.staff.save()
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "landed"),
    [("/accounts/profile/", "/accounts/profile/"), ("https://evil.example/", "/"), ("//evil.example", "/"), ("", "/")],
)
def test_one_lands_where_one_wanted_to_but_never_elsewhere(client, county, wanted, landed):
    assert _try(client, password=PASSWORD, next=wanted).url == landed


def test_who_is_in_is_sent_on_from_the_login_page(client, county):
    client.force_login(county.staff)
    assert client.get(LOGIN).url == "/"


def test_logout_is_a_post(client, county):
    client.force_login(county.staff)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").url == LOGIN
    assert "已退出登录" in client.get(LOGIN).content.decode()
    assert client.get("/").status_code == 302


def test_demo_accounts_are_listed_in_demo_mode_only(client, db, settings, monkeypatch):
    account = {
        "username": "demo",
        "password": "Demo-2026",
        "name": "演示员",
        "position": "经办人",
        "unit": "质量监督股",
    }
    monkeypatch.setitem(sys.modules, "tests.accounts.stage", SimpleNamespace(accounts=lambda: [account], __spec__="x"))
    settings.DEMO_ACCOUNTS = "tests.accounts.stage.accounts"
    settings.DEMO = True
    assert "演示员" in client.get(LOGIN).content.decode()
    settings.DEMO = False
    assert "演示员" not in client.get(LOGIN).content.decode()


def test_without_a_demo_bureau_the_list_is_empty(client, db, settings):
    settings.DEMO = True
    settings.DEMO_ACCOUNTS = "accounts.no_such_module.accounts"
    assert "演示账号" not in client.get(LOGIN).content.decode()


def test_attempts_keep_no_password(client, county):
    from axes.models import AccessAttempt

    _try(client, password="Secret-of-mine-1")
    attempt = AccessAttempt.objects.get(username="zhaomin")
    assert attempt.attempt_time <= timezone.now()
    assert "Secret-of-mine-1" not in attempt.post_data
