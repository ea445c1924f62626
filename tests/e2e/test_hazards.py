"""From a plan to a relapse, the whole of 整改 in Chromium (R-218, R-301–R-351 as they follow one another).

A campaign of the 004 template, its target inspected on a phone without a line, three hazards on the ledger, notices;
one passes, one is refused, called in and dealt with jointly, one is extended, overdue, put under 挂牌督办, taken off,
written off and found to have relapsed. 行动成果清单 of 20 August and of 20 October is counted here by other means.
What a screen adds nothing to is done by the doors of the apps; the clock moves on. axe looks at each kind of page once.
"""

import io
import re
from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from campaigns.models import Campaign
from campaigns.planning import add_member
from campaigns.returncontent import summary_of
from campaigns.typicalcases import tell
from casefile.models import TransitionRecord
from casefile.perform import perform
from documents.drafting import RecipientSpec, revise
from documents.models import Document
from inspections.models import CheckPhoto, Inspection
from rectification.models import Interview, RectificationItem
from registers import seed
from tests.campaigns.campaigns import factory, plan_file
from tests.campaigns.returns import do as do_return
from tests.campaigns.test_results import recomputed
from tests.inspections.visits import do as do_visit
from tests.inspections.visits import picture
from tests.rectification.items import close_measures
from tests.rectification.items import do as do_item
from tests.rig.browser import DESKTOP, PHONE

from .test_chain import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: Items of the sheet that fail, with grade and what was seen.
FAILED = {
    9: ("GENERAL", "三个出库批次没有检验报告"), 10: ("MAJOR", "2月以来3批次无出厂检验记录"),
    11: ("MAJOR", "线径低于标称值"),
}  # fmt: skip


class Seat(Desk):
    """A person at a screen, in by a ready session: the clock may have passed the end of the last one."""

    def __init__(self, page, axe, seen):
        self.page, self.axe, self.seen = page, axe, seen


@pytest.fixture
def desk_of(open_page, axe, login, county):
    seats, seen = {}, set()

    def desk(user, address="", device=DESKTOP):
        key = user.pk, device["viewport"]["width"]
        if key not in seats:
            seats[key] = Seat(open_page(**device), axe, seen)
        login(seats[key].page, user)
        if address:
            seats[key].open(address)
        return seats[key]

    return desk


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2026, 5, 12, 9, 0, tzinfo=SHANGHAI), tick=True) as traveller:
        yield lambda text: traveller.move_to(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))


def again(record):
    return type(record).objects.get(pk=record.pk)


def test_from_a_plan_to_a_relapse(desk_of, county, clock, settings, tmp_path):
    """R-218, R-301, R-304, R-315, R-321, R-322, R-323, R-324, R-347, R-348, R-349 as one story."""
    settings.MEDIA_ROOT = tmp_path
    seed.load()
    factory(county)
    record = _started(desk_of(county.staff), county)
    perform(record, "deploy", by=county.director)
    clock("2026-06-22 09:00")
    perform(again(record), "start_on_site", by=county.head)
    visit = _planned(desk_of(county.staff), county, record)
    _inspected(desk_of(county.staff, device=PHONE), county, visit)
    items = _registered(desk_of(county.staff, device=PHONE), county, visit)
    for item in items:
        do_item(county, item, "order", county.head)
    _notices(desk_of(county.head), items)
    _passes(desk_of(county.head), county, items[0])
    _refuses(desk_of(county.staff), county, items[1])
    _extended(desk_of, county, items[2])
    clock("2026-08-03 09:30")
    _supervised(desk_of, county, items[2])
    clock("2026-08-18 10:00")
    _relapsed(desk_of(county.head), items[2])
    clock("2026-08-19 10:00")
    _august(desk_of, county, again(record))
    clock("2026-10-19 15:00")
    _october(desk_of, county, again(record), items)


def _started(desk, county) -> Campaign:
    """R-301: started from the template in a minute, targets chosen by product, the plan handed in."""
    desk.open(reverse("campaigns:new"))
    desk.page.select_option("[name=template]", "004")
    desk.fill(year="2026", issued_on="2026-05-09")
    plan = plan_file()
    desk.page.set_input_files("[name=files]", {"name": plan.name, "mimeType": "text/plain", "buffer": plan.read()})
    desk.send("建立")
    record = Campaign.objects.get()
    add_member(record, by=county.staff, person=county.deputy, post="LEADER", duty="总负责")
    desk.open(f"{reverse('campaigns:find', args=[record.pk])}?ground=PRODUCT")
    desk.send("列入勾选的企业")
    assert "清源县恒通线缆有限公司" in desk.text()
    desk.open(record.get_absolute_url())
    desk.act("方案送审")
    assert (record.products.count(), record.tasks.count()) == (24, 12)
    return again(record)


