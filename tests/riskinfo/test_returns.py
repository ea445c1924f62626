"""The monthly return: opened by itself, due on the 20th or the next working day, told once (R-143, R-144)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from casefile.deadlines import sweep
from casefile.models import Notification
from casefile.perform import perform
from casefile.refusals import InvalidData, NotAllowed
from riskinfo import returns
from riskinfo.models import MonthlyReturn
from riskinfo.tasks import open_monthly_returns

from .builders import make_draft, make_info, queries

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI), tick=False)


def of(unit, year=2026, month=2) -> MonthlyReturn:
    return MonthlyReturn.objects.get(unit=unit, year=year, month=month)


def due_on(record) -> date:
    return timezone.localtime(record.case.deadlines.get().due_at).date()


def compile_and_submit(county, record, **given):
    perform(record, "compile", by=county.staff, **given)
    perform(record, "submit", by=county.head)


class TestOpening:
    def test_each_reporting_unit_gets_one_on_the_first(self, county):
        """In the tests' county a section, a station and a brigade report; office, leaders and agency do not."""
        with at("2026-02-01 00:10"):
            assert open_monthly_returns() == 3
        assert {record.unit for record in MonthlyReturn.objects.all()} == {
            county.quality, county.station, county.brigade,
        }  # fmt: skip
        record = of(county.quality)
        assert record.case.number.startswith("BS-2026-")
        assert (record.case.handler, record.case.created_by, record.case.awaiting_text) == (county.staff, None, "赵敏")
        assert record.case.trail.get().actor_name == "系统"

    def test_a_rerun_opens_nothing(self, county):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
            assert open_monthly_returns() == 0
        with at("2026-02-28 23:50"):
            assert open_monthly_returns() == 0
        assert MonthlyReturn.objects.count() == 3

    def test_a_missed_first_night_is_made_good(self, county):
        with at("2026-02-17 09:00"):
            assert open_monthly_returns() == 3
        assert due_on(of(county.quality)) == date(2026, 2, 24)

    def test_missed_months_are_made_good_from_the_last_return_on(self, county):
        with at("2025-11-01 00:10"):
            open_monthly_returns()
        with at("2026-02-03 00:10"):
            assert open_monthly_returns() == 9
        months = MonthlyReturn.objects.filter(unit=county.station).order_by("year", "month")
        assert list(months.values_list("year", "month")) == [(2025, 11), (2025, 12), (2026, 1), (2026, 2)]

    def test_the_database_holds_one_a_month(self, county):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
            token_free = {"unit": county.quality, "year": 2026, "month": 2}
            with pytest.raises(IntegrityError), transaction.atomic():
                MonthlyReturn.objects.filter(unit=county.station).update(**token_free)

    def test_two_workers_open_one(self, county):
        """The second finds what the first made, by the unit's row lock and the token."""
        with at("2026-02-01 00:10"):
            first = returns.open_return(county.quality, date(2026, 2, 1))
            assert returns.open_return(county.quality, date(2026, 2, 1)) == first

    def test_a_unit_without_people_waits(self, county):
        Department.objects.create(
            bureau=county.bureau, name="东关所", kind=Department.Kind.STATION_OFFICE, reports_monthly=True
        )
        with at("2026-02-01 00:10"):
            assert open_monthly_returns() == 3

    def test_a_unit_out_of_use_is_left_out(self, county):
        Department.objects.filter(pk=county.station.pk).update(active=False)
        with at("2026-02-01 00:10"):
            assert open_monthly_returns() == 2


