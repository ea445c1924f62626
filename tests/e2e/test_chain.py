"""One case from intake to a lifted warning, clicked through in Chromium by everyone who has a part in it.

R-011, R-016–R-018, R-022, R-028, R-035–R-041: the information is registered and screened,
assessed as level 1, the warning approved by the director, issued with its notice, its
measures done, lifted, the 解除通报 sent to the same recipients, the information resolved.
"""

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from casefile.models import CaseFile
from documents.models import Document
from registers import seed
from registers.models import Enterprise
from tests.people import PASSWORD
from tests.rig.browser import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Desk:
    """What one person does at the screen; axe looks at every kind of page the first time that anybody sees it."""

    def __init__(self, page, axe, user, login, seen):
        self.page, self.axe, self.seen = page, axe, seen
        login(page, user, PASSWORD)
        self.look()

    def look(self):
        heading = self.page.locator("h1").inner_text()
        kind = (
            re.sub(r"\d+", "0", urlsplit(self.page.url).path),
            heading,
            self.page.locator(".page-actions a").count(),
        )
        if kind not in self.seen:
            self.axe(self.page)
            self.seen.add(kind)

    def open(self, url):
        self.page.goto(url)
        self.look()

    def from_the_desk(self, title):
        """Open the case that waits on the desk."""
        self.open(reverse("desk:home"))
        self.page.locator("#todo").get_by_role("link", name=title).first.click()
        self.look()

    def act(self, label, *, choose=(), confirm=False, **fields):
        """Press the act's button on the record, fill its form, send it, and see that it was done."""
        self.page.locator(".page-actions").get_by_role("link", name=label, exact=True).click()
        self.look()
        self.fill(choose=choose, **fields)
        self.send(label)
        assert f"已办理“{label}”" in self.page.locator("#messages").inner_text()
        self.look()

    def fill(self, choose=(), **fields):
        for name, value in fields.items():
            field = self.page.locator(f"#main [name={name}]:visible").first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        for name, value in choose:
            wanted = "" if value == "on" else f"[value='{value}']"
            self.page.locator(f"#main input[name={name}]{wanted}").check()

    def send(self, label):
        with self.page.expect_navigation():
            self.page.locator("#main form").get_by_role("button", name=label, exact=True).click()
            dialog = self.page.locator("dialog[open]")
            if dialog.count():
                dialog.get_by_role("button").last.click()

    def text(self) -> str:
        return self.page.locator("#main").inner_text()


@pytest.fixture
def desk_of(open_page, axe, login, county):
    opened, seen = {}, set()

    def desk(user):
        if user.username not in opened:
            opened[user.username] = Desk(open_page(**DESKTOP), axe, user, login, seen)
        return opened[user.username]

    return desk


@pytest.fixture
def enterprise(county):
    seed.load()
    return Enterprise.objects.create(
        bureau=county.bureau, name="清源县安泰防爆电器有限责任公司", uscc="91411121MA3X12345W", is_producer=True
    )


TITLE = "防爆灯具隔爆面间隙超标"


def test_a_case_from_intake_to_a_lifted_warning(desk_of, county, enterprise):
    info = _register(desk_of(county.staff), enterprise)
    _screen_and_assess(desk_of, county, info)
    warning = _warn(desk_of, county, info)
    alert = _issue(desk_of, county, warning)
    _handle(desk_of, county, warning)
    lift = _lift(desk_of, county, warning)
    _resolve(desk_of, county, info)
    _papers(desk_of(county.office_clerk), alert, lift, enterprise)
    assert {recipient.name for recipient in alert.recipients.all()} == {r.name for r in lift.recipients.all()}
    call_command("verify_trail")
    call_command("verify_documents")


def _register(staff, enterprise) -> CaseFile:
    staff.open(reverse("desk:home"))
    staff.page.get_by_role("link", name="登记风险信息").click()
    staff.look()
    today = timezone.localdate().isoformat()
    staff.fill(
        source="监督抽查", found_on=today, product_type="防爆电气", product_name="隔爆型LED灯具", batch="BAD81-50W",
        enterprise_name=enterprise.name, standard_number="GB 3836.2", title=TITLE,
        description="省级监督抽查发现隔爆面间隙0.32mm，超过标准限值0.20mm。",
        choose=[("info_kind", "HAZARD"), ("certainty", "EXISTS"), ("basis", "STANDARD_VIOLATION"),
                ("harm_objects", "PERSONAL_SAFETY")],
    )  # fmt: skip
    staff.send("保存并提交鉴别")
    case = CaseFile.objects.get(kind="INFO")
    year = timezone.localdate().year
    assert case.number == f"FX-{year}-0001"
    assert case.number in staff.text()
    return case


