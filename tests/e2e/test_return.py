"""The month's return in Chromium: made, approved, signed and so frozen, sent, downloaded (R-143, R-144).

Once on the day to which the Spring Festival moves the 20th (2026-02-24), once on a
Sunday on which people work (2026-09-20); both are on time to the last minute.
"""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from riskinfo.models import MonthlyReturn
from riskinfo.tasks import open_monthly_returns
from tests.rig.browser import DESKTOP
from tests.riskinfo.builders import make_info

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(text: str):
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))


@pytest.fixture
def desk(open_page, login, axe):
    """Return desk(user): a page signed in now, whatever the clock says."""
    page = open_page(**DESKTOP)
    page.set_default_timeout(60_000)  # the signature draws the paper

    def sit(user):
        login(page, user)
        page.goto(reverse("riskinfo:returns"))
        axe(page)
        return page

    return sit


def press(page, label, **fields):
    page.locator(".page-actions").get_by_role("link", name=label, exact=True).click()
    for name, value in fields.items():
        page.fill(f"#main [name={name}]", value)
    with page.expect_navigation():
        page.locator("#main form").get_by_role("button", name=label, exact=True).click()
        if page.locator("dialog[open]").count():
            page.locator("dialog[open]").get_by_role("button").last.click()
    assert f"已办理“{label}”" in page.locator("#messages").inner_text()


def download(page, label) -> bytes:
    with page.expect_download() as caught:
        page.get_by_role("link", name=label).first.click()
    return caught.value.path().read_bytes()


@pytest.mark.parametrize(("day", "told"), [("2026-02-24", True), ("2026-09-20", False)])
def test_made_signed_frozen_downloaded(desk, axe, county, day, told):
    with moment(f"{day[:7]}-01 00:10"):
        open_monthly_returns()
    with moment(f"{day[:7]}-03 10:00"):
        info = make_info(county, "SUBMITTED") if told else None
    record = MonthlyReturn.objects.get(unit=county.quality)
    with moment(f"{day} 23:50"):
        for user, cell, acts in (
            (county.staff, "待填报", ("填报",)), (county.head, "待审核", ("审核",)),
            (county.deputy, "待签发", ("签发",)), (county.staff, "待报送", ("报送",)),
        ):  # fmt: skip
            page = desk(user)
            row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="质量监督股"))
            row.get_by_role("link", name=cell).click()
            for act in acts:
                press(page, act)
        axe(page)
        pdf, xlsx = download(page, "PDF"), download(page, "Excel")
        page.goto(reverse("riskinfo:returns"))
        assert page.get_by_role("link", name="按时" if told else "零报告").count() == 1
    record.refresh_from_db()
    assert (record.state, record.late, record.nil) == ("SUBMITTED", False, not told)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")
    cells = [cell.value for row in load_workbook(io.BytesIO(xlsx))["报送表"].iter_rows() for cell in row]
    if told:
        assert info.case.number in text.replace(" ", "")
        assert info.case.number in cells
    else:
        assert "零报告" in text
    assert "签发人：李建国" in text.replace(" ", "")
