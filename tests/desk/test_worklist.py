"""The desk: what awaits me, what falls due, what I sent on; search and reminders."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casefile import deadlines, jobs
from casefile.deadlines import DeadlineRule
from casefile.models import CaseFile, Job, Notification
from casefile.notify import notify
from casefile.trail import record_act
from desk import calendar_reminder, digest, worklist
from desk.search import search
from registers.models import Enterprise
from tests.casefile.cases import make_case
from tests.riskinfo.builders import make_info

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULE = DeadlineRule("test_rule", "处置")


def _await(case, role, department=None, user=None):
    case.awaiting_role, case.awaiting_department, case.awaiting_user = role, department, user
    case.save()
    return case


def test_work_waits_for_the_role_of_the_unit_or_the_named_person(county):
    head_case = _await(make_case(county, number="FX-2026-0001"), "UNIT_HEAD", county.quality)
    named = _await(make_case(county, number="FX-2026-0002"), "", None, county.staff)
    director_case = _await(make_case(county, number="FX-2026-0003"), "DIRECTOR")
    assert [row.case for row in worklist.awaiting(county.head)] == [head_case]
    assert [row.case for row in worklist.awaiting(county.staff)] == [named]
    assert [row.case for row in worklist.awaiting(county.director)] == [director_case]
    assert worklist.awaiting(county.other_head) == []
    assert worklist.awaiting(county.admin) == []
    assert worklist.awaiting_counts(county.head) == {"INFO": 1}


def test_a_deputy_sees_the_units_of_his_own_line(county):
    _await(make_case(county, number="FX-2026-0001"), "DEPUTY")
    assert len(worklist.awaiting(county.deputy)) == len(worklist.awaiting(county.second_deputy)) == 1
    county.quality.supervisor = county.deputy
    county.quality.save()
    assert len(worklist.awaiting(county.deputy)) == 1
    assert worklist.awaiting(county.second_deputy) == []


def test_the_nearest_deadline_comes_first(county):
    late = _await(make_case(county, number="FX-2026-0001"), "", None, county.staff)
    soon = _await(make_case(county, number="FX-2026-0002"), "", None, county.staff)
    never = _await(make_case(county, number="FX-2026-0003"), "", None, county.staff)
    today = timezone.localdate()
    deadlines.set_deadline(late, RULE, method="calendar", start=today, days=30, user=county.staff)
    deadlines.set_deadline(soon, RULE, method="calendar", start=today, days=3, user=county.staff)
    assert [row.case.number for row in worklist.awaiting(county.staff)] == [soon.number, late.number, never.number]
    assert [row["deadline"].case.number for row in worklist.due(county.staff)] == [soon.number, late.number]
    assert worklist.due(county.other_staff) == []


def test_what_i_sent_on_is_open_and_waits_for_another(county):
    mine = _await(make_case(county, number="FX-2026-0001"), "UNIT_HEAD", county.quality)
    back = _await(make_case(county, number="FX-2026-0002"), "", None, county.staff)
    closed = make_case(county, number="FX-2026-0003", closed_at=timezone.now())
    for case in (mine, back, closed):
        record_act(case, "submit", "提交", by=county.staff, role="STAFF")
    assert [row.case for row in worklist.sent_on(county.staff)] == [mine]


def test_from_one_case_to_the_next_that_waits(county, client):
    """In the order of the desk, round to the first; with nothing else, back to the desk."""
    first = _await(make_case(county, number="FX-2026-0001"), "", None, county.staff)
    second = _await(make_case(county, number="FX-2026-0002", kind="WARNING"), "", None, county.staff)
    done = make_case(county, number="FX-2026-0003")
    client.force_login(county.staff)
    for after, follows in ((first, second), (second, first), (done, first)):
        assert client.get(reverse("desk:next"), {"after": after.pk}).url == follows.get_absolute_url()
    assert client.get(reverse("desk:next"), {"after": "x"}).url == first.get_absolute_url()
    _await(second, "")
    response = client.get(reverse("desk:next"), {"after": first.pk}, follow=True)
    assert response.redirect_chain == [(reverse("desk:home"), 302)]
    assert "没有别的案卷等您办理了" in response.content.decode()


@time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=SHANGHAI), tick=False)
def test_an_administrator_s_desk_says_what_to_look_after(county, client):
    client.force_login(county.admin)
    User.objects.filter(pk=county.staff.pk).update(must_change_password=True)
    page = client.get(reverse("desk:home"))
    said = {row["label"]: (row["light"].colour, row["light"].text) for row in page.context["rows"]}
    assert said["工作日历"] == ("red", "2027年放假安排还没有导入")
    assert said["用户与机构"] == ("green", "没有锁定的")
    assert "1 个还没有改过临时密码" in page.content.decode()
    for _ in range(5):
        Client().post(reverse("accounts:login"), {"username": county.staff.username, "password": "wrong"})
    rows = {row["label"]: row["light"].text for row in client.get(reverse("desk:home")).context["rows"]}
    assert rows["用户与机构"] == "锁定 1 个"


def test_a_record_leads_to_the_next_case_while_something_waits(county, client):
    info = make_info(county)
    client.force_login(county.head)
    link = f"{reverse('desk:next')}?after={info.pk}"
    assert link in client.get(info.get_absolute_url()).content.decode()
    client.force_login(county.director)
    assert link not in client.get(info.get_absolute_url()).content.decode()


def test_the_figures_of_the_desk_lead_to_what_they_count(county, client):
    client.force_login(county.deputy)
    today = timezone.localdate()
    late = make_case(county, number="FX-2026-0001")
    deadlines.set_deadline(late, RULE, method="calendar", start=today - timedelta(days=40), days=3, user=county.staff)
    warning = make_case(county, number="YJ-2026-0001", kind="WARNING", level="LEVEL_1")
    make_case(county, number="FX-2026-0002", closed_at=timezone.now())
    make_case(county, number="FX-2026-0003", is_drill=True)
    page = client.get("/")
    figures, text = page.context["headline"], page.content.decode()
    assert (figures["overdue"], figures["open"], figures["level_one"]) == (1, 2, 1)
    for query, found in (("?only=overdue", [late]), ("", [late, warning]), ("?kind=WARNING", [warning])):
        listed = client.get(reverse("desk:cases") + query)
        assert [row["case"] for row in listed.context["rows"]] == found
    assert f'href="{reverse("desk:cases")}?only=overdue"' in text
    assert f'href="{reverse("warnings:list")}?level=LEVEL_1&amp;only=open"' in text
    client.force_login(county.other_staff)
    assert client.get(reverse("desk:cases")).context["page"].paginator.count == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [("电缆", True), ("电线 电阻", True), ("fx-2026-0001", True), ("恒通", True), ("91411121MA3X12345W", True),
     ("MA3X1", True), ("灭火", False), ("电线 灭火", False), ("%", False)],
)  # fmt: skip
def test_search_finds_two_characters_numbers_and_codes(county, text, found):
    enterprise = Enterprise.objects.create(
        bureau=county.bureau, name="清源县恒通线缆有限公司", uscc="91411121MA3X12345W", is_producer=True
    )
    case = make_case(county, number="FX-2026-0001", enterprise=enterprise)
    result = search(county.staff, text)
    assert [row["case"] for row in result.cases] == ([case] if found else [])
    assert search(county.other_staff, text).cases == []


@pytest.mark.parametrize(
    "text",
    ["ＦＸ－2026－0012", "FX20260012", "fx2026-12", "2026-12", "20260012", "91411121-MA3X", "９１４１１１２１ＭＡ３Ｘ",
     "恒通(城关)", "批号20260315", "20260315A", "6901028180146", "恒通　线缆"],
)  # fmt: skip
def test_search_finds_what_an_officer_types(county, text):
    """Full width, numbers without prefix or zeros, a part of the code, either bracket, batch and barcode."""
    firm = Enterprise.objects.create(
        bureau=county.bureau, name="清源县恒通（城关）线缆有限公司", uscc="91411121MA3X12345W", is_producer=True
    )
    info = make_info(county, title="电线不合格", enterprise=firm, batch="批号20260315A", barcode="6901028180146")
    CaseFile.objects.filter(pk=info.pk).update(number="FX-2026-0012")
    make_case(county, number="FX-2026-1200")
    assert info.case in [row["case"] for row in search(county.staff, text).cases]


def test_a_number_in_full_leads_straight_to_its_case(county, client):
    client.force_login(county.staff)
    case = make_case(county, number="FX-2026-0001")
    for text in ("FX-2026-0001", "fx20260001", "ＦＸ２０２６－１"):
        assert client.get(reverse("desk:search"), {"q": text}).url == case.get_absolute_url()
    client.force_login(county.other_staff)
    assert "没有找到" in client.get(reverse("desk:search"), {"q": "FX-2026-0001"}).content.decode()


def test_the_box_at_the_top_does_not_repeat_the_word_of_a_list(county, client):
    client.force_login(county.staff)
    top = client.get(reverse("riskinfo:list"), {"q": "电缆"}).context["shell"]
    assert top["query"] == ""
    assert client.get(reverse("desk:search"), {"q": "电缆"}).context["shell"]["query"] == "电缆"


def test_search_pages_answer_with_and_without_words(county, client):
    client.force_login(county.staff)
    make_case(county, number="FX-2026-0001")
    assert "没有找到" in client.get(reverse("desk:search"), {"q": "灭火"}).content.decode()
    assert "FX-2026-0001" in client.get(reverse("desk:search"), {"q": "电缆"}).content.decode()
    assert "两个字就可以搜" in client.get(reverse("desk:search")).content.decode()


def test_a_reminder_is_read_by_its_owner_alone(county, client):
    case = make_case(county, number="FX-2026-0001")
    notify([county.staff, county.staff], "请办理", key="k", case=case)
    notify([county.staff], "请办理", key="k", case=case)
    row = Notification.objects.get()
    client.force_login(county.head)
    assert client.post(reverse("desk:open_notification", args=[row.pk])).status_code == 404
    client.force_login(county.staff)
    assert "1 条未读" in client.get(reverse("desk:notifications")).content.decode()
    assert client.get(reverse("desk:open_notification", args=[row.pk])).status_code == 405
    assert client.post(reverse("desk:open_notification", args=[row.pk])).url == case.get_absolute_url()
    row.refresh_from_db()
    assert row.read_at is not None


@pytest.fixture
def mail_on(settings):
    settings.MAIL_ENABLED = True


def test_the_digest_is_sent_once_a_day_and_repeats_nothing(county, mail_on):
    county.staff.email = "zhaomin@example.org"
    county.staff.save()
    _await(make_case(county, number="FX-2026-0001"), "", None, county.staff)
    notify([county.staff], "检验发现不合格", key="k")
    start = datetime(2026, 11, 23, 8, tzinfo=SHANGHAI)
    for hours in (0, 1, 24):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            digest.queue_digests()
            for job in Job.objects.filter(status=Job.Status.PENDING):
                jobs.run(job.pk)
    assert len(mail.outbox) == 2
    assert "FX-2026-0001" in mail.outbox[0].body
    assert "检验发现不合格" in mail.outbox[0].body
    assert "检验发现不合格" not in mail.outbox[1].body


def test_nothing_is_mailed_without_a_mail_server(county):
    county.staff.email = "zhaomin@example.org"
    county.staff.save()
    _await(make_case(county, number="FX-2026-0001"), "", None, county.staff)
    assert digest.queue_digests() == 0


@pytest.mark.parametrize(
    ("day", "reminded"), [(date(2026, 10, 31), 0), (date(2026, 11, 1), 1), (date(2026, 12, 30), 1)]
)
def test_a_missing_calendar_is_called_for_from_november(county, day, reminded):
    with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI), tick=False):
        assert calendar_reminder.remind() == reminded
        assert calendar_reminder.remind() == 0
    assert Notification.objects.filter(user=county.admin).count() == reminded


def test_the_desk_asks_as_many_questions_with_many_cases_as_with_few(county, client):
    client.force_login(county.head)

    def fill(start, count):
        for n in range(start, start + count):
            case = _await(make_case(county, number=f"FX-2026-{n:04d}"), "UNIT_HEAD", county.quality)
            record_act(case, "submit", "提交", by=county.staff, role="STAFF")
            deadlines.set_deadline(case, RULE, method="calendar", start=timezone.localdate(), days=n)

    counts = []
    for start, count in ((1, 2), (3, 12)):
        fill(start, count)
        client.get(reverse("desk:home"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("desk:home")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
