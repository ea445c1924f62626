"""The whole way on the site and at the console: nothing half, nothing twice, nothing stale."""

import io
import json
from dataclasses import fields

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from casefile import jobs
from casefile.models import Job
from registers.imports import runs
from registers.models import Enterprise, ImportRun, InfoSource
from registers.resources import REGISTERS
from tests.people import County, person

from .conftest import code
from .sheets import csv_text, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers_loaded", "_fresh_calendar")]

GOOD = [["单位名称", "信用代码", "电话"], ["甲厂", code(11), "0399-7123456"], ["乙厂", code(12), ""]]
MIXED = [*GOOD, ["丙厂", "123", ""]]

#: The registers that a role may load (rules §3.8); whoever is not named loads none.
LOADS = {
    "admin": {"enterprises", "products", "samplings", "sources", "regions", "calendar", "users"},
    **dict.fromkeys(("staff", "second_staff", "other_staff", "brigade_officer"), {"samplings", "informations"}),
    **dict.fromkeys(("head", "other_head", "brigade_head"), {"tiers", "samplings", "informations"}),
}  # fmt: skip


def work():
    """Do what waits in the queue."""
    for job in Job.objects.filter(status=Job.Status.PENDING).order_by("pk"):
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.status == Job.Status.DONE, job.error


@pytest.fixture
def admin(client, county):
    client.force_login(county.admin)
    return client


def upload(client, rows, *, slug="enterprises", name="名单.xlsx", content=None):
    file = SimpleUploadedFile(name, content or xlsx(rows))
    return client.post(reverse("registers:import_upload", args=[slug]), {"file": file})


def checked(client, rows, *, slug="enterprises", **changes) -> ImportRun:
    """Upload, accept the guessed columns (with `changes`), let the worker check."""
    response = upload(client, rows, slug=slug)
    run = ImportRun.objects.latest("pk")
    page = client.get(response.url)
    form = page.context["form"]
    data = {field.html_name: field.value() for field, _ in form.rows()} | {"hidden": "on", "sheet": "0", "first": "1"}
    client.post(response.url, {**data, **changes})
    work()
    run.refresh_from_db()
    return run


def confirm(client, run, **data):
    response = client.post(reverse("registers:import_confirm", args=[run.pk]), data, follow=True)
    work()
    run.refresh_from_db()
    return response


def result_rows(content: bytes):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def test_from_file_to_result_and_again(admin, county):
    run = checked(admin, GOOD)
    assert (run.status, run.counts["NEW"], run.owner, run.bureau) == ("CHECKED", 2, county.admin, county.bureau)
    assert not Enterprise.objects.exists()
    page = admin.get(reverse("registers:import_run", args=[run.pk])).text
    assert "确认后新增 2 行" in page
    confirm(admin, run)
    assert (run.status, Enterprise.objects.count()) == ("DONE", 2)
    result = b"".join(admin.get(reverse("registers:import_result", args=[run.pk])).streaming_content)
    happened = [row[3] for row in result_rows(result)]
    assert happened[0] == "导入结果"
    assert all(text.startswith("已新增") and "没有写明生产者还是销售者" in text for text in happened[1:])
    stamps = list(Enterprise.objects.values_list("pk", "updated_at"))
    again = ImportRun.objects.get(pk=upload_content(admin, result).pk)
    confirm(admin, again)
    assert (again.counts["SAME"], again.counts["NEW"], again.counts["CHANGED"]) == (2, 0, 0)
    assert list(Enterprise.objects.values_list("pk", "updated_at")) == stamps


def upload_content(client, content) -> ImportRun:
    response = upload(client, None, content=content)
    form = client.get(response.url).context["form"]
    data = {field.html_name: field.value() for field, _ in form.rows()} | {"hidden": "on", "sheet": "0", "first": "1"}
    client.post(response.url, data)
    work()
    return ImportRun.objects.latest("pk")


