"""Stations with what they watch and what they have filed, the plan on file, who is named (R-108, R-140, R-141)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from accounts.roles import Role
from casefile.models import Notification
from casefile.perform import perform
from registers.models import ProductType
from riskinfo import duties, gathering, returns, stations
from riskinfo.models import GatherPlan, Station, WorkDuty, WorkPlan
from tests.people import person
from tests.registers.test_exports import export, rows_of

from .builders import make_draft, make_info, make_source, pdf

#: A Friday; the Monday after it is the first working day.
FOUND, FILED = date(2026, 3, 6), "2026-03-09 10:00+08:00"


@pytest.fixture
def unit(county) -> Department:
    return Department.objects.create(
        bureau=county.bureau, name="清源县产品质量监测站", kind=Department.Kind.MONITORING_STATION
    )


@pytest.fixture
def station(unit):
    return person("jiance", "监测员", unit, Role.STATION)


@pytest.fixture
def filed(county, station, unit):
    """What the station files on a Monday: found the Friday before, or three weeks ago, and what became of it."""

    def make(state="SUBMITTED", found_on=FOUND, **fields):
        info = make_draft(county, by=station, department=county.quality, found_on=found_on, **fields)
        info.case.add_participant(unit)  # as filing does
        if state != "DRAFT":
            perform(info, "submit", by=station)
        if state == "SCREENED":
            perform(
                info, "screen", by=county.head, harm_degree="SERIOUS", handling_advice="送检", duplicates_checked=True
            )
        if state == "EXCLUDED":
            perform(info, "exclude", by=county.head, exclusion_reason="UNTRUE", exclusion_text="查无此事。")
        if state == "TRANSFERRED":
            perform(info, "transfer", by=county.head, transferred_to="邻县局", reason="在邻县。")
        return info

    with time_machine.travel(FILED, tick=False):
        make()
        make("SCREENED", is_key=True)
        make("EXCLUDED", found_on=FOUND - timedelta(21))
        make("TRANSFERRED", is_key=True, found_on=FOUND - timedelta(1))
        make("DRAFT")
        make_info(county)  # the section's own
        yield


def days(first="2026-01-01", last="2026-12-31") -> dict:
    return {"first": first, "last": last}


class TestProfile:
    def test_what_it_watches_and_whom_to_ask_is_kept_with_what_changed(self, client, county, unit):
        toy = ProductType.objects.create(code="TOY", name="玩具", domain="CONSUMER")
        client.force_login(county.head)
        edit = reverse("riskinfo:stations:edit", args=[unit.pk])
        wrong = client.post(edit, {"contact": "李工", "phone": "12", "products": [toy.pk], "host": "质检所"})
        assert wrong.status_code == 422
        assert "质检所" in wrong.text  # nothing typed is lost
        given = {
            "contact": "李工",
            "phone": "0399-7123456",
            "products": [toy.pk],
            "host": "县质检所",
            "ability": "小家电",
        }
        client.post(edit, given)
        row = Station.objects.get()
        assert (row.host, row.contact, list(row.products.all())) == ("县质检所", "李工", [toy])
        client.post(edit, given | {"contact": "王工"})
        page = client.get(row.get_absolute_url()).text
        assert "联系人：李工 → 王工" in page
        assert "玩具" in page
        listed = client.get(reverse("riskinfo:stations:list")).text
        for said in (str(unit), "王工", "0399-7123456", "玩具"):
            assert said in listed

    @pytest.mark.parametrize(
        ("who", "read", "edit"),
        [("head", 200, 200), ("admin", 200, 200), ("deputy", 200, 200), ("staff", 200, 403), ("tester", 403, 403),
         ("inspector", 200, 403)],
    )  # fmt: skip
    def test_who_reads_and_who_keeps(self, client, county, unit, who, read, edit):
        client.force_login(getattr(county, who))
        for name in ("list", "detail", "edit"):
            address = reverse(f"riskinfo:stations:{name}", args=[] if name == "list" else [unit.pk])
            assert client.get(address).status_code == (edit if name == "edit" else read), name
        assert client.get(reverse("riskinfo:duties:list")).status_code == read

    def test_the_station_itself_and_the_next_county_see_none(self, client, county, unit, station):
        client.force_login(station)
        assert client.get(reverse("riskinfo:stations:detail", args=[unit.pk])).status_code == 403
        other = Department.objects.create(bureau=county.prefecture, name="市站", kind=unit.kind)
        client.force_login(county.head)
        assert client.get(reverse("riskinfo:stations:detail", args=[other.pk])).status_code == 404
        assert client.get(reverse("riskinfo:stations:detail", args=[county.quality.pk])).status_code == 404


class TestFigures:
    def test_filed_accepted_and_in_time(self, county, unit, filed):
        (line,), whole = stations.table(county.head, date(2026, 1, 1), date(2026, 12, 31))
        assert {name: count for name, _, count in line.figures} == {
            "filed": 4, "accepted": 2, "pending": 1, "excluded": 1, "in_time": 2, "late": 2, "confirmed": 0,
        }  # fmt: skip
        assert (line.accepted_share, line.in_time_share) == ("67%", "50%")
        assert whole.figures == line.figures
        assert stations.table(county.head, date(2026, 3, 10), date(2026, 12, 31))[1].count("filed") == 0
        assert [(row.label, row.count("filed")) for row in stations.months(line.rows)] == [(date(2026, 3, 1), 4)]

    def test_every_figure_leads_to_its_rows_and_goes_out(self, client, county, unit, filed):
        client.force_login(county.head)
        page = client.get(reverse("riskinfo:stations:list"), days())
        ((line),) = page.context["lines"]
        for name, _, number in line.figures:
            behind = client.get(reverse("riskinfo:stations:detail", args=[unit.pk]), days() | {"what": name})
            assert behind.context["page"].paginator.count == number, name
            query = f"?station={unit.pk}&what={name}&first=2026-01-01&last=2026-12-31"
            assert len(rows_of(export(client, "station-informations", query).content)) == number + 1
        head, row, whole = rows_of(export(client, "stations", "?first=2026-01-01&last=2026-12-31").content)
        assert row[head.index("报送")] == whole[head.index("报送")] == "4"
        assert row[head.index("及时率")] == "50%"
        assert len(rows_of(export(client, "station-informations", "?station=x").content)) == 1

    def test_figures_count_what_the_reader_sees(self, county, unit, filed):
        assert stations.table(county.other_staff, date(2026, 1, 1), date(2026, 12, 31))[1].count("filed") == 0
        assert stations.table(county.director, date(2026, 1, 1), date(2026, 12, 31))[1].count("filed") == 4

    @pytest.mark.parametrize("query", [{"first": "x"}, {"first": "2026-05-01", "last": "2026-01-01"}])
    def test_a_wrong_period_is_said_and_this_year_counted(self, client, county, unit, query):
        client.force_login(county.head)
        page = client.get(reverse("riskinfo:stations:list"), query)
        assert "日期不对，按今年统计" in page.text
        today = timezone.localdate()
        assert page.context["form"].days == (today.replace(month=1, day=1), today)


class TestDuties:
    def test_the_plan_is_on_file_and_goes_out_as_it_came(self, client, county):
        client.force_login(county.head)
        new = reverse("riskinfo:duties:plan_new")
        given = {"title": "2026年风险监控工作实施方案", "reference": "清市监〔2026〕3号", "issued_on": "2026-01-10"}
        bare = client.post(new, given)
        assert (bare.status_code, "清市监〔2026〕3号" in bare.text) == (422, True)
        once = {**given, "_once": "6d0f4f1e-6a0e-4f5b-9a57-3f0c5b7d2a10"}
        for _ in range(2):  # a double click
            client.post(new, once | {"file": pdf("方案.pdf"), "follows": "安市监〔2026〕1号"})
        plan = WorkPlan.objects.get()
        page = client.get(reverse("riskinfo:duties:list")).text
        assert "依据 安市监〔2026〕1号" in page
        answer = client.get(reverse("riskinfo:duties:plan_file", args=[plan.pk]))
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        client.force_login(county.staff)  # reads it, keeps none
        assert b"".join(client.get(reverse("riskinfo:duties:plan_file", args=[plan.pk])).streaming_content)
        assert client.get(new).status_code == 403

    def test_each_unit_names_its_people_and_is_told_when_it_has_not(self, client, county):
        client.force_login(county.head)
        page = client.get(reverse("riskinfo:duties:list"))
        assert page.context["lacking"] == len(page.context["table"]) == 3
        assert [row.unit for row in page.context["table"] if row.may_name] == [county.quality]
        edit = reverse("riskinfo:duties:edit", args=[county.quality.pk])
        given = {"COLLECT": county.staff.pk, "REPORT": county.second_staff.pk, "STATION": county.staff.pk}
        assert client.post(edit, given | {"COLLECT": county.other_staff.pk}).status_code == 422  # of another unit
        client.post(edit, given)
        client.post(edit, given)
        assert WorkDuty.objects.count() == 3
        assert Notification.objects.filter(user=county.second_staff, text__contains="风险信息报送专人").count() == 1
        client.post(edit, given | {"REPORT": county.staff.pk})
        held = WorkDuty.objects.filter(duty="REPORT").order_by("pk").values_list("person", "until")
        assert list(held) == [(county.second_staff.pk, timezone.localdate()), (county.staff.pk, None)]
        page = client.get(reverse("riskinfo:duties:list"))
        assert page.context["lacking"] == 2
        assert client.get(reverse("riskinfo:duties:edit", args=[county.station.pk])).status_code == 403
        assert len(rows_of(export(client, "work-duties").content)) == 5
        client.force_login(county.admin)
        assert client.get(reverse("riskinfo:duties:edit", args=[county.station.pk])).status_code == 200

    def test_who_is_named_does_it(self, county):
        """The return of the month falls to who reports, a source to who collects; not to who has left the unit."""
        make_source("MEDIA", "媒体报道")
        people = {"COLLECT": county.second_staff, "REPORT": county.second_staff, "STATION": None}
        duties.name_people(county.quality, people, by=county.head)
        assert returns.open_return(county.quality, date(2026, 1, 1)).case.handler == county.second_staff
        make_source("COMPLAINT_REPORT", "投诉举报")
        gathering.suggest_plans(county.bureau, county.quality, by=county.head)
        assert set(GatherPlan.objects.values_list("person", flat=True)) == {county.second_staff.pk}
        county.second_staff.department = county.station
        county.second_staff.save()
        assert returns.open_return(county.quality, date(2026, 2, 1)).case.handler == county.staff
