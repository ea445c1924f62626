"""The calendar page: the year at a glance, and a notice from pasted text to working days."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registers import workdays
from registers.models import CalendarDay, CalendarYear
from registers.sheet import year_sheet

from .test_notices import NOTICE_2027

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_fresh_calendar")]

CALENDAR = reverse("registers:calendar")
IMPORT = reverse("registers:calendar_import")


@pytest.fixture
def admin(client, county, registers_loaded):
    client.force_login(county.admin)
    return client


def notice(**changes):
    return {"year": "2027", "notice_no": "测试通知", "text": NOTICE_2027, **changes}


def test_the_sheet_has_every_day_once():
    months = year_sheet(2026, workdays.current())
    days = [cell.day for month in months for week in month.weeks for cell in week if cell]
    assert (days[0], days[-1], len(set(days))) == (date(2026, 1, 1), date(2026, 12, 31), 365)
    assert all(len(week) == 7 for month in months for week in month.weeks)
    marks = {cell.day: cell.mark for month in months for week in month.weeks for cell in week if cell}
    assert (marks[date(2026, 2, 20)], marks[date(2026, 9, 20)], marks[date(2026, 11, 22)]) == ("休", "班", "")
    assert months[1].workdays == 16


def test_a_published_year(admin):
    page = admin.get(CALENDAR, {"year": "2026"}).text
    assert "国务院办公厅关于2026年部分节假日安排的通知" in page
    assert "2026-09-20（周日） 国庆节调休上班" in page
    assert "2026-02-15 至 02-23" in page


def test_an_estimated_year_says_so(admin):
    page = admin.get(CALENDAR, {"year": "2027"}).text
    assert "暂估" in page
    assert "这一年还没有放假通知" in page


@pytest.mark.parametrize("year", ["1999", "2206", "0", "99999999"])
def test_an_unknown_year_is_refused_in_words(admin, year):
    page = admin.get(CALENDAR, {"year": year}, follow=True).text
    assert f"没有{int(year)}年的工作日历" in page


@pytest.mark.parametrize("year", ["", "x", "²", "-1"])
def test_nonsense_shows_this_year(admin, year):
    assert admin.get(CALENDAR, {"year": year}).status_code == 200


@pytest.mark.parametrize(("today", "reminded"), [("2026-10-31", False), ("2026-11-01", True)])
def test_the_missing_notice_is_asked_for_from_november(client, county, today, reminded):
    with time_machine.travel(f"{today} 12:00 +0800"):
        client.force_login(county.admin)
        assert ("2027年放假通知一般在" in client.get(CALENDAR).text) is reminded


def test_preview_then_confirm(admin, django_capture_on_commit_callbacks):
    preview = admin.post(IMPORT, notice())
    assert "核对：2027年，放假 27 天，周末上班 4 天" in preview.text
    assert not CalendarDay.objects.filter(year__year=2027).exists()
    with django_capture_on_commit_callbacks(execute=True):
        done = admin.post(IMPORT, notice(step="confirm"), follow=True)
    assert "2027年放假通知已录入，共31天" in done.text
    assert "管理员" in done.text
    assert CalendarYear.objects.get(year=2027).status == "PUBLISHED"
    assert workdays.is_workday(date(2027, 2, 14))


def test_a_second_import_replaces_the_first(admin):
    admin.post(IMPORT, notice(step="confirm"))
    again = admin.post(IMPORT, notice(text="2027-01-01,休,元旦"))
    assert "本年原有 31 天将全部换成下列日子" in again.text
    assert "法定节假日没有列出" in again.text
    admin.post(IMPORT, notice(text="2027-01-01,休,元旦", step="confirm"))
    assert CalendarDay.objects.filter(year__year=2027).count() == 1


def test_wrong_lines_are_named_and_the_text_stays(admin):
    response = admin.post(IMPORT, notice(text="2027-01-01,休,元旦\n2027-02-30,休,春节", step="confirm"))
    assert response.status_code == 422
    assert "第2行“2027-02-30,休,春节”：日期“2027-02-30”不存在" in response.text
    assert "2027-02-30,休,春节</textarea>" in response.text
    assert not CalendarDay.objects.filter(year__year=2027).exists()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"year": "2206"}, "year", "没有2206年的法定节假日数据"),
        ({"year": "明年"}, "year", "年度请写四位数字"),
        ({"text": ""}, "text", "请粘贴通知的日期表"),
        ({"notice_no": ""}, "notice_no", "必填"),
    ],
)
def test_what_is_missing_is_said_at_the_field(admin, changes, field, message):
    response = admin.post(IMPORT, notice(**changes))
    assert response.status_code == 422
    assert message in "".join(response.context["form"].errors[field])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_whatever_excel_wrote(admin, encoding):
    file = SimpleUploadedFile("2027.csv", NOTICE_2027.encode(encoding))
    response = admin.post(IMPORT, notice(text="", file=file))
    assert "核对：2027年" in response.text


@pytest.mark.parametrize(
    ("content", "message"), [(b"\xff\xfe\x00\xd8\x81", "文件不是文字表格"), (b"x" * 100_001, "文件太大")]
)
def test_a_file_that_is_no_table_is_refused(admin, content, message):
    response = admin.post(IMPORT, notice(text="", file=SimpleUploadedFile("a.csv", content)))
    assert message in "".join(response.context["form"].errors["file"])


def test_a_year_on_file_can_be_corrected(admin):
    page = admin.get(IMPORT, {"year": "2026"}).text
    assert "2026-09-20,班,国庆节" in page
    assert 'value="2026"' in page


def test_only_those_who_keep_the_calendar(client, county):
    client.force_login(county.director)
    assert client.get(CALENDAR).status_code == 403
    assert client.post(IMPORT, notice(step="confirm")).status_code == 403