def test_refused_rows_hold_everything_back_until_they_are_skipped(admin):
    run = checked(admin, MIXED)
    page = admin.get(reverse("registers:import_run", args=[run.pk])).text
    assert "统一社会信用代码（B列）：统一社会信用代码应为18位，现有3位。" in page
    response = confirm(admin, run)
    assert "还有 1 行被拒" in response.text
    assert (run.status, Enterprise.objects.count()) == ("CHECKED", 0)
    confirm(admin, run, skip_refused="on")
    assert (run.status, Enterprise.objects.count(), run.skip_refused) == ("DONE", 2, True)
    result = b"".join(admin.get(reverse("registers:import_result", args=[run.pk])).streaming_content)
    assert result_rows(result)[3][3].startswith("拒绝：统一社会信用代码（B列）")


def test_a_change_between_preview_and_confirmation_is_noticed(admin, county):
    run = checked(admin, GOOD)
    Enterprise.objects.create(bureau=county.bureau, name="甲厂旧名", uscc=code(11))
    confirm(admin, run)
    assert (run.status, run.error, run.counts["CHANGED"]) == ("CHECKED", runs.STALE, 1)
    assert Enterprise.objects.count() == 1
    confirm(admin, run)
    assert (run.status, Enterprise.objects.get(uscc=code(11)).name) == ("DONE", "甲厂")


def test_an_error_while_writing_leaves_nothing(admin, monkeypatch):
    run = checked(admin, GOOD)
    monkeypatch.setattr(runs, "_finish", lambda *args: 1 / 0)
    admin.post(reverse("registers:import_confirm", args=[run.pk]))
    job = Job.objects.latest("pk")
    jobs.run(job.pk)
    run.refresh_from_db()
    assert (Enterprise.objects.count(), run.status) == (0, "APPLYING")
    assert "什么都没有导入" in run.error
    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(not_before=None)
    work()
    run.refresh_from_db()
    assert (Enterprise.objects.count(), run.status, run.error) == (2, "DONE", "")


def test_a_second_click_writes_once(admin):
    run = checked(admin, GOOD)
    url = reverse("registers:import_confirm", args=[run.pk])
    admin.post(url)
    admin.post(url)
    work()
    assert Job.objects.filter(kind="import_apply").count() == 1
    for job in Job.objects.filter(kind="import_apply"):  # a message that came twice
        Job.objects.filter(pk=job.pk).update(status="PENDING")
    work()
    assert Enterprise.objects.count() == 2


def test_progress_is_asked_for_and_ends_by_itself(admin):
    response = upload(admin, GOOD)
    run = ImportRun.objects.latest("pk")
    form = admin.get(response.url).context["form"]
    admin.post(response.url, {f.html_name: f.value() for f, _ in form.rows()} | {"sheet": "0", "first": "1"})
    url = reverse("registers:import_run", args=[run.pk])
    assert 'hx-trigger="every 1s"' in admin.get(url, headers={"HX-Request": "true"}).text
    work()
    assert admin.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_columns_can_be_corrected(admin):
    rows = [["厂子", "编码", "电话"], ["甲厂", code(11), ""]]
    response = upload(admin, rows)
    page = admin.post(response.url, {"sheet": "0", "first": "1"})
    assert "还没有指定任何一列" in page.text
    page = admin.post(response.url, {"col_uscc": "1", "col_address": "1", "sheet": "0", "first": "1"})
    assert "一列只能用一次" in page.text
    assert "必填，请指定是文件里的哪一列" in page.text
    admin.post(response.url, {"col_name": "0", "col_uscc": "1", "sheet": "0", "first": "1"})
    work()
    assert ImportRun.objects.latest("pk").counts["NEW"] == 1


def test_another_sheet_or_heading_row_can_be_chosen(admin):
    content = xlsx([["说明"]], more=[("甲", GOOD), ("乙", [["标题", ""], *GOOD])])
    response = upload(admin, None, content=content)
    page = admin.get(f"{response.url}?sheet=2&first=2")
    assert page.context["read"].columns == {"name": 0, "uscc": 1, "contact_phone": 2}
    assert page.context["read"].sheet.name == "乙"


