"""A new installation has a way in: the bureau and its first administrator."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Bureau, User

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "清源县市场监督管理局",
    "short_name": "清源县市场监管局",
    "region_code": "419921",
    "organ_code": "清市监",
}


def found(capsys, **changes) -> str:
    call_command("found_bureau", **{**GIVEN, **changes})
    return capsys.readouterr().out


def test_the_administrator_signs_in_with_the_printed_password_and_must_change_it(capsys, client):
    password = re.search(r"：(\S+)$", found(capsys).strip()).group(1)
    answer = client.post(reverse("accounts:login"), {"username": "admin", "password": password})
    assert answer.status_code == 302
    assert client.get(reverse("accounts:users")).url == reverse("accounts:password")
    admin = User.objects.get(username="admin")
    assert admin.can("user.manage")
    assert admin.bureau == Bureau.objects.get(name=GIVEN["name"])


def test_a_bureau_below_another(capsys):
    found(capsys, name="安州市市场监督管理局", level="PREFECTURE", region_code="419900", admin="anzhou")
    found(capsys, parent="安州市市场监督管理局")
    assert Bureau.objects.get(name=GIVEN["name"]).parent.name == "安州市市场监督管理局"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"parent": "没有这个局"}, "没有找到上级局"),
        ({"region_code": "4199"}, "六位数字"),
        ({"name": "长" * 81}, "没有建立任何内容"),
        ({"admin": "a b"}, "没有建立任何内容"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(capsys, changes, says):
    with pytest.raises(CommandError, match=says):
        found(capsys, **changes)
    assert not Bureau.objects.exists()
    assert not User.objects.exists()


def test_the_same_bureau_or_account_twice_is_refused(capsys):
    found(capsys)
    with pytest.raises(CommandError, match="没有建立任何内容"):
        found(capsys)
    with pytest.raises(CommandError, match="账号 admin 已经存在"):
        found(capsys, name="甲县市场监督管理局", region_code="419922")
    assert Bureau.objects.count() == 1
