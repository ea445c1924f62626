"""A registered agency gets the tasks of a plan (R-045, R-124); what was said in the media is on record (R-145)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from accounts.roles import Role
from casefile.models import Notification
from monitoring import publicity
from monitoring.models import MonitoringResult, Publicity
from riskinfo.models import RiskInfo
from tests.people import person
from tests.registers.test_exports import export, rows_of
from tests.riskinfo.builders import pdf

from .builders import RISK, given_item, plan, product

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("county")]


@pytest.fixture
def running(county):
    return plan(county, "RUNNING", agency=county.agency.name, agency_unit=county.agency)


def address(item) -> str:
    return reverse("monitoring:task", args=[item.pk])


class TestAgency:
    def test_a_line_names_an_agency_with_accounts_or_one_by_name(self, client, county):
        record = plan(county)
        client.force_login(county.staff)
        add = reverse("monitoring:add_item", args=[record.pk])
        toy = product("TOY", "玩具", "CONSUMER")
        line = given_item(county, product_type=toy.pk, department=county.quality.pk, criteria=["M1"], grounds=["B1"])
        del line["agency"]
        bare = client.post(add, line)
        assert "请选承担机构，没有账号的写名称。" in bare.text
        both = client.post(add, line | {"agency": "省质检院", "agency_unit": county.agency.pk})
        assert "这里不用再写" in both.text
        assert client.post(add, line | {"agency_unit": county.quality.pk}).status_code == 422  # no agency
        client.post(add, line | {"agency_unit": county.agency.pk})
        item = record.items.get(product_type=toy)
        assert (item.agency_unit, item.agency) == (county.agency, county.agency.name)
        change = reverse("monitoring:change_item", args=[item.pk])
        assert client.get(change).context["form"]["agency"].value() == ""
        client.post(change, line | {"agency": "省质检院"})
        item.refresh_from_db()
        assert (item.agency_unit, item.agency) == (None, "省质检院")

    def test_its_task_reaches_it_and_its_result_the_unit(self, client, county, running):
        item = running.items.get()
        told = Notification.objects.get(user=county.tester)
        assert ("新的监测任务：电线电缆 4 个样品" in told.text, told.url) == (True, address(item))
        client.force_login(county.tester)
        home = client.get(reverse("riskinfo:tests"))
        assert reverse("monitoring:tasks") in home.text  # the menu
        listed = client.get(reverse("monitoring:tasks"))
        assert address(item) in listed.text
        form = client.get(address(item)).context["form"]
        assert not {"enterprise", "as_info"} & set(form.fields)
        bare = client.post(address(item), {"finding": "RISK", "product_name": "电线", "samples": 1})
        assert (bare.status_code, "请写明问题" in bare.text) == (422, True)
        today = timezone.localdate()
        risk = RISK | {"tested_on": today, "samples": 1, "_once": "6d0f4f1e-6a0e-4f5b-9a57-3f0c5b7d2a10"}
        for _ in range(2):  # a second click
            client.post(address(item), risk | {"files": pdf()})
        result = MonitoringResult.objects.get()
        assert (result.recorded_by, result.info, RiskInfo.objects.count()) == (county.tester, None, 0)
        entry = running.case.trail.filter(action="record_result").get()
        assert entry.role == Role.AGENCY
        for who in (county.staff, county.head):
            row = Notification.objects.filter(user=who, text__contains="请核对后转为风险信息").get()
            assert row.urgent
        client.post(address(item), {"finding": "NORMAL", "product_name": "电线", "samples": 3, "tested_on": today})
        assert not Notification.objects.filter(user=county.head, text__contains="未发现风险").exists()
        assert [row[0] for row in client.get(reverse("monitoring:tasks")).context["waiting"]] == []
        assert running.case.deadlines.get(rule__startswith="MONITORING_ITEM").met_at is not None
        assert len(rows_of(export(client, "monitoring-tasks").content)) == 2
        client.force_login(county.staff)
        page = client.get(running.get_absolute_url()).text
        assert "任务已到账号" in page
        client.post(reverse("monitoring:to_info", args=[result.pk]))
        assert RiskInfo.objects.get().monitoring_result == result

    def test_another_agency_a_draft_and_the_plan_itself_stay_shut(self, client, county, running):
        other = Department.objects.create(bureau=county.bureau, name="邻所", kind=Department.Kind.AGENCY)
        stranger = person("linsuo", "邻所人", other, Role.AGENCY)
        item = running.items.get()
        client.force_login(stranger)
        assert client.get(address(item)).status_code == 404
        assert client.post(address(item), RISK).status_code == 404
        draft = plan(county, agency=county.agency.name, agency_unit=county.agency)
        client.force_login(county.tester)
        assert client.get(address(draft.items.get())).status_code == 404
        assert client.get(running.get_absolute_url()).status_code == 403
        assert client.get(reverse("monitoring:result", args=[item.pk])).status_code == 403
        for who in (county.staff, county.admin):
            client.force_login(who)
            assert client.get(reverse("monitoring:tasks")).status_code == 403


class TestPublicity:
    def given(self, **changed) -> dict:
        return {
            "on": timezone.localdate().isoformat(), "way": "SOCIAL", "media": "清源市场监管公众号",
            "title": "三月风险监测提示", "link": "https://example.org/a", "summary": "阅读 1200 次",
        } | changed  # fmt: skip

    def test_it_is_entered_found_counted_and_goes_out(self, client, county, running):
        client.force_login(county.staff)
        new = reverse("monitoring:publicity_new")
        wrong = self.given(link="ftp://x", on="2999-01-01", case_number="XX-1")
        refused = client.post(new, wrong)
        assert refused.status_code == 422
        assert set(refused.context["form"].errors) == {"link", "on", "case_number"}
        assert "阅读 1200 次" in refused.text
        good = self.given(case_number=running.case.number, _once="6d0f4f1e-6a0e-4f5b-9a57-3f0c5b7d2a10")
        for _ in range(2):
            client.post(new, good | {"file": pdf("截图.pdf")})
        client.post(new, self.given(way="PAPER", media="清源日报", title="老年鞋抽查", link=""))
        row = Publicity.objects.get(way="SOCIAL")
        log = client.get(reverse("monitoring:publicity"))
        assert log.context["ways"] == [("微信、微博、短视频", 1), ("报纸、期刊", 1)]
        for said in ("https://example.org/a", running.get_absolute_url(), "老年鞋抽查"):
            assert said in log.text
        found = client.get(reverse("monitoring:publicity"), {"way": "PAPER", "q": "老年鞋"})
        assert [one.title for one in found.context["page"]] == ["老年鞋抽查"]
        assert len(rows_of(export(client, "publicity", "?way=PAPER").content)) == 2
        file = client.get(reverse("monitoring:publicity_file", args=[row.pk]))
        assert b"".join(file.streaming_content).startswith(b"%PDF")

    def test_what_was_wrong_is_struck_out_with_the_reason_and_stays(self, client, county):
        row = publicity.record(by=county.staff, **self.given(on=timezone.localdate() - timedelta(1)))
        strike = reverse("monitoring:publicity_strike", args=[row.pk])
        client.force_login(county.second_staff)
        assert client.get(strike).status_code == 403
        client.force_login(county.head)
        assert client.post(strike, {}).status_code == 422
        client.post(strike, {"reason": "登记重复"})
        again = client.post(strike, {"reason": "再来"})
        assert "已经作废" in again.text
        log = client.get(reverse("monitoring:publicity"))
        assert (log.context["ways"], "登记重复" in log.text) == ([], True)

    def test_who_reads_and_who_enters(self, client, county):
        row = publicity.record(by=county.staff, **self.given(on=timezone.localdate()))
        for who, read, write in (("inspector", 200, 403), ("tester", 403, 403), ("brigade_officer", 200, 200)):
            client.force_login(getattr(county, who))
            assert client.get(reverse("monitoring:publicity")).status_code == read, who
            assert client.get(reverse("monitoring:publicity_new")).status_code == write, who
        assert publicity.seen_by(county.inspector).get() == row  # of the bureau below
