"""Addresses that no page of ours writes: refused in words, never an error."""

import pytest

from tests.riskinfo.builders import make_info

LISTS = ["/info/", "/warnings/", "/emergency/", "/rectification/", "/documents/"]
QUERIES = [
    "after=0001-01-01T00:00:00%2B08:00_1", "after=9999-12-31T23:59:59-12:00_1", "after=x", "after=_",
    "after=2026-01-01T00:00:00%2B08:00_99999999999999999999", "after=2026-01-01T00:00:00%2B08:00_-5", "state=NOPE",
    "department=abc", "department=99999999999999999999", "level=%25", "only=' OR 1=1", "q=" + "长" * 500,
    "q=%25_%5C", "nope=1",
    "q=%00", "state=%00", "after=%00", "department=%00", "only=a&only=b",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_lists_take_any_query_string(client, county, query):
    client.force_login(county.head)
    for address in LISTS:
        assert client.get(f"{address}?{query}").status_code in (200, 400, 404), address


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=%00", "/search/?q=%25%25", "/search/?q=" + "长" * 3000, "/search/?q=🚒𠮷",
        "/registers/enterprises/?q=%00", "/registers/enterprises/?after=99999999999999999999",
        "/info/enterprises/?enterprise_name=%00", "/info/99999999999999999999/",
        "/info/duplicates/?enterprise_name=%00&product_type=99999999999999999999",
        "/cases/enterprise-options/?enterprise=%00", "/emergency/new/?from=99999999999999999999",
        "/emergency/new/?from=٣", "/warnings/new/?info=99999999999999999999", "/warnings/new/?info=²",
        "/info/1/act/%00/", "/documents/1/%00.pdf", "/registers/products/?catalogue=%00",
        "/info/returns/99999999999999999999/", "/documents/99999999999999999999/",
        "/info/analyses/signals/99999999999999999999/",
        "/info/analyses/signals/?product=%00&region=²&bureau=99999999999999999999&page=x&when=nope",
        "/info/review/?since=0001-01-01", "/info/review/?until=9999-12-31",
        "/info/?found=²&region=99999999999999999999",
    ],
)  # fmt: skip
def test_addresses_that_no_page_writes(client, county, address):
    client.force_login(county.staff)
    assert client.get(address).status_code in (200, 400, 404)


def test_a_control_character_in_a_form_is_an_error_at_its_field(client, county):
    client.force_login(county.staff)
    info = make_info(county, "DRAFT")
    response = client.post(f"/info/{info.pk}/edit/", {"description": "a\x00b", "product_name": "\x00"})
    assert response.status_code == 422
    assert {"description", "product_name"} <= set(response.context["form"].errors)
    assert client.post("/info/new/", {"find": "1", "enterprise_name": "恒\x00通"}).status_code in (200, 422)
    client.logout()
    assert client.post("/accounts/login/", {"username": "a\x00", "password": "b\x00"}).status_code == 200


@pytest.mark.parametrize("number", ["²", "٣", "99999999999999999999", "FX-9999-9999", "\x00", "🔥" * 10_000])
def test_a_number_that_no_information_has(client, county, number):
    info = make_info(county, "SUBMITTED")
    client.force_login(county.head)
    answer = client.post(f"/info/{info.pk}/act/link/", {"other": number, "kind": "OTHER"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["other"]


@pytest.mark.parametrize("year", ["0", "1", "9999", "10000", "99999999999999999999", "²", "-1"])
def test_a_year_that_no_calendar_has(client, county, year):
    client.force_login(county.admin)
    assert client.get(f"/registers/calendar/?year={year}").status_code in (200, 302)
    assert client.get(f"/registers/calendar/import/?year={year}").status_code == 200
