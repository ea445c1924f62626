"""The review, the conference and the number of 工品查 on a phone in Chromium, looked at by axe."""

import pytest
from playwright.sync_api import expect

from riskinfo.models import HazardReview
from tests.people import make_county
from tests.rectification.items import bring as bring_item
from tests.rectification.items import make as make_item
from tests.riskinfo.builders import make_info

from .campaigns import bring, factory, make, plan_file

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def look(page, axe):
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is too wide"


def test_a_hazard_is_found_talked_over_and_numbered(phone_page, login, axe, settings, tmp_path, transactional_db):
    """R-210, R-223, R-317."""
    settings.MEDIA_ROOT = tmp_path
    county, page = make_county(), phone_page
    info = make_info(county, enterprise=factory(county))
    record = bring(county, make(county), "ON_SITE")
    item = bring_item(county, make_item(county, origin=record.case), "ORDERED")
    login(page, county.staff)
    page.goto("/info/review/")
    look(page, axe)
    page.select_option(f"[name=i{info.pk}-verdict]", "HAZARD")
    page.get_by_role("button", name="保存本页").click()
    expect(page.locator("main")).to_contain_text("请写明理由。")
    look(page, axe)
    page.fill(f"[name=i{info.pk}-reason]", "近三批都不合格")
    page.get_by_role("button", name="保存本页").click()
    expect(page.locator("main")).to_contain_text("已梳理 1 / 1 条")
    assert HazardReview.objects.get().verdict == "HAZARD"
    page.goto(f"/campaigns/{record.pk}/conferences/")
    look(page, axe)
    page.get_by_role("link", name="登记").first.click()
    look(page, axe)
    for name, said in (
        ("held_on", "2026-01-05"), ("place", "三楼会议室"), ("chair", "李建国"), ("experts", "省质检院 王强 线缆检测"),
        ("findings", "绝缘偏薄"), ("conclusion", "列入监测"),
    ):  # fmt: skip
        page.fill(f"[name={name}]", said)
    plan = plan_file()
    file = {"name": plan.name, "mimeType": "text/plain", "buffer": plan.read()}
    for name in ("summary_upload", "emergency_upload", "rectification_upload"):
        page.set_input_files(f"[name={name}]", file)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="起草会议纪要").click()
    expect(page.locator("h1")).to_contain_text("安全隐患分析大会纪要")
    page.goto(f"/campaigns/{record.pk}/conferences/")
    look(page, axe)
    page.goto(item.get_absolute_url())
    page.get_by_role("link", name="登记工品查编号").click()
    look(page, axe)
    page.fill("[name=external_id]", "GPC-77")
    page.locator("main button.btn-primary, main button.btn-secondary").first.click()
    expect(page.locator("main")).to_contain_text("GPC-77")
    look(page, axe)
