"""The sheet on a phone in a workshop without a line: opened, filled in, photographed, signed, sent once."""

import pytest

from casefile.models import TransitionRecord
from inspections.models import CheckPhoto, Inspection
from tests.rig.browser import PHONE

from .visits import bring, do, make, picture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]


def sign(page):
    pad = page.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert 0 <= box["y"] <= PHONE["viewport"]["height"] - 80, box  # else the pen misses the page
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 80, steps=6)
    page.mouse.up()


def test_a_sheet_is_filled_in_without_a_line_and_sent_once(county, open_page, login, axe):
    """R-315: open, fill in, photograph and sign without a line; sent once when it is back; a conflict is shown."""
    record = bring(county, make(county), "ASSIGNED")
    items = list(record.items.all())
    page = open_page(**PHONE)
    login(page, county.staff)
    page.goto("/inspections/mine/")
    page.get_by_text("已准备好，可以出发").wait_for()
    axe(page)
    page.context.set_offline(True)
    page.reload()
    page.get_by_text("清源县恒通线缆有限公司").click()
    page.locator("form.sheet[data-ready]").wait_for()
    for item in items:
        page.locator(f'label[for="a-{item.pk}-{"FAIL" if item.order == 10 else "PASS"}"]').click()
    tenth = items[9]
    page.fill(f"#n-{tenth.pk}", "2月以来3批次无出厂检验记录")
    shot = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture().read()}
    page.set_input_files(f"#f-{tenth.pk}", shot)
    page.locator(f"#check-{tenth.pk} .thumb").wait_for()
    page.select_option("[name=party]", "SIGNED")
    page.get_by_role("button", name="完成并提交").click()
    page.get_by_text("还差 2 处").wait_for()
    page.fill("[name=party_name]", "王建")
    sign(page)
    axe(page)
    # The browser is closed and opened again on the way: everything is still there.
    page.locator("form.sheet[data-kept=yes]").wait_for()
    page.reload()
    page.locator("form.sheet[data-ready]").wait_for()
    assert page.input_value(f"#n-{tenth.pk}") == "2月以来3批次无出厂检验记录"
    assert page.locator(f"#check-{tenth.pk} .thumb").count() == 1
    assert "已检 13 / 13 项，不符合 1 项" in page.locator("[data-count]").inner_text()
    page.get_by_role("button", name="完成并提交").click()
    page.get_by_text("线路恢复后自动提交一次").wait_for()
    # Meanwhile the other officer, who has a line, says something else of the first item.
    do(county, record, "save_sheet", county.brigade_officer, **{f"answer-{items[0].pk}": "NA"})
    page.context.set_offline(False)
    page.get_by_text("与您的不同").wait_for(timeout=20_000)
    assert Inspection.objects.get().state == "ON_SITE"
    page.get_by_role("button", name="用我的").click()
    page.get_by_role("button", name="完成并提交").click()
    page.wait_for_url("**/inspections/*/", timeout=20_000)
    page.get_by_text("等另一名检查人员确认").wait_for()
    record = Inspection.objects.get()
    assert (record.state, record.outcome, record.party_name) == ("FILLED", "PROBLEMS", "王建")
    assert record.signature is not None
    assert [item.answer for item in record.items.all()].count("PASS") == 12
    assert CheckPhoto.objects.count() == 1
    assert TransitionRecord.objects.filter(case=record.case, action="finish").count() == 1
    axe(page)
    left = page.evaluate("window.indexedDB.databases().then((all) => all.length)")
    assert left == 1
