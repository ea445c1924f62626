"""Lists of informations: complaints exported from 12315, media reports (R-110, R-015)."""

import io

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from casefile import jobs
from casefile.models import Job, TransitionRecord
from registers.models import Enterprise, EnterpriseAlias, ImportRun, InfoSource, ProductType
from riskinfo import gatherlist, reporter, tasks
from riskinfo.models import GatheredItem, GatherPlan, RiskInfo
from tests.registers.sheets import xls, xlsx

from .builders import make_info, make_source

pytestmark = pytest.mark.django_db

HEAD = ["登记编号", "登记时间", "被投诉人", "商品名称", "投诉内容", "投诉人", "联系电话", "商品类别"]
ROWS = [
    ["全国12315平台投诉举报导出表"],
    HEAD,
    [
        "W2026112001",
        "2026年11月20日",
        "清源县福临家电店",
        "电热毯",
        "使用一周后冒烟。",
        "李四",
        "13900001111",
        "电热毯",
    ],
    ["W2026112002", 46346, "清源县恒通线缆有限公司", "电线", "绝缘层发脆。", "王*", "139****2222", "不认得的类别"],
    ["W2026112003", "2026-11-19", "", "", "", "赵六", "13900003333", ""],
    ["W2026112004", "2027-01-01", "某店", "灯", "漏电。", "钱七", "139", ""],
    [2026112300000017123, "2026-11-19", "某店", "灯", "漏电。", "", "", ""],
    ["合计", "5件"],
]
BATCH = {"certainty": "POSSIBLE", "basis": ["UNREASONABLE_DANGER"], "harm_objects": ["PERSONAL_SAFETY"]}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23 10:00+08:00", tick=False):
        yield


@pytest.fixture
def complaints():
    return make_source("COMPLAINT_REPORT", "投诉举报", InfoSource.Kind.SOCIAL)


@pytest.fixture
def staff(client, county):
    client.force_login(county.staff)
    return client


def work():
    for job in Job.objects.filter(kind__startswith="import_", status=Job.Status.PENDING):
        assert jobs.run(job.pk)
        job.refresh_from_db()
        assert job.status == Job.Status.DONE, job.error


def upload(client, content, source=None, *, query="", name="12315.xlsx", **batch) -> ImportRun:
    given = {"file": SimpleUploadedFile(name, content), **batch} | ({"source": source.pk} if source else {})
    response = client.post(reverse("riskinfo:gathering:import") + query, given)
    assert response.status_code == 302, response.context["form"].errors
    run = ImportRun.objects.latest("pk")
    assert response.url == reverse("registers:import_columns", args=[run.pk])
    return run


def check(client, run) -> ImportRun:
    columns = {f"col_{name}": str(index) for name, index in run.reading["columns"].items()}
    address = reverse("registers:import_columns", args=[run.pk])
    client.post(address, {**columns, "sheet": run.reading["sheet"], "first": run.reading["first"], "hidden": "on"})
    work()
    run.refresh_from_db()
    return run


def confirm(client, run) -> ImportRun:
    client.post(reverse("registers:import_confirm", args=[run.pk]), {"skip_refused": "1"})
    work()
    run.refresh_from_db()
    assert run.status == "DONE", run.error
    return run


def brought_in(client, content, source=None, **batch) -> ImportRun:
    return confirm(client, check(client, upload(client, content, source, **batch)))


