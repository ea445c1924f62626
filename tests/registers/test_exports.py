"""Lists out: headings, filters, rights, formulas, the way back in."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casefile import jobs
from casefile.models import Job
from documents.models import Document
from registers import export_views
from registers.listings import listings
from registers.models import Enterprise, ExportRun, Licence, SamplingResult
from registers.tiers import change_tier
from registers.xlsx import Workbook
from tests.casefile.cases import make_case
from tests.riskinfo.builders import make_info

from .conftest import code
from .importing import actions, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registers_loaded")]


def rows_of(content: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def export(client, listing, query=""):
    return client.get(reverse("registers:export", args=[listing]) + query)


@pytest.fixture
def staff(client, county):
    client.force_login(county.staff)
    return client


def test_enterprises_with_their_filters_and_without_notes(staff, county, enterprise):
    Enterprise.objects.filter(pk=enterprise.pk).update(notes="举报人李四提供")
    Enterprise.objects.create(bureau=county.bureau, name="乙店", uscc=code(2), is_seller=True)
    Enterprise.objects.create(bureau=county.prefecture, name="市局企业", uscc=code(3))
    response = export(staff, "enterprises", "?side=producer")
    assert "filename*=utf-8''%E4%BC%81%E4%B8%9A" in response["Content-Disposition"]
    heading, *rows = rows_of(response.content)
    assert heading[:3] == ["企业名称", "统一社会信用代码", "无代码原因"]
    facts = dict(zip(heading, rows[0], strict=True))
    assert len(rows) == 1
    assert (facts["企业名称"], facts["所在区划"], facts["产品类别"], facts["生产者"], facts["监管类别"]) == (
        enterprise.name, "城关镇", "电线电缆", "是", "常规监管",
    )  # fmt: skip
    assert "李四" not in str(rows)
    assert [row[0] for row in rows_of(export(staff, "enterprises").content)[1:]] == ["乙店", enterprise.name]


@pytest.mark.parametrize("slug", ["enterprises", "products", "samplings", "sources", "regions", "users", "calendar"])
def test_what_goes_out_comes_in_again_and_changes_nothing(client, county, enterprise, slug):
    SamplingResult.objects.create(enterprise=enterprise, product_name="=电缆", conclusion="FAIL", failed_items="电阻")
    client.force_login(county.admin)
    rows = rows_of(export(client, slug).content)
    assert len(rows) > 1
    _, plan = planned(slug, rows, by=county.admin)
    assert set(actions(plan)) == {"SAME"}, [row.problems or row.changed for row in plan.rows if row.action != "SAME"]


def test_a_catalogue_goes_out_and_comes_in_again(client, county):
    client.force_login(county.admin)
    rows = rows_of(export(client, "products", "?catalogue=" + _a_catalogue()).content)
    assert dict(zip(rows[0], rows[1], strict=True))["目录名称"]
    _, plan = planned("products", rows, by=county.admin)
    assert set(actions(plan)) == {"SAME"}, [row.problems or row.changed for row in plan.rows if row.action != "SAME"]


def _a_catalogue() -> str:
    from registers.models import Catalogue

    return Catalogue.objects.filter(entries__isnull=False).first().code


def test_an_edited_export_changes_just_that(client, county, enterprise):
    client.force_login(county.admin)
    heading, row = rows_of(export(client, "enterprises").content)
    row[heading.index("联系人")] = "王五"
    _, plan = planned("enterprises", [heading, row], by=county.admin)
    assert [row.changed for row in plan.rows] == [{"contact_person": ("张三", "王五")}]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_nothing_that_goes_out_runs_as_a_formula(client, county, enterprise, sign):
    name = f"{sign}cmd|'/c calc'!A0"
    Enterprise.objects.filter(pk=enterprise.pk).update(name=name, contact_person="<b>&\x01")
    client.force_login(county.admin)
    heading, row = rows_of(export(client, "enterprises").content)
    assert row[0] == f"'{name}"
    assert row[heading.index("联系人")] == "<b>&"


def test_cases_with_filters_and_rights(staff, county, client):
    mine = make_case(county, title="自己的事项")
    heading, *rows = rows_of(export(staff, f"cases-{mine.kind}").content)
    assert heading[:4] == ["编号", "事项", "级别", "环节"]
    assert [row[1] for row in rows] == ["自己的事项"]
    assert len(rows_of(export(staff, f"cases-{mine.kind}", "?q=没有这个").content)) == 1
    client.force_login(county.inspector)
    assert export(client, "cases-NOTHING").status_code == 404
    client.force_login(county.admin)
    assert export(client, f"cases-{mine.kind}").status_code == 403


#: Who may have which lists, by the permission that their pages ask for; several mean any, "" everybody.
LISTS = {
    "register.view": (
        "enterprises", "products", "samplings", "sources", "regions", "legal-bases", "catalogues", "licences",
        "aliases", "tier-changes", "merges", "absences",
    ),
    "register.manage": ("imports",), "user.manage": ("users", "departments"), "calendar.manage": ("calendar",),
    "info.view": ("cases-INFO",), "info.inside": ("test-tasks", "gatherings", "upward-reports", "hazard-reviews"),
    "info.inside info.gather": ("stations", "station-informations", "work-duties"),
    "warning.view": (
        "cases-WARNING", "measures", "overdue", "risk-points", "supervisions", "duties", "region-alerts",
        "failed-enterprises",
    ),
    "accountability.view": ("accountability",),
    "emergency.view": ("cases-EMERGENCY", "seals"), "emergency.view emergency.plan": ("contacts", "roster"),
    "item.view": ("cases-RECTIFICATION", "cases-AREA", "ledger", "items-gongpincha", "prompts", "consequences"),
    "document.view": ("documents",), "return.view": ("cases-RETURN", "cases-CAMPAIGN_RETURN"),
    "campaign.view": ("cases-CAMPAIGN", "campaign-targets", "typical-cases"),
    "inspection.view": ("cases-INSPECTION", "self-checks", "control-lists", "draws", "visits-due"),
    "inspection.configure inspection.view": ("checklists",),
    "sampling.view": ("cases-SPOTCHECK", "cases-SPOTPLAN", "spot-targets", "follow-ups"),
    "monitoring.view": (
        "cases-MONITORPLAN", "cases-MONITORPROJECT", "monitoring-items", "monitoring-results", "publicity",
    ),
    "incoming.view": ("cases-INCOMING",), "test.result": ("tests", "monitoring-tasks"),
    "statistics.view": ("cases-ANALYSIS", "signals"),
}  # fmt: skip


@pytest.mark.once
def test_every_list_goes_out_to_those_who_may_see_its_page(client, county, enterprise):
    """And to nobody else; the page of all exports names just those."""
    codes = {code: permission for permission, of in LISTS.items() for code in of}
    assert {listing.code for listing in listings()} == set(codes)
    for person in (county.office_clerk, county.admin, county.tester, county.deputy):
        client.force_login(person)
        page = client.get(reverse("registers:exports")).text
        for code_, permission in codes.items():
            allowed = not permission or any(person.can(name) for name in permission.split())
            answer = export(client, code_)
            assert answer.status_code == (200 if allowed else 403), (person, code_)
            assert (reverse("registers:export", args=[code_]) in page) is allowed
            if allowed:
                heading = rows_of(answer.content)[0]
                assert len(heading) == len(set(heading)) >= 3
                assert not any(word.isascii() for word in heading)


def test_nothing_confidential_goes_out(client, county, enterprise):
    """R-015 and the scope of cases: who told the bureau, other units' cases and documents, notes, other agencies."""
    info = make_info(
        county, "SUBMITTED", enterprise=enterprise, reporter_name="举报人李四", reporter_phone="13900001111"
    )
    Enterprise.objects.filter(pk=enterprise.pk).update(notes="线人王五")
    other = make_case(county, department=county.station, title="他所专案", number="FX-2026-0099", enterprise=enterprise)
    for case, title in ((info.case, "本股通知书"), (other, "他所通知书")):
        Document.objects.create(
            case=case, bureau=county.bureau, department=case.department, drafter=county.staff, kind="BULLETIN",
            title=title, drafted_at=timezone.now(),
        )  # fmt: skip
    above = Enterprise.objects.create(bureau=county.prefecture, name="市局企业", uscc=code(3))
    for firm in (enterprise, above):
        Licence.objects.create(enterprise=firm, kind="CCC", number=f"C{firm.pk}", valid_to=date(2020, 1, 1))
        SamplingResult.objects.create(enterprise=firm, product_name=f"{firm.name}的缆", conclusion="PASS")
        firm.aliases.create(name=f"老{firm.name}")
    client.force_login(county.staff)
    out = {listing.code: str(rows_of(answer.content)) for listing in listings()
           if (answer := export(client, listing.code)).status_code == 200}  # fmt: skip
    assert info.case.title in out["cases-INFO"]
    assert "聚氯乙烯绝缘电线" in out["cases-INFO"]
    assert "本股通知书" in out["documents"]
    assert "过期" in out["licences"]
    for shown in ("李四", "13900001111", "王五", "他所", "FX-2026-0099", "市局企业"):
        assert not [code for code, text in out.items() if shown in text], shown


