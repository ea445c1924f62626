"""What an agency is to do, it is reminded of: test tasks, lines of a plan, studies (R-045, R-147, R-224)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from casefile.deadlines import sweep
from casefile.models import Notification
from casefile.perform import perform
from monitoring.models import MonitoringProject
from monitoring.states import ProjectState
from tests.riskinfo.builders import make_info, pdf, report_test, send_to_testing

from .builders import plan, project, test

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("county")]

#: A Monday; twenty days later is Sunday the 22nd, ten days later Thursday the 12th.
START = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
STUDY = {"findings": "湿态摩擦系数不足。", "advice": "增加湿态指标。"}


def told(user, start: datetime = START) -> list[tuple[str, bool]]:
    """Return (day, urgent) of what `user` was told after the first day, in order."""
    rows = Notification.objects.filter(user=user, created_at__gt=start + timedelta(hours=12)).order_by("created_at")
    return [(f"{timezone.localtime(row.created_at):%m-%d}", row.urgent) for row in rows]


def mornings(first: datetime, days: int, *, twice=False) -> None:
    for number in range(days):
        for minute in (31, 36) if twice else (31,):
            with time_machine.travel(first.replace(hour=8, minute=minute) + timedelta(days=number), tick=False):
                sweep()


class TestTimetable:
    """Three, one and no working days before, then late: the first working day after, and every fifth."""

    def test_of_a_test_task(self, county):
        with time_machine.travel(START, tick=False):
            task = send_to_testing(make_info(county, "SCREENED"), county)
        mornings(START + timedelta(days=1), 22, twice=True)
        days = [("03-09", False), ("03-11", False), ("03-12", False), ("03-13", True), ("03-20", True)]
        assert told(county.tester) == days
        row = Notification.objects.filter(user=county.tester, urgent=True).first()
        assert (row.case, row.url) == (None, task.get_absolute_url())  # it sees its task, nothing of the case
        assert task.info.case.title not in row.text
        assert task.sample in row.text
        assert ("03-13", True) in told(county.head)  # late, the unit and its head hear of it too

    def test_of_a_line_of_a_plan(self, county):
        with time_machine.travel(START, tick=False):
            record = plan(county, "RUNNING", agency=county.agency.name, agency_unit=county.agency)
        item = record.items.get()
        mornings(START + timedelta(days=1), 25)
        days = [("03-18", False), ("03-20", False), ("03-23", False), ("03-24", True)]  # Sunday rolls to Monday
        assert told(county.tester) == days
        row = Notification.objects.filter(user=county.tester, urgent=True).get()
        assert (row.case, row.url) == (None, reverse("monitoring:task", args=[item.pk]))
        assert "已完成 0 / 4 个样品" in row.text
        assert ("03-24", True) in told(county.head)

    def test_of_a_study(self, county):
        with time_machine.travel(START, tick=False):
            record = project(county, "RUNNING", agency_unit=county.agency)
        first = START + timedelta(days=80)  # due on Sunday, 31 May
        mornings(first, 14)
        assert told(county.tester) == [("05-27", False), ("05-29", False), ("06-01", False), ("06-02", True)]
        row = Notification.objects.filter(user=county.tester, urgent=True).get()
        assert row.url == reverse("monitoring:study", args=[record.pk])
        assert ("06-02", True) in told(county.head)


class TestSilence:
    def test_what_is_done_reminds_nobody(self, county):
        with time_machine.travel(START, tick=False):
            record = plan(county, "RUNNING", agency=county.agency.name, agency_unit=county.agency)
            test(county, record, samples=4)
            study = project(county, "RUNNING", agency_unit=county.agency)
            perform(study, "report_study", by=county.tester, **STUDY)
            task = send_to_testing(make_info(county, "SCREENED"), county)
            report_test(task, county)
        mornings(START + timedelta(days=1), 25)
        mornings(START + timedelta(days=80), 20)
        assert told(county.tester) == []
        assert ("06-02", True) in told(county.staff)  # the bureau has still to conclude the study

    def test_an_agency_without_accounts_is_the_units_to_remind(self, county):
        with time_machine.travel(START, tick=False):
            plan(county, "RUNNING")
            project(county, "RUNNING")
        mornings(START + timedelta(days=1), 25)
        assert told(county.tester) == []
        assert [day for day, _ in told(county.staff)] == ["03-18", "03-20", "03-23", "03-24"]


class TestStudy:
    def test_the_agency_reports_and_the_bureau_concludes(self, client, county):
        record = project(county, "RUNNING", agency_unit=county.agency)
        page = reverse("monitoring:study", args=[record.pk])
        client.force_login(county.tester)
        listed = client.get(reverse("monitoring:tasks"))
        assert page in listed.text
        assert client.get(record.get_absolute_url()).url == page
        act = reverse("monitoring:report_study", args=[record.pk])
        assert client.post(act, {"findings": "只写了结论"}).status_code == 422
        client.post(act, STUDY | {"files": pdf("研究报告.pdf")})
        record = MonitoringProject.objects.get(pk=record.pk)
        assert (record.state, record.reported_by) == (ProjectState.RUNNING, county.tester)
        assert client.get(reverse("monitoring:tasks")).context["studies"] == []
        assert record.case.attachments.get().uploaded_by == county.tester
        assert Notification.objects.filter(user=county.staff, text__contains="请核对后登记结论").exists()
        client.force_login(county.staff)
        shown = client.get(record.get_absolute_url()).text
        assert "机构报告，待核对" in shown
        form = client.get(reverse("monitoring:projects:act", args=[record.pk, "complete"])).context["form"]
        assert form["findings"].value() == STUDY["findings"]
        perform(record, "complete", by=county.staff, **STUDY)
        client.force_login(county.tester)
        assert client.get(act, follow=True).redirect_chain[-1][0] == page  # too late, said on its page
        assert "待核对" not in client.get(page).text

    def test_nobody_else_sees_or_reports_it(self, client, county):
        draft, running = project(county, agency_unit=county.agency), project(county, "RUNNING")
        client.force_login(county.tester)
        for record in (draft, running):  # not approved yet, given to an agency by name
            assert client.get(reverse("monitoring:study", args=[record.pk])).status_code == 404
            assert client.post(reverse("monitoring:report_study", args=[record.pk]), STUDY).status_code == 404
        assert client.get(reverse("monitoring:study", args=[10**30])).status_code == 404
        client.force_login(county.staff)
        assert client.get(reverse("monitoring:study", args=[running.pk])).status_code == 403
        assert "报告研究结果" not in client.get(running.get_absolute_url()).text

    def test_a_project_names_an_agency_with_accounts_or_one_by_name(self, client, county):
        client.force_login(county.staff)
        form = client.get(reverse("monitoring:projects:new")).context["form"]
        given = {name: form[name].value() or "" for name in form.fields}
        given |= {
            "title": "老年鞋防滑研究", "product_type": project(county).case.product_type_id, "question": "湿态防滑",
            "ends_on": timezone.localdate() + timedelta(days=60),
        }  # fmt: skip
        new = reverse("monitoring:projects:new")
        assert "请选承担机构，没有账号的写名称。" in client.post(new, given).text
        client.post(new, given | {"agency_unit": county.agency.pk})
        record = MonitoringProject.objects.get(case__title="老年鞋防滑研究")
        assert (record.agency_unit, record.agency) == (county.agency, county.agency.name)