class TestDate:
    def test_the_20th_in_the_spring_festival_moves_to_the_24th(self, county):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
        deadline = of(county.quality).case.deadlines.get()
        assert timezone.localtime(deadline.due_at) == datetime(2026, 2, 24, 23, 59, 59, tzinfo=SHANGHAI)
        assert "春节" in deadline.explanation

    def test_a_sunday_worked_is_no_rest_day(self, county):
        """2026-09-20 is a Sunday on which people work for the National Day: it stays the 20th."""
        with at("2026-09-01 00:10"):
            open_monthly_returns()
        record = of(county.quality, 2026, 9)
        assert due_on(record) == date(2026, 9, 20)
        with at("2026-09-20 23:59"):
            compile_and_submit(county, record)
        assert not record.late

    @pytest.mark.parametrize(
        ("moment", "late"),
        [("2026-02-20 12:00", False), ("2026-02-24 23:59:59", False), ("2026-02-25 00:00:01", True)],
    )
    def test_late_is_after_the_end_of_the_due_day(self, county, moment, late):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
        record = of(county.quality)
        with at(moment):
            compile_and_submit(county, record)
            assert (record.late, record.nil) == (late, True)
            assert record.case.closed_at is not None
        assert not record.case.deadlines.open().exists()

    def test_reminders_come_5_3_1_and_0_working_days_before_and_survive_missed_nights(self, county):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
        told = {}
        for day in range(1, 29):
            if day in (13, 14):  # the machine was off
                continue
            with at(f"2026-02-{day:02} 08:31"):
                sweep()
                sweep()  # a rerun adds nothing
                keys = Notification.objects.filter(case=of(county.quality).case, key__startswith="deadline")
                count = keys.values("key").distinct().count()
                if count != sum(told.values()):
                    told[day] = count - sum(told.values())
        # Working days before the 24th: 14 (调休), 13, 12, 11, 10. Those of the 13th and 14th
        # fall into one reminder on the 15th; on the 24th itself; the 25th is overdue.
        assert told == {10: 1, 12: 1, 15: 1, 24: 1, 25: 1}


class TestCounting:
    def test_what_the_unit_submitted_in_the_month_is_frozen(self, county):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
        with at("2026-02-03 10:00"):
            first = make_info(county, "SUBMITTED", is_key=True)
            make_draft(county)
            make_info(county, "SUBMITTED", by=county.other_staff)
        record = of(county.quality)
        with at("2026-02-10 10:00"):
            perform(record, "compile", by=county.staff, note="其中重点信息 1 条。")
            perform(first, "exclude", by=county.head, exclusion_reason="UNTRUE", exclusion_text="不属实。")
        [row] = record.rows
        assert (row["number"], row["state"], row["is_key"], row["submitted_on"]) == (
            "FX-2026-0001", "待鉴别", True, "2026-02-03",
        )  # fmt: skip
        assert not record.nil
        record.refresh_from_db()
        assert record.rows[0]["state"] == "待鉴别"

    def test_what_comes_after_is_carried_over_and_told_once(self, county):
        """Submitted after the compiling: in the next month's return, marked, and in no other."""
        with at("2026-02-01 00:10"):
            open_monthly_returns()
        with at("2026-02-10 10:00"):
            early = make_info(county, "SUBMITTED")
            compile_and_submit(county, of(county.quality))
        with at("2026-02-26 10:00"):
            after = make_info(county, "SUBMITTED")
        with at("2026-03-05 10:00"):
            open_monthly_returns()
            march = make_info(county, "SUBMITTED")
            compile_and_submit(county, of(county.quality, 2026, 3))
        with at("2026-04-02 10:00"):
            open_monthly_returns()
            compile_and_submit(county, of(county.quality, 2026, 4))
        rows = {month: of(county.quality, 2026, month).rows for month in (2, 3, 4)}
        assert [row["id"] for row in rows[2]] == [early.pk]
        assert [(row["id"], row["carried_over"]) for row in rows[3]] == [(after.pk, True), (march.pk, False)]
        assert rows[4] == []

    def test_a_return_still_open_keeps_its_own_month(self, county):
        """February forgotten: March does not take its rows, and February may still be sent, late."""
        with at("2026-02-01 00:10"):
            open_monthly_returns()
        with at("2026-02-10 10:00"):
            info = make_info(county, "SUBMITTED")
        with at("2026-03-05 10:00"):
            open_monthly_returns()
            compile_and_submit(county, of(county.quality, 2026, 3))
            compile_and_submit(county, of(county.quality))
        assert of(county.quality, 2026, 3).rows == []
        assert [row["id"] for row in of(county.quality).rows] == [info.pk]
        assert of(county.quality).late

    def test_the_month_is_that_of_the_local_clock(self, county):
        """2026-01-31 23:30 in Shanghai is January, whatever UTC says of the first minutes of February."""
        with at("2026-01-31 23:59"):
            make_info(county, "SUBMITTED")
        with at("2026-02-01 00:01"):
            info = make_info(county, "SUBMITTED")
            open_monthly_returns()
            assert [row["id"] for row in returns.rows_of(of(county.quality))] == [info.pk]