def test_lists_keep_the_filters_of_their_pages(client, county, enterprise):
    for place, number in (("ONLINE", "R1"), ("OFFLINE", "R2")):
        SamplingResult.objects.create(
            enterprise=enterprise, product_name="缆", conclusion="PASS", place=place, report_number=number
        )
    client.force_login(county.admin)
    heading, row = rows_of(export(client, "samplings", "?place=ONLINE").content)
    assert row[heading.index("报告编号")] == "R1"
    people = rows_of(export(client, "users", "?q=zhaomin").content)
    assert [row[0] for row in people[1:]] == ["zhaomin"]
    years = {row[3] for row in rows_of(export(client, "calendar", "?year=2026").content)[1:]}
    assert years == {"2026"}


def test_more_rows_cost_no_more_queries(client, county, enterprise):
    client.force_login(county.staff)

    def count():
        with CaptureQueriesContext(connection) as found:
            for listing in ("licences", "tier-changes", "samplings", "documents", "cases-INFO"):
                export(client, listing)
        return len(found)

    SamplingResult.objects.create(enterprise=enterprise, product_name="缆", conclusion="PASS")
    count()  # fills what is kept in memory
    before = count()
    for number in range(5):
        firm = Enterprise.objects.create(bureau=county.bureau, name=f"企业{number}", uscc=code(40 + number))
        SamplingResult.objects.create(enterprise=firm, product_name="缆", conclusion="PASS")
        Licence.objects.create(enterprise=firm, kind="CCC", number=f"C{number}")
        change_tier(firm, "KEY", by=county.head, ground="OTHER", reason="x")
        make_case(county, enterprise=firm)
    assert count() == before


