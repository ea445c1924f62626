"""The pages: list, planning, record, draws, checklists."""

import json
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casefile.models import CaseFile
from inspections import checklists, drawing
from inspections.models import Draw, Inspection
from inspections.states import InspectionState
from rectification.models import Prompt
from rectification.prompting import confirm
from spotchecks.models import SpotPlan

from .visits import bring, do, firm, make

LIST = "/inspections/"


def plan_data(county, *lines, **fields):
    values = {
        "token": str(uuid.uuid4()), "enterprises": "\n".join(lines), "kind": "SPECIAL",
        "due_on": timezone.localdate().isoformat(), "department": county.quality.pk, "purpose": "电线电缆专项",
    }  # fmt: skip
    return values | fields


def queries(client, url) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


# --- planning ----------------------------------------------------------------------
def test_several_enterprises_are_planned_at_once(county, client):
    """R-315: each its own case, with its day on the list."""
    firms = [firm(county, n) for n in (1, 2, 3)]
    client.force_login(county.staff)
    data = plan_data(county, *(row.name for row in firms), firms[0].uscc)
    for _ in range(2):  # a second press of the button makes nothing more
        response = client.post("/inspections/new/", data)
        assert response.status_code == 302
    cases = CaseFile.objects.filter(kind="INSPECTION").order_by("pk")
    assert [case.enterprise for case in cases] == firms
    assert {timezone.localtime(case.due_at).date() for case in cases} == {timezone.localdate()}
    assert cases[0].number.startswith("JC-")


def test_a_page_pasted_into_a_line_and_a_slip_of_the_year_are_named(county, client):
    """No database is asked for a name of fifty thousand characters, no calendar for the year 2999."""
    client.force_login(county.head)
    url = "/inspections/new/"
    answer = client.post(url, plan_data(county, firm(county).name, "龘" * 50_000, due_on="2999-12-31"))
    assert answer.status_code == 422
    for said in ("第2行“龘", "太长，请核对是否一行一家", "日期在两年以后，请核对年份。"):
        assert said in answer.text
    record = bring(county, make(county), "ASSIGNED")
    url = reverse("inspections:act", args=[record.pk, "reschedule"])
    for day, said in (("2999-12-31", "请核对年份"), ("2020-01-01", "不能早于今天")):
        answer = client.post(url, {"due_on": day, "reason": "改期"})
        assert (answer.status_code, said in answer.text) == (422, True)


def test_a_wrong_line_names_itself_and_plans_nothing(county, client):
    good = firm(county)
    client.force_login(county.staff)
    response = client.post("/inspections/new/", plan_data(county, good.name, "没有这一家厂"))
    assert response.status_code == 422
    assert "档案中没有“没有这一家厂”" in response.content.decode()
    assert not Inspection.objects.exists()


@pytest.mark.once
def test_planning_begins_with_what_is_known(county, client):
    client.force_login(county.staff)
    text = client.get(f"/inspections/new/?enterprise={firm(county).pk}").content.decode()
    assert "清源县恒通线缆有限公司" in text
    origin = bring(county, make(county), "CONFIRMED").case
    assert (
        f'来自现场检查 <a href="{origin.get_absolute_url()}">'
        in client.get(f"/inspections/new/?from={origin.pk}").content.decode()
    )


# --- list and record ------------------------------------------------------------------
def test_the_list_asks_the_same_number_of_questions(county, client):
    client.force_login(county.head)
    make(county, enterprise=firm(county, 1))
    client.get(LIST)  # the menu is worked out once
    few = queries(client, LIST)
    for number in (2, 3, 4):
        do(county, make(county, enterprise=firm(county, number)), "assign", county.head)
    assert queries(client, LIST) == few
    text = client.get(LIST).content.decode()
    assert "检查 4 家次，待检查 4，逾期 0" in text
    assert "赵敏、王磊" in text


@pytest.mark.once
def test_filters_and_export(county, client):
    bring(county, make(county), "CLOSED")
    client.force_login(county.head)
    assert "JC-" in client.get(LIST + "?level=PROBLEMS").content.decode()
    assert "没有符合条件" in client.get(LIST + "?level=CLEAN").content.decode()
    assert "JC-" in client.get(LIST + "?q=王磊").content.decode()
    assert client.get("/registers/export/cases-INSPECTION/?level=PROBLEMS").status_code == 200


