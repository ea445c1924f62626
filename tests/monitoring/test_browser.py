"""From a running plan to the information of a risk, in Chromium."""

import pytest
from playwright.sync_api import expect

from riskinfo.models import RiskInfo
from tests.people import make_county

from . import builders

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_a_risk_is_recorded_and_becomes_an_information(browser_page, login, axe, transactional_db):
    """R-124, R-125, and several informations on one page."""
    county, page = make_county(), browser_page
    record = builders.plan(county, "RUNNING")
    login(page, county.staff)
    page.goto(record.get_absolute_url())
    page.click("a:has-text('登记结果')")
    axe(page)
    page.check("[name=finding][value=RISK]")
    page.fill("[name=found]", "导体电阻超出限值")
    page.select_option("[name=nature]", "EMERGING")
    page.check("[name=basis][value=STANDARD_VIOLATION]")
    page.check("[name=harm_objects][value=PERSONAL_SAFETY]")
    page.click("main button.btn-primary")
    expect(page.locator("#messages")).to_contain_text("已转为风险信息 FX-")
    axe(page)
    assert RiskInfo.objects.get().case.origin_links.get().origin == record.case
    for address in ("/monitoring/items/", "/monitoring/summary/"):
        page.goto(address)
        axe(page)
    login(page, county.head)
    page.goto("/info/?state=SUBMITTED")
    page.click(".saved-views summary")
    page.fill("[name=name]", "待鉴别的")
    page.click(".saved-views button:has-text('保存')")
    expect(page.locator(".saved-views a[aria-current]")).to_have_text("待鉴别的")
    axe(page)
    page.click("a:has-text('批量办理')")
    axe(page)
