"""An emergency as it is lived: on a phone whose line drops, on a wall, over a holiday (R-032–R-034, R-042–R-044).

What shows in Chromium comes first, the stories of a moving clock after it.
"""

import uuid

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error, expect

from casefile import deadlines
from casefile.models import CaseFile, SentForm
from casefile.perform import perform
from emergency.models import EmergencyCase, Sealing
from emergency.sealpages import awaiting_rows, seal_light
from tests.emergency.emergencies import acknowledge, bring, close_steps, given, make
from tests.emergency.test_seal_stories import at
from tests.rig.browser import DESKTOP, PHONE


def in_chromium(test):
    for mark in (pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)):
        test = mark(test)
    return test


def fill_report(page, title="城关镇燃气灶具泄漏"):
    page.locator("[name=title]").fill(title)
    page.locator("[name=place]").fill("东街12号")


@in_chromium
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


@in_chromium
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


# --- the moving clock ---------------------------------------------------------------------------


@pytest.fixture
def clock():
    """A clock that stands still until it is moved: clock("2026-12-31 23:50")."""
    with time_machine.travel(at("2026-12-31 23:50"), tick=False) as traveller:
        yield lambda text: traveller.move_to(at(text))


class Officer:
    """One person with a browser without JavaScript: signs in anew each time, as after a night."""

    def __init__(self, client):
        self.client = client

    def __call__(self, person, url, **data):
        """Send the form at `url` as `person`; return where it leads, or the page that refuses it."""
        self.client.force_login(person)
        response = self.client.post(url, data)
        return response.url if response.status_code == 302 else response.text

    def act(self, person, record, name, **data):
        kind = "seal_act" if isinstance(record, Sealing) else "act"
        answer = self(person, reverse(f"emergency:{kind}", args=[record.pk, name]), **data)
        record.refresh_from_db()
        return answer

    def page(self, person, record) -> str:
        self.client.force_login(person)
        return self.client.get(record.get_absolute_url()).text


@pytest.fixture
def officer(client):
    return Officer(client)


ABSENT = {"director_absent": "on", "reason": "局长在省城开会，情况紧急"}