def test_a_long_list_is_written_in_the_background(staff, county, enterprise, monkeypatch, client):
    monkeypatch.setattr(export_views, "DIRECT", 0)
    address = reverse("registers:export", args=["enterprises"]) + "?q=恒通"
    assert "共 1 行" in staff.get(address).text
    response = staff.post(address)
    run = ExportRun.objects.get()
    assert 'hx-trigger="every 1s"' in staff.get(response.url).text
    assert staff.get(reverse("registers:export_file", args=[run.pk])).status_code == 404
    assert jobs.run(Job.objects.get().pk)
    assert "已生成，共 1 行" in staff.get(response.url).text
    content = b"".join(staff.get(reverse("registers:export_file", args=[run.pk])).streaming_content)
    assert rows_of(content)[1][0] == enterprise.name
    client.force_login(county.head)
    assert client.get(reverse("registers:export_file", args=[run.pk])).status_code == 404


def test_the_writer_keeps_every_text(tmp_path):
    rows = [["头"], ["a\nb"], [" 两端 "], ["a\x1eb"], ["𠮷"], [""], ["x" * 40_000]]
    with open(tmp_path / "a.xlsx", "wb") as file, Workbook(file) as book:
        assert book.sheet("表", rows) == len(rows)
    back = rows_of((tmp_path / "a.xlsx").read_bytes())
    assert [row[0] for row in back] == ["头", "a\nb", " 两端 ", "ab", "𠮷", "", "x" * 32_767]
