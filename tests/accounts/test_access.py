"""Every address of the project, as nobody and as each role (denied by default; rules §3.8)."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from accounts.roles import ROLE_PERMISSIONS, Role
from tests.people import person

#: Values that name nothing: whoever may open the address then reads 404, never somebody's case.
NOTHING = {
    "IntConverter": "999999",
    "StringConverter": "nothing",
    "SlugConverter": "nothing",
    "PathConverter": "nothing",
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}


def _addresses(resolver=None, prefix="/", namespace=""):
    """Yield (address, view, namespace) of every pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + _filled(entry)
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, route, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback, namespace


def _filled(entry) -> str:
    route = str(entry.pattern)
    if hasattr(entry.pattern, "regex") and entry.pattern.__class__.__name__ == "RegexPattern":
        return route.replace("(?P<url>.*)$", "nothing").strip("^$")
    for name, converter in entry.pattern.converters.items():
        value = NOTHING[type(converter).__name__]
        for form in (f"<{_converter_name(converter)}:{name}>", f"<{name}>"):
            route = route.replace(form, value)
    return route


def _converter_name(converter) -> str:
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")


ALL = sorted(_addresses(), key=lambda row: row[0])
OWN = [(address, view) for address, view, namespace in ALL if namespace != "admin"]
ADMIN = [address for address, _, namespace in ALL if namespace == "admin"]


def test_the_walk_finds_the_site():
    found = {address for address, _ in OWN}
    assert {"/", "/accounts/login/", "/accounts/users/999999/edit/"} <= found
    assert "/admin/" in ADMIN
    assert not [address for address in found if "<" in address or "(" in address]


@pytest.mark.parametrize(("address", "view"), OWN, ids=[row[0] for row in OWN])
def test_every_view_says_who_may_open_it(address, view):
    access = getattr(view, "access", None)
    assert access, f"{address}: the view has no @public, @signed_in or @requires"
    known = {"public", "signed_in"} if isinstance(access, str) else frozenset().union(*ROLE_PERMISSIONS.values())
    unknown = {access} - known if isinstance(access, str) else set(access) - known
    assert not unknown, f"{address} asks for {unknown}, which no role has"


def test_nobody_gets_in_without_signing_in(client, db):
    for address, view in OWN:
        response = client.get(address)
        at_login = response.status_code == 302 and response.url.startswith("/accounts/login/?next=")
        assert at_login == (view.access != "public"), address
    for address in ADMIN:
        assert client.get(address).url.startswith("/accounts/login/?next="), address


@pytest.mark.once  # decided in Python
@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_table_grants(client, county, bare_refusals, role):
    user = person(f"walker-{role.lower()}", "走查", county.quality, role)
    client.force_login(user)
    for address, view in OWN:
        if view.access in ("public", "signed_in"):
            continue
        allowed = any(user.can(permission) for permission in view.access)
        response = client.get(address)
        if response.status_code == 405:
            response = client.post(address)
        assert (response.status_code != 403) == allowed, f"{address} as {role}: {response.status_code}"
    if role == Role.ADMIN:
        assert client.get("/admin/").status_code == 200
        return
    for address in ADMIN:
        assert client.get(address).status_code == 403, f"{address} as {role}"


@pytest.mark.once
def test_a_person_without_roles_opens_nothing_but_the_desk(client, county, bare_refusals):
    user = person("nobody", "无角色", county.quality)
    client.force_login(user)
    for address, view in OWN:
        if not isinstance(view.access, str):
            method = client.post if client.get(address).status_code == 405 else client.get
            assert method(address).status_code == 403, address
    assert client.get("/").status_code == 200


def test_a_superuser_gets_nothing_from_the_flag(client, county):
    user = User.objects.create_superuser("root", password="Root-2026-root", name="超级", must_change_password=False)
    client.force_login(user)
    assert client.get("/admin/").status_code == 403
    assert client.get("/accounts/users/").status_code == 403


def test_the_refusal_says_what_to_do(client, county):
    client.force_login(county.staff)
    response = client.get("/accounts/users/")
    assert response.status_code == 403
    text = response.content.decode()
    assert "您的角色不能打开这个页面" in text
    assert "联系本局管理员" in text


def test_a_part_fetched_by_htmx_sends_the_whole_page_to_the_login(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/users/?q=a"}
    response = client.get("/accounts/users/", headers=headers)
    assert response["HX-Redirect"] == "/accounts/login/?next=%2Faccounts%2Fusers%2F%3Fq%3Da"