def _planned(desk, county, record) -> Inspection:
    """R-209, R-315: a visit to the ticked target, under the campaign; its officers named by the head."""
    desk.open(reverse("campaigns:targets", args=[record.pk]))
    desk.page.get_by_label("选择清源县恒通线缆有限公司").check()
    desk.page.fill("[name=due_on]", "2026-07-10")
    desk.send("为勾选的企业安排检查")
    visit = Inspection.objects.get()
    do_visit(county, visit, "assign", county.head)
    return again(visit)


def _sign(page):
    pad = page.locator(".pad canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert 0 <= box["y"] <= PHONE["viewport"]["height"] - 80, box  # else the pen misses the page
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 80, steps=6)
    page.mouse.up()


def _inspected(desk, county, visit):
    """R-315: opened, filled in, photographed and signed without a line; sent once; a conflict is shown."""
    page, items = desk.page, list(visit.items.order_by("order"))
    desk.open("/inspections/mine/")
    page.get_by_text("已准备好，可以出发").wait_for()
    page.context.set_offline(True)
    page.reload()
    page.get_by_text("清源县恒通线缆有限公司").click()
    page.locator("form.sheet[data-ready]").wait_for()
    for item in items:
        page.locator(f'label[for="a-{item.pk}-{"FAIL" if item.order in FAILED else "PASS"}"]').click()
        if item.order in FAILED:
            severity, note = FAILED[item.order]
            page.fill(f"#n-{item.pk}", note)
            page.select_option(f"#s-{item.pk}", severity)
    tenth = next(item for item in items if item.order == 10)
    shot = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture().read()}
    page.set_input_files(f"#f-{tenth.pk}", shot)
    page.locator(f"#check-{tenth.pk} .thumb").wait_for()
    page.select_option("[name=party]", "SIGNED")
    page.get_by_role("button", name="完成并提交").click()
    page.get_by_text("还差 2 处").wait_for()
    page.fill("[name=party_name]", "王建")
    _sign(page)
    desk.axe(page)
    # The browser is closed and opened again on the way: everything is still there.
    page.locator("form.sheet[data-kept=yes]").wait_for()
    page.reload()
    page.locator("form.sheet[data-ready]").wait_for()
    assert page.input_value(f"#n-{tenth.pk}") == FAILED[10][1]
    assert page.locator(f"#check-{tenth.pk} .thumb").count() == 1
    assert "已检 13 / 13 项，不符合 3 项" in page.locator("[data-count]").inner_text()
    page.get_by_role("button", name="完成并提交").click()
    page.get_by_text("线路恢复后自动提交一次").wait_for()
    # Meanwhile the other officer, who has a line, says something else of the first item.
    do_visit(county, visit, "save_sheet", county.brigade_officer, **{f"answer-{items[0].pk}": "NA"})
    page.context.set_offline(False)
    page.get_by_text("与您的不同").wait_for()
    assert again(visit).state == "ON_SITE"
    page.get_by_role("button", name="用我的").click()
    _saved_meanwhile(page, tenth)
    page.get_by_role("button", name="完成并提交").click()
    page.wait_for_url("**/inspections/*/")
    page.get_by_text("等另一名检查人员确认").wait_for()
    visit = again(visit)
    assert (visit.state, visit.outcome, visit.party_name) == ("FILLED", "PROBLEMS", "王建")
    assert visit.signature is not None
    assert [item.answer for item in visit.items.all()].count("PASS") == 10
    assert (CheckPhoto.objects.count(), visit.case.attachments.count()) == (1, 2)  # the picture and the signature
    assert again(tenth).note == FAILED[10][1] + "，已拍照"
    assert TransitionRecord.objects.filter(case=visit.case, action="finish").count() == 1
    kept = page.evaluate("window.indexedDB.databases().then((all) => all.map((one) => one.name))")
    assert kept.count("zhian-sheets") == 1


#: The line takes what is sent and answers only once `letGo` is called.
SLOW = """() => {
  const real = window.fetch;
  const held = (...asked) => new Promise((done, failed) => {
    window.letGo = () => { window.fetch = real; real(...asked).then(done, failed); };
    document.documentElement.dataset.held = "yes";
  });
  window.fetch = (address, options = {}) => (options.method === "POST" ? held : real)(address, options);
}"""


