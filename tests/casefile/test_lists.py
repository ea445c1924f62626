"""The list of informations: rows drawn by hand, the same number of queries however many rows there are."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.template import Context
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleAssignment
from casefile import finding, kinds, lists, rows
from casefile.lights import case_light
from casefile.models import CaseFile
from registers.models import Enterprise
from riskinfo.models import RiskInfo
from tests.riskinfo.builders import make_info, put

from .cases import make_case

pytestmark = pytest.mark.django_db


def by_template(case, above: bool) -> str:
    """Return the <tr> that the template of all lists draws."""
    page = SimpleNamespace(above=above, rows=[SimpleNamespace(case=case, light=case_light(case))])
    template = get_template("casefile/list.html").template
    (block,) = (node for node in template.nodelist.get_nodes_by_type(BlockNode) if node.name == "rows")
    context = Context({"page": page, "kind": kinds.get(case.kind)})
    with context.bind_template(template):
        return block.render(context)


def plain(html: str) -> str:
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", html)).strip().replace("> <", "><")


def test_a_row_is_what_the_template_draws(county):
    firm = Enterprise.objects.create(bureau=county.bureau, name="<b>线缆&“厂”", no_uscc_reason="测试")
    now = timezone.now()
    county.tester.is_active = False
    county.tester.save()
    for number, fields in enumerate((
        {}, {"enterprise": firm, "title": "<i>电线</i> & 'x'"}, {"level": "LEVEL_1"}, {"level": "LEVEL_3"},
        {"number": "FX-2026-0001", "awaiting_user": county.head},
        {"awaiting_user": county.tester}, {"awaiting_role": "UNIT_HEAD", "awaiting_department": county.quality},
        {"awaiting_role": "DEPUTY", "awaiting_department": county.quality}, {"awaiting_role": "OFFICE"},
        {"due_at": now + timedelta(days=9), "due_explanation": "3 个工作日"}, {"due_at": now - timedelta(days=9)},
        {"closed_at": now, "due_at": now},
        {"kind": "RECTIFICATION", "level": "MAJOR", "number": "ZG-1"}, {"kind": "RECTIFICATION", "level": ""},
    )):  # fmt: skip
        case = make_case(county, **fields)
        line = CaseFile.objects.filter(pk=case.pk).values_list(*rows.FIELDS).get()
        case = CaseFile.objects.get(pk=case.pk)
        for above in (False, True):
            ours = rows.drawer(kinds.get(case.kind))([line], above=above)
            assert plain(ours) == plain(by_template(case, above)), number


def test_a_key_information_is_marked_in_the_list(county, client):
    info = make_info(county)
    client.force_login(county.staff)
    assert "重点</span>" not in client.get("/info/").content.decode()
    RiskInfo.objects.filter(pk=info.pk).update(is_key=True)
    page = client.get("/info/").content.decode()
    assert '<span class="st key">重点</span> </td>' in page
    CaseFile.objects.filter(pk=info.pk).update(level="LEVEL_1")
    assert (
        '<span class="st key">重点</span> <span class="lv lv1">一级</span></td>'
        in client.get("/info/").content.decode()
    )


def test_what_is_asked_for_most_takes_one_press(county, client):
    """The buttons stand behind 筛选, which Enter presses; what the box of the same name says gives way to them."""
    waits = make_info(county)
    make_info(county, "SCREENED")
    client.force_login(county.head)
    page = client.get(reverse("riskinfo:list")).content.decode()
    buttons = re.findall(r'<button class="[^"]*"(?: name="only" value="(\w+)")?>', page.partition('class="filters"')[2])
    assert buttons[:3] == ["", "awaiting", "overdue"]
    listed = client.get(reverse("riskinfo:list") + "?q=&only=open&only=awaiting")
    assert [waits.case.number in listed.content.decode(), listed.context["page"].count_text] == [True, "共 1 件"]


@pytest.mark.parametrize("query", ["", "state=SUBMITTED", "q=电线", "q=无此", "only=open", "after"])
def test_queries_stay_as_many(county, client, query):
    day = timezone.localdate()
    for user in (county.staff, county.deputy):
        client.force_login(user)
        counts = []
        for more in (2, 60):
            put(county.quality, county.staff, day, more)
            asked = query
            if query == "after":
                last = CaseFile.objects.order_by("opened_at", "pk")[1]
                asked = f"after={last.opened_at.isoformat().replace('+', '%2B')}_{last.pk}"
            client.get(f"/info/?{asked}")
            with CaptureQueriesContext(connection) as caught:
                assert client.get(f"/info/?{asked}").status_code == 200
            counts.append(len(caught))
        assert counts[0] == counts[1], (user.username, counts)


def test_very_many_are_not_counted_again_for_a_while(county, client, monkeypatch):
    for module in (finding, lists):
        monkeypatch.setattr(module, "COUNT_CAP", 3)
    client.force_login(county.deputy)
    put(county.quality, county.staff, timezone.localdate(), 2)
    assert "共 2 件" in client.get("/info/").content.decode()
    put(county.quality, county.staff, timezone.localdate(), 4)
    asked = []
    for address in ("/info/", "/info/", "/info/?state=SUBMITTED"):
        with CaptureQueriesContext(connection) as caught:
            assert "一万件以上" in client.get(address).content.decode()
        asked.append(sum("casefile_casetally" in query["sql"] for query in caught.captured_queries))
    assert asked == [1, 0, 1]
    RoleAssignment.objects.create(user=county.deputy, role="DIRECTOR")  # who may see other rows is told anew
    with CaptureQueriesContext(connection) as caught:
        client.get("/info/")
    assert any("casefile_casetally" in query["sql"] for query in caught.captured_queries)


@pytest.mark.postgres
def test_nor_are_those_overdue_while_the_clock_runs_on(county, client, monkeypatch):
    """PostgreSQL is given the moment as such; SQLite as text, and counts each time."""
    for module in (finding, lists):
        monkeypatch.setattr(module, "COUNT_CAP", 3)
    client.force_login(county.deputy)
    put(county.quality, county.staff, timezone.localdate(), 5)
    minute = timezone.now().replace(second=0, microsecond=0) + timedelta(days=400)
    CaseFile.objects.update(closed_at=None, due_at=minute - timedelta(days=1))
    asked = []
    for moment in (minute + timedelta(seconds=5), minute + timedelta(seconds=50), minute + timedelta(seconds=61)):
        with time_machine.travel(moment, tick=False):
            client.force_login(county.deputy)
            with CaptureQueriesContext(connection) as caught:
                assert "一万件以上" in client.get("/info/?only=overdue").content.decode()
        asked.append(sum("AS counted" in query["sql"] for query in caught.captured_queries))
    assert asked[:2] == [1, 0], asked
    assert asked[2] == 1, asked
