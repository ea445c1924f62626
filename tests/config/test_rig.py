"""The rules that hold every test do hold."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template import Context, Origin, Template

from tests.rig.browser import DESKTOP
from tests.rig.strict import WritingGet
from tests.rig.templates import UndefinedVariable

pytestmark = pytest.mark.urls("tests.config.rig_urls")


def template(source, folder=None):
    name = Path(folder or settings.BASE_DIR / "templates") / "x.html"
    return Template(source, origin=Origin(name=str(name)))


def test_an_undefined_variable_in_our_template_fails():
    with pytest.raises(UndefinedVariable, match=r"user.nmae .* templates/x.html, line 2"):
        template("\n{{ user.nmae }}").render(Context({"user": object()}))


def test_an_empty_or_tested_variable_does_not_fail():
    source = "{{ empty }}{% if missing %}x{% endif %}{% firstof missing 'y' %}"
    assert template(source).render(Context({"empty": ""})) == "y"


def test_a_package_s_template_may_leave_a_variable_undefined():
    assert template("[{{ missing }}]", "/elsewhere").render(Context()) == "[]"


@pytest.mark.django_db
def test_a_get_that_writes_fails(client, county):
    assert client.post("/write/").content == b"2"
    with pytest.raises(WritingGet, match="accounts_bureau"):
        client.get("/write/")


@pytest.mark.django_db
def test_a_get_may_keep_its_session(client):
    assert client.get("/session/").status_code == 200


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_postgres_pass_runs_on_postgresql():
    assert connection.vendor == "postgresql"


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
class TestBrowser:
    def test_a_refused_script_is_a_fault(self, open_page, page_faults):
        open_page(**DESKTOP).goto("/inline/")
        assert "Content Security Policy" in page_faults.pop()

    def test_a_request_to_elsewhere_is_a_fault(self, open_page, page_faults):
        open_page(**DESKTOP).goto("/outside/")
        assert "asked for http://example.invalid/a.png" in page_faults
        page_faults.clear()

    def test_axe_reports_a_field_without_a_label(self, browser_page, axe):
        browser_page.goto("/whoami/")
        axe(browser_page)
        browser_page.goto("/unlabelled/")
        for _ in range(2):  # what failed is not taken for seen
            with pytest.raises(AssertionError, match="label"):
                axe(browser_page)

    def test_axe_waits_for_a_page_that_has_only_begun(self, browser_page, axe):
        browser_page.goto("/slow/", wait_until="commit")
        with pytest.raises(AssertionError, match="label"):
            axe(browser_page)

    def test_a_ready_session_signs_in(self, browser_page, phone_page, login, county):
        login(phone_page, county.staff)
        for page, who in ((phone_page, str(county.staff)), (browser_page, "AnonymousUser")):
            page.goto("/whoami/")
            assert who in page.inner_text("main")
        assert phone_page.evaluate("innerWidth") == 390
        assert browser_page.evaluate("[innerWidth, innerHeight]") == [1440, 900]