@pytest.mark.parametrize("state", InspectionState.values)
@pytest.mark.once
def test_the_record_in_each_state(county, client, state):
    record = bring(county, make(county), state)
    for person in (county.staff, county.head, county.brigade_officer, county.deputy, county.inspector):
        client.force_login(person)
        page = client.get(record.get_absolute_url())
        if page.status_code == 404:  # the brigade takes part from the assignment on
            assert (person, state) in {(county.brigade_officer, "PLANNED"), (county.brigade_officer, "CANCELLED")}
            continue
        assert "出厂检验记录完整" in page.content.decode()
    client.force_login(county.head)
    links = set(re.findall(r'href="(/(?!static)[^"]*)"', client.get(record.get_absolute_url()).content.decode()))
    opened = {link: client.get(link, follow=True).status_code for link in links if "/paper/" not in link}
    assert opened == dict.fromkeys(opened, 200)


@pytest.mark.once
def test_the_record_asks_the_same_number_of_questions(county, client):
    record = bring(county, make(county), "CONFIRMED")
    client.force_login(county.head)
    few = queries(client, record.get_absolute_url())
    record.items.filter(order__lte=5).update(answer="FAIL", note="坏")
    assert queries(client, record.get_absolute_url()) <= few + 1  # the guard of closing names them in one question


@pytest.mark.once
def test_duties_not_met_call_for_a_closer_watch(county, client):
    """R-123: who does not fulfil the duties is watched closely."""
    enterprise = firm(county, 5, subject_to_75_76=True)
    record = bring(county, make(county, enterprise=enterprise), "ASSIGNED")
    duty = record.items.filter(duty=True).last()
    do(county, record, "finish", county.staff, **{f"answer-{duty.pk}": "FAIL", f"note-{duty.pk}": "没有会议纪要"})
    client.force_login(county.head)
    text = client.get(record.get_absolute_url()).content.decode()
    assert "主体责任有 1 项未落实（月调度有每月会议纪要）" in text
    assert not Prompt.objects.exists()
    do(county, record, "confirm", county.brigade_officer)
    prompt = Prompt.objects.get(rule="DUTY")
    assert (prompt.state, prompt.case_id) == ("OPEN", record.pk)
    confirm(prompt, by=county.head)
    enterprise.refresh_from_db()
    assert enterprise.tier == "KEY"
    assert SpotPlan.objects.get().targets().get().enterprise == enterprise
    assert "监管类别改为重点监管；已列入抽查计划" in prompt.outcome


def test_a_sheet_sent_back_takes_the_prompt_away(county):
    """R-123: what nobody stands by any more calls for nothing."""
    record = bring(county, make(county, enterprise=firm(county, 5, subject_to_75_76=True)), "ASSIGNED")
    duty = record.items.filter(duty=True).last()
    do(county, record, "finish", county.staff, **{f"answer-{duty.pk}": "FAIL", f"note-{duty.pk}": "没有会议纪要"})
    do(county, record, "confirm", county.brigade_officer)
    do(county, record, "send_back", county.head)
    assert Prompt.objects.get(rule="DUTY").state == "LAPSED"


# --- paper ---------------------------------------------------------------------------
@pytest.mark.once
def test_the_checklist_on_paper_is_filled_in(county, client):
    """R-315, R-318: the kind 检查表 begins with the sheet of the inspection."""
    record = bring(county, make(county), "CONFIRMED")
    client.force_login(county.staff)
    text = client.get(f"/documents/new/{record.pk}/?kind=CHECKLIST").content.decode()
    assert (
        "| 10 | 突出问题：出厂检验记录完整 | 抽查近三个月的检验原始记录 | 不符合 | 2月以来3批次无出厂检验记录 |" in text
    )
    assert "拒绝签名，见证人：城关镇村干部 张立" in text
    pdf = client.get(reverse("inspections:paper", args=[record.pk]))
    assert pdf.content.startswith(b"%PDF")


# --- draws -----------------------------------------------------------------------------
def test_a_draw_is_on_record_and_drawn_again(county, client):
    """R-232: the seed is recorded, the result reproducible."""
    for number in range(1, 9):
        firm(county, number)
    client.force_login(county.staff)
    response = client.post("/inspections/draws/new/", {
        "title": "三季度双随机", "among": "ENTERPRISE", "size": "3", "seed": "2026-11-22", "side": "is_producer",
    })  # fmt: skip
    assert response.status_code == 302
    draw = Draw.objects.get()
    assert (len(draw.population), len(draw.drawn), draw.criteria) == (8, 3, "在用企业，生产者")
    assert drawing.is_reproducible(draw)
    text = client.get(draw.get_absolute_url()).content.decode()
    assert "与记录一致" in text
    assert "2026-11-22" in text
    planned = client.get(f"/inspections/new/?draw={draw.pk}").content.decode()
    assert all(row["name"] in planned for row in draw.drawn)
    data = plan_data(county, *(row["name"] for row in draw.drawn), kind="RANDOM")
    client.post(f"/inspections/new/?draw={draw.pk}", data)
    assert draw.inspections.count() == 3