def _screen_and_assess(desk_of, county, info):
    head, staff = desk_of(county.head), desk_of(county.staff)
    head.from_the_desk(TITLE)
    head.act("鉴别", choose=[("harm_degree", "VERY_SERIOUS"), ("duplicates_checked", "on")], handling_advice="直接评估")
    staff.open(info.get_absolute_url())
    staff.act("启动评估", test_waiver_reason="省级监督抽查已出具检验报告 JY2026-0288。")
    staff.page.locator(".page-actions").get_by_role("link", name="研判评估").click()
    staff.look()
    staff.fill(
        choose=[("in_jurisdiction", "YES"), ("violates_safety_standard", "YES"), ("safety_indicator_failed", "YES"),
                ("sale_extent", "MOST"), ("recall_status", "REFUSED"), ("first_offence", "NO")],
        harm_analysis="可能引燃爆炸性气体，造成人身伤亡。",
    )  # fmt: skip
    for name in ("in_jurisdiction", "violates_safety_standard", "safety_indicator_failed", "sale_extent",
                 "recall_status", "first_offence"):  # fmt: skip
        staff.fill(**{f"evidence_{name}": "检验报告 JY2026-0288、现场检查笔录"})
    preview = staff.page.locator("#preview")
    expect(preview).not_to_contain_text("尚无定论")
    expect(preview).to_contain_text("一级第1项")
    expect(preview).to_contain_text("一级第2项")
    staff.page.locator("#main input[name=decided_level][value=LEVEL_1]").check()
    staff.send("保存评估")
    head.from_the_desk(TITLE)
    today = timezone.localdate().isoformat()
    head.act(
        "确认", choose=[("major_harm", "POSSIBLE")], reported_up_on=today, reported_up_to="安州市市场监督管理局",
        cause="隔爆面加工超差", affected_area="全县", material_suppliers="不涉及",
    )  # fmt: skip


def _warn(desk_of, county, info) -> CaseFile:
    staff, head, director = desk_of(county.staff), desk_of(county.head), desk_of(county.director)
    staff.open(info.get_absolute_url())
    staff.page.locator(".page-actions").get_by_role("link", name="起草预警").click()
    staff.look()
    staff.fill(choose=[("level", "LEVEL_1"), ("risk_kind", "ACTUAL"), ("scope", "ENTERPRISE")],
               others="清源县应急管理局", cc="清源县人民政府办公室")  # fmt: skip
    staff.page.get_by_label("城关市场监管所").first.check()
    staff.page.get_by_label("综合行政执法大队").first.check()
    staff.send("保存草稿")
    warning = CaseFile.objects.get(kind="WARNING")
    staff.act("提交审核")
    head.open(warning.get_absolute_url())
    head.act("退回", reason="请写明销售去向")
    staff.open(warning.get_absolute_url())
    assert "请写明销售去向" in staff.text()
    staff.page.locator(".page-actions").get_by_role("link", name=re.compile("修改")).click()
    staff.look()
    staff.fill(
        summary="省级监督抽查发现清源县安泰防爆电器有限责任公司的灯具隔爆面间隙0.32mm，已售860台，销往县内三家企业。"
    )
    staff.send("保存草稿")
    staff.act("提交审核")
    head.open(warning.get_absolute_url())
    head.act("审核同意", reason="事实清楚")
    deputy = desk_of(county.deputy)
    deputy.open(warning.get_absolute_url())
    assert deputy.page.locator(".page-actions").get_by_role("link", name="批准", exact=True).count() == 0
    director.from_the_desk(re.compile("防爆"))
    director.page.locator(".page-actions").get_by_role("link", name="批准", exact=True).click()
    director.look()
    director.fill(reason="同意按一级发布")
    director.send("批准")
    warning.refresh_from_db()
    assert warning.state == "APPROVED"
    assert warning.number == f"YJ-{timezone.localdate().year}-0001"
    return warning


def _number_and_seal(office, document):
    office.open(document.get_absolute_url())
    office.act("编号")
    office.act("登记用印")


def _issue(desk_of, county, warning) -> Document:
    office = desk_of(county.office_clerk)
    alert = Document.objects.get(case=warning, kind="ALERT_NOTICE")
    office.open(warning.get_absolute_url())
    blocked = office.page.locator(".page-actions").get_by_role("button", name=re.compile("^发布"))
    assert "编号" in blocked.get_attribute("data-bs-content")
    _number_and_seal(office, alert)
    office.open(warning.get_absolute_url())
    office.act("发布")
    alert.refresh_from_db()
    assert alert.number == f"清市监发〔{timezone.localdate().year}〕1号"
    return alert