@pytest.mark.parametrize("slug", sorted(LOADS["admin"]))
def test_the_template_is_itself_importable(admin, slug, tmp_path):
    content = admin.get(reverse("registers:import_template", args=[slug])).content
    sheets = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert sheets == ["填写", "填写说明"]
    run = upload(admin, None, slug=slug, content=content)
    assert admin.get(run.url).status_code == 200
    reading = ImportRun.objects.latest("pk").reading
    assert (reading["sheet"], reading["first"]) == (0, 1)
    assert "name" in reading["columns"] or "enterprise_name" in reading["columns"]


def test_a_file_that_cannot_be_read_is_refused_on_the_page(admin):
    page = upload(admin, None, content=b"PK\x03\x04junk")
    assert page.status_code == 422
    assert "已损坏" in page.text
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("who", [field.name for field in fields(County) if field.type is User])
def test_who_may_take_the_first_steps(client, county, who):
    """R-128: template and upload, a role a row, a register a column."""
    client.force_login(getattr(county, who))
    allowed = LOADS.get(who, set())
    assert client.get(reverse("registers:imports")).status_code == (200 if allowed else 403)
    for slug in REGISTERS:
        expected = 200 if slug in allowed else 403
        assert client.get(reverse("registers:import_template", args=[slug])).status_code == expected, slug
        assert client.get(REGISTERS[slug].start()).status_code == expected, slug
        if slug not in allowed:
            assert upload(client, GOOD, slug=slug).status_code == 403
    assert not ImportRun.objects.exists()


STEPS = ("import_columns", "import_run", "import_confirm", "import_cancel", "import_result", "import_result_once")


def _answers(client, run) -> dict[str, int]:
    """Return step → status of every page of a run, read and sent."""
    found = {}
    for step in STEPS:
        address = reverse(f"registers:{step}", args=[run.pk])
        found[f"get {step}"] = client.get(address).status_code
        found[f"post {step}"] = client.post(address, {"col_name": "0", "sheet": "0", "first": "1"}).status_code
    return found


def _elsewhere(county):
    """Return an administrator of the bureau above."""
    made = person("ducha2", "市局管理员", county.inspector.department, "ADMIN")
    assert made.bureau == county.prefecture
    return made


def test_nobody_else_touches_a_run(client, county):
    """From the columns to the result: 403 by role, 404 for another bureau, own acts for the owner."""
    client.force_login(county.admin)
    run = checked(client, GOOD)
    colleague = person("other", "另一位管理员", county.quality, "ADMIN")
    before = ImportRun.objects.values().get(pk=run.pk)
    for who in (county.deputy, county.director, county.inspector, county.tester, county.office_clerk):
        client.force_login(who)
        # A sent form that the address does not take is 405 for nobody: the role is asked first.
        assert set(_answers(client, run).values()) == {403}, who
    for who in (county.staff, county.head, _elsewhere(county)):  # loads other registers; loads for another bureau
        client.force_login(who)
        answers = _answers(client, run)
        assert set(answers.values()) <= {404, 405}, (who, answers)
    client.force_login(colleague)
    assert client.get(reverse("registers:import_run", args=[run.pk])).status_code == 200
    for step in ("import_columns", "import_confirm", "import_cancel"):
        assert client.post(reverse(f"registers:{step}", args=[run.pk])).status_code == 403, step
    assert ImportRun.objects.values().get(pk=run.pk) == before
    assert not Enterprise.objects.exists()
    client.force_login(county.admin)
    confirm(client, run)
    for who, status in (
        (colleague, 200),
        (_elsewhere_again(), 404),
        (county.head, 404),
        (county.staff, 404),
        (county.deputy, 403),
    ):
        client.force_login(who)
        answer = client.get(reverse("registers:import_result", args=[run.pk]))
        assert answer.status_code == status, who
        if answer.streaming:
            assert b"".join(answer.streaming_content)


