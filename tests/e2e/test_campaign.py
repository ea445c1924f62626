"""A campaign in Chromium: from the plan of 2024 to targets and the return of 20 August, sealed and sent.

R-301, R-304, R-307, R-341, R-342, R-348, R-349; axe on each page.
"""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from campaigns.models import Campaign
from campaigns.returncontent import summary_of
from casefile.perform import perform
from documents.drafting import RecipientSpec, revise
from registers import seed
from tests.campaigns.campaigns import factory
from tests.rectification.items import make as make_item
from tests.rig.browser import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SHANGHAI = ZoneInfo("Asia/Shanghai")
SCAN = {"name": "盖章件.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
PLAN = {"name": "方案.txt", "mimeType": "text/plain", "buffer": "工作方案".encode()}


def moment(text: str):
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))


@pytest.fixture
def sit(open_page, login, axe):
    """Return sit(user, address): a page of theirs, checked by axe."""
    page = open_page(**DESKTOP)
    page.set_default_timeout(60_000)

    def go(user, address):
        login(page, user)
        page.goto(address)
        axe(page)
        return page

    return go


def send(page, label):
    with page.expect_navigation():
        page.locator("#main form[method=post]").get_by_role("button", name=label, exact=True).click()
        if page.locator("dialog[open]").count():
            page.locator("dialog[open]").get_by_role("button").last.click()


def press(page, label, files=None, **fields):
    page.locator(".page-actions").get_by_role("link", name=label, exact=True).click()
    for name, value in fields.items():
        page.fill(f"#main [name={name}]", value)
    if files:
        page.set_input_files("#main [name=files]", files)
    send(page, label)
    assert f"已办理“{label}”" in page.locator("#messages").inner_text()


def started(sit, county) -> Campaign:
    """Start from the template, set up the group, choose the targets, hand in."""
    page = sit(county.staff, reverse("campaigns:new"))
    page.select_option("[name=template]", "004")
    page.fill("[name=year]", "2026")
    page.fill("[name=issued_on]", "2026-05-09")
    page.set_input_files("[name=files]", PLAN)
    send(page, "建立")
    record = Campaign.objects.get()
    sit(county.staff, reverse("campaigns:plan", args=[record.pk]))
    page.get_by_role("link", name="增加成员").click()
    page.select_option("[name=person]", str(county.deputy.pk))
    send(page, "保存")
    sit(county.staff, reverse("campaigns:targets", args=[record.pk]))
    page.get_by_role("link", name="选定企业").click()
    page.get_by_role("button", name="查找").click()
    send(page, "列入勾选的企业")
    assert "清源县恒通线缆有限公司" in page.locator("#main table").inner_text()
    page.goto(record.get_absolute_url())
    press(page, "方案送审")
    return record


def test_from_the_template_to_the_sealed_return(sit, axe, county):
    seed.load()
    factory(county)
    with moment("2026-05-12 09:00"):
        record = started(sit, county)
        press(sit(county.director, record.get_absolute_url()), "批准方案，部署行动")
    with moment("2026-06-22 09:00"):
        press(sit(county.head, record.get_absolute_url()), "转入现场检查")
        item = make_item(county, origin=record.case, severity="MAJOR")
    with moment("2026-08-19 10:00"):
        page = sit(county.staff, reverse("campaigns:results", args=[record.pk]))
        page.get_by_role("link", name="合计重大隐患 1").click()
        assert item.case.number in page.locator("#main").inner_text()
        owed = record.returns.get(code="AUG-2026")
        page.goto(owed.get_absolute_url())
        press(page, "填报")
        press(page, "起草总结")
        sign_summary(county, owed)
        press(sit(county.head, owed.get_absolute_url()), "审核")
        press(sit(county.deputy, owed.get_absolute_url()), "签发")
        page = sit(county.staff, owed.get_absolute_url())
        press(page, "上传盖章件", files=SCAN)
        press(page, "报送")
        with page.expect_download() as caught:
            page.get_by_role("link", name="PDF").first.click()
        pdf = caught.value.path().read_bytes()
    owed.refresh_from_db()
    assert (owed.state, owed.late) == ("SUBMITTED", False)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "").replace(" ", "")
    assert "行动成果清单" in text
    assert "签发人：李建国" in text


def sign_summary(county, owed) -> None:
    """The documents' own pages are walked elsewhere: fill in what is left open and have it signed."""
    paper = summary_of(owed)
    body = paper.body
    while "【请填写：" in body:
        before, _, rest = body.partition("【请填写：")
        body = before + "已写明。" + rest.partition("】")[2]
    to = [RecipientSpec(row.name) for row in paper.recipients.all()]
    revise(paper, by=county.staff, title=paper.title, body=body, recipients=to)
    for act, who in (("submit", county.staff), ("check", county.head), ("sign", county.director)):
        perform(paper, act, by=who)
