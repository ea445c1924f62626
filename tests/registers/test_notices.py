"""A new year's notice: every wrong line is named, the right one replaces the year in one piece."""

from datetime import date

import pytest

from registers import notices, seed, workdays
from registers.models import CalendarDay, CalendarYear

pytestmark = pytest.mark.django_db

NOTICE_2027 = """日期,类型,名称
2027-01-01至2027-01-03,休,元旦
2027-02-05至2027-02-11,休,春节
2027-02-14,班,春节
2027-04-03～4月5日,休,清明节
2027/5/1至2027/5/5,休,劳动节
2027-05-08,班,劳动节
20270609,休,端午节
2027年9月15日，休，中秋节
10月1日至10月7日	休	国庆节
2027-10-09,班,国庆节
2027-10-10,班,国庆节
"""


@pytest.fixture(autouse=True)
def _fresh_calendar():
    workdays.forget()
    yield
    workdays.forget()


@pytest.fixture
def _hooks():
    before = list(workdays.on_year_published)
    yield
    workdays.on_year_published[:] = before


def days_2027():
    notice = notices.read(NOTICE_2027, 2027)
    assert notice.errors == []
    return notice.days


def test_dates_are_read_in_the_ways_people_write_them():
    days = days_2027()
    assert len(days) == 3 + 7 + 1 + 3 + 5 + 1 + 1 + 1 + 7 + 2
    assert days[0] == notices.NoticeDay(date(2027, 1, 1), CalendarDay.Kind.HOLIDAY, "元旦")
    assert [day.date for day in days if day.kind == "WORKDAY"] == [
        date(2027, 2, 14), date(2027, 5, 8), date(2027, 10, 9), date(2027, 10, 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2027-02-30,休,春节", "日期“2027-02-30”不存在"),
        ("二月五日,休,春节", "看不懂，请写成 2027-02-05"),
        ("2028-02-05,休,春节", "2028-02-05 不在2027年"),
        ("2026-12-20,休,元旦", "2026-12-20 不在2027年"),
        ("2027-02-08,班,春节", "是法定节假日（春节），不能标“班”"),
        ("2027-02-17,班,春节", "2027-02-17 是周三，本来就上班"),
        ("2027-02-08,调休,春节", "类型“调休”看不懂"),
        ("2027-02-08,休", "缺少名称"),
        ("2027-02-08,休," + "长" * 21, "名称太长，最多20个字"),
        ("2027-02-08", "应有三列"),
        ("2027-02-11至2027-02-05,休,春节", "须先后相接"),
        ("2027-02-01至2027-03-05,休,春节", "最多15天"),
        ("2027-01-01,休,元旦", "与第1行重复"),
    ],
)
def test_a_wrong_line_is_named(line, message):
    notice = notices.read(f"2027-01-01,休,元旦\n{line}\n2027-01-02,休,元旦", 2027)
    assert [error.line for error in notice.errors] == [2]
    assert notice.errors[0].text == line
    assert message in notice.errors[0].message


def test_every_wrong_line_is_named_at_once():
    notice = notices.read("a\n2027-01-01,休,元旦\nb,休,元旦\n\n2027-02-30,休,春节", 2027)
    assert [error.line for error in notice.errors] == [1, 3, 5]


def test_nothing_pasted_is_an_error():
    assert "没有读到任何一天" in notices.read("日期,类型,名称\n", 2027).errors[0].message


def test_a_day_of_another_notice_is_refused():
    taken = {date(2026, 12, 31): 2026}
    notice = notices.read("2026-12-31,休,元旦", 2027, named_elsewhere=taken)
    assert "已在2026年的通知里" in notice.errors[0].message


@pytest.mark.parametrize("year", [1999, 2051, 9999])
def test_an_unknown_year_is_refused(year):
    assert f"没有{year}年的法定节假日数据" in notices.year_error(year)
    assert notices.year_error(2027) is None


def test_an_incomplete_notice_warns():
    notice = notices.read("2027-01-01,休,元旦", 2027)
    assert not notice.errors
    assert "2027-09-15（中秋节）" in notice.warnings[0]
    assert "现不相符" in notice.warnings[1]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_published_notices_read_back_without_a_word(year):
    seed.load()
    notice = notices.read(notices.as_text(year), year)
    assert (notice.errors, notice.warnings) == ([], [])
    assert len(notice.days) == CalendarDay.objects.filter(year__year=year).count()


def test_publishing_replaces_the_year_and_nothing_else(django_capture_on_commit_callbacks):
    seed.load()
    before = CalendarDay.objects.exclude(year__year=2027).count()
    assert workdays.roll_explained(date(2027, 2, 6)).estimated
    with django_capture_on_commit_callbacks(execute=True):
        notices.publish(2027, "测试通知", days_2027())
    assert CalendarYear.objects.get(year=2027).status == "PUBLISHED"
    assert workdays.is_workday(date(2027, 2, 14))
    assert not workdays.roll_explained(date(2027, 2, 6)).estimated

    shorter = [day for day in days_2027() if day.date != date(2027, 2, 14)]
    with django_capture_on_commit_callbacks(execute=True):
        notices.publish(2027, "更正的通知", shorter)
    assert not workdays.is_workday(date(2027, 2, 14))
    assert CalendarDay.objects.filter(year__year=2027).count() == len(shorter)
    assert CalendarDay.objects.exclude(year__year=2027).count() == before
    assert CalendarYear.objects.get(year=2027).notice_no == "更正的通知"


@pytest.mark.usefixtures("_hooks")
def test_deadlines_are_told_with_the_new_calendar_in_force():
    seen = []
    workdays.on_year_published.append(lambda year: seen.append((year, workdays.is_workday(date(2027, 2, 14)))))
    assert not workdays.is_workday(date(2027, 2, 14))
    notices.publish(2027, "测试通知", days_2027())
    assert seen == [(2027, True)]


@pytest.mark.usefixtures("_hooks")
def test_when_deadlines_cannot_follow_nothing_is_published():
    seed.load()

    def fail(year):
        raise RuntimeError("deadlines")

    workdays.on_year_published.append(fail)
    with pytest.raises(RuntimeError):
        notices.publish(2027, "测试通知", days_2027())
    assert CalendarYear.objects.get(year=2027).status == "ESTIMATED"
    assert not CalendarDay.objects.filter(year__year=2027).exists()


def test_days_of_the_december_before_belong_to_the_notice():
    notices.publish(2028, "测试通知", [notices.NoticeDay(date(2027, 12, 31), CalendarDay.Kind.HOLIDAY, "元旦")])
    notices.publish(2027, "测试通知", days_2027())
    assert CalendarDay.objects.get(date=date(2027, 12, 31)).year.year == 2028
    assert notices.named_by_other_notices(2027) == {date(2027, 12, 31): 2028}
