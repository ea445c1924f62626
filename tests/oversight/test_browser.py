"""The public page on a phone and the leaders' pages on a desk, in Chromium, each looked at by axe."""

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.perform import perform
from documents.drafting import draft
from documents.models import Document
from oversight import regions
from registers.models import Region
from riskwarnings.publishing import publish, withdraw
from tests.riskwarnings.cases import bring, make_warning, number_and_seal

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TITLE = "关于电线电缆的消费提示"
BOARDS = ("board", "measures", "regions", "duties", "overdue", "records", "record_new")


def _released(county, warning):
    body = "一、购买建议\n查看合格证。\n| 项目 | 判定 |\n|---|---|\n| 导体电阻 | 不合格 |"
    document = draft(warning.case, "PUBLIC_NOTICE", by=county.staff, title=TITLE, body=body)
    for act, by in (("submit", county.staff), ("check", county.head), ("sign", county.deputy)):
        perform(document, act, by=by)
    number_and_seal(county, document)
    document = Document.objects.get(pk=document.pk)
    perform(document, "issue", by=county.office_clerk)
    given = {"channels": ["SITE"], "opinion": "口径统一。", "published_on": timezone.localdate()}
    return publish(document, by=county.office_clerk, **given)


def test_the_public_reads_and_a_leader_looks_at_the_boards(browser_page, phone_page, axe, login, county):
    warning = bring(county, make_warning(county), "HANDLING")
    release = _released(county, warning)
    parent = Region.objects.create(code="419921", name="清源县", level="COUNTY")
    town = Region.objects.create(code="419921100", name="城关镇", level="TOWN", parent=parent)
    regions.set_alert(county.bureau, town, "RED", by=county.director, reason="三个月内三起。")

    phone_page.goto(reverse("notices:list"))
    axe(phone_page)
    phone_page.get_by_role("link", name=TITLE).click()
    axe(phone_page)
    assert phone_page.locator("article h2").inner_text() == "一、购买建议"
    _fits(phone_page)

    login(browser_page, county.deputy)
    for name in BOARDS:
        browser_page.goto(reverse(f"oversight:{name}"))
        axe(browser_page)
    browser_page.goto(reverse("oversight:board"))
    browser_page.wait_for_selector("#stages-chart canvas")
    assert "处置中" in browser_page.locator("#main").inner_text()
    for at in (warning.get_absolute_url(), reverse("warnings:releases"), reverse("warnings:recall", args=[warning.pk])):
        login(browser_page, county.brigade_officer)
        browser_page.goto(at)
        axe(browser_page)

    login(phone_page, county.deputy)
    for name in BOARDS:
        phone_page.goto(reverse(f"oversight:{name}"))
        _fits(phone_page)
    withdraw(release, by=county.deputy, reason="更正。")
    phone_page.goto(reverse("notices:list"))
    assert TITLE not in phone_page.locator("#main").inner_text()


def _fits(page):
    """Nothing hangs out of the screen's side."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