def reported(county, officer, **more) -> EmergencyCase:
    """23:50 on the eve of New Year's Day, by the brigade's officer on duty."""
    learned = {"learned_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "place": "城关镇东街12号", "token": uuid.uuid4()}
    officer(county.brigade_officer, reverse("emergency:new"), title="燃气灶泄漏致2人受伤", **learned, **more)
    return EmergencyCase.objects.latest("pk")


def sealed_first(county, officer, record) -> Sealing:
    """Sealed on the spot at night, without prior approval."""
    propose = f"{reverse('emergency:seal_new')}?from={record.pk}"
    what = {"title": "同批燃气灶", "party": "鑫火厨具厂", "place": "成品库", "ground": "阀体缺陷"}
    items = officer(county.brigade_officer, propose, token=uuid.uuid4(), **what)
    row = {"items-0-name": "燃气灶", "items-0-quantity": "228", "items-0-unit": "台", "items-0-seal_number": "0417"}
    officer(county.brigade_officer, items, **{"items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 0}, **row)
    sealing = Sealing.objects.latest("pk")
    officer.act(
        county.brigade_officer, sealing, "execute_first", executed_at=f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        officer_1=county.brigade_officer.pk, officer_2=county.brigade_head.pk, attendance="WITNESS",
        attended_by="居委会 李四", reason="当事人正在转移物品",
    )  # fmt: skip
    assert sealing.state == "EXECUTED_PENDING_APPROVAL"
    return sealing


def alarms(county, sealing, *moments) -> list[int]:
    """Return how often the brigade's officer was reminded of the last day after each of `moments`."""
    told = county.brigade_officer.notifications.filter(case=sealing.case, text__contains="封存到期")
    counts = []
    for move, moment in moments:
        move(moment)
        deadlines.sweep()
        deadlines.sweep()
        counts.append(told.count())
    return counts


def test_from_a_call_at_night_to_closing(clock, county, officer):
    """Calendar days and hours run through New Year and Spring Festival; every refusal says why."""
    record = reported(county, officer)
    assert county.director.notifications.filter(case=record.case, urgent=True).count() == 1
    clock("2027-01-01 00:10")
    officer.act(county.brigade_officer, record, "verify")
    findings = {"product_identified": "燃气灶 JZT-B5", "nature_stage": "PRELIMINARY", "nature": "焊缝缺陷"}
    officer.act(county.brigade_officer, record, "record_findings", injured=2, dead=0, **findings)
    assert "局长在岗的，请由局长决定" in officer.act(county.deputy, record, "activate")
    group = {"commander": county.deputy.pk, "members": [county.director.pk, county.head.pk]}
    officer.act(county.deputy, record, "activate", **group, **ABSENT)
    assert (record.state, record.activated_by) == ("ACTIVATED", county.deputy)
    assert county.director.notifications.filter(text__contains="代为办理").exists()
    assert "组长李建国；副组长周卫东；成员陈晓" in officer.page(county.head, record)

    clock("2027-01-01 00:40")
    sealing = sealed_first(county, officer, record)
    clock("2027-01-01 00:51")
    deadlines.sweep()
    assert county.office_clerk.notifications.filter(text__contains="初报县政府和市局逾期").exists()
    clock("2027-01-01 23:40")
    assert [row["what"] for row in awaiting_rows(county.deputy)] == ["补办批准"]
    officer.act(county.deputy, sealing, "approve_late", **ABSENT)
    assert (sealing.state, f"{sealing.expires_on}") == ("IN_FORCE", "2027-01-31")

    clock("2027-01-28 09:00")
    officer.act(county.brigade_officer, sealing, "ask_extension", extension_asked=31, extension_reason="检验未完")
    assert sealing.extension_asked is None
    officer.act(county.brigade_officer, sealing, "ask_extension", extension_asked=10, extension_reason="检验未完")
    officer.act(county.director, sealing, "extend")
    assert (sealing.state, f"{sealing.expires_on}") == ("EXTENDED", "2027-02-10")  # in the holiday, and not moved out
    assert [row["what"] for row in awaiting_rows(county.brigade_officer)] == ["书面告知延长"]
    officer.act(county.brigade_officer, sealing, "record_notice", extension_notified_on="2027-01-28")
    officer.act(county.brigade_officer, record, "control")
    days = [(clock, f"2027-02-{day} 08:31") for day in ("02", "03", "06", "07", "08", "09", "10")]
    assert alarms(county, sealing, *days) == [0, 1, 1, 2, 2, 3, 3]
    assert seal_light(sealing).text == "今日到期"
    assert alarms(county, sealing, (clock, "2027-02-11 00:01")) == [4]
    assert seal_light(sealing).colour == "red"
    assert "须立即解除" in officer.page(county.brigade_officer, sealing)
    officer.act(county.brigade_officer, sealing, "convert", conversion="TRANSFER", conversion_reference="移1号")
    officer.act(county.brigade_officer, sealing, "lift", lift_ground="EXPIRED", reason="期限届满，物品退还")
    assert (sealing.state, sealing.ended_by) == ("LIFTED", county.brigade_officer)

    clock("2027-02-18 10:00")
    end_of(county, officer, record)
    call_command("verify_trail")


def end_of(county, officer, record):
    """A flow that does not add up, a termination refused with reasons, then closed."""
    numbers = {"flow_unit": "台", "produced": 900, "sold": 860, "recovered": 600, "sealed_sold": 228, "destroyed": 0}
    line = {"form-0-direction": "OUTGOING", "form-0-partner": "东街五金店", "form-0-region": "清源县"}
    counts = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-quantity": 840}
    officer(county.brigade_officer, reverse("emergency:flow", args=[record.pk]), **line, **counts)
    officer.act(county.brigade_officer, record, "record_quantities", **numbers)
    page = officer.page(county.brigade_officer, record)
    assert "32 台去向不明" in page
    assert "登记的流向合计 840 台，与售出 860 台不符" in page
    officer.act(county.brigade_officer, record, "follow_up", reason="已控制")
    officer.act(county.director, record, "terminate")
    refused = officer.page(county.director, record)
    for why in ("“查清产品流向”尚未办结", "32 台去向不明，请在“登记数量”中更正或说明", "还没有登记终报"):
        assert why in refused
    officer.act(
        county.brigade_officer, record, "record_quantities", **numbers, flow_explanation="32台在外省，已函告当地"
    )
    close_steps(record, county.deputy)
    for person, act in (
        (county.brigade_officer, "record_final_report"), (county.director, "terminate"),
        (county.brigade_officer, "summarise"), (county.brigade_officer, "settle_lessons"),
        (county.office_clerk, "record_result_reports"),
    ):  # fmt: skip
        perform(record, act, by=person, **given(act, person))
    acknowledge(county, record)
    perform(record, "close", by=county.deputy)
    assert record.state == "CLOSED"
    assert record.case.closed_at is not None


def test_approval_missed_at_24_hours(clock, county, officer):
    """After the 24th hour nothing can be made up: the officers lift, whoever is away (行政强制法 art. 19)."""
    record = reported(county, officer)
    clock("2027-01-01 00:40")
    sealing = sealed_first(county, officer, record)
    clock("2027-01-02 00:41")
    deadlines.sweep()
    assert county.brigade_officer.notifications.filter(text__contains="补办批准", urgent=True).exists()
    officer.act(county.director, sealing, "approve_late")
    assert sealing.state == "EXECUTED_PENDING_APPROVAL"
    assert "已超过补办批准的时限（2027-01-02 00:40）" in officer.page(county.director, sealing)
    assert awaiting_rows(county.director) == []
    assert [row["what"] for row in awaiting_rows(county.brigade_officer)] == ["立即解除"]
    officer.act(county.brigade_officer, sealing, "lift", lift_ground="NOT_APPROVED", reason="24 小时内未获批准")
    assert sealing.state == "LIFTED"


def test_a_drill_beside_a_real_emergency(clock, county, officer):
    """The same night practised: marked on every page, numbered apart, and gone from what is counted."""
    drill = reported(county, officer, is_drill="on")
    assert (drill.case.number, drill.case.title[:4]) == ("YL-2026-0001", "【演练】")
    assert "这是应急演练，不是真实事件" in officer.page(county.director, drill)
    sealing = sealed_first(county, officer, drill)
    assert "这是应急演练，不是真实事件" in officer.page(county.brigade_officer, sealing)
    assert awaiting_rows(county.director) == []
    assert reported(county, officer).case.number == "YJCZ-2026-0001"
    officer.client.force_login(county.director)
    assert drill.case.number not in officer.client.get(reverse("emergency:list")).text
