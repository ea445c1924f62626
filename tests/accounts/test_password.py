"""Choosing a password: first change, rules, no return of former ones."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import AccountEvent, FormerPassword, User
from accounts.passwords import temporary_password
from tests.people import PASSWORD

PAGE = "/accounts/password/"


def _change(client, new, old=PASSWORD, again=None):
    return client.post(PAGE, {"old_password": old, "new_password1": new, "new_password2": again or new})


@pytest.fixture
def newcomer(client, county):
    User.objects.filter(pk=county.staff.pk).update(must_change_password=True)
    county.staff.refresh_from_db()
    client.post("/accounts/login/", {"username": "zhaomin", "password": PASSWORD})
    return county.staff


def test_a_temporary_password_opens_only_the_password_page(client, newcomer):
    for address in ("/", "/accounts/profile/", "/accounts/users/"):
        assert client.get(address).url == PAGE
    assert "请先换成只有您自己知道的密码" in client.get(PAGE).content.decode()


def test_after_the_first_change_work_begins(client, newcomer):
    assert _change(client, "Other-words-26").url == "/"
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert newcomer.check_password("Other-words-26")
    assert client.get("/").status_code == 200, "the own session goes on"
    event = newcomer.account_events.get()
    assert (event.what, event.actor) == (AccountEvent.What.PASSWORD_CHANGED, newcomer)
    assert "Other-words" not in str(event.detail)


def test_a_wrong_change_says_so_at_the_field_and_gives_no_password_back(client, newcomer):
    response = _change(client, "Other-words-26", old="no")
    text = response.content.decode()
    assert "没有提交，请改正后重新填写" in text
    assert 'id="id_old_password_error"' in text
    assert "Other-words-26" not in text
    newcomer.refresh_from_db()
    assert newcomer.must_change_password


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Ab1-x", "至少"),
        ("alllowercaseletters", "至少三种"),
        ("lower-and-sign-only", "至少三种"),
        ("Zhaomin-001", "相似"),
        (PASSWORD, "现在的或最近三次"),
    ],
)
def test_the_rules(county, password, why):
    with pytest.raises(ValidationError) as error:
        validate_password(password, county.staff)
    assert why in "".join(error.value.messages)


def test_the_last_three_passwords_do_not_come_back_but_the_fourth_may(client, county):
    client.force_login(county.staff)
    used = [PASSWORD, "First-word-26", "Second-word-26", "Third-word-26", "Fourth-word-26"]
    for old, new in zip(used, used[1:], strict=False):
        assert _change(client, new, old=old).status_code == 302
    for former in used[1:]:
        assert "最近三次用过" in _change(client, former, old=used[-1]).content.decode()
    assert _change(client, PASSWORD, old=used[-1]).status_code == 302
    assert FormerPassword.objects.filter(user=county.staff).count() == 4


def test_former_passwords_are_hashes(county):
    assert not FormerPassword.objects.filter(password__contains=PASSWORD).exists()
    assert FormerPassword.objects.filter(user=county.staff).get().password == county.staff.password


def test_a_temporary_password_passes_every_rule_and_is_easy_to_read(county):
    made = {temporary_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password, county.staff)
        assert not set(password) & set("0O1lIio")


def test_changing_the_password_ends_the_other_sessions(client, county, django_user_model):
    other = client.__class__()
    other.force_login(county.staff)
    client.force_login(county.staff)
    _change(client, "Other-words-26")
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302