def _handle(desk_of, county, warning):
    brigade, head = desk_of(county.brigade_officer), desk_of(county.head)
    brigade.from_the_desk(re.compile("防爆"))
    brigade.act("签收")
    head.open(warning.get_absolute_url())
    refused = head.page.locator(".page-actions").get_by_role("button", name=re.compile("^申请解除"))
    assert "停止生产" in refused.get_attribute("data-bs-content")
    for measure in warning.measures.select_related("department"):
        person = brigade if measure.department == county.brigade else head
        person.open(reverse("casefile:measure", args=[measure.pk]))
        status = "NOT_APPLICABLE" if measure.code == "RESTRICT_SALE" else "DONE"
        person.fill(choose=[("status", status)], result="已责令停止生产并召回，见现场检查笔录。")
        if status == "DONE":
            _beside_the_result(person, measure.code)
        person.send("登记")
    head.open(warning.get_absolute_url())
    while (waivers := head.page.get_by_role("link", name=re.compile("^不适用"))).count():
        waivers.first.click()
        head.fill(reason="已当面告知，告知记录在卷。")
        head.send("认定不适用")
    head.look()


def _beside_the_result(person, code):
    """What the form of this measure asks besides."""
    today = timezone.localdate()
    if code in ("QUALITY_MEETING", "TRAINING"):
        person.fill(held_on=today.isoformat(), place="三楼会议室", attendees="安泰防爆 赵经理 总经理")
        signed = {"name": "签到表.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 signed"}
        person.page.locator("#main [name=files]").set_input_files(signed)
    elif code == "TRACE_CHECK":
        person.fill(findings="只在城关镇销售", reported_to="安州市市场监督管理局", reported_on=today.isoformat())
    elif code == "TEST_ANALYSE":
        person.fill(document_text="JY2026-0312", findings="防爆面间隙超差，可能引起爆炸")
    elif code == "RAISE_FREQUENCY":
        person.fill(before="2", after="12", until=(today + timedelta(days=180)).isoformat())
    elif code in ("STOP_PRODUCTION", "ORDER_RECALL", "RECTIFY_BY_DEADLINE"):
        person.fill(legal_basis="《中华人民共和国产品质量法》第十八条", document_text="清市监责令〔2026〕8号")


def _lift(desk_of, county, warning) -> Document:
    head, director, office = desk_of(county.head), desk_of(county.director), desk_of(county.office_clerk)
    head.open(warning.get_absolute_url())
    today = timezone.localdate().isoformat()
    head.act(
        "申请解除", recall_report="售出860台，追回851台，9台已报废销毁。",
        lift_result="已全部召回并整改，复检合格。", reinspection_report="JY2026-0311", reinspected_on=today,
        reported_city_on=today, reported_government_on=today,
        choose=[("recall_outcome", "FINISHED"), ("reinspection", "PASS"), ("risk_outcome", "ELIMINATED")],
    )  # fmt: skip
    director.from_the_desk(re.compile("防爆"))
    director.page.locator(".page-actions").get_by_role("link", name="批准解除", exact=True).click()
    director.look()
    director.send("批准解除")
    lift = Document.objects.get(case=warning, kind="LIFT_NOTICE")
    _number_and_seal(office, lift)
    office.open(warning.get_absolute_url())
    office.act("印发解除通报")
    lift.refresh_from_db()
    warning.refresh_from_db()
    assert (lift.state, warning.state) == ("ISSUED", "LIFTED")
    assert lift.cites.kind == "ALERT_NOTICE"
    return lift


def _resolve(desk_of, county, info):
    head, deputy = desk_of(county.head), desk_of(county.deputy)
    today = timezone.localdate().isoformat()
    head.open(info.get_absolute_url())
    head.act("提请办结", result_report="预警已解除，问题产品全部召回。", result_reported_on=today,
             result_reported_to="安州市市场监督管理局、清源县人民政府")  # fmt: skip
    deputy.from_the_desk(TITLE)
    deputy.act("批准办结")
    info.refresh_from_db()
    assert info.state == "RESOLVED"
    assert info.closed_at is not None


def _papers(office, alert, lift, enterprise):
    """Download both papers and read what is printed on them."""
    for document, word in ((alert, enterprise.name), (lift, alert.number)):
        office.open(document.get_absolute_url())
        response = office.page.request.get(reverse("documents:pdf", args=[document.pk, "paper"]))
        assert response.headers["content-type"] == "application/pdf"
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.body())).pages)
        text = "".join(text.split())
        assert word in text
        assert document.number in text
