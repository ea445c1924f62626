"""Each level decided by its leaders in Chromium: three together, one on a phone, one raised, refused and lifted.

R-008, R-009, R-035, R-211: level 1 approved by the director on a 390 px phone, level 2 returned by a deputy
with reasons and then approved, level 3 in a batch, level 3 raised to 1 by the director, the lifting refused
and then granted. What is no leader's click is done by the acts themselves; test_chain.py clicks those.
"""

import re

import pytest
from django.urls import resolve, reverse

from casefile.perform import perform
from documents.models import Document
from documents.pdf import RenderedPdf
from riskwarnings.models import Warning
from tests.rig.browser import DESKTOP, PHONE
from tests.riskinfo.builders import PDF
from tests.riskwarnings.cases import bring, finish_measures, lift_data, make_warning

from .test_chain import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def plain_papers(monkeypatch, settings, tmp_path):
    """No paper is typeset here, neither beside a decision nor when signed: test_chain.py and test_preview.py look."""
    settings.MEDIA_ROOT = tmp_path / "files"
    for press in ("documents.freezing.render_pdf", "documents.views.render_pdf"):
        monkeypatch.setattr(press, lambda paper: RenderedPdf(bytes=PDF, pages=1, fonts_used=("Test",)))


class Leader(Desk):
    """A browser session that leaders sit down at in turn; axe looks once at each kind of page and size."""

    def __init__(self, page, axe, login):
        self.page, self.axe, self.login, self.looked_at = page, axe, login, set()

    def sits(self, person, url):
        self.login(self.page, person)
        self.page.goto(url, wait_until="domcontentloaded")  # the paper beside the facts may be on its way
        return self.look()

    def look(self):
        match = resolve(self.page.evaluate("location.pathname"))
        kind = match.view_name, match.kwargs.get("name")
        if kind not in self.looked_at:
            self.looked_at.add(kind)
            self.axe(self.page)
        return self.text()

    def decides(self, person, warning, name, label, **fields) -> str:
        """Open the leader's page of an act, fill in the reason, press the button; return what the page said."""
        said = self.sits(person, reverse("warnings:act", args=[warning.pk, name]))
        self.fill(**fields)
        self.send(label)
        return said


@pytest.fixture
def desk(open_page, axe, login):
    return Leader(open_page(**DESKTOP), axe, login)


@pytest.fixture
def phone(open_page, axe, login):
    return Leader(open_page(**PHONE), axe, login)


def again(warning) -> Warning:
    return Warning.objects.select_related("notice", "lift_notice").get(pk=warning.pk)


def test_each_level_is_decided_by_its_leaders(desk, phone, county):
    _level_one_on_a_phone(phone, county)
    _level_two_returned_then_approved(desk, county)
    third = _level_three_together(desk, county)
    _raised_to_one(phone, county, third)
    _lifting_refused_then_granted(desk, county, third)


def _level_one_on_a_phone(phone, county):
    warning = bring(county, make_warning(county, "LEVEL_1"), "REVIEWED")
    address = reverse("warnings:act", args=[warning.pk, "approve"])
    phone.login(phone.page, county.deputy)
    assert phone.page.goto(address).url.endswith(warning.get_absolute_url())  # not a deputy's to decide
    text = phone.sits(county.director, address)
    assert "售出" in text
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    button = phone.page.locator("#main form").get_by_role("button", name="批准", exact=True)
    assert button.bounding_box()["height"] >= 36
    phone.fill(reason="同意，立即印发")
    phone.send("批准")
    warning = again(warning)
    assert (warning.state, warning.approved_by) == ("APPROVED", county.director)


def _level_two_returned_then_approved(desk, county):
    warning = bring(county, make_warning(county, "LEVEL_2"), "REVIEWED")
    desk.decides(county.deputy, warning, "approve", "退回修改", reason="请写明库存数量")
    assert again(warning).state == "RETURNED"
    assert "请写明库存数量" in desk.sits(county.staff, warning.get_absolute_url())
    desk.page.locator(".page-actions").get_by_role("link", name=re.compile("修改")).click()
    desk.fill(summary="该批产品标识不合格，40件全部在成品库，没有售出。")
    desk.send("保存草稿")
    warning = bring(county, again(warning), "REVIEWED")
    text = desk.decides(county.deputy, warning, "approve", "批准", reason="同意")
    assert "40件全部在成品库" in text  # what changed since the return
    assert again(warning).state == "APPROVED"


def _level_three_together(desk, county) -> Warning:
    both = [bring(county, make_warning(county, "LEVEL_3"), "REVIEWED") for _ in range(2)]
    desk.sits(county.deputy, reverse("warnings:list"))
    desk.page.get_by_role("link", name="批量审批三级").click()
    desk.look()
    for warning in both:
        desk.page.locator(f"input[name=warning][value='{warning.pk}']").check()
    desk.fill(reason="同意")
    desk.send("批准勾选的")
    assert desk.look().count("已批准，交办公室") == 2
    assert {again(warning).state for warning in both} == {"APPROVED"}
    return again(both[0])


def _raised_to_one(phone, county, warning):
    bring(county, warning, "RAISING")
    text = phone.decides(county.director, warning, "approve_level", "批准调级")
    assert "由三级提高为一级" in text
    assert "与上一版相比" in text
    assert again(warning).level == "LEVEL_1"
    bring(county, again(warning), "RAISED")


def _lifting_refused_then_granted(desk, county, warning):
    desk.sits(county.head, warning.get_absolute_url())
    blocked = desk.page.locator(".page-actions").get_by_role("button", name=re.compile("^申请解除"))
    assert "尚未完成" in blocked.get_attribute("data-bs-content")
    warning = again(warning)
    finish_measures(county, warning)
    perform(warning, "request_lift", by=county.head, **lift_data())
    desk.decides(county.director, warning, "approve_lift", "不同意解除", reason="复检只做了一批")
    assert again(warning).state == "HANDLING"
    perform(again(warning), "request_lift", by=county.head, **lift_data())
    text = desk.decides(county.director, warning, "approve_lift", "批准解除")
    assert "风险已消除" in text
    warning = again(warning)
    assert warning.state == "LIFTED"
    lift = Document.objects.get(pk=warning.lift_notice_id)
    assert [row.name for row in lift.recipients.all()] == [row.name for row in warning.notice.recipients.all()]
    assert "不同意解除" in desk.sits(county.director, reverse("warnings:memo", args=[warning.pk]))
