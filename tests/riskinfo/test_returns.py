"""The monthly return: opened by itself, due on the 20th or the next working day, told once (R-143, R-144)."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import Department
from accounts.roles import Role
from casefile import jobs
from casefile.deadlines import sweep
from casefile.models import Job, Notification
from casefile.perform import perform
from casefile.refusals import InvalidData, NotAllowed
from documents.pdf import RenderedPdf
from riskinfo import returns
from riskinfo.models import MonthlyReturn
from riskinfo.returnrows import COLUMNS, paper_cells, rows_of
from riskinfo.tasks import open_monthly_returns
from tests.people import person

from .builders import make_draft, make_info, queries

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI), tick=False)


def of(unit, year=2026, month=2) -> MonthlyReturn:
    return MonthlyReturn.objects.get(unit=unit, year=year, month=month)


def due_on(record) -> date:
    return timezone.localtime(record.case.deadlines.get().due_at).date()


def due_of(record) -> date:
    return timezone.localtime(record.case.due_at).date()


@pytest.fixture(autouse=True)
def _paper(settings, tmp_path, monkeypatch):
    """Files in a folder of their own; no paper is drawn but in the test that looks at it."""
    settings.MEDIA_ROOT = tmp_path / "files"

    def draw(paper):
        return RenderedPdf(bytes=b"%PDF-1.7 " + paper.title.encode(), pages=1, fonts_used=("Test",))

    monkeypatch.setattr("documents.freezing.render_pdf", draw)


def sign(county, record, **given):
    perform(record, "compile", by=county.staff, **given)
    perform(record, "approve", by=county.head)
    perform(record, "sign", by=county.deputy)


def compile_and_submit(county, record, **given):
    sign(county, record, **given)
    perform(record, "submit", by=county.staff, way="SYSTEM")


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

    def test_what_was_excluded_is_shown_as_such_and_offered_to_be_left_out(self, county, client):
        with at("2026-02-03 10:00"):
            open_monthly_returns()
            make_info(county, "SUBMITTED")
            out = make_info(county, "EXCLUDED")
            record = of(county.quality)
            client.force_login(county.staff)
            assert client.get(record.get_absolute_url()).context["excluded"] == 1
            url = reverse("riskinfo:returns:act", args=[record.pk, "leave_out"])
            assert client.get(url).context["form"]["informations"].value() == [str(out.pk)]
            perform(record, "compile", by=county.staff)
            assert client.get(record.get_absolute_url()).context["excluded"] == 0
        row = next(row for row in record.rows if row["id"] == out.pk)
        assert row["level"] == f"已排除（{out.get_exclusion_reason_display()}）"
        assert row["level"] in paper_cells(row)[8]  # on paper beside the tests

    def test_texts_in_one_cell_are_joined_by_one_stop(self):
        row = dict.fromkeys((key for _, key in COLUMNS), "") | {"is_key": True, "number": "FX-2026-0001"}
        told = paper_cells(row | {"tests": "无需检验：已能判断。", "level": "二级", "description": "绝缘不足。"})
        assert (told[0], told[8], told[5]) == ("FX-2026-0001（重点）", "无需检验：已能判断；二级", "绝缘不足。")

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
            assert [row["id"] for row in rows_of(of(county.quality))] == [info.pk]


class TestActs:
    @pytest.fixture
    def record(self, county):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
        return of(county.quality)

    def test_nobody_approves_or_signs_after_himself(self, county, record):
        perform(record, "compile", by=county.head)
        with pytest.raises(NotAllowed):
            perform(record, "approve", by=county.head)
        perform(record, "approve", by=county.deputy)
        with pytest.raises(NotAllowed):
            perform(record, "sign", by=county.deputy)
        perform(record, "sign", by=county.second_deputy)
        perform(record, "submit", by=county.office_clerk, way="PAPER", receipt="安州市局收发室 2 月 9 日")
        version = record.versions.get()
        assert (version.number, version.way, version.receipt, version.standing) == (
            1, "PAPER", "安州市局收发室 2 月 9 日", "已报送",
        )  # fmt: skip

    @pytest.mark.parametrize("who", ["other_staff", "other_head", "inspector", "tester", "admin"])
    def test_other_units_stay_out(self, county, record, who):
        outsider = getattr(county, who)
        for name, by in (("compile", county.staff), ("approve", county.head), ("sign", county.deputy),
                         ("submit", county.staff), ("demand_again", None)):  # fmt: skip
            with pytest.raises(NotAllowed):
                perform(record, name, by=outsider, **({"reason": "补充。"} if name == "demand_again" else {}))
            if by is not None:
                perform(record, name, by=by, **({"way": "SYSTEM"} if name == "submit" else {}))

    def test_sending_back_needs_a_reason_and_forgets_the_rows(self, county, record):
        with at("2026-02-09 10:00"):
            make_info(county, "SUBMITTED")
            for last in (county.head, county.deputy, county.office_clerk):
                perform(record, "compile", by=county.staff)
                assert len(record.rows) == 1
                if last is not county.head:
                    perform(record, "approve", by=county.head)
                if last is county.office_clerk:
                    perform(record, "sign", by=county.deputy)
                with pytest.raises(InvalidData):
                    perform(record, "send_back", by=last)
                perform(record, "send_back", by=last, reason="请补充说明。")
                assert (record.state, record.rows, record.case.awaiting_text) == ("OPEN", [], "赵敏")
            compile_and_submit(county, record)
        assert [(v.number, v.standing) for v in record.versions.all()] == [(2, "已报送"), (1, "报送前退回")]

    def test_the_brigade_fills_in_its_own(self, county):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
            record = of(county.brigade)
            perform(record, "compile", by=county.brigade_officer)
            perform(record, "approve", by=county.brigade_head)
            assert record.state == "APPROVED"

    def test_leaving_out_and_adding_say_why_and_are_told_once(self, county, record):
        """What is left out does not come back as a carried-over row; what another return tells is not added."""
        with at("2026-02-09 10:00"):
            kept, left = make_info(county, "SUBMITTED"), make_info(county, "SUBMITTED", title="重复线索")
            others, draft = make_info(county, "SUBMITTED", by=county.other_staff), make_draft(county)
            perform(record, "leave_out", by=county.staff, informations=[str(left.pk)], reason="与另一条重复。")
            for info, words in ((others, "承办"), (draft, "草稿"), (kept, "已在本月")):
                with pytest.raises(InvalidData, match=words):
                    perform(record, "add_information", by=county.staff, information=info.pk, reason="补报。")
            compile_and_submit(county, record)
        assert [row["id"] for row in record.rows] == [kept.pk]
        assert record.versions.get().content["left_out"][0]["reason"] == "与另一条重复。"
        with at("2026-03-05 10:00"):
            open_monthly_returns()
            march = of(county.quality, 2026, 3)
            assert rows_of(march) == []
            with pytest.raises(InvalidData, match="2026年2月"):
                perform(march, "add_information", by=county.staff, information=kept.case.number, reason="再报。")
            perform(march, "add_information", by=county.staff, information=left.case.number, reason="查明不是重复。")
            assert [row["id"] for row in rows_of(march)] == [left.pk]
            perform(march, "take_back", by=county.staff, informations=[str(left.pk)])
            assert (rows_of(march), march.added) == ([], [])


class TestAbove:
    """The bureau above in the same installation: sees, merges, receives, sends back (R-143, R-144)."""

    @pytest.fixture
    def above(self, county):
        unit = Department.objects.create(bureau=county.prefecture, name="办公室", kind=Department.Kind.OFFICE)
        return person("yaoli", "姚莉", unit, Role.OFFICE)

    def test_received_sent_back_and_sent_again_as_a_new_version(self, county, above):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
        record = of(county.quality)
        with at("2026-02-24 17:00"):
            make_info(county, "SUBMITTED")
            compile_and_submit(county, record)
            assert Notification.objects.filter(user=above, text__contains="收到报送").count() == 1
            with pytest.raises(NotAllowed):
                perform(record, "receive", by=county.office_clerk)
            perform(record, "receive", by=above)
        with at("2026-02-25 09:00"):
            perform(record, "demand_again", by=above, reason="缺涉及区域。")
            assert (record.state, record.case.closed_at, record.late) == ("OPEN", None, False)
            assert due_of(record) == date(2026, 2, 28)  # a Saturday that is worked
            assert Notification.objects.filter(user=county.staff, urgent=True, text__contains="缺涉及区域").exists()
        with at("2026-02-26 09:00"):
            compile_and_submit(county, record)
        assert not record.late
        assert [(v.number, v.standing, v.return_reason) for v in record.versions.all()] == [
            (2, "已报送", ""), (1, "被退回", "缺涉及区域。"),
        ]  # fmt: skip

    def test_sent_back_early_it_is_not_late_before_the_months_own_day(self, county, above):
        with at("2026-09-01 00:10"):
            open_monthly_returns()
        record = of(county.quality, month=9)
        with at("2026-09-03 10:00"):
            compile_and_submit(county, record)
            perform(record, "demand_again", by=above, reason="缺涉及区域。")
            assert due_of(record) == date(2026, 9, 8)
        for day, late in (("2026-09-12", False), ("2026-09-20", False), ("2026-09-21", True)):
            with at(f"{day} 00:10"):
                open_monthly_returns()
            assert of(county.quality, month=9).late is late, day

    def test_late_stays_whatever_comes_after(self, county, above):
        with at("2026-02-01 00:10"):
            open_monthly_returns()
        record = of(county.quality)
        with at("2026-02-25 00:05"):
            open_monthly_returns()
            record = of(county.quality)
            assert (record.late, record.case.trail.last().action_label) == (True, "逾期未报，记为迟报")
            length = record.case.trail.count()
            open_monthly_returns()
            assert record.case.trail.count() == length
            compile_and_submit(county, record)
            perform(record, "demand_again", by=above, reason="有错。")
            compile_and_submit(county, record)
        assert record.late

    def test_the_month_merged(self, county, above, client):
        """Only what is submitted tells anything; a unit of the county sees its own alone."""
        with at("2026-02-10 10:00"):
            open_monthly_returns()
            info = make_info(county, "SUBMITTED", reporter_name="王某某", sellers="东街五金店")
            make_info(county, "SUBMITTED", by=county.other_staff)
            compile_and_submit(county, of(county.quality))
            url = reverse("riskinfo:returns:merged") + "?month=2026-02"
            client.force_login(above)
            page = client.get(url)
            counts = page.context["merged"].counts
            assert (counts["units"], counts["sent"], counts["rows"]) == (3, 1, 1)
            assert info.case.number in page.content.decode()
            file = client.get(reverse("riskinfo:returns:merged_file") + "?month=2026-02").content
            client.force_login(county.other_staff)
            assert client.get(url).context["merged"].counts["units"] == 1
        sheets = load_workbook(io.BytesIO(file))
        cells = [cell.value for row in sheets["汇总"].iter_rows() for cell in row if cell.value]
        assert {"清源县市场监督管理局", "质量监督股", info.case.number, "东街五金店"} <= set(cells)
        assert "王某某" not in "".join(map(str, cells))
        assert [row[2].value for row in sheets["报送情况"].iter_rows(min_row=2)] == ["按时", "待填报", "待填报"]


class TestForm:
    def test_what_is_signed_is_kept(self, county, client, monkeypatch):
        """The form lies across A4 with the columns of documents §4.4; a changed file goes to nobody."""
        monkeypatch.undo()
        with at("2026-02-20 10:00"):
            open_monthly_returns()
            info = make_info(county, "SUBMITTED", material_suppliers="清河铜业有限公司", is_key=True)
            record = of(county.quality)
            perform(record, "leave_out", by=county.staff, informations=[str(make_info(county).pk)], reason="重复。")
            sign(county, record, note="重点信息另行报告。")
            version = record.versions.get()
            client.force_login(county.staff)
            urls = {
                ending: reverse("riskinfo:returns:version_file", args=[record.pk, 1, ending])
                for ending in ("pdf", "xlsx")
            }
            pdf, xlsx = (client.get(urls[ending]).content for ending in ("pdf", "xlsx"))
            with version.pdf.open("ab") as file:
                file.write(b" ")
            response = client.get(urls["pdf"], follow=True)
            client.force_login(county.other_staff)
            assert client.get(urls["xlsx"]).status_code == 404
        reader = PdfReader(io.BytesIO(pdf))
        page = reader.pages[0]
        assert page.get("/Rotate", 0) in (90, 270) or page.mediabox.width > page.mediabox.height
        text = "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")
        for words in (
            info.case.number,
            "原料：清河铜业有限公司",
            "填报人：赵敏",
            "审核人：陈晓",
            "签发人：李建国",
            "重点",
        ):
            assert words in text, words
        sheets = load_workbook(io.BytesIO(xlsx))
        heads = [cell.value for cell in sheets["报送表"][3]]
        assert heads[:3] == ["序号", "信息编号", "是否重点信息"]
        assert len(heads) == 21
        assert sheets["报送表"]["B4"].value == info.case.number
        assert sheets["报送表"]["A5"].value == "说明：重点信息另行报告。"
        assert "填报日期：2026-02-20" in sheets["报送表"]["A2"].value
        assert sheets["未列入"]["C2"].value == "重复。"
        assert "与签发时的摘要不符" in response.content.decode()
        errors = io.StringIO()
        with pytest.raises(CommandError, match="1 处"):
            call_command("verify_documents", stderr=errors)
        assert f"报送表 {record.case.number} 第1版：PDF 正本与保存时的摘要不符" in errors.getvalue()

    def test_a_long_form_is_signed_in_the_background(self, county, client, monkeypatch):
        monkeypatch.setattr("casefile.jobs.wake", lambda job_id: None)
        with at("2026-02-20 10:00"):
            open_monthly_returns()
            make_info(county, "SUBMITTED")
            record = of(county.quality)
            perform(record, "compile", by=county.staff)
            MonthlyReturn.objects.filter(pk=record.pk).update(rows=record.rows * 30)
            perform(record, "approve", by=county.head)
            client.force_login(county.deputy)
            page = client.post(reverse("riskinfo:returns:act", args=[record.pk, "sign"]), {}, follow=True)
            assert "正在后台生成版面" in page.text
            assert of(county.quality).state == "APPROVED"
            assert jobs.run(Job.objects.get().pk)
            assert (of(county.quality).state, record.versions.count()) == ("SIGNED", 1)

    def test_who_approves_and_signs_sees_what_will_be_printed(self, county, client):
        with at("2026-02-20 10:00"):
            open_monthly_returns()
            info = make_info(county, "SUBMITTED")
            record = of(county.quality)
            preview = reverse("riskinfo:returns:preview", args=[record.pk])
            client.force_login(county.staff)
            assert client.get(preview).status_code == 404  # nothing is fixed yet
            perform(record, "compile", by=county.staff, note="另行报告。")
            for who, act in (("head", "approve"), ("deputy", "sign")):
                client.force_login(getattr(county, who))
                page = client.get(reverse("riskinfo:returns:act", args=[record.pk, act]))
                for words in (preview, info.products_text, "另行报告。", "赵敏"):
                    assert words in page.text, (act, words)
                assert "填报单位" in client.get(preview, headers={"X-Preview": "1"}).text
                assert preview in client.get(record.get_absolute_url()).text
                perform(record, act, by=getattr(county, who))
            assert client.get(preview).status_code == 404  # the frozen one is there now
            client.force_login(county.other_staff)
            assert client.get(preview).status_code == 404


class TestTable:
    def cells(self, client, user):
        client.force_login(user)
        rows = client.get(reverse("riskinfo:returns")).context["rows"]
        return {unit.name: [cell.kind for cell in cells] for unit, cells in rows}

    def test_it_says_on_time_late_nil_missing_and_open(self, county, client):
        sent = {1: "2026-01-10 10:00", 2: "2026-02-10 10:00", 3: "2026-04-02 10:00"}
        for month in range(1, 6):
            with at(f"2026-{month:02}-01 00:10"):
                open_monthly_returns()
            for told, moment in sent.items():
                if moment.startswith(f"2026-{month:02}"):
                    with at(moment):
                        if told == 1:
                            make_info(county, "SUBMITTED")
                        compile_and_submit(county, of(county.quality, 2026, told))
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

    def test_a_unit_in_which_nobody_can_fill_one_in_is_missing_by_name(self, county, client):
        bare = Department.objects.create(bureau=county.bureau, name="新设所", reports_monthly=True)
        with at("2026-02-01 00:10"):
            open_monthly_returns()
            for user in (county.deputy, county.inspector):
                assert self.cells(client, user)["新设所"] == ["unmanned", *["none"] * 11]
            assert "无人填报" in client.get(reverse("riskinfo:returns")).text
            assert "新设所" not in self.cells(client, county.staff)
            person("xinren", "新人", bare, Role.STAFF)
            open_monthly_returns()
            assert self.cells(client, county.deputy)["新设所"][0] == "open"

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
