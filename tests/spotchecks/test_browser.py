"""From a failed sampling to the ledger and to the producer, in Chromium."""

import pytest
from playwright.sync_api import expect

from spotchecks.models import Handling
from tests.people import make_county

from . import builders

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_a_failed_sampling_is_followed_both_ways(browser_page, login, axe, transactional_db):
    """R-222, R-326: served, confirmed, ordered into the ledger; the producer traced."""
    county, page = make_county(), browser_page
    shop = builders.firm(county, 2, "清源县五金门市部", is_producer=False, is_seller=True)
    builders.sample(county, enterprise=shop, producer_name=builders.MATE, producer_address="安东市工业路8号")
    login(page, county.staff)
    page.goto("/spotchecks/")
    axe(page)
    page.click("a:has-text('开始后处理')")
    page.click("button:has-text('开始后处理')")
    expect(page.locator("h1")).to_contain_text("清源县五金门市部")
    axe(page)
    page.click("a:has-text('追查上下家')")
    page.fill("[name=receiver]", "安东市市场监督管理局")
    axe(page)
    page.click("main button.btn-primary, main button.btn-secondary")
    expect(page.locator("main")).to_contain_text("已办理“追查上下家”")
    page.click("a:has-text('登记送达')")
    page.click("main button.btn-primary")
    expect(page.locator("main")).to_contain_text("异议期")
    login(page, county.head)
    page.goto(Handling.objects.get(traced_from=None).get_absolute_url())
    page.click("a:has-text('不合格成立')")
    page.check("[name=waived]")
    page.click("main button.btn-primary")
    page.click("a:has-text('责令改正')")
    page.check("[name=severity][value=LARGER]")
    page.fill("[name=requirement]", "停止销售，查明进货渠道")
    page.click("main button.btn-primary")
    expect(page.locator("main")).to_contain_text("复查（责令后 75 日）")
    axe(page)
    first = Handling.objects.get(traced_from=None)
    assert (first.item.state, first.traced.get().receiver) == ("ORDERED", "安东市市场监督管理局")


def test_on_a_phone(phone_page, login, axe, transactional_db):
    county = make_county()
    record = builders.plan(county, "RUNNING", targets=2)
    handling = builders.bring(county, builders.make(county), "ORDERED")
    login(phone_page, county.staff)
    for address in ("/spotchecks/", "/spotchecks/plans/", "/spotchecks/follow-up/", record.get_absolute_url(),
                    handling.get_absolute_url()):  # fmt: skip
        phone_page.goto(address)
        axe(phone_page)
        assert phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
