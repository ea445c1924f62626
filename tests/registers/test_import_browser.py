"""An administrator brings in a list as it really comes, in Chromium."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from casefile import jobs
from casefile.models import Job
from registers import seed
from registers.models import Enterprise, ImportRun, Region
from tests.people import make_county

from .conftest import code
from .sheets import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE = str.maketrans({chr(number): chr(number + 0xFEE0) for number in range(0x21, 0x7F)})


def messy() -> bytes:
    """A list with eighteen defects: see the comments."""
    spaced = " ".join(code(31)[start : start + 6] for start in (0, 6, 12))
    head = ["序号", "受检单位", "社会信用代码（18位）", "地址", "电话", "厂子做什么", "主要产品", "联系人"]
    rows = [
        ["清源县工业企业名单", *[None] * 7],  # a merged title above the heading
        [],  # a blank row
        ["序号", "基本情况", None, "联系方式", None, *head[5:]],  # a merged heading of two floors
        [None, *head[1:5]],  # headings by other names
        [
            "1", "清源县恒通线缆有限公司", code(30).translate(WIDE),  # full-width letters in a code
            "解放路１号", "０３９９-7123456", "生产",  # full-width digits
            "电线电缆、化肥（磷肥、复肥）",  # types with their items in one cell
            '@SUM(1+1)*cmd|"/c calc"!A0',  # what would run as a formula when it goes out again
        ],
        ["2", "安州 宏远车行", spaced, "建设路", 13800138000, "销售"],  # blanks in names and codes, numbers
        ["3", "数字厂", 911234567890123456, "东街", "", "生产"],  # a code that Excel has rounded
        ["4", "错码厂", code(33)[:-1] + "?", "东街", "", "生产"],  # a code that does not check
        head,  # the heading again
        ["5", '=HYPERLINK("x")', code(34), "", "", "生产"],  # a formula without a value
        ["6", "隐藏的厂", code(35), "西街", "", "销售"],  # a hidden row
        ["7", "清源县恒通线缆有限公司", code(30), "另一条路"],  # the same firm, another content
        [],
        ["合 计", "7家"],  # a total
        ["填表人：张三", None, None, "审核：李四"],  # who filled it in
    ]  # fmt: skip
    more = [("填表说明", [["先看这一张"], ["企业名称要填全称"]])]  # a second sheet
    floors = [f"{letter}3:{letter}4" for letter in "AFGH"]
    return xlsx(rows, merge=["A1:H1", "B3:C3", "D3:E3", *floors], hidden=[11], more=more)


def work():
    for job in Job.objects.filter(status=Job.Status.PENDING):
        assert jobs.run(job.pk)
        job.refresh_from_db()
        assert job.status == Job.Status.DONE, job.error


@pytest.fixture
def admin_page(browser_page, login, transactional_db):
    county = make_county()
    Region.objects.create(code="419921", name="清源县", level="COUNTY")
    seed.load()
    login(browser_page, county.admin)
    return browser_page


def _upload(page, path):
    page.goto("/registers/imports/")
    page.click("a:has-text('导入企业')")
    page.set_input_files("#id_file", path)
    page.click("text=上传并核对列")
    expect(page.locator("h1")).to_have_text("核对列")


def _check(page, axe=None):
    page.click("text=检查，先不写入")
    expect(page.locator("#progress")).to_be_visible()
    if axe:
        axe(page)
    work()  # the page asks again by itself and comes back with the preview
    expect(page.locator("h2", has_text=re.compile("确认后|没有要写入"))).to_be_visible()


def test_a_messy_list_from_file_to_result(admin_page, axe, tmp_path):
    page = admin_page
    path = tmp_path / "企业名单.xlsx"
    path.write_bytes(messy())
    _upload(page, path)
    axe(page)
    expect(page.locator("#id_col_name")).to_have_value("1")
    expect(page.locator("#id_col_uscc")).to_have_value("2")
    expect(page.locator("#id_col_sides")).to_have_value("")  # nobody calls that column so: put right by hand
    page.select_option("#id_col_sides", "5")
    _check(page, axe)
    axe(page)
    refused = page.locator("table tbody tr")
    expect(refused).to_have_count(4)
    expect(refused.nth(0)).to_contain_text("只保留了前15位")
    expect(refused.nth(1)).to_contain_text("统一社会信用代码（C列）")
    expect(refused.nth(2)).to_contain_text("没有计算结果")
    expect(refused.nth(3)).to_contain_text("与第5行是同一条记录")
    for note in ("合计行", "重复的表头", "落款或说明", "1 个隐藏行", "合并的单元格"):
        expect(page.locator("main")).to_contain_text(note)
    page.click("text=确认导入")  # the box is not ticked: the browser keeps the form
    assert not Enterprise.objects.exists()
    page.check("#skip")
    page.click("text=确认导入")
    expect(page.locator("#progress")).to_be_visible()
    work()
    expect(page.locator(".alert-success")).to_contain_text("新增 3 行")
    axe(page)
    firms = {row.name: row for row in Enterprise.objects.all()}
    assert set(firms) == {"清源县恒通线缆有限公司", "安州宏远车行", "隐藏的厂"}
    first = firms["清源县恒通线缆有限公司"]
    assert (first.uscc, first.contact_phone, first.is_producer) == (code(30), "0399-7123456", True)
    assert {row.name for row in first.product_types.all()} == {"电线电缆", "磷肥", "复肥"}
    assert first.contact_person.startswith("@SUM")
    assert firms["安州宏远车行"].contact_phone == "13800138000"

    with page.expect_download() as download:
        page.click("text=下载结果文件")
    kept = tmp_path / "结果.xlsx"
    download.value.save_as(kept)
    rows = list(openpyxl.load_workbook(kept).active.iter_rows(values_only=True))
    assert rows[3][8] == "导入结果"
    assert rows[4][7].startswith("'@SUM")  # text, whoever opens it
    assert rows[4][8].startswith("已新增")
    assert rows[6][8].startswith("拒绝")
    assert rows[13][8] == "未导入：合计行"

    stamps = sorted(Enterprise.objects.values_list("pk", "updated_at"))
    _upload(page, kept)
    page.select_option("#id_col_sides", "5")
    _check(page)
    page.check("#skip")
    page.click(".form-actions >> text=确认")
    expect(page.locator("#progress")).to_be_visible()
    work()
    expect(page.locator(".alert-success")).to_contain_text("新增 0 行，更新 0 行，未变 3 行")
    assert sorted(Enterprise.objects.values_list("pk", "updated_at")) == stamps
    assert ImportRun.objects.filter(status="DONE").count() == 2


def test_on_a_phone(phone_page, login, axe, tmp_path, transactional_db):
    login(phone_page, make_county().admin)
    path = tmp_path / "a.xlsx"
    path.write_bytes(messy())
    _upload(phone_page, path)
    _check(phone_page)
    axe(phone_page)
    for address in ("/registers/imports/", "/registers/imports/enterprises/new/", phone_page.url):
        phone_page.goto(address)
        assert phone_page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
