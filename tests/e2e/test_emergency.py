"""An emergency as it is lived: on a phone whose line drops, on a wall, over a holiday (R-032–R-034, R-042–R-044).

What shows in Chromium comes first, the stories of a moving clock after it.
"""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error, expect

from casefile.models import CaseFile, SentForm
from casefile.perform import perform
from emergency.models import EmergencyCase
from tests.emergency.emergencies import bring, given, make
from tests.rig.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def fill_report(page, title="城关镇燃气灶具泄漏"):
    page.locator("[name=title]").fill(title)
    page.locator("[name=place]").fill("东街12号")


def test_on_a_phone_whose_line_drops(open_page, login, axe, county):
    """One button on every page; typed while the line is down, sent once when it is back, never twice."""
    page = open_page(**PHONE)
    login(page, county.staff)
    page.goto(reverse("desk:home"))
    page.get_by_role("link", name="突发事件").click()
    axe(page)
    fill_report(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="接报", exact=True).click()
    expect(page.locator(".hold-note")).to_contain_text("线路恢复后自动提交一次")
    page.get_by_role("button", name="接报", exact=True).click()  # an impatient thumb
    assert not CaseFile.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("城关镇燃气灶具泄漏")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    record = EmergencyCase.objects.get()
    assert (record.state, record.case.created_by) == ("REPORTED", county.staff)
    _lost_answer(page, bring(county, record, "CONTROLLING"))


def _lost_answer(page, record):
    """The act arrives but its answer is lost: what is sent again from the draft is known and done once."""
    act = reverse("emergency:act", args=[record.pk, "record_progress"])
    page.goto(act)
    page.locator("[name=reason]").fill("又发现一名伤者")

    def lose(route):
        if route.request.method != "POST":
            return route.fallback()
        route.fetch(max_redirects=0)
        return route.abort("connectionreset")

    page.route(f"**{act}", lose)
    page.locator("#main form").get_by_role("button", name="登记进展").click()
    with pytest.raises(Error, match="ERR_CONNECTION_RESET"):
        page.wait_for_url(f"**{record.get_absolute_url()}")
    page = page.context.new_page()
    page.goto(act)
    expect(page.locator(".draft-note")).to_be_visible()
    assert page.locator("[name=reason]").input_value() == "又发现一名伤者"
    with page.expect_navigation(url=f"**{record.get_absolute_url()}"):
        page.locator("#main form").get_by_role("button", name="登记进展").click()
    expect(page.locator("#messages")).to_contain_text("没有重复登记")
    assert record.case.trail.filter(action="record_progress").count() == 1
    assert SentForm.objects.filter(user__username="zhaomin").count() == 1


def test_the_command_page_looks_for_news_by_itself(open_page, login, axe, county):
    """It ticks, shows what others do, keeps what is typed, says when it is old; a wall shows the same."""
    record = bring(county, make(county, minutes_ago=48), "CONTROLLING")
    page, wall = open_page(**DESKTOP), open_page(viewport={"width": 1920, "height": 1080})
    for one in (page, wall):
        login(one, county.director)
        one.clock.install()
    page.goto(record.get_absolute_url())
    wall.goto(f"{record.get_absolute_url()}?wall=1")
    for one in (page, wall):
        axe(one)
        expect(one.locator(".command-time")).to_contain_text("00:48:")
    assert wall.locator(".command-time").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") > 90
    assert wall.locator(".side").is_hidden()
    perform(record, "record_progress", by=county.brigade_officer, **given("record_progress"))
    for one in (page, wall):
        one.clock.run_for(21_000)
        expect(one.locator(".board")).to_contain_text("又发现一名伤者")
        expect(one.locator("[data-live-say]")).to_contain_text("已更新")
    before = page.locator(".command-time").inner_text()
    page.clock.run_for(5_000)
    assert page.locator(".command-time").inner_text() > before
    page.context.set_offline(True)
    page.clock.run_for(21_000)
    expect(page.locator("[data-live-say]")).to_contain_text("连不上服务器，显示的是")
    page.context.set_offline(False)
    perform(record, "follow_up", by=county.brigade_officer, reason=f"{timezone.localtime():%H:%M} 全部控制")
    page.clock.run_for(21_000)
    expect(page.locator(".command-line").first).to_contain_text("后续监测")