def _elsewhere_again():
    return User.objects.get(username="ducha2")


def test_one_bureaus_import_shows_another_nothing(client, county):
    """The register of the county is neither compared with nor changed by an administrator of the bureau above."""
    held = Enterprise.objects.create(bureau=county.bureau, name="甲厂旧名", uscc=code(11))
    client.force_login(_elsewhere(county))
    run = checked(client, GOOD)
    assert (run.bureau, run.counts["NEW"], run.counts["CHANGED"]) == (county.prefecture, 2, 0)
    confirm(client, run)
    held.refresh_from_db()
    assert held.name == "甲厂旧名"
    assert Enterprise.objects.filter(bureau=county.prefecture).count() == 2
    client.force_login(county.admin)
    assert client.get(reverse("registers:import_run", args=[run.pk])).status_code == 404


def test_the_passwords_of_new_users_are_handed_out_once(admin, county):
    rows = [["用户名", "姓名", "机构", "角色"], ["newone", "新人", "质量监督股", "经办人"]]
    run = checked(admin, rows, slug="users")
    confirm(admin, run)
    assert admin.get(reverse("registers:import_result", args=[run.pk])).status_code == 404
    url = reverse("registers:import_result_once", args=[run.pk])
    rows = result_rows(admin.post(url).content)
    assert "临时密码" in rows[1][4]
    assert "已经下载过" in admin.post(url, follow=True).text


def test_giving_up(admin):
    run = checked(admin, GOOD)
    admin.post(reverse("registers:import_cancel", args=[run.pk]))
    run.refresh_from_db()
    assert (run.status, Enterprise.objects.count()) == ("CANCELLED", 0)
    confirm(admin, run)
    assert not Enterprise.objects.exists()


# --- the console --------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    def write(rows):
        path = tmp_path / "in.csv"
        path.write_bytes(csv_text(rows).encode("gb18030"))
        return path

    return write


def test_the_command(county, file, tmp_path, capsys):
    report = tmp_path / "out.json"
    options = {"report": report, "bureau": county.bureau.short_name}
    call_command("import_register", "enterprises", file(MIXED), dry_run=True, skip_refused=True, **options)
    assert json.loads(report.read_text())["counts"] == {
        "new": 2, "changed": 0, "unchanged": 0, "refused": 1, "skipped": 0,
    }  # fmt: skip
    assert not Enterprise.objects.exists()
    with pytest.raises(CommandError, match="没有写入"):
        call_command("import_register", "enterprises", file(MIXED), **options)
    refusal = json.loads(report.read_text())["refusals"][0]
    assert (refusal["row"], refusal["column"]) == (4, "统一社会信用代码 B")
    assert "应为18位" in refusal["reason"]
    assert not Enterprise.objects.exists()
    call_command("import_register", "enterprises", file(MIXED), skip_refused=True, **options)
    assert Enterprise.objects.count() == 2
    call_command("import_register", "enterprises", file(GOOD), result=tmp_path / "r.xlsx", **options)
    assert json.loads(report.read_text())["counts"]["unchanged"] == 2
    assert result_rows((tmp_path / "r.xlsx").read_bytes())[1][3] == "未变"


def test_the_command_asks_for_what_it_cannot_know(county, file):
    with pytest.raises(CommandError, match="--by"):
        call_command("import_register", "users", file(GOOD))
    with pytest.raises(CommandError, match="没有认得的表头"):
        call_command("import_register", "enterprises", file([["甲", "乙"], ["1", "2"]]))
    with pytest.raises(CommandError, match="不能导入"):
        call_command("import_register", "enterprises", file(GOOD), by=county.staff.username)
    call_command("import_register", "sources", file([["来源", "类别"], ["新来源", "其他"]]))
    assert InfoSource.objects.filter(name="新来源").exists()
