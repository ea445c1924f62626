"""整改台账 as the working screen: filters, order, pages, several items at once, paper and spreadsheet (R-321)."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from casefile.models import CaseFile
from documents import kinds, merging
from documents.fonts import Role as FontRole
from documents.fonts import stock
from documents.layout_lines import AREA_HEIGHT, Setter
from documents.models import Document
from rectification import ledger
from rectification.ledgersheet import COLUMNS, HEADINGS, SIZE, ledger_paper, lines
from registers.models import Enterprise
from tests.registers.conftest import code

from .items import bring, do, make

LIST = "/rectification/"


def shown(client, query="") -> list[str]:
    """Return the numbers on the page, in order."""
    text = client.get(f"{LIST}{query}").text
    body = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL)
    return re.findall(r">(ZG-\d{4}-\d{4})</a>", body[1]) if body else []


def numbers(*records) -> list[str]:
    return [record.case.number for record in records]


def test_filters_of_the_ledger(county, client):
    """Each narrows by itself; a wrong value narrows nothing and is named."""
    client.force_login(county.head)
    urgent = make(county, urgent=True, problem="NO_LICENCE")
    passed = bring(county, make(county), "PASSED")
    put = make(county, severity="MAJOR")
    do(county, put, "supervise", county.deputy)
    closed = bring(county, make(county, severity="MAJOR"), "WRITTEN_OFF")
    again = bring(county, make(county), "REOPENED")
    product = put.case.product_type.pk
    for query, found in {
        "?only=urgent": [urgent], "?problem=NO_LICENCE": [urgent], "?only=to_write_off": [passed],
        "?only=supervised": [put], "?only=look_back": [closed], "?only=relapsed": [again], "?state=PASSED": [passed],
        "?only=to_order": [again, put, urgent], "?level=MAJOR": [closed, put], f"?q={put.case.number}": [put],
        f"?product={product}": [again, closed, put, passed, urgent], f"?department={county.brigade.pk}": [],
        "?problem=XX": [again, closed, put, passed, urgent],
    }.items():  # fmt: skip
        assert shown(client, query) == numbers(*found), query
    assert "筛选条件不对，已忽略：问题" in client.get(f"{LIST}?problem=XX").text
    assert client.get(f"{LIST}?after=x").status_code == 404


def test_the_most_pressing_first(county, client, monkeypatch):
    """The order by date leaves out what has none, and is paged by key too."""
    monkeypatch.setattr(ledger, "PAGE_SIZE", 1)
    client.force_login(county.staff)
    make(county)
    late = bring(county, make(county), "ORDERED")
    soon = make(county)
    do(county, soon, "order", county.head, days=2)
    assert shown(client, "?sort=due") == numbers(soon)
    following = re.search(r'rel="next" href="([^"]+)"', client.get(f"{LIST}?sort=due").text)[1]
    assert shown(client, following.replace("&amp;", "&")) == numbers(late)


def test_pages_follow_each_other(county, client, monkeypatch):
    monkeypatch.setattr(ledger, "PAGE_SIZE", 2)
    client.force_login(county.staff)
    records = [make(county) for _ in range(3)]
    first = client.get(LIST).text
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert shown(client) + shown(client, following) == numbers(*reversed(records))


def test_a_name_cannot_break_the_page(county, client):
    """The rows are put together by hand: what is typed is escaped."""
    name = '"><script>alert(1)</script>有限公司'
    company = Enterprise.objects.create(bureau=county.bureau, name=name, uscc=code(7), is_producer=True)
    make(county, enterprise=company, title="不是脚本")
    client.force_login(county.staff)
    text = client.get(LIST).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_number_of_queries_does_not_grow(county, client):
    client.force_login(county.head)
    make(county)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for severity in ("GENERAL", "MAJOR"):
        bring(county, make(county, severity=severity), "ORDERED")
    client.get(LIST)  # the figures of the menu are counted anew after a message
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(three) == len(one)


# --- paper and spreadsheet ----------------------------------------------------------------


def test_the_columns_are_those_of_the_paper_ledger():
    """R-321: the document kind 整改台账 has the same head."""
    head = kinds.get("LEDGER").text.splitlines()[0]
    assert [cell.strip() for cell in head.strip("|").split("|")] == HEADINGS


def test_a_row_on_paper(county):
    record = bring(county, make(county, severity="MAJOR"), "WRITTEN_OFF")
    row = dict(zip(HEADINGS, next(lines(CaseFile.objects.filter(pk=record.pk))), strict=True))
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert row["问题"] == "未检验出厂：抽查三批均无出厂检验记录"
    assert row["复查结果"] == "合格：逐项对照，现场核实"
    assert (row["序号"], row["隐患等级"], row["销号日期"], row["整改情况"]) == ("1", "重大", today, "已配检验员")
    assert row["整改期限"] > today


def test_the_ledger_is_printed_across_the_page(county, client):
    record = bring(county, make(county), "ORDERED")
    client.force_login(county.staff)
    response = client.get(reverse("rectification:ledger_pdf") + "?state=ORDERED")
    assert response["Content-Type"] == "application/pdf"
    page = PdfReader(BytesIO(response.content)).pages[0]
    lies = page.mediabox.width > page.mediabox.height
    assert lies or page.rotation == 90  # across the page
    assert record.case.number.replace("-", "") in re.sub(r"[\s-]", "", page.extract_text())
    assert ledger_paper(county.staff, {"state": "PASSED"}).body[0].text == "没有符合条件的隐患。"


@pytest.mark.parametrize(("heading", "text"), [("序号", "300"), ("隐患等级", "重大"), ("经办人", "欧阳静")])
def test_short_texts_of_the_paper_stand_in_one_line(heading, text):
    """A number broken in two is read as two."""
    setter = Setter(stock(), AREA_HEIGHT)
    share = dict(COLUMNS)[heading] / sum(width for _, width in COLUMNS)
    assert setter.line(text, FontRole.BODY, SIZE).width + 7 <= AREA_HEIGHT * share


def test_a_leader_prints_the_ledger_of_the_bureau(county):
    assert ledger_paper(county.deputy, {}).organ_name == county.bureau.name
    assert ledger_paper(county.staff, {}).organ_name == f"{county.bureau.name}{county.quality}"


def sheet_rows(client, user, code, query="") -> list[list]:
    client.force_login(user)
    response = client.get(reverse("registers:export", args=[code]) + f"?{query}")
    book = load_workbook(BytesIO(b"".join(response.streaming_content) if response.streaming else response.content))
    return [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)]


def test_the_spreadsheet_equals_the_paper(county, client):
    """And has the number in 工品查 beside (R-317)."""
    record = bring(county, make(county), "ORDERED")
    do(county, record, "note_external_id", county.staff, external_id="GPC-7")
    rows = sheet_rows(client, county.staff, "ledger", "state=ORDERED")
    at = rows.index([*HEADINGS, "工品查编号"])
    found = CaseFile.objects.filter(pk=record.pk)
    assert rows[at + 1 : at + 2] == [[*next(lines(found)), "GPC-7"]]


# --- 工品查 ----------------------------------------------------------------------------------


def test_the_number_in_the_other_system(county, client):
    """R-317: written down and emptied with the reason, each in the trail; found by it, named beside the facts."""
    record, other = make(county), make(county)
    do(county, record, "note_external_id", county.staff, external_id="GPC-2026-77")
    client.force_login(county.staff)
    assert shown(client, "?only=with_external") == shown(client, "?q=GPC-2026-77") == numbers(record)
    assert shown(client, "?only=without_external") == numbers(other)
    page = client.get(record.get_absolute_url()).text
    assert "<dt>工品查编号</dt><dd>GPC-2026-77</dd>" in re.sub(r">\s+<", "><", page)
    act = reverse("rectification:act", args=[record.pk, "note_external_id"])
    for typed, said in (
        ({"external_id": "GPC-2026-77"}, "和现在登记的一样。"), ({"external_id": ""}, "清空编号请写明理由。"),
    ):  # fmt: skip
        refused = client.post(act, typed)
        assert refused.status_code == 422
        assert said in refused.text
    client.post(act, {"external_id": "", "reason": "登到别家去了"})
    record.refresh_from_db()
    assert record.external_id == ""
    told = [entry for entry in record.case.trail.order_by("seq") if entry.action == "note_external_id"]
    assert [[item["text"] for item in entry.data if item["name"] == "external_id"] for entry in told] == [
        ["GPC-2026-77"], [],
    ]  # fmt: skip
    assert told[-1].reason == "登到别家去了"


def test_what_goes_to_the_other_system(county, client):
    """R-317: what we know of the items chosen; without a choice of those that the filters leave; nobody else's."""
    passed = bring(county, make(county, severity="MAJOR"), "WRITTEN_OFF")
    do(county, passed, "note_external_id", county.staff, external_id="GPC-9")
    make(county)
    for query in (f"case={passed.pk}", "only=with_external"):
        rows = sheet_rows(client, county.staff, "items-gongpincha", query)
        at = next(at for at, row in enumerate(rows) if "本系统编号" in row)
        [line] = rows[at + 1 :]
        told = dict(zip(rows[at], line, strict=True))
        assert (told["工品查编号"], told["本系统编号"]) == ("GPC-9", passed.case.number)
        assert told["统一社会信用代码"] == passed.case.enterprise.uscc
        assert (told["复查结果"], told["隐患等级"], told["销号批准人"]) == ("合格", "重大", county.deputy.name)
        assert told["销号日期"] == told["复查日期"] == f"{timezone.localdate():%Y-%m-%d}"
    client.force_login(county.tester)
    assert client.get(reverse("registers:export", args=["items-gongpincha"])).status_code == 403


