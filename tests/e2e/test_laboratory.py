"""An information that nobody can decide at first, in Chromium: filed by a station on a phone, tested twice, confirmed.

R-022, R-026, R-045, R-046, R-108, R-112, R-211: the station files what it found, the unit links one other report and
takes a third for a double, the agency tests under its own login, the assessment finds nothing certain, a comparison
brings new evidence, the second assessment grades it, another than the assessor confirms. The clock moves on by hand.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Department
from accounts.roles import Role
from casefile.deadlines import sweep
from casefile.models import Attachment, Notification
from casefile.perform import perform
from registers import seed
from registers.models import InfoSource
from riskinfo.models import InfoLink, RiskInfo, TestTask
from riskwarnings.models import RiskAssessment
from tests.people import person
from tests.rig.browser import DESKTOP, PHONE
from tests.riskinfo.builders import PDF, make_draft, make_info
from tests.riskinfo.test_browser import PHOTO

from .test_chain import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SHANGHAI = ZoneInfo("Asia/Shanghai")
ENTERPRISE = "清源县小太阳电器厂"
SAID = "货架上的电热水壶烧水时壶底冒烟，插头发黑，快检绝缘电阻低于标准值，担心漏电伤人。"
REPORT = {"name": "检验报告.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2026, 5, 12, 9, 0, tzinfo=SHANGHAI), tick=True) as traveller:
        yield lambda text: traveller.move_to(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))


@pytest.fixture
def station(county):
    unit = Department.objects.create(
        bureau=county.bureau, name="产品质量监测站", kind=Department.Kind.MONITORING_STATION
    )
    return person("jiance", "吴静", unit, Role.STATION)


class Seat(Desk):
    """A person at a screen, in by a ready session: the clock may have passed the end of the last one."""

    def __init__(self, page, axe, seen):
        self.page, self.axe, self.seen = page, axe, seen


@pytest.fixture
def desk_of(open_page, axe, login):
    seats, seen = {}, set()

    def desk(user, device=DESKTOP):
        if user.pk not in seats:
            seats[user.pk] = Seat(open_page(**device), axe, seen)
        login(seats[user.pk].page, user)
        return seats[user.pk]

    return desk


def test_from_a_station_to_a_confirmed_risk(desk_of, county, station, clock):
    seed.load()
    earlier = make_info(county, product_name="电热水壶", batch="RSH-9", enterprise_text=ENTERPRISE)
    info = _filed(desk_of(station, PHONE), county, earlier)
    clock("2026-05-12 14:00")
    double = _screened(desk_of(county.head), county, info, earlier)
    task = _to_the_agency(desk_of(county.head), info, "检验检测", "2026-05-20")
    _tested(desk_of(county.tester), county, info, task)
    clock("2026-05-19 10:00")
    _undecided(desk_of(county.staff), county, info)
    clock("2026-05-26 09:00")  # seven days later, and nobody has moved
    assert sweep()
    _compared(desk_of, county, info)
    _assessed_again(desk_of(county.staff), info)
    _confirmed(desk_of(county.head), county, info)
    _station_sees_the_end(desk_of(station, PHONE), info, double)
    call_command("verify_trail")


def _filed(desk, county, earlier) -> RiskInfo:
    """R-108, R-011: a few words and a photo from the phone, completed and submitted from there too."""
    page = desk.page
    desk.open(reverse("riskinfo:quick"))
    desk.fill(enterprise_name=ENTERPRISE, product_name="电热水壶", description=SAID, department="质量监督股")
    page.set_input_files("#id_files", PHOTO)
    beside = page.locator("#duplicates")
    expect(beside).to_contain_text(earlier.case.number)  # that there is one, not what it says
    expect(beside).to_contain_text("由质量监督股办理")
    assert earlier.case.title not in beside.inner_text()
    desk.send("存草稿")
    desk.look()
    page.get_by_role("link", name=re.compile("修改")).first.click()
    desk.look()
    assert "提交前还要补齐" in desk.text()
    desk.fill(
        batch="RSH-9", choose=[
            ("info_kind", "HAZARD"), ("certainty", "POSSIBLE"), ("basis", "UNREASONABLE_DANGER"),
            ("harm_objects", "PERSONAL_SAFETY"),
        ],
    )  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    desk.send("保存并提交鉴别")
    info = RiskInfo.objects.exclude(pk=earlier.pk).get()
    assert (info.state, info.case.number, info.case.department) == ("SUBMITTED", "FX-2026-0002", county.quality)
    assert info.case.number in desk.text()
    assert info.case.attachments.count() == 1
    assert desk.page.goto(earlier.get_absolute_url()).status == 404
    return info


def _screened(desk, county, info, earlier) -> RiskInfo:
    """R-112: one report of the same is linked, a third is taken for a double, then the rest is screened."""
    double = make_draft(
        county, by=county.second_staff, product_name="电热水壶", batch="RSH-9", enterprise_text=ENTERPRISE,
        source=InfoSource.objects.get(code="COMPLAINT_REPORT"), description=SAID[:30],
    )  # fmt: skip
    perform(double, "submit", by=county.second_staff)
    number = info.case.number
    desk.from_the_desk(info.case.title)
    page = desk.page
    assert "同一企业" in page.locator("section[aria-labelledby=duplicates-title]").inner_text()
    page.locator(f"a[href$='/act/link/?other={earlier.case.number}']").click()
    desk.look()
    desk.fill(choose=[("kind", InfoLink.Kind.SAME_EVENT)])
    desk.send("关联信息")
    assert earlier.case.number in page.locator("section[aria-labelledby=linked-title]").inner_text()
    desk.open(double.get_absolute_url())
    page.locator(f"a[href$='/act/mark_duplicate/?other={number}']").click()
    desk.look()
    desk.fill(exclusion_text="同一企业、同一批次，投诉人说的就是这一家店里的壶。")
    desk.send("标为重复")
    assert number in desk.text()
    desk.open(info.get_absolute_url())
    assert double.case.number in page.locator("section[aria-labelledby=linked-title]").inner_text()
    desk.act(
        "鉴别", choose=[("harm_degree", "VERY_SERIOUS"), ("duplicates_checked", "on")], handling_advice="抽样送检。"
    )
    double.refresh_from_db()
    assert (double.state, double.exclusion_reason, double.duplicate_of) == ("EXCLUDED", "DUPLICATE", info)
    assert InfoLink.objects.get().other == earlier
    return double


def _to_the_agency(desk, info, purpose, due_on, **given) -> TestTask:
    desk.open(info.get_absolute_url())
    desk.page.locator(".page-actions").get_by_role("link", name="安排检验").click()
    desk.look()
    desk.page.get_by_label(purpose, exact=True).check()
    desk.fill(
        agency="清源县质量检验所", items="绝缘电阻、泄漏电流", standard="GB 4706.19-2008", due_on=due_on,
        reason="快检结果须由检验机构验证。", **given,
    )  # fmt: skip
    desk.send("安排检验")
    return TestTask.objects.order_by("-pk").first()


def _tested(desk, county, info, task):
    """R-045, R-046: the agency sees its task alone; what failed reaches head and staff at once."""
    desk.open(reverse("riskinfo:tests"))
    desk.page.get_by_role("link", name=re.compile("电热水壶")).click()
    desk.look()
    text = desk.text()
    assert "绝缘电阻" in text
    assert SAID not in text
    assert desk.page.goto(info.get_absolute_url()).url.endswith(task.get_absolute_url())
    desk.page.set_default_timeout(20_000)
    desk.page.locator(".page-actions").get_by_role("link", name="报告检验结果").click()
    desk.look()
    desk.fill(choose=[("result", "FAIL")])
    desk.page.set_input_files("#main [name=report]", REPORT)
    desk.send("报告检验结果")
    assert desk.text().count("结论为不合格的，这一项必填。") == 4  # above the form and at its field
    desk.fill(
        choose=[("safety_indicator_failed", "UNKNOWN")], failed_items="绝缘电阻：标准 ≥2 MΩ，三个样品中一个为 1.1 MΩ",
        conclusion="样品之间差别大，一批抽样不足以判定。",
    )  # fmt: skip
    desk.page.set_input_files("#main [name=report]", REPORT)
    desk.send("报告检验结果")
    assert desk.page.locator(".page-actions").get_by_role("link", name="报告检验结果").count() == 0
    task.refresh_from_db()
    assert (task.state, task.result, task.reported_by) == ("REPORTED", "FAIL", county.tester)
    assert Attachment.objects.filter(case=info.case, name="检验报告.pdf").count() == 1
    told = Notification.objects.filter(key=f"test:{task.pk}:reported", urgent=True)
    assert {"chenxiao", "zhaomin", "sunli"} <= set(told.values_list("user__username", flat=True))


def _undecided(desk, county, info):
    """R-026: what is not known is not guessed; the information stays and comes back."""
    desk.open(reverse("desk:notifications"))
    assert "立即处理" in desk.text()
    desk.open(info.get_absolute_url())
    desk.act("启动评估")
    desk.page.locator(".page-actions").get_by_role("link", name="研判评估").click()
    desk.look()
    desk.fill(
        choose=[("in_jurisdiction", "YES"), ("violates_safety_standard", "UNKNOWN"),
                ("safety_indicator_failed", "UNKNOWN")],
        harm_analysis="可能漏电伤人，一个样品不合格，不足以判定整批。",
    )  # fmt: skip
    expect(desk.page.locator("#preview")).to_contain_text("尚无定论")
    desk.send("保存评估")
    desk.look()
    assert "尚无定论：继续检验、研判" in desk.text()
    info = RiskInfo.objects.get(pk=info.pk)
    assert (info.state, info.outcome) == ("INCONCLUSIVE", "UNDETERMINED")
    assert info.case.due_at.astimezone(SHANGHAI).date().isoformat() == "2026-05-26"


def _compared(desk_of, county, info):
    """R-022: reminded, the head has it compared; the agency is now certain."""
    head = desk_of(county.head)
    head.open(reverse("desk:notifications"))
    assert "尚无定论，继续研判" in head.text()
    task = _to_the_agency(
        head, info, "比对试验", "2026-06-03", compared_with="同批次另外五个样品，安州市产品质量检验院的结果"
    )
    agency = desk_of(county.tester)
    agency.open(task.get_absolute_url())
    agency.page.locator(".page-actions").get_by_role("link", name="报告检验结果").click()
    agency.look()
    agency.fill(
        choose=[("result", "FAIL"), ("safety_indicator_failed", "YES")], failed_items="泄漏电流：五个样品均超过 0.75 mA"
    )
    agency.page.set_input_files("#main [name=report]", REPORT)
    agency.send("报告检验结果")


def _assessed_again(desk, info):
    """R-211: the second assessment says what it rests on and what to do; the first stays to be read."""
    desk.open(info.get_absolute_url())
    desk.act("启动评估")
    desk.page.locator(".page-actions").get_by_role("link", name="研判评估").click()
    desk.look()
    assert "更新第1版" in desk.page.locator(".page-head").inner_text()
    for name in ("violates_safety_standard", "safety_indicator_failed"):  # answered by the comparison
        expect(desk.page.locator(f"[name={name}][value=YES]")).to_be_checked()
        expect(desk.page.locator(f"[name=evidence_{name}]")).to_have_value(re.compile("泄漏电流"))
    desk.fill(choose=[("sale_extent", "PART"), ("first_offence", "YES")])
    for name in ("sale_extent", "first_offence"):
        desk.fill(**{f"evidence_{name}": "进销货台账"})
    expect(desk.page.locator("#preview")).to_contain_text("一级第1项")
    desk.send("保存评估")
    assert "二次研判须提出解决建议和对策。" in desk.text()
    desk.fill(advice="责令停止销售并召回同批次产品；对同类产品开展专项检查。")
    desk.send("保存评估")
    desk.look()
    versions = list(RiskAssessment.objects.filter(info=info).order_by("version"))
    assert [one.outcome for one in versions] == ["UNDETERMINED", "LEVEL_1"]
    assert versions[1].replaces == versions[0]
    desk.open(reverse("warnings:assessments", args=[info.pk]))
    assert "已由第2版更新" in desk.text()


def _confirmed(desk, county, info):
    desk.from_the_desk(info.case.title)
    desk.act("确认", choose=[("major_harm", "NO")])
    info = RiskInfo.objects.get(pk=info.pk)
    assert (info.state, info.level) == ("CONFIRMED", "LEVEL_1")
    acts = list(info.case.trail.order_by("seq").values_list("action", flat=True))
    assert [act for act in acts if act in STORY] == STORY
    assert desk.page.locator(".page-actions").get_by_role("link", name="起草预警").count() == 1


#: What the trail has of it, in this order.
STORY = [
    "submit", "link", "duplicate_found", "screen", "send_to_testing", "submit_result", "start_assessing",
    "find_inconclusive", "send_to_testing", "submit_result", "start_assessing", "record_outcome", "confirm",
]  # fmt: skip


def _station_sees_the_end(desk, info, double):
    desk.open(reverse("riskinfo:list"))
    assert info.case.title in desk.text()
    assert double.case.number not in desk.text()
    desk.open(info.get_absolute_url())
    assert "已确认" in desk.page.locator(".page-head").inner_text()
    assert desk.page.locator(".page-actions").get_by_role("link").all_inner_texts() == ["补充信息"]
    for button in desk.page.locator(".page-actions").get_by_role("button").all():
        assert button.get_attribute("aria-disabled") == "true"  # nothing else is a station's to do