def _saved_meanwhile(page, item):
    """What is typed while a save is on its way stays, and neither picture nor signature goes out twice."""
    page.evaluate(SLOW)
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator("html[data-held]").wait_for(state="attached")
    page.fill(f"#n-{item.pk}", FAILED[10][1] + "，已拍照")
    page.evaluate("window.letGo()")
    page.get_by_text("保存时新填的还在本机").wait_for()
    assert page.input_value(f"#n-{item.pk}") == FAILED[10][1] + "，已拍照"
    assert again(item).note == FAILED[10][1]
    assert page.locator(f"#check-{item.pk} .thumb").count() == 0


def _registered(desk, county, visit) -> list[RectificationItem]:
    """R-315, R-321: each failed item enters the ledger with one tap."""
    do_visit(county, again(visit), "confirm", county.brigade_officer)
    desk.open(visit.get_absolute_url())
    for _ in FAILED:
        with desk.page.expect_navigation():
            desk.page.get_by_role("button", name="登记隐患").first.click()
    desk.look()
    items = list(RectificationItem.objects.order_by("pk"))
    assert [(item.severity, item.case.campaign_id) for item in items] == [
        (grade, visit.case.campaign_id) for grade, _ in FAILED.values()
    ]
    assert "线径低于标称值" in items[2].situation
    perform(again(visit), "close", by=county.head)
    return items


def _notices(desk, items):
    """The three are chosen in the ledger and their notices begun at once (R-316)."""
    desk.open(reverse("rectification:list"))
    desk.page.get_by_text(re.compile("隐患 3 项")).wait_for()
    for item in items:
        desk.page.get_by_label(f"选择 {item.case.number}").check()
    desk.page.get_by_role("button", name="整改通知书", exact=True).click()
    desk.look()
    desk.send("为 3 项拟整改通知书")
    assert desk.page.get_by_role("link", name=re.compile("打印 3 份")).count() == 1
    assert Document.objects.filter(kind="RECTIFY_NOTICE").count() == 3


def _passes(desk, county, item):
    for act in ("report_done", "start_recheck", "pass_recheck"):
        do_item(county, item, act, county.staff)
    desk.open(item.get_absolute_url())
    desk.act("销号")
    assert again(item).state == "WRITTEN_OFF"


def _refuses(desk, county, item):
    """R-322, R-324: called in, then dealt with together with others."""
    for act, person in (("report_done", "staff"), ("start_recheck", "staff"), ("refuse", "head")):
        do_item(county, item, act, getattr(county, person))
    desk.open(item.get_absolute_url())
    desk.page.get_by_role("link", name="登记约谈", exact=True).click()
    desk.look()
    desk.fill(
        interviewers="陈晓、赵敏", attendees="王宏远（经理）", content="指出拒不整改的后果", commitments="三日内停售",
        follow_up_on="2026-06-25",
    )  # fmt: skip
    desk.send("登记约谈")
    desk.page.get_by_role("link", name="登记联合处理", exact=True).click()
    desk.fill(choose=[("ground", "REFUSED")], departments="应急管理局、公安局", text="联合查封库存38台")
    desk.send("登记联合处理")
    desk.look()
    text = desk.text()
    assert "王宏远（经理）" in text
    assert "会同应急管理局、公安局" in text
    assert not item.case.measures.filter(status="OPEN").exists()


def _extended(desk_of, county, item):
    """Asked for by the unit, granted by its head; the new term stands on the page."""
    staff = desk_of(county.staff, item.get_absolute_url())
    staff.page.get_by_role("link", name="申请延期", exact=True).click()
    staff.look()
    staff.fill(days="10", application="检验设备到货延迟，已停售")
    staff.send("申请延期")
    old = again(item).case.due_at
    desk_of(county.head, item.get_absolute_url()).act("同意延期")
    assert again(item).case.due_at > old


def _supervised(desk_of, county, item):
    """R-347: overdue and major, so a leader lists it; the unit asks, the leader takes it off and writes it off."""
    deputy = desk_of(county.deputy, f"{reverse('rectification:list')}?only=overdue")
    assert item.case.number in deputy.text()
    deputy.open(item.get_absolute_url())
    deputy.page.get_by_role("link", name="挂牌督办", exact=True).click()
    deputy.look()
    deputy.fill(
        choose=[("supervision_ground", "OVERDUE_MAJOR")], demand="十日内改正", conditions="复查合格",
        due_on="2026-08-13",
    )  # fmt: skip
    deputy.send("挂牌督办")
    assert again(item).supervised
    item = again(item)
    for act in ("report_done", "start_recheck"):
        do_item(county, item, act, county.staff)
    do_item(county, item, "pass_recheck", county.staff, retest_reference="FJ-2026-18")
    close_measures(item, county.head)
    desk_of(county.head, item.get_absolute_url()).act("申请摘牌", met="复查合格，设备到位")
    deputy.open(item.get_absolute_url())
    deputy.act("摘牌", reason="条件达到")
    deputy.act("销号", look_back_due="2026-08-18")
    assert "回头看" in deputy.text()