# --- several at once -----------------------------------------------------------------------


def test_several_get_another_handler(county, client):
    """What belongs to another unit is named and left."""
    mine, theirs = [make(county), make(county)], make(county, by=county.brigade_officer)
    client.force_login(county.deputy)
    url, ids = reverse("rectification:assign"), [row.pk for row in (*mine, theirs)]
    text = client.get(url, {"case": ids}).text
    assert all(number in text for number in numbers(*mine, theirs))
    client.post(url, {"case": ids, "handler": county.second_staff.pk, "reason": "分工"})
    handlers = dict(CaseFile.objects.filter(pk__in=ids).values_list("pk", "handler"))
    assert [handlers[pk] for pk in ids] == [county.second_staff.pk, county.second_staff.pk, county.brigade_officer.pk]
    assert "不是综合行政执法大队的人" in client.get(LIST).text


def test_nothing_chosen_is_said(county, client):
    client.force_login(county.head)
    for name in ("assign", "notices"):
        assert client.get(reverse(f"rectification:{name}")).url == LIST
    assert "请先在台账里勾选" in client.get(LIST).text


def test_notices_of_several_are_begun_and_printed(county, client):
    """R-316: from the items, everything filled in; what is not ordered yet is named; a second press begins none."""
    ordered = [bring(county, make(county), "ORDERED") for _ in range(2)]
    found = make(county)
    client.force_login(county.staff)
    url, ids = reverse("rectification:notices"), {"case": [row.pk for row in (*ordered, found)]}
    client.post(url, ids)
    client.post(url, ids)
    notices = Document.objects.filter(kind="RECTIFY_NOTICE")
    assert sorted(notices.values_list("case", flat=True)) == sorted(row.pk for row in ordered)
    body = notices[0].body
    assert "补齐检验设备，逐批检验" in body
    assert merging.unfilled(body) == ["联系电话"]  # the handler of this county has none on file
    text = client.get(url, ids).text
    assert "已有通知书 2 份" in text
    assert "还没有责令整改" in text
    response = client.get(reverse("rectification:notices_pdf"), ids)
    assert len(PdfReader(BytesIO(response.content)).pages) == 2


def test_who_may_not(county, client):
    record = bring(county, make(county), "ORDERED")
    client.force_login(county.inspector)
    assert client.get(reverse("rectification:assign"), {"case": record.pk}).status_code == 403
    assert client.post(reverse("rectification:notices"), {"case": record.pk}).status_code == 404
    client.force_login(county.other_staff)
    assert client.get(reverse("rectification:notices"), {"case": record.pk}).url == LIST