def result_rows(client, run):
    answer = client.get(reverse("registers:import_result", args=[run.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize(("make", "name"), [(xlsx, "12315.xlsx"), (xls, "12315.xls")])
def test_complaints_become_informations_through_the_one_door(staff, county, complaints, make, name):
    ProductType.objects.create(code="BLANKET", name="电热毯")
    Enterprise.objects.create(bureau=county.bureau, name="清源县恒通线缆有限公司", no_uscc_reason="旧")
    run = check(staff, upload(staff, make(ROWS), complaints, name=name, **BATCH))
    assert run.counts == {"NEW": 2, "CHANGED": 0, "SAME": 0, "REFUSED": 3, "skipped": 1}
    refused = staff.get(f"/registers/imports/{run.pk}/?show=REFUSED").text
    for said in ("风险描述", "发现日期不能晚于今天", "电话号码不符", "只保留了前15位"):
        assert said in refused, said
    new = staff.get(f"/registers/imports/{run.pk}/?show=NEW").text
    assert "资料齐全，登记后提交鉴别" in new
    assert "产品类别“不认得的类别”不在登记簿中" in new
    assert not RiskInfo.objects.exists()  # looked at, nothing written
    confirm(staff, run)
    first, second = RiskInfo.objects.order_by("gathered__external_id")
    assert (first.state, first.case.handler, first.case.product_type.code) == ("SUBMITTED", county.staff, "BLANKET")
    assert (first.reporter_name, first.reporter_phone, str(first.found_on)) == ("李四", "13900001111", "2026-11-20")
    assert (second.case.enterprise.name, str(second.found_on)) == ("清源县恒通线缆有限公司", "2026-11-20")
    assert (second.reporter_name, second.reporter_phone) == ("", "")  # masked in the list already
    acts = TransitionRecord.objects.filter(case=first.case).values_list("action", flat=True)
    assert list(acts.order_by("seq")) == ["open", "submit"]
    assert result_rows(staff, run)[2][8] == f"已新增。已提交，编号 {first.case.number}。资料齐全，登记后提交鉴别"


def test_the_same_file_and_its_result_change_nothing(staff, complaints):
    run = brought_in(staff, xlsx(ROWS), complaints, **BATCH)
    result = staff.get(reverse("registers:import_result", args=[run.pk]))
    for content in (xlsx(ROWS), b"".join(result.streaming_content)):
        acts = TransitionRecord.objects.count()
        again = brought_in(staff, content, complaints, **BATCH)
        assert (again.counts["NEW"], again.counts["SAME"]) == (0, 2)
        assert (RiskInfo.objects.count(), TransitionRecord.objects.count()) == (2, acts)
    assert "已经登记：FX-2026-0001" in staff.get(f"/registers/imports/{again.pk}/?show=SAME").text
    other = make_source("MEDIA", "媒体报道", InfoSource.Kind.SOCIAL)
    assert check(staff, upload(staff, xlsx(ROWS), other, **BATCH)).counts["NEW"] == 2  # another source's numbers


def test_what_is_not_judged_yet_stays_a_draft_that_says_so(staff, complaints):
    run = brought_in(staff, xlsx(ROWS), complaints)
    assert set(RiskInfo.objects.values_list("state", flat=True)) == {"DRAFT"}
    line = result_rows(staff, run)[2][8]
    assert line.startswith("已新增。已存为草稿。")
    assert "登记为草稿，提交前还要补：请选择存在程度；请选择认定依据" in line


def test_who_reported_is_shown_to_nobody(staff, client, county, complaints):
    """Masked on every page and in the result file; the import itself is for who began it (R-015)."""
    run = upload(staff, xlsx(ROWS), complaints, **BATCH)
    pages = [staff.get(reverse("registers:import_columns", args=[run.pk])).text]
    check(staff, run)
    address = reverse("registers:import_run", args=[run.pk])
    pages += [staff.get(f"{address}?show={action}").text for action in ("NEW", "REFUSED")]
    confirm(staff, run)
    pages.append(staff.get(address).text)
    pages.append(str(result_rows(staff, run)[2]))
    assert "李**" in pages[0] and "139****1111" in pages[0]  # noqa: PT018 — one cell each
    for secret in ("李四", "13900001111"):
        assert not [page for page in pages if secret in page], secret
    assert "13900003333" in str(result_rows(staff, run)[4])  # refused: not on file, and needed when it comes again
    for person in (county.head, county.second_staff, county.admin, county.director):
        client.force_login(person)
        for name in ("import_run", "import_columns", "import_result"):
            assert client.get(reverse(f"registers:{name}", args=[run.pk])).status_code in (403, 404)
        listed = client.get(reverse("registers:imports"))
        assert "12315.xlsx" not in listed.text
    info = RiskInfo.objects.get(reporter_name="李四")
    assert reporter.masked(info) == "李** 139****1111"
    client.force_login(county.head)
    for code in ("cases-INFO", "gatherings"):
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/registers/export/{code}/").content)).active
        assert "李四" not in str(list(sheet.values))


def test_near_and_old_names_are_told_and_never_taken(staff, county, complaints):
    firm = Enterprise.objects.create(bureau=county.bureau, name="清源县恒通线缆有限公司", no_uscc_reason="旧")
    EnterpriseAlias.objects.create(enterprise=firm, name="清源县红星电线厂")
    make_info(county, enterprise=firm)
    names = ["清源县恒通线缆有限责任公司", "恒通线缆（清源）有限公司", "清源县红星电线厂", "毫不相干的店"]
    rows = [HEAD, *([f"A{n}", "2026-11-20", name, "电线", "发热。"] for n, name in enumerate(names))]
    run = check(staff, upload(staff, xlsx(rows), complaints, **BATCH))
    page = staff.get(f"/registers/imports/{run.pk}/?show=NEW").text
    assert page.count("档案中有相近的") == 2
    assert page.count("可能重复：FX-2026-0001") == 1  # the old name names the firm itself
    confirm(staff, run)
    found = {item.external_id: item.info.case.enterprise for item in GatheredItem.objects.all()}
    assert found == {"A0": None, "A1": None, "A2": firm, "A3": None}


def test_from_a_gathering_the_list_is_its_result(staff, client, county, complaints):
    plan = GatherPlan.objects.create(
        bureau=county.bureau, source=complaints, rhythm="DAILY", department=county.quality, since=timezone.localdate()
    )
    tasks.open_gatherings()
    row = plan.gatherings.get()
    page = staff.get(row.get_absolute_url()).text
    assert f"{reverse('riskinfo:gathering:import')}?gathering={row.pk}" in page
    run = confirm(staff, check(staff, upload(staff, xlsx(ROWS), query=f"?gathering={row.pk}", **BATCH)))
    assert row.get_absolute_url() in staff.get(reverse("registers:import_run", args=[run.pk])).text
    row.refresh_from_db()
    assert (row.result_text, row.done_by) == ("归集 2 条", county.staff)
    assert RiskInfo.objects.first().case.number in staff.get(row.get_absolute_url()).text
    more = [HEAD, ["W9", "2026-11-23", "某店", "灯", "漏电。"]]
    confirm(staff, check(staff, upload(staff, xlsx(more), query=f"?gathering={row.pk}", **BATCH)))
    row.refresh_from_db()
    assert row.result_text == "归集 3 条"
    assert "归集 2 条 → 归集 3 条" in staff.get(row.get_absolute_url()).text
    client.force_login(county.brigade_officer)
    assert client.get(reverse("riskinfo:gathering:import") + f"?gathering={row.pk}").status_code == 403


def test_rows_that_cannot_be_right_are_refused_in_words(staff, county, complaints):
    Enterprise.objects.create(bureau=county.bureau, name="福临店", no_uscc_reason="旧")
    Enterprise.objects.create(bureau=county.bureau, name="福临店", no_uscc_reason="旧二")
    head = [*HEAD[:5], "信息来源", "危害对象"]
    rows = [
        head,
        ["B1", "2026-11-20", "福临店", "灯", "漏电。", "投诉举报", ""],
        ["B2", "2026-11-20", "某店", "灯", "漏电。", "没有的来源", ""],
        ["B3", "2026-11-20", "某店", "灯", "漏电。", "", "人身安全、宠物"],
        ["B4", "2026-11-20", "某店", "灯", "漏电。", "投诉举报", "人身安全、财产"],
        ["B4", "2026-11-20", "某店", "灯", "另一件事。", "投诉举报", ""],
        ["B5", "2026-11-20", "某店", "灯", "漏电。", "", ""],
    ]
    run = check(staff, upload(staff, xlsx(rows)))
    page = staff.get(f"/registers/imports/{run.pk}/?show=REFUSED").text
    said = ("不止一家“福临店”", "信息来源“没有的来源”不在信息来源登记簿中", "“宠物”不在可选范围",
            "与第5行是同一条记录，但内容不同", "没有写明信息来源")  # fmt: skip
    for text in said:
        assert text in page, text
    assert run.counts["NEW"] == 1
    confirm(staff, run)
    assert RiskInfo.objects.get().harm_objects == ["PROPERTY", "PERSONAL_SAFETY"]


def test_too_many_rows_are_refused(staff, complaints, monkeypatch):
    monkeypatch.setattr(gatherlist, "MOST", 1)
    rows = [HEAD, *([f"C{n}", "2026-11-20", "某店", "灯", "漏电。"] for n in range(3))]
    assert check(staff, upload(staff, xlsx(rows), complaints)).counts["REFUSED"] == 2


def test_who_may_import(client, county):
    for person in (county.staff, county.head, county.brigade_officer):
        client.force_login(person)
        assert client.get(reverse("riskinfo:gathering:import")).status_code == 200
        assert reverse("riskinfo:gathering:import") in client.get(reverse("riskinfo:list")).text
        assert client.get("/registers/imports/informations/new/").url == reverse("riskinfo:gathering:import")
    for person in (county.office_clerk, county.admin, county.tester, county.inspector):
        client.force_login(person)
        assert client.get(reverse("riskinfo:gathering:import")).status_code == 403
        assert client.get("/registers/imports/informations/template/").status_code == 403


def test_the_command_needs_a_person(county, complaints, tmp_path, capsys):
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx([[*HEAD, "信息来源"], [*ROWS[2], "投诉举报"]]))
    with pytest.raises(CommandError, match="须用 --by"):
        call_command("import_register", "informations", str(path))
    call_command("import_register", "informations", str(path), by="zhaomin", result=tmp_path / "out.xlsx")
    assert RiskInfo.objects.get().case.created_by == county.staff
    text = str(list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.values))
    assert "李四" not in text
    assert "李**" in text


def test_a_code_that_belongs_to_another_name_is_told(staff, county, complaints):
    """The code decides; but the row says one shop and the file another, and somebody must look."""
    wire = Enterprise.objects.create(bureau=county.bureau, name="清源县恒通线缆有限公司", uscc="91419921MA0000001Y")
    wire.aliases.create(name="恒通电线厂")
    rows = [["登记编号", "登记时间", "投诉内容", "被投诉主体", "统一社会信用代码"]]
    rows += [
        [f"A{n}", "2026-11-20", "线发热。", name, wire.uscc] for n, name in enumerate((wire.name, "恒通电线厂", "丁店"))
    ]
    run = check(staff, upload(staff, xlsx(rows), complaints, **BATCH))
    page = staff.get(f"/registers/imports/{run.pk}/?show=NEW").text
    assert page.count("按代码登记，请核对") == 1
    assert "表里写的是“丁店”" in page
    confirm(staff, run)
    assert {info.case.enterprise for info in RiskInfo.objects.all()} == {wire}