def _relapsed(desk, item):
    desk.open(item.get_absolute_url())
    desk.act("发现复发，重开", reason="检验设备再次停用")
    assert (again(item).state, again(item).relapses) == ("REOPENED", 1)
    desk.open(f"{reverse('rectification:list')}?only=relapsed")
    assert item.case.number in desk.text()


def counted(record, last: date) -> dict[str, int]:
    """Count the campaign's figures up to `last` from the tables, without what the product counts them by."""
    figures = Counter(recomputed(record, record.starts_on, last))
    for visit in Inspection.objects.filter(case__campaign=record.pk).exclude(finished_at=None):
        figures["officers"] += len({visit.first_officer_id, visit.second_officer_id})
        figures["producers"] += visit.case.enterprise.is_producer
    figures["interviews"] += Interview.objects.filter(item__case__campaign=record.pk, held_on__lte=last).count()
    return {code: value for code, value in figures.items() if value}


def frozen(owed) -> dict[str, int]:
    return {code: value for code, value in again(owed).figures["rows"][-1]["cells"].items() if value}


def _august(desk_of, county, record):
    """R-304, R-348: figures counted anew here; a figure leads to its case; compiled, signed, sent in time."""
    staff = desk_of(county.staff, reverse("campaigns:results", args=[record.pk]))
    staff.page.get_by_role("link", name="合计重大隐患 2").click()
    staff.look()
    for item in RectificationItem.objects.filter(severity="MAJOR"):
        assert item.case.number in staff.text()
    owed = record.returns.get(code="AUG-2026")
    assert owed.due_on == date(2026, 8, 20)
    staff.open(owed.get_absolute_url())
    staff.act("填报")
    assert frozen(owed) == counted(record, date(2026, 8, 19)) == {
        "officers": 2, "producers": 1, "general": 1, "major": 2, "corrected": 1, "correcting": 2, "interviews": 1,
        "supervised": 1, "look_backs": 1,
    }  # fmt: skip
    _sent(county, again(owed))
    with again(owed).versions.get().pdf.open("rb") as kept:
        pdf = kept.read()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "").replace(" ", "")
    assert "行动成果清单" in text
    assert "签发人：李建国" in text


def _october(desk_of, county, record, items):
    """R-349: with typical cases and the sealed copy; what happened since August counts."""
    do_item(county, again(items[1]), "enforce", county.head)
    relapsed = again(items[2])
    for act, person in (("order_again", "head"), ("report_done", "staff"), ("start_recheck", "staff")):
        do_item(county, relapsed, act, getattr(county, person))
    do_item(county, relapsed, "pass_recheck", county.staff, retest_reference="FJ-2026-30")
    close_measures(relapsed, county.head)
    do_item(county, relapsed, "write_off", county.deputy)
    tell(
        record,
        by=county.staff,
        sort="VIOLATION",
        title="偷工减料电缆案",
        text="查处经过、处罚结果。",
        case=items[1].case,
    )
    owed = record.returns.get(code="OCT-2026")
    assert (owed.due_on, owed.sealed) == (date(2026, 10, 20), True)
    do_return(owed, "compile", county.staff)
    assert frozen(owed) == counted(record, date(2026, 10, 19)) == {
        "officers": 2, "producers": 1, "general": 1, "major": 2, "corrected": 2, "correcting": 1, "interviews": 1,
        "supervised": 1, "filed": 1, "look_backs": 1,
    }  # fmt: skip
    assert [row["title"] for row in again(owed).cases] == ["偷工减料电缆案"]
    _sent(county, again(owed))
    page = desk_of(county.staff, again(owed).get_absolute_url())
    assert "盖章件.pdf" in page.text()


def _sent(county, owed):
    """The documents' own pages are walked elsewhere: the summary is signed, the return approved, signed, sent."""
    do_return(owed, "draft_summary", county.staff)
    paper = summary_of(owed)
    body = re.sub(r"【请填写：[^】]*】", "已写明。", paper.body)
    to = [RecipientSpec(row.name) for row in paper.recipients.all()]
    revise(paper, by=county.staff, title=paper.title, body=body, recipients=to)
    for act, who in (("submit", county.staff), ("check", county.head), ("sign", county.director)):
        perform(paper, act, by=who)
    do_return(owed, "approve", county.head)
    do_return(owed, "sign", county.deputy)
    do_return(owed, "keep_sealed", county.staff)
    do_return(owed, "submit", county.office_clerk)
    assert (owed.state, owed.late) == ("SUBMITTED", False)