class TestActs:
    @pytest.fixture
    def record(self, county):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
        return of(county.quality)

    def test_who_compiled_does_not_approve(self, county, record):
        perform(record, "compile", by=county.head)
        with pytest.raises(NotAllowed):
            perform(record, "submit", by=county.head)
        perform(record, "submit", by=county.deputy)

    @pytest.mark.parametrize("who", ["other_staff", "other_head", "office_clerk", "inspector", "tester", "admin"])
    def test_other_units_stay_out(self, county, record, who):
        for name in ("compile", "submit", "send_back"):
            if name != "compile" and record.state == "OPEN":
                perform(record, "compile", by=county.staff)
            with pytest.raises(NotAllowed):
                perform(record, name, by=getattr(county, who), reason="补充。")

    def test_sending_back_needs_a_reason_and_forgets_the_rows(self, county, record):
        with at("2026-02-09 10:00"):
            make_info(county, "SUBMITTED")
            perform(record, "compile", by=county.staff)
            assert len(record.rows) == 1
            with pytest.raises(InvalidData):
                perform(record, "send_back", by=county.head)
            perform(record, "send_back", by=county.head, reason="请补充说明。")
            assert (record.state, record.rows, record.case.awaiting_text) == ("OPEN", [], "赵敏")
            compile_and_submit(county, record)
            assert len(record.rows) == 1

    def test_the_brigade_fills_in_its_own(self, county):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
            record = of(county.brigade)
            perform(record, "compile", by=county.brigade_officer)
            perform(record, "submit", by=county.brigade_head)
        assert record.state == "SUBMITTED"


class TestTable:
    def cells(self, client, user):
        client.force_login(user)
        rows = client.get(reverse("riskinfo:returns")).context["rows"]
        return {unit.name: [cell.kind for cell in cells] for unit, cells in rows}

    def test_it_says_on_time_late_nil_missing_and_open(self, county, client):
        for month in range(1, 6):
            with at(f"2026-{month:02}-01 00:10"):
                open_monthly_returns()
        with at("2026-01-10 10:00"):
            make_info(county, "SUBMITTED")
            compile_and_submit(county, of(county.quality, 2026, 1))
        with at("2026-02-10 10:00"):
            compile_and_submit(county, of(county.quality, 2026, 2))
        with at("2026-04-02 10:00"):
            compile_and_submit(county, of(county.quality, 2026, 3))
        with at("2026-05-06 10:00"):
            kinds = self.cells(client, county.deputy)["质量监督股"]
        assert kinds == ["open", "overdue", "late", "nil", "on_time", *["none"] * 7]

    def test_scope(self, county, client):
        """A unit sees its own row; leaders, office and the bureau above see all."""
        with at("2026-02-01 00:10"):
            open_monthly_returns()
            assert set(self.cells(client, county.other_staff)) == {"城关市场监管所"}
            for user in (county.deputy, county.director, county.office_clerk, county.inspector):
                assert len(self.cells(client, user)) == 3
            client.force_login(county.other_staff)
            assert client.get(of(county.quality).get_absolute_url()).status_code == 404

    def test_more_months_cost_no_more_queries(self, county, client):
        url = reverse("riskinfo:returns")
        with at("2026-01-01 00:10"):
            open_monthly_returns()
        with at("2026-10-09 00:10"):
            client.force_login(county.deputy)
            few = queries(client, url)
            open_monthly_returns()
            assert queries(client, url) == few


def test_the_page_shows_what_would_be_told_and_what_came_since(county, client):
    with at("2026-02-01 00:10"):
        open_monthly_returns()
    record = of(county.quality)
    with at("2026-02-09 10:00"):
        info = make_info(county, "SUBMITTED")
        client.force_login(county.staff)
        assert info.case.number in client.get(record.get_absolute_url()).content.decode()
        url = reverse("riskinfo:returns:act", args=[record.pk, "compile"])
        assert info.case.number in client.get(url).content.decode()
        client.post(url, {"note": "1 条。"})
        make_info(county, "SUBMITTED")
        assert "又有 1 条信息提交" in client.get(record.get_absolute_url()).content.decode()
