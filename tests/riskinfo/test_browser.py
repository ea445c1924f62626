"""Informations in Chromium: doubles while typing, linked from the case; a phone's short page with a photo."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from registers.models import ProductType
from riskinfo import signals
from riskinfo.models import InfoLink, RiskInfo, Signal
from tests.people import make_county

from .builders import make_info, make_source, put

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "消费者反映在城关镇万家超市购买的小太阳牌电热水壶，烧水时壶底冒烟并有焦糊味，插头发黑，担心漏电。"
PHOTO = {
    "name": "现场.png", "mimeType": "image/png",
    "buffer": bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc00000030101"
        "00c9fe92ef0000000049454e44ae426082"
    ),
}  # fmt: skip


def test_from_a_double_seen_while_typing_to_a_link_and_a_note_from_a_phone(browser_page, phone_page, login, axe, db):
    county = make_county()
    first = make_info(county, description=TEXT, enterprise_text="", product_name="电热水壶", batch="")
    login(browser_page, county.staff)
    browser_page.goto("/info/new/")
    browser_page.locator("#id_description").press_sequentially(f"12315转来：{TEXT[3:40]}", delay=1)
    expect(browser_page.locator("#duplicates")).to_contain_text(first.case.number)
    expect(browser_page.locator("#duplicates")).to_contain_text("文字相似")
    expect(browser_page.locator("#duplicates-title")).to_be_in_viewport()  # however far down it is typed
    axe(browser_page)
    browser_page.select_option("#id_source", index=1)
    browser_page.fill("#id_product_name", "电热水壶")
    browser_page.click(".form-actions button[name=save]")
    browser_page.locator(f'a[href$="/act/link/?other={first.case.number}"]').click()
    expect(browser_page.locator("#id_other")).to_have_value(first.case.number)
    browser_page.get_by_label("同一事件的不同反映").check()
    browser_page.click(".form-actions button")
    expect(browser_page.locator("#linked-title")).to_be_visible()
    assert InfoLink.objects.get().other == first

    make_source("DAILY_SUPERVISION", "日常监管")
    login(phone_page, county.staff)
    phone_page.goto("/info/quick/")
    assert phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(phone_page)
    phone_page.fill("#id_product_name", "取暖器")
    phone_page.set_input_files("#id_files", PHOTO)
    phone_page.click(".form-actions button")
    expect(phone_page.locator(".error-summary")).to_contain_text("附件也还在")  # refused for want of a description
    phone_page.fill("#id_description", "货架上的取暖器外壳开裂。")
    phone_page.click(".form-actions button")
    expect(phone_page.locator("h1")).to_contain_text("取暖器风险信息")
    note = RiskInfo.objects.get(product_name="取暖器")
    assert (note.state, note.case.attachments.count()) == ("DRAFT", 1)
    _narrow_a_list(phone_page, axe, note)


def _narrow_a_list(page, axe, note):
    """On a phone the boxes are out of the way until asked for, and stay open while they narrow the list."""
    page.goto("/info/")
    expect(page.locator("#id_only")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="更多条件").tap()
    page.select_option("#id_only", "mine")
    page.get_by_role("button", name="筛选", exact=True).tap()
    expect(page.locator("tbody tr")).to_have_count(RiskInfo.objects.filter(case__handler=note.case.handler).count())
    expect(page.locator("#id_only")).to_have_value("mine")
    expect(page.locator("#id_only")).to_be_visible()
    axe(page)


def test_a_rise_is_opened_from_the_desk_and_dealt_with_on_a_phone(browser_page, phone_page, login, axe, db):
    """R-113."""
    county, monday = make_county(), signals.monday(timezone.localdate())
    wire = ProductType.objects.create(code="WIRE", name="电线电缆", domain="INDUSTRIAL")
    put(county.quality, county.staff, monday - timedelta(weeks=14), product=wire)
    put(county.quality, county.staff, monday, 4, product=wire)
    signals.watch()
    login(browser_page, county.head)
    browser_page.goto("/")
    browser_page.get_by_role("link", name="全部信号").click()
    expect(browser_page.locator(".chart canvas")).to_be_visible()
    axe(browser_page)
    browser_page.locator("tbody .row-title").first.click()
    expect(browser_page.locator(".chart canvas")).to_be_visible()
    axe(browser_page)
    login(phone_page, county.head)
    phone_page.goto(Signal.objects.get(bureau=county.bureau).get_absolute_url())
    assert phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(phone_page)
    phone_page.fill("#id_note", "核实为同一批次，已转专项检查。")
    phone_page.get_by_role("button", name="标为已处置").click()
    expect(phone_page.locator("section[aria-labelledby=marks-title]")).to_contain_text("核实为同一批次")
    assert Signal.objects.get(bureau=county.bureau).state == "HANDLED"
    login(browser_page, county.admin)
    browser_page.goto("/info/analyses/signals/settings/")
    browser_page.fill("#id_minimum", "5")
    browser_page.get_by_role("button", name="试算信号个数").click()
    expect(browser_page.get_by_role("status").filter(has_text="还没有保存")).to_contain_text("有 0 个信号")
    axe(browser_page)
    browser_page.fill("#id_reason", "四条以下多是碰巧")
    browser_page.get_by_role("button", name="保存为第1版").click()
    expect(browser_page.locator("section[aria-labelledby=versions-title]")).to_contain_text("至少几条：5")