@pytest.mark.once
def test_who_was_visited_lately_is_not_drawn_again(county, client):
    bring(county, make(county, enterprise=firm(county, 1)), "FILLED")
    client.force_login(county.staff)
    data = {"title": "抽", "among": "ENTERPRISE", "size": "1", "unvisited": "90"}
    assert "范围内只有 0 个" in client.post("/inspections/draws/new/", data).content.decode()
    firm(county, 2)
    client.post("/inspections/draws/new/", data)
    assert [row["name"] for row in Draw.objects.get().drawn] == ["清源县第2线缆厂"]


def test_the_lots_are_those_that_anybody_computes():
    rows = [{"id": n} for n in range(20)]
    seven = drawing.drawn(rows, "seed", 7)
    assert drawing.drawn(list(reversed(rows)), "seed", 7) == seven
    assert drawing.drawn(rows, "another", 7) != seven
    assert drawing.drawn(rows, "seed", 3) == seven[:3]


# --- checklists ---------------------------------------------------------------------------
def checklist_data(spec, **changed):
    lines = [
        {"group": item.group, "text": item.text, "method": item.method, "problem": item.problem,
         "severity": item.severity, "basis": item.basis, "ORDER": n}
        for n, item in enumerate(spec.items, 1)
    ]  # fmt: skip
    data = {"name": spec.name, "field": spec.field, "purpose": spec.purpose, "active": "on",
            "items-TOTAL_FORMS": len(lines), "items-INITIAL_FORMS": 0}  # fmt: skip
    for n, row in enumerate(lines):
        data |= {f"items-{n}-{name}": value for name, value in row.items()}
    return data | changed


@pytest.mark.once
def test_an_admin_writes_the_next_version_and_what_is_under_way_keeps_its_own(county, client):
    """R-315: versioned data, changed without code."""
    old = make(county)
    spec = checklists.in_force(county.bureau)["PRODUCTION"]
    client.force_login(county.admin)
    data = checklist_data(spec, **{"items-0-text": "关键原料逐批查验", "items-1-DELETE": "on"})
    assert client.post("/inspections/checklists/PRODUCTION/", data).status_code == 302
    assert "第1版" in client.get("/inspections/checklists/").content.decode()
    new = make(county, enterprise=firm(county, 2))
    assert (new.items.count(), new.items.first().text) == (12, "关键原料逐批查验")
    assert new.checklists[0]["version"] == 1
    assert old.items.count() == 13
    client.force_login(county.head)
    assert client.post("/inspections/checklists/PRODUCTION/", data).status_code == 403
    assert "关键原料逐批查验" in client.get("/inspections/checklists/PRODUCTION/").content.decode()


@pytest.mark.once
def test_a_checklist_of_ones_own_and_one_withdrawn(county, client):
    client.force_login(county.admin)
    spec = checklists.in_force(county.bureau)["DUTIES"]
    data = checklist_data(spec, code="CABLE", name="线缆专项检查表")
    assert client.post("/inspections/checklists/new/", data).status_code == 302
    taken = client.post("/inspections/checklists/new/", data)
    assert "已有这个代码" in taken.content.decode()
    withdrawn = checklist_data(spec)
    del withdrawn["active"]
    client.post("/inspections/checklists/DUTIES/", withdrawn)
    assert set(checklists.in_force(county.bureau, "VISIT")) == {"PRODUCTION", "CIRCULATION", "CABLE"}


@pytest.mark.once
def test_what_a_phone_needs_is_there(county, client):
    worker = client.get("/inspections/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    manifest = json.loads(client.get("/inspections/app.webmanifest").content)
    assert (manifest["start_url"], manifest["scope"]) == ("/inspections/mine/", "/inspections/")
    client.force_login(county.staff)
    assert json.loads(client.get("/inspections/session/").content)["user"] == county.staff.pk
    bring(county, make(county), "ASSIGNED")
    assert "清源县恒通线缆有限公司" in client.get("/inspections/mine/").content.decode()
