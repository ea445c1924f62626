"""Each level decided by its leaders in Chromium: three together, one on a phone, one raised, refused and lifted.

R-008, R-009, R-035, R-211: level 3 returned once and then approved in a batch, level 2 by a
deputy on a 390 px phone, level 3 raised to 1 by the director, the lifting refused and granted.
"""

import re

import pytest
from django.urls import reverse

from casefile.perform import perform
from documents.models import Document
from riskwarnings.models import Warning
from tests.rig.browser import DESKTOP, PHONE
from tests.riskwarnings.cases import bring, finish_measures, lift_data, make_warning, number_and_seal

from .test_chain import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk_of(open_page, axe, login, county):
    """Return desk(user, size): one browser session a person and size."""
    opened = {}

    def desk(user, size=DESKTOP):
        key = user.username, size["viewport"]["width"]
        if key not in opened:
            opened[key] = Desk(open_page(**size), axe, user, login)
        return opened[key]

    return desk


def again(warning) -> Warning:
    return Warning.objects.select_related("notice", "lift_notice").get(pk=warning.pk)


def decide(desk, warning, name):
    """Open a leader's page; the paper beside the facts may still be on its way."""
    desk.page.goto(reverse("warnings:act", args=[warning.pk, name]), wait_until="domcontentloaded")
    desk.look()


def test_each_level_is_decided_by_its_leaders(desk_of, county):
    third = _returned_then_reviewed(desk_of, county)
    _approved_together(desk_of, county, third)
    _approved_on_a_phone(desk_of, county)
    raised = _raised_to_one(desk_of, county, third)
    _lifting_refused_then_granted(desk_of, county, raised)


def _returned_then_reviewed(desk_of, county) -> Warning:
    warning = bring(county, make_warning(county, "LEVEL_3"), "IN_REVIEW")
    head, staff = desk_of(county.head), desk_of(county.staff)
    decide(head, warning, "review")
    head.fill(reason="请写明库存数量")
    head.send("退回修改")
    assert again(warning).state == "RETURNED"
    staff.open(warning.get_absolute_url())
    assert "请写明库存数量" in staff.text()
    staff.page.locator(".page-actions").get_by_role("link", name=re.compile("修改")).click()
    staff.fill(summary="该批产品标识不合格，40件全部在成品库，没有售出。")
    staff.send("保存草稿")
    staff.act("提交审核")
    decide(head, warning, "review")
    assert "40件全部在成品库" in head.text()  # what changed since the return
    head.send("审核同意")
    return again(warning)


def _approved_together(desk_of, county, third):
    other = bring(county, make_warning(county, "LEVEL_3"), "REVIEWED")
    deputy = desk_of(county.deputy)
    deputy.open(reverse("warnings:list"))
    deputy.page.get_by_role("link", name="批量审批三级").click()
    deputy.look()
    for warning in (third, other):
        deputy.page.locator(f"input[name=warning][value='{warning.pk}']").check()
    deputy.fill(reason="同意")
    deputy.send("批准勾选的")
    deputy.look()
    assert deputy.text().count("已批准，交办公室") == 2
    assert {again(third).state, again(other).state} == {"APPROVED"}


def _approved_on_a_phone(desk_of, county):
    warning = bring(county, make_warning(county, "LEVEL_2"), "REVIEWED")
    deputy = desk_of(county.deputy, PHONE)
    decide(deputy, warning, "approve")
    assert deputy.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    button = deputy.page.locator("#main form").get_by_role("button", name="批准", exact=True)
    assert button.bounding_box()["height"] >= 36
    deputy.fill(reason="同意")
    deputy.send("批准")
    assert again(warning).state == "APPROVED"


def _raised_to_one(desk_of, county, warning) -> Warning:
    number_and_seal(county, warning.notice)
    perform(warning, "issue", by=county.office_clerk)
    perform(warning, "acknowledge", by=county.brigade_officer)
    staff, head, office = desk_of(county.staff), desk_of(county.head), desk_of(county.office_clerk)
    staff.open(warning.get_absolute_url())
    staff.page.locator(".page-actions").get_by_role("link", name="重新评估").click()
    staff.look()
    assert "不改变现行级别" in staff.text()
    staff.fill(
        choose=[("safety_indicator_failed", "YES"), ("decided_level", "LEVEL_1")],
        evidence_safety_indicator_failed="复检报告 JY2026-0400", evidence_violates_safety_standard="复检报告",
        evidence_sale_extent="库存盘点表", evidence_first_offence="本局案卷",
    )  # fmt: skip
    staff.send("保存评估")
    head.open(warning.get_absolute_url())
    head.act("提请调级", choose=[("level", "LEVEL_1")], reason="不合格项目属安全指标")
    director = desk_of(county.director, PHONE)
    decide(director, warning, "approve_level")
    text = director.text()
    assert "由三级提高为一级" in text
    assert "与上一版相比" in text
    director.send("批准调级")
    warning = again(warning)
    assert warning.level == "LEVEL_1"
    number_and_seal(county, warning.unissued_change.notice)
    office.open(warning.get_absolute_url())
    office.act("印发调级通报")
    return again(warning)


def _lifting_refused_then_granted(desk_of, county, warning):
    head, director = desk_of(county.head), desk_of(county.director)
    head.open(warning.get_absolute_url())
    blocked = head.page.locator(".page-actions").get_by_role("button", name=re.compile("^申请解除"))
    assert "尚未完成" in blocked.get_attribute("data-bs-content")
    finish_measures(county, warning)
    perform(warning, "request_lift", by=county.head, **lift_data())
    decide(director, warning, "approve_lift")
    director.fill(reason="复检只做了一批")
    director.send("不同意解除")
    assert again(warning).state == "HANDLING"
    perform(again(warning), "request_lift", by=county.head, **lift_data())
    decide(director, warning, "approve_lift")
    assert "风险已消除" in director.text()
    director.send("批准解除")
    warning = again(warning)
    assert warning.state == "LIFTED"
    lift = Document.objects.get(pk=warning.lift_notice_id)
    assert [row.name for row in lift.recipients.all()] == [row.name for row in warning.notice.recipients.all()]
    director.open(reverse("warnings:memo", args=[warning.pk]))
    assert "不同意解除" in director.text()
