"""The public page on a phone and the leaders' pages on a desk, in Chromium, each looked at by axe."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefile.perform import perform
from documents.drafting import draft
from documents.models import Document
from oversight import points, regions
from oversight.models import RiskPoint
from registers.models import Region
from riskwarnings.publishing import publish, withdraw
from tests.riskwarnings.cases import bring, make_warning, number_and_seal

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TITLE = "关于电线电缆的消费提示"
#: One of each kind of page is looked at by axe: a chart, a list with filters, cards, a form.
LOOKED_AT = ("board", "points", "regions", "supervision_new")
BOARDS = (*LOOKED_AT, "measures", "duties", "overdue", "records", "supervisions", "point_new")


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
    point = RiskPoint(
        region=town, name="城关镇充电器作坊集中区和电动自行车修理铺", risk="HIGH", hazard="起火", control="每季检查",
        department=county.station, since=timezone.localdate() - timedelta(days=200),
    )  # fmt: skip
    points.add(point, by=county.other_head)

    phone_page.goto(reverse("notices:list"))
    axe(phone_page)
    phone_page.get_by_role("link", name=TITLE).click()
    axe(phone_page)
    assert phone_page.locator("article h2").inner_text() == "一、购买建议"
    _fits(phone_page)

    login(browser_page, county.deputy)
    for name in LOOKED_AT:
        browser_page.goto(reverse(f"oversight:{name}"))
        axe(browser_page)
    browser_page.goto(reverse("oversight:board"))
    browser_page.wait_for_selector("#stages-chart canvas")
    assert "处置中" in browser_page.locator("#main").inner_text()
    browser_page.goto(point.get_absolute_url())
    axe(browser_page)
    login(browser_page, county.brigade_officer)
    for at in (reverse("warnings:releases"), reverse("warnings:recall", args=[warning.pk])):
        browser_page.goto(at)
        axe(browser_page)
    login(browser_page, county.other_head)
    browser_page.goto(reverse("desk:home"))
    browser_page.get_by_role("link", name="查看风险点：城关镇").click()
    browser_page.get_by_role("link", name="登记查看").click()
    browser_page.get_by_label("查看情况").fill("关停一户，其余已领证。")
    browser_page.get_by_role("button", name="保存").click()
    assert "关停一户" in browser_page.locator("#checks-title").locator("xpath=../..").inner_text()

    login(phone_page, county.deputy)
    pages = [reverse(f"oversight:{name}") for name in BOARDS]
    for at in (*pages, point.get_absolute_url(), reverse("oversight:region_enterprises", args=[town.pk])):
        phone_page.goto(at, wait_until="domcontentloaded")
        _fits(phone_page)
    withdraw(release, by=county.deputy, reason="更正。")
    phone_page.goto(reverse("notices:list"))
    assert TITLE not in phone_page.locator("#main").inner_text()


def _fits(page):
    """Nothing hangs out of the screen's side."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
