"""Sources are gathered in their rhythm, by whom it was given to, and each time is on record (R-110)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casefile.models import Notification
from casefile.refusals import GuardRefused, NotAllowed
from config.celery import TIMETABLE
from registers import workdays
from registers.models import InfoSource
from riskinfo import gathering, tasks
from riskinfo.models import Gathering, GatherPlan

from .builders import make_info, make_source

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-23 09:00+08:00"


@pytest.fixture(autouse=True)
def _calendar():
    workdays.forget()
    yield
    workdays.forget()


def make_plan(county, rhythm="DAILY", *, code="COMPLAINT_REPORT", name="投诉举报", since=None, **fields) -> GatherPlan:
    values = {"department": county.quality, "since": since or timezone.localdate(), **fields}
    source = make_source(code, name, InfoSource.Kind.SOCIAL)
    return GatherPlan.objects.create(bureau=county.bureau, source=source, rhythm=rhythm, **values)


@pytest.mark.parametrize(
    ("rhythm", "first", "last", "opens", "due"),
    [
        ("DAILY", "2026-11-23", "2026-11-23", "2026-11-23", "2026-11-23"),
        ("DAILY", "2026-11-21", "2026-11-23", "2026-11-23", "2026-11-23"),  # the weekend goes with Monday
        ("WEEKLY", "2026-11-23", "2026-11-29", "2026-11-23", "2026-11-27"),
        ("WEEKLY", "2026-09-14", "2026-09-20", "2026-09-14", "2026-09-20"),  # 调休: that Sunday is worked
        ("MONTHLY", "2026-10-01", "2026-10-31", "2026-10-01", "2026-10-30"),
        ("MONTHLY", "2026-11-10", "2026-11-30", "2026-11-10", "2026-11-30"),
        ("QUARTERLY", "2026-11-10", "2026-12-31", "2026-11-10", "2026-12-31"),
        ("WEEKLY", "2026-10-04", "2026-10-04", "2026-10-04", "2026-10-08"),  # no working day in it
    ],
)
def test_a_period_and_its_last_working_day(rhythm, first, last, opens, due):
    found = gathering.period_of(rhythm, date.fromisoformat(first))
    assert [str(day) for day in (found.last, found.opens, found.due)] == [last, opens, due]
    assert due in found.explanation or "不顺延" in found.explanation


def test_the_timetable_opens_what_is_due_and_nothing_twice(county):
    assert {"task": "riskinfo.tasks.open_gatherings"}.items() <= TIMETABLE["open the gatherings of sources"].items()
    with time_machine.travel("2026-11-20 09:00+08:00", tick=False):  # a Friday
        make_plan(county)
        make_plan(county, "WEEKLY", code="MEDIA", name="媒体报道")
        make_plan(county, "MONTHLY", code="PENALTY", name="行政处罚", active=False)
        assert tasks.open_gatherings() == 2
        assert tasks.open_gatherings() == 0
    with time_machine.travel("2026-11-21 09:00+08:00", tick=False):  # Saturday: nobody is at work
        assert tasks.open_gatherings() == 0
    with time_machine.travel("2026-11-24 09:00+08:00", tick=False):  # Tuesday; the machine was off on Monday
        assert tasks.open_gatherings() == 3
    days = [str(row) for row in Gathering.objects.order_by("plan", "first")]
    assert days == [
        "投诉举报 2026-11-20", "投诉举报 2026-11-21 至 2026-11-23", "投诉举报 2026-11-24",
        "媒体报道 2026-11-20 至 2026-11-22", "媒体报道 2026-11-23 至 2026-11-29",
    ]  # fmt: skip


def test_who_is_reminded_and_when(county):
    with time_machine.travel("2026-11-23 07:00+08:00", tick=False) as clock:
        make_plan(county, "WEEKLY", person=county.staff)
        tasks.open_gatherings()
        assert not Notification.objects.exists()  # before half past eight nobody is called

        def told(moment):
            clock.move_to(moment)
            before = set(Notification.objects.values_list("pk", flat=True))
            tasks.open_gatherings()
            return {(row.user.name, row.urgent) for row in Notification.objects.exclude(pk__in=before)}

        assert told("2026-11-23 09:00+08:00") == {("赵敏", False)}
        assert told("2026-11-24 09:00+08:00") == set()
        assert told("2026-11-27 09:00+08:00") == {("赵敏", False)}  # the last day
        late = {(county.staff.name, True), (county.head.name, True), (county.deputy.name, True)}
        late |= {(county.second_deputy.name, True), ("赵敏", False)}  # and of the new week
        assert told("2026-11-30 09:00+08:00") == late  # the unit has no leader of its own: every deputy
        assert told("2026-12-01 09:00+08:00") == set()
        text = Notification.objects.filter(urgent=True).first()
    assert "投诉举报" in text.text
    assert "逾期 1 个工作日" in text.text
    assert text.url == Gathering.objects.order_by("pk").first().get_absolute_url()


@time_machine.travel(MONDAY, tick=False)
def test_whose_desk_it_lies_on(client, county):
    plan = make_plan(county, person=county.staff)
    tasks.open_gatherings()
    row = plan.gatherings.get()
    client.force_login(county.staff)
    page = client.get("/").content.decode()
    assert "等我归集的信息来源" in page
    assert row.get_absolute_url() in page
    assert "今日截止" in page
    assert list(gathering.awaiting(county.second_staff)) == []
    plan.person = None
    plan.save()
    assert list(gathering.awaiting(county.second_staff)) == [row]  # anybody of the unit
    assert list(gathering.awaiting(county.brigade_officer)) == []
    assert list(gathering.awaiting(county.admin)) == []


@time_machine.travel(MONDAY, tick=False)
def test_a_result_is_recorded_with_who_and_when(client, county):
    row = _open(make_plan(county))
    client.force_login(county.staff)
    refused = client.post(row.get_absolute_url(), {"outcome": "FOUND", "note": "检索12315平台"})
    assert refused.status_code == 422
    assert "检索12315平台" in refused.content.decode()
    client.post(row.get_absolute_url(), {"outcome": "FOUND", "items": 3, "note": "检索12315平台"})
    row.refresh_from_db()
    assert (row.result_text, row.done_by, row.role, row.was_late) == ("归集 3 条", county.staff, "STAFF", False)
    page = client.get(reverse("riskinfo:gathering:list")).content.decode()
    assert "归集 3 条" in page
    assert "赵敏" in page
    with pytest.raises(GuardRefused, match="写明理由"):
        gathering.record(row, by=county.staff, items=0)
    gathering.record(row, by=county.head, items=0, note="核对后都是重复件")
    page = client.get(row.get_absolute_url()).content.decode()
    assert "归集 3 条 → 没有发现信息；核对后都是重复件" in page
    for stranger in (county.brigade_officer, county.admin, county.inspector):
        with pytest.raises(NotAllowed):
            gathering.record(row, by=stranger, items=1, note="更正")
    client.force_login(county.office_clerk)
    assert client.post(row.get_absolute_url(), {"outcome": "NOTHING"}).status_code == 403


def test_late_and_earlier_days_go_on_record_together(county):
    with time_machine.travel(MONDAY, tick=False):
        plan = make_plan(county)
        tasks.open_gatherings()
    with time_machine.travel("2026-11-25 09:00+08:00", tick=False):
        tasks.open_gatherings()
        newest = plan.gatherings.open().order_by("-last").first()
        gathering.record(newest, by=county.staff, items=0, note="三天都检索了", with_earlier=True)
        assert not plan.gatherings.open().exists()
        first = plan.gatherings.order_by("first").first()
        assert (first.outcome, first.together, first.was_late) == ("NOTHING", newest, True)
        assert gathering.light_of(first).text == "迟登记"


@time_machine.travel(MONDAY, tick=False)
def test_the_head_plans_and_stops(client, county):
    source = make_source("MEDIA", "媒体报道", InfoSource.Kind.SOCIAL)
    client.force_login(county.head)
    new = reverse("riskinfo:gathering:plan_new")
    given = {"source": source.pk, "rhythm": "WEEKLY", "department": county.quality.pk, "where": "县融媒体中心"}
    wrong = client.post(new, {**given, "person": county.brigade_officer.pk})
    assert wrong.status_code == 422
    assert "不在质量监督股" in wrong.content.decode()
    client.post(new, {**given, "person": county.staff.pk})
    plan = GatherPlan.objects.get()
    assert plan.gatherings.get().due_on == date(2026, 11, 27)  # opened at once
    again = client.post(new, given)
    assert again.status_code == 422
    assert "已经安排归集" in again.content.decode()
    edit = reverse("riskinfo:gathering:plan_edit", args=[plan.pk])
    client.post(edit, {**given, "rhythm": "DAILY"})
    plan.refresh_from_db()
    assert (plan.active, plan.gatherings.get().outcome, plan.gatherings.get().done_by) == (
        False, "STOPPED", county.head,
    )  # fmt: skip
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "归集周期：每周 → 每个工作日" in page
    assert "执行中 → 已停止" in page
    with time_machine.travel("2026-11-25 09:00+08:00", tick=False):
        assert tasks.open_gatherings() == 0
        client.post(edit, {**given, "rhythm": "DAILY", "active": "on"})
        assert not plan.gatherings.open().filter(first__lt="2026-11-25").exists()  # no backlog of the pause
    client.force_login(county.staff)
    assert client.get(edit).status_code == 403


@time_machine.travel(MONDAY, tick=False)
def test_every_channel_of_the_document_is_planned_at_once(client, county):
    from registers import seed

    seed.load()
    client.force_login(county.admin)
    client.post(reverse("riskinfo:gathering:suggest"), {"department": county.quality.pk})
    plans = GatherPlan.objects.filter(bureau=county.bureau)
    assert set(plans.values_list("source__code", flat=True)) == set(gathering.CHANNELS)
    assert len(gathering.CHANNELS) == 13
    client.post(reverse("riskinfo:gathering:suggest"), {"department": county.quality.pk})
    assert plans.count() == 13


@time_machine.travel(MONDAY, tick=False)
def test_the_list_of_what_was_gathered(client, county):
    plan = make_plan(county)
    row = _open(plan)
    info = make_info(county, source=plan.source)
    other = make_info(county)
    client.force_login(county.staff)
    page = client.get(row.get_absolute_url()).content.decode()
    assert info.case.number in page
    assert other.case.number not in page
    client.force_login(county.tester)
    assert client.get(row.get_absolute_url()).status_code == 403


@time_machine.travel(MONDAY, tick=False)
def test_another_bureau_sees_nothing(client, county):
    from accounts.models import Bureau, Department
    from accounts.roles import Role
    from tests.people import person

    row = _open(make_plan(county))
    bureau = Bureau.objects.create(
        name="邻县市场监督管理局", short_name="邻县市场监管局", level="COUNTY", region_code="419922",
        parent=county.prefecture, organ_code="邻市监", government_name="邻县人民政府",
    )  # fmt: skip
    unit = Department.objects.create(bureau=bureau, name="质量股", kind=Department.Kind.SECTION)
    client.force_login(person("linju", "邻居", unit, Role.UNIT_HEAD))
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get(row.plan.get_absolute_url()).status_code == 404
    assert client.get(reverse("riskinfo:gathering:plan_edit", args=[row.plan.pk])).status_code == 404
    client.force_login(county.inspector)
    assert client.get(row.get_absolute_url()).status_code == 200


def _open(plan) -> Gathering:
    gathering.open_due()
    return plan.gatherings.order_by("-last").first()


def test_a_calendar_that_is_published_moves_what_is_open(county):
    with time_machine.travel(MONDAY, tick=False):
        row = _open(make_plan(county, "WEEKLY"))
        row.due_on -= timedelta(days=1)
        row.save()
        gathering.open_due()
        row.refresh_from_db()
    assert row.due_on == date(2026, 11, 27)
