"""The heart of the ledger in Chromium: three hazards, three ends (R-218, R-322, R-324, R-347).

Notices for three; one passes and is written off, one is refused, called in and dealt with jointly,
one is extended, overdue, put under 挂牌督办, taken off, written off and found to have relapsed.
What a screen adds nothing to is done by the doors of the apps; the clock moves on.
"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from rectification.models import RectificationItem
from registers.models import Enterprise
from tests.rectification.items import close_measures, do, make
from tests.registers.conftest import code
from tests.rig.browser import DESKTOP

from .test_chain import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def desk_of(open_page, axe, login, county):
    """Return desk(user): signed in anew each time, for the clock may have passed the end of a session."""
    seen = set()
    return lambda user: Desk(open_page(**DESKTOP), axe, user, login, seen)


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2026, 9, 1, 9, 30, tzinfo=SHANGHAI), tick=True) as traveller:
        yield traveller


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def again(record) -> RectificationItem:
    return RectificationItem.objects.get(pk=record.pk)


def test_three_hazards_three_ends(desk_of, county, clock, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    names = ("恒通线缆", "宏远车行", "安泰防爆")
    records = [
        make(
            county, severity=severity, title=f"{name}未检验出厂",
            enterprise=Enterprise.objects.create(
                bureau=county.bureau, name=f"清源县{name}有限公司", uscc=code(n), is_producer=True
            ),
        )
        for n, (name, severity) in enumerate(zip(names, ("GENERAL", "MAJOR", "MAJOR"), strict=True), start=1)
    ]  # fmt: skip
    for record in records:
        do(county, record, "order", county.head)
    _notices(desk_of(county.head), records)
    _passes(desk_of(county.head), county, records[0])
    _refuses(desk_of(county.staff), county, records[1])
    _extended(desk_of, county, records[2])
    clock.move_to(again(records[2]).case.due_at + timedelta(days=1))
    _supervised(desk_of, county, records[2])
    clock.shift(timedelta(days=31))
    _relapsed(desk_of(county.head), records[2])


def _notices(desk, records):
    """The three are chosen in the ledger and their notices begun at once."""
    desk.open(reverse("rectification:list"))
    desk.page.get_by_text(re.compile("隐患 3 项")).wait_for()
    for record in records:
        desk.page.get_by_label(f"选择 {record.case.number}").check()
    desk.page.get_by_role("button", name="整改通知书", exact=True).click()
    desk.look()
    desk.send("为 3 项拟整改通知书")
    assert desk.page.get_by_role("link", name=re.compile("打印 3 份")).count() == 1
    assert Document.objects.filter(kind="RECTIFY_NOTICE").count() == 3


def _passes(desk, county, record):
    for act, person in (("report_done", "staff"), ("start_recheck", "staff"), ("pass_recheck", "staff")):
        do(county, record, act, getattr(county, person))
    desk.open(record.get_absolute_url())
    desk.act("销号")
    assert again(record).state == "WRITTEN_OFF"


def _refuses(desk, county, record):
    """R-322, R-324: called in, then dealt with together with others."""
    for act, person in (("report_done", "staff"), ("start_recheck", "staff"), ("refuse", "head")):
        do(county, record, act, getattr(county, person))
    desk.open(record.get_absolute_url())
    desk.page.get_by_role("link", name="登记约谈", exact=True).click()
    desk.look()
    desk.fill(
        interviewers="陈晓、赵敏", attendees="王宏远（经理）", content="指出拒不整改的后果", commitments="三日内停售",
        follow_up_on=day(3),
    )  # fmt: skip
    desk.send("登记约谈")
    desk.page.get_by_role("link", name="登记联合处理", exact=True).click()
    desk.fill(choose=[("ground", "REFUSED")], departments="应急管理局、公安局", text="联合查封库存38台")
    desk.send("登记联合处理")
    desk.look()
    text = desk.text()
    assert "王宏远（经理）" in text
    assert "会同应急管理局、公安局" in text
    assert not again(record).case.measures.filter(status="OPEN").exists()


def _extended(desk_of, county, record):
    """Asked for by the unit, granted by its head; the new term stands on the page."""
    staff = desk_of(county.staff)
    staff.open(record.get_absolute_url())
    staff.page.get_by_role("link", name="申请延期", exact=True).click()
    staff.look()
    staff.fill(days="10", application="检验设备到货延迟，已停售")
    staff.send("申请延期")
    old = again(record).case.due_at
    head = desk_of(county.head)
    head.open(record.get_absolute_url())
    head.act("同意延期")
    assert again(record).case.due_at > old


def _supervised(desk_of, county, record):
    """R-347: overdue and major, so a leader lists it; the unit asks, the leader takes it off and writes it off."""
    deputy = desk_of(county.deputy)
    deputy.open(f"{reverse('rectification:list')}?only=overdue")
    assert record.case.number in deputy.text()
    deputy.open(record.get_absolute_url())
    deputy.page.get_by_role("link", name="挂牌督办", exact=True).click()
    deputy.look()
    deputy.fill(
        choose=[("supervision_ground", "OVERDUE_MAJOR")], demand="十日内改正", conditions="复查合格", due_on=day(10)
    )
    deputy.send("挂牌督办")
    assert again(record).supervised
    record = again(record)
    for act in ("report_done", "start_recheck", "pass_recheck"):
        do(county, record, act, county.staff)
    close_measures(record, county.head)
    head = desk_of(county.head)
    head.open(record.get_absolute_url())
    head.act("申请摘牌", met="复查合格，设备到位")
    deputy.open(record.get_absolute_url())
    deputy.act("摘牌", reason="条件达到")
    deputy.act("销号", look_back_due=day(30))
    assert "回头看" in deputy.text()


def _relapsed(desk, record):
    desk.open(record.get_absolute_url())
    desk.act("发现复发，重开", reason="检验设备再次停用")
    assert (again(record).state, again(record).relapses) == ("REOPENED", 1)
    desk.open(f"{reverse('rectification:list')}?only=relapsed")
    assert record.case.number in desk.text()
