"""The demo bureau: loaded once for this module, then looked at."""

import ast
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command

from accounts.forms import PasswordForm
from accounts.models import Bureau, User
from accounts.records import own_password_changed
from accounts.roles import Role
from desk.demo import demo_accounts
from desk.demo.people import PASSWORD
from registers import seed
from registers.models import Enterprise
from registers.validators import organisation_code_warning, validate_uscc

APPS = (
    "accounts", "registers", "casefile", "documents", "riskinfo", "riskwarnings", "emergency", "rectification", "desk",
)  # fmt: skip


def run_demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, request):
    """Load the demo once and keep it for the tests of this module."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        seed.load()
        run_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demo, db):
    """The loaded demo, each test in a savepoint of its own."""


def test_nobody_takes_now_by_name():
    """The demo's clock replaces timezone.now, so every module must ask the module for it."""
    taken = []
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone":
                    taken += [f"{path.name}: {name.name}" for name in node.names if name.name in ("now", "localdate")]
    assert taken == []


def test_without_its_people_there_are_no_accounts(loaded):
    User.objects.update(is_active=False)
    assert demo_accounts() == []


def test_every_role_can_sign_in(loaded, django_assert_num_queries):
    with django_assert_num_queries(1):
        accounts = demo_accounts()
    people = {user.username: user for user in User.objects.all()}
    assert {role for account in accounts for role in people[account.username].roles} == set(Role)
    for username, password, name, position in accounts:
        user = people[username]
        assert user.check_password(password)
        assert (user.name, user.must_change_password) == (name, False)
        assert user.roles[0].label in position
        validate_password(password, User(username=username, name=name))


def test_an_account_with_another_password_is_not_offered(loaded):
    user = User.objects.get(username="zhaomin")
    form = PasswordForm(user, {"old_password": PASSWORD, "new_password1": "Another-26", "new_password2": "Another-26"})
    assert form.is_valid(), form.errors
    own_password_changed(form)
    assert "zhaomin" not in [account.username for account in demo_accounts()]


def test_enterprises_have_valid_codes(loaded):
    """Reference §6.1; R-017: producers and sellers."""
    rows = list(Enterprise.objects.prefetch_related("product_types"))
    assert len(rows) >= 60
    for row in rows:
        assert row.product_types.all(), row
        if row.uscc:
            validate_uscc(row.uscc)
            assert organisation_code_warning(row.uscc) is None
    assert sum(row.is_producer for row in rows) > 20
    assert sum(row.is_seller for row in rows) > 10
    assert any(len(row.name) > 20 for row in rows)
    names = "".join(row.name for row in rows)
    assert all(rare in names for rare in "堃喆淼犇旸")


def test_the_bureaus_form_a_tree(loaded):
    county = Bureau.objects.get(region_code="490621")
    assert county.parent.parent.is_top
    assert len(county.parent.subordinate_ids()) == 2


def test_a_second_run_changes_nothing(loaded):
    before = (User.objects.count(), Enterprise.objects.count())
    assert run_demo() == "演示数据已存在，未作改动。\n"
    assert (User.objects.count(), Enterprise.objects.count()) == before
